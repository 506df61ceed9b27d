//! Which verb runs.

use crate::cli::ScpCommand;
use crate::commands::{CommandError, Context, ExitStatus};

use super::{apply, audit, eval, lint, list, preview, removal, rollback, show};

pub(in crate::commands) async fn run(
    command: ScpCommand,
    context: &Context,
) -> Result<ExitStatus, CommandError> {
    match command {
        ScpCommand::Apply(arguments) => apply::run(&arguments, context).await,
        ScpCommand::Delete(arguments) => removal::delete(&arguments, context).await,
        ScpCommand::Detach(arguments) => removal::detach(&arguments, context).await,
        ScpCommand::List(arguments) => list::run(&arguments, context),
        ScpCommand::Plan(arguments) => apply::plan_only(&arguments, context).await,
        ScpCommand::Audit(arguments) => audit::run(&arguments, context).await,
        ScpCommand::Preview(arguments) => preview::run(&arguments, context).await,
        ScpCommand::Eval(arguments) => eval::run(&arguments, context).await,
        ScpCommand::Lint(arguments) => lint::run(&arguments, context),
        ScpCommand::Rollback(arguments) => rollback::run(&arguments, context).await,
        ScpCommand::Show(arguments) => show::run(&arguments, context),
    }
}
