//! The command from top to bottom.

use jiff::Timestamp;

use crate::audit::{self, Snapshot};
use crate::cli::{AuditArguments, AuditCommand, AuditVerb, MergeArguments};
use crate::commands::{CommandError, Context, ExitStatus};

use super::conclusion::Conclusion;
use super::{explain, file, reading};

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
    let conclusion = Conclusion::prepare(&arguments.reporting, context)?;
    if let Some(file) = &arguments.from {
        let (snapshot, now) = (file::load(file, &context.inputs)?, context.now());
        check_clock(&snapshot, now)?;
        return conclusion.of(snapshot, now, context);
    }
    let collection = reading::read(&arguments.reading, conclusion.guardrails(), context).await?;
    if arguments.reading.explain_calls {
        context.ui.status(&explain::calls(&collection.calls));
    }
    let snapshot = collection.snapshot;
    // A snapshot that cannot be kept is no reason to keep what was found to oneself.
    let saved = arguments.reading.save.as_deref().map_or(Ok(()), |file| file::save(&snapshot, file));
    let at = snapshot.taken_at;
    let status = conclusion.of(snapshot, at, context)?;
    saved?;
    Ok(if collection.interrupted { ExitStatus::Interrupted } else { status })
}

fn merge(arguments: &MergeArguments, context: &Context) -> Result<ExitStatus, CommandError> {
    let conclusion = Conclusion::prepare(&arguments.reporting, context)?;
    let parts = file::load_all(&arguments.files, &context.inputs)?;
    parts.iter().try_for_each(|part| check_clock(part, context.now()))?;
    audit::check_apart(&parts, arguments.within).map_err(|error| {
        CommandError::usage(error.to_string())
            .hint("read the old shards again; --within allows more time between them")
    })?;
    if let Some(age) = arguments.max_age {
        audit::check_age(&parts, context.now(), age)
            .map_err(|error| CommandError::usage(error.to_string()))?;
    }
    let whole = audit::merge(parts).map_err(|error| CommandError::usage(error.to_string()))?;
    let saved = arguments.save.as_deref().map_or(Ok(()), |file| file::save(&whole, file));
    let status = conclusion.of(whole, context.now(), context)?;
    saved?;
    Ok(status)
}

fn check_clock(snapshot: &Snapshot, now: Timestamp) -> Result<(), CommandError> {
    if snapshot.is_ahead_of(now) {
        let ahead = format!("the snapshot was taken at {}, and it is only {now} here", snapshot.taken_at);
        return Err(CommandError::usage(ahead).hint("see whether the clock of this machine is right"));
    }
    Ok(())
}
