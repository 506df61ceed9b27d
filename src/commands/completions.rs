//! `completions`: a script for a shell.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::Cli;

use super::{CommandError, Context, ExitStatus};

pub(super) fn run(shell: Shell, context: &Context) -> Result<ExitStatus, CommandError> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "bedrock-keys", &mut script);
    context.ui.data(&String::from_utf8_lossy(&script))?;
    Ok(ExitStatus::Done)
}
