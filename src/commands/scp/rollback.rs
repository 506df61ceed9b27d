//! `scp rollback`: back to what was there before a run, by the record of that run.

use std::collections::BTreeSet;

use crate::cli::ScpRollbackArguments;
use crate::commands::inputs::Most;
use crate::commands::{CommandError, Context, ExitStatus};
use crate::guardrail::plan::rollback;
use crate::guardrail::record::{GuardrailRecord, parse_record};

use super::change::Change;
use super::observing::observe;
use super::wanted::ownership;

/// Where records come from.
const WHERE: &str = "every run that changes policies writes its record before it begins and says where: in its working \
                     directory as bedrock-keys-scp-TIME.json, or where --record said";

pub(super) async fn run(
    arguments: &ScpRollbackArguments,
    context: &Context,
) -> Result<ExitStatus, CommandError> {
    let record = load(arguments, context)?;
    let names: BTreeSet<String> = record.rollback.names().map(ToOwned::to_owned).collect();
    let targets: Vec<String> =
        record.rollback.policies.iter().flat_map(|entry| entry.targets.iter().cloned()).collect();
    let observation = observe("scp rollback", names, targets.iter().map(String::as_str), context).await?;
    let here = &observation.collection.organization_id;
    if *here != record.heading.organization {
        let message = format!(
            "the record is of organization {}, and this is {here}; nothing was changed",
            record.heading.organization
        );
        return Err(CommandError::usage(message).hint("choose the profile that the run was made with"));
    }
    let plan = rollback(&record.rollback, &observation.policies, ownership(arguments.adopt))
        .map_err(|refusals| observation.refused(&refusals))?;
    // What comes back may deny what works now.
    let change = Change::looked_at("scp rollback", &observation, plan, &arguments.keys, context).await?;
    if arguments.writing.dry_run {
        return change.only_shown(arguments.writing.output, false, context);
    }
    change.carry_out(&arguments.writing, context).await
}

fn load(arguments: &ScpRollbackArguments, context: &Context) -> Result<GuardrailRecord, CommandError> {
    let path = &arguments.file;
    let text = context
        .inputs
        .text(path, Most::OF_A_RECORD)
        .map_err(|error| CommandError::usage(format!("cannot read the record: {error}")).hint(WHERE))?;
    parse_record(&text).map_err(|error| {
        CommandError::usage(format!("`{}` cannot be used: {error}", path.display())).hint(WHERE)
    })
}
