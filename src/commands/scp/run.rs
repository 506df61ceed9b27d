//! Which verb runs.

use crate::cli::ScpCommand;
use crate::commands::{CommandError, Context, ExitStatus};

use super::{lint, list, preview, show};

pub(in crate::commands) async fn run(
    command: ScpCommand,
    context: &Context,
) -> Result<ExitStatus, CommandError> {
    match command {
        ScpCommand::List(arguments) => list::run(&arguments, context),
        ScpCommand::Preview(arguments) => preview::run(&arguments, context).await,
        ScpCommand::Lint(arguments) => lint::run(&arguments, context),
        ScpCommand::Show(arguments) => show::run(&arguments, context),
    }
}
