//! `scp detach` and `scp delete`: policies taken away by name.

use std::collections::BTreeSet;

use crate::cli::{ScpDeleteArguments, ScpDetachArguments, WritingArguments};
use crate::commands::{CommandError, Context, ExitStatus};
use crate::guardrail::plan::{plan_deletion, plan_detachment};

use super::change::Change;
use super::observing::observe;
use super::wanted::ownership;

pub(super) async fn detach(
    arguments: &ScpDetachArguments,
    context: &Context,
) -> Result<ExitStatus, CommandError> {
    let targets: Vec<String> = arguments.targets.iter().map(ToString::to_string).collect();
    let names = BTreeSet::from([arguments.name.clone()]);
    let observation = observe("scp detach", names, targets.iter().map(String::as_str), context).await?;
    let ownership = ownership(arguments.adopt);
    let plan = plan_detachment(&arguments.name, &targets, &observation.policies, ownership);
    let plan = plan.map_err(|refusals| observation.refused(&refusals))?;
    // What allows something takes it away when it goes.
    let change = Change::looked_at("scp detach", &observation, plan, &arguments.keys, context).await?;
    carry_out(&change, &arguments.writing, context).await
}

pub(super) async fn delete(
    arguments: &ScpDeleteArguments,
    context: &Context,
) -> Result<ExitStatus, CommandError> {
    let names = arguments.names.iter().cloned().collect();
    let observation = observe("scp delete", names, std::iter::empty(), context).await?;
    let ownership = ownership(arguments.adopt);
    let plan = plan_deletion(&arguments.names, &observation.policies, ownership);
    let plan = plan.map_err(|refusals| observation.refused(&refusals))?;
    // What is attached to nothing breaks nothing.
    let change = Change { command: "scp delete", observation: &observation, plan, preview: None };
    carry_out(&change, &arguments.writing, context).await
}

async fn carry_out(
    change: &Change<'_>,
    writing: &WritingArguments,
    context: &Context,
) -> Result<ExitStatus, CommandError> {
    if writing.dry_run {
        return change.only_shown(writing.output, false, context);
    }
    change.carry_out(writing, context).await
}
