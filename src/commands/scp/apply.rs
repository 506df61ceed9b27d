//! `scp plan` and `scp apply`: the guardrails that are wanted, put in force.

use std::collections::BTreeSet;

use crate::cli::{KeyReadingArguments, ScpApplyArguments, ScpPlanArguments, WantedArguments};
use crate::commands::{CommandError, Context, ExitStatus};
use crate::guardrail::plan::{DesiredGuardrail, GuardrailPlan, Step, plan};
use crate::guardrail::preview;

use super::change::Change;
use super::key_reading::previewed;
use super::observing::{Observation, observe, refused};
use super::wanted::wanted;

pub(super) async fn plan_only(
    arguments: &ScpPlanArguments,
    context: &Context,
) -> Result<ExitStatus, CommandError> {
    let (observation, desired, plan) = planned(&arguments.wanted, context).await?;
    let change = looked_at("scp plan", &observation, &desired, plan, (&arguments.keys, context)).await?;
    change.show(arguments.output, context)?;
    Ok(change.status(arguments.detailed_exit_code))
}

pub(super) async fn run(
    arguments: &ScpApplyArguments,
    context: &Context,
) -> Result<ExitStatus, CommandError> {
    let (observation, desired, plan) = planned(&arguments.wanted, context).await?;
    let change = looked_at("scp apply", &observation, &desired, plan, (&arguments.keys, context)).await?;
    let status = change.carry_out(&arguments.writing, context).await?;
    // `--detailed-exit-code` is for `--dry-run` alone, which ends with the plan.
    Ok(if arguments.detailed_exit_code { change.status(true) } else { status })
}

async fn planned(
    arguments: &WantedArguments,
    context: &Context,
) -> Result<(Observation, Vec<DesiredGuardrail>, GuardrailPlan), CommandError> {
    let desired = wanted(arguments, context)?;
    let names: BTreeSet<String> = desired.iter().map(|guardrail| guardrail.name.clone()).collect();
    let targets = desired.iter().flat_map(DesiredGuardrail::targets);
    let observation = observe(names, targets, context).await?;
    let plan = plan(&desired, &observation.policies).map_err(|refusals| refused(&refusals))?;
    Ok((observation, desired, plan))
}

/// The plan, with what it would break. Where nothing changes, nothing breaks, and no account is looked at.
async fn looked_at<'a>(
    command: &'static str,
    observation: &'a Observation,
    desired: &[DesiredGuardrail],
    plan: GuardrailPlan,
    (keys, context): (&KeyReadingArguments, &Context),
) -> Result<Change<'a>, CommandError> {
    let changed: BTreeSet<&str> =
        plan.steps.iter().filter(|step| bites(step)).filter_map(Step::policy).collect();
    let changes: Vec<preview::Change> =
        desired.iter().filter(|guardrail| changed.contains(guardrail.name.as_str())).map(change).collect();
    let mut preview = None;
    if !changes.is_empty() {
        let organization = &observation.collection.organization;
        let at = (&observation.session, observation.now);
        preview = Some(previewed(&changes, organization, keys, at, context).await?.preview);
    }
    Ok(Change { command, observation, plan, preview })
}

/// Whether a step changes what somebody may do.
fn bites(step: &Step) -> bool {
    match step {
        Step::UpdatePolicy { .. } | Step::AttachPolicy { .. } => true,
        Step::EnablePolicyType { .. }
        | Step::CreatePolicy { .. }
        | Step::TagPolicy { .. }
        | Step::UntagPolicy { .. }
        | Step::DetachPolicy { .. }
        | Step::DeletePolicy { .. } => false,
    }
}

fn change(guardrail: &DesiredGuardrail) -> preview::Change {
    preview::Change {
        name: guardrail.name.clone(),
        document: guardrail.document.clone(),
        targets: guardrail.targets().map(ToOwned::to_owned).collect(),
    }
}
