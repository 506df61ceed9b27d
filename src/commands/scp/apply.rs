//! `scp plan` and `scp apply`: the guardrails that are wanted, put in force.

use std::collections::BTreeSet;

use crate::cli::{ScpApplyArguments, ScpPlanArguments, WantedArguments};
use crate::commands::{CommandError, Context, ExitStatus};
use crate::guardrail::plan::{DesiredGuardrail, GuardrailPlan, plan};

use super::change::Change;
use super::holes;
use super::observing::{Observation, observe};
use super::wanted::wanted;

pub(super) async fn plan_only(
    arguments: &ScpPlanArguments,
    context: &Context,
) -> Result<ExitStatus, CommandError> {
    let (observation, plan) = planned("scp plan", &arguments.wanted, context).await?;
    let change = Change::looked_at("scp plan", &observation, plan, &arguments.keys, context).await?;
    change.only_shown(arguments.output, arguments.detailed_exit_code, context)
}

pub(super) async fn run(
    arguments: &ScpApplyArguments,
    context: &Context,
) -> Result<ExitStatus, CommandError> {
    let (observation, plan) = planned("scp apply", &arguments.wanted, context).await?;
    let change = Change::looked_at("scp apply", &observation, plan, &arguments.keys, context).await?;
    if arguments.writing.dry_run {
        return change.only_shown(arguments.writing.output, arguments.detailed_exit_code, context);
    }
    change.carry_out(&arguments.writing, context).await
}

async fn planned(
    command: &'static str,
    arguments: &WantedArguments,
    context: &Context,
) -> Result<(Observation, GuardrailPlan), CommandError> {
    let desired = wanted(arguments, context)?;
    holes::warn(&desired, context);
    let names: BTreeSet<String> = desired.iter().map(|guardrail| guardrail.name.clone()).collect();
    let targets = desired.iter().flat_map(DesiredGuardrail::targets);
    let observation = observe(command, names, targets, context).await?;
    let plan = plan(&desired, &observation.policies).map_err(|refusals| observation.refused(&refusals))?;
    Ok((observation, plan))
}
