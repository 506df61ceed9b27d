//! The command from top to bottom.

use jiff::Timestamp;

use crate::audit::Snapshot;
use crate::cli::{AuditArguments, AuditCommand, AuditVerb, MergeArguments, ReportingArguments};
use crate::commands::{CommandError, Context, ExitStatus};

use super::{conclusion, explain, reading};

pub(in crate::commands) async fn run(
    command: &AuditCommand,
    context: &Context,
) -> Result<ExitStatus, CommandError> {
    match &command.verb {
        None => audit(&command.arguments, context).await,
        Some(AuditVerb::Merge(arguments)) => merge(arguments, context),
    }
}

async fn audit(arguments: &AuditArguments, context: &Context) -> Result<ExitStatus, CommandError> {
    if let Some(file) = &arguments.from {
        return report(&conclusion::load(file)?, context.now(), &arguments.reporting, context);
    }
    let collection = reading::read(&arguments.reading, context).await?;
    if arguments.reading.explain_calls {
        context.ui.status(&explain::calls(&collection.calls));
    }
    if let Some(file) = &arguments.reading.save {
        conclusion::save(&collection.snapshot, file)?;
    }
    let at = collection.snapshot.taken_at;
    let status = report(&collection.snapshot, at, &arguments.reporting, context)?;
    Ok(if collection.interrupted { ExitStatus::Interrupted } else { status })
}

fn merge(arguments: &MergeArguments, context: &Context) -> Result<ExitStatus, CommandError> {
    let parts = arguments.files.iter().map(|file| conclusion::load(file)).collect::<Result<Vec<_>, _>>()?;
    let whole = conclusion::merge(parts)?;
    if let Some(file) = &arguments.save {
        conclusion::save(&whole, file)?;
    }
    report(&whole, context.now(), &arguments.reporting, context)
}

fn report(
    snapshot: &Snapshot,
    at: Timestamp,
    arguments: &ReportingArguments,
    context: &Context,
) -> Result<ExitStatus, CommandError> {
    if let Some(file) = &arguments.diff {
        conclusion::compare(&conclusion::load(file)?, snapshot, context)?;
    }
    conclusion::conclude(snapshot, at, arguments, context)
}
