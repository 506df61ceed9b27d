//! `completions`: a script for a shell.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::Cli;

use super::{CommandError, Context, ExitStatus};

pub(super) fn run(shell: Shell, context: &Context) -> Result<ExitStatus, CommandError> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "bedrock-keys", &mut script);
    let script = String::from_utf8_lossy(&script);
    context.ui.data(&if shell == Shell::Bash { mended(&script) } else { script.into_owned() })?;
    Ok(ExitStatus::Done)
}

/// clap_complete 4.6 takes the hyphen of the program's name for the start of a subcommand in one half of its script for
/// bash and not in the other, so that nothing is completed behind `keys` or `sandbox`. A test asks bash itself.
fn mended(script: &str) -> String {
    script.replace("bedrock__subcmd__keys", "bedrock__keys")
}
