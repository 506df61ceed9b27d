//! Owns the way from what is there to what is wanted.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    DesiredGuardrail, Headroom, ObservedPolicies, ObservedPolicy, PlanRefusal, PlanRemark, PlannedPolicy,
    RollbackRecord, Step, difference, nothing_allowed, same_meaning, tags_of,
};
use crate::guardrail::PolicyType;
use crate::policy::PolicyDocument;

/// The longest name of a policy, in characters.
///
/// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreatePolicy.html>
const LONGEST_NAME: usize = 128;

/// What is to be done, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuardrailPlan {
    /// The writes. Policies are made and changed first; then the stages, one after the other. Nothing to do is a plan too.
    pub steps: Vec<Step>,
    /// How much room is left afterwards.
    pub headroom: Headroom,
    /// What was there, to go back to.
    pub rollback: RollbackRecord,
    /// What there is to know beside.
    pub remarks: Vec<PlanRemark>,
}

impl GuardrailPlan {
    /// Whether everything is as it is wanted.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// How many stages the steps have.
    pub fn stages(&self) -> usize {
        self.steps.iter().filter_map(Step::stage).collect::<BTreeSet<_>>().len()
    }
}

/// Plans.
///
/// # Errors
/// Every reason why not; nothing of it is then planned.
pub fn plan(
    desired: &[DesiredGuardrail],
    observed: &ObservedPolicies,
) -> Result<GuardrailPlan, Vec<PlanRefusal>> {
    let headroom = Headroom::of(desired, observed);
    let mut refusals = headroom.refusals();
    refusals.extend(contradictions(desired, observed));
    let mut steps = Vec::new();
    match &observed.policy_type {
        PolicyType::Enabled => {}
        // One that is being switched on is waited for in the same step.
        PolicyType::PendingEnable | PolicyType::Disabled => {
            let attaches = desired.iter().any(|guardrail| guardrail.targets().next().is_some());
            steps.extend(attaches.then(|| Step::EnablePolicyType { root: observed.root.clone() }));
        }
        PolicyType::Unknown(_) => refusals.extend(observed.unknown_policy_type()),
    }
    for guardrail in desired {
        match observed.named(&guardrail.name) {
            None => steps.push(created(guardrail)),
            Some((id, there)) => match there.refusal(guardrail.ownership) {
                None => steps.extend(changed(guardrail, id, there)),
                Some(refusal) => refusals.push(refusal),
            },
        }
    }
    steps.extend(attachments(desired, observed));
    refusals.extend(nothing_allowed(&steps, observed));
    if !refusals.is_empty() {
        refusals.sort();
        refusals.dedup();
        return Err(refusals);
    }
    let rollback = RollbackRecord::of(&steps, observed);
    let remarks = remarks(desired, &steps, observed);
    Ok(GuardrailPlan { steps, headroom, rollback, remarks })
}

/// What there is to know beside the steps.
fn remarks(desired: &[DesiredGuardrail], steps: &[Step], observed: &ObservedPolicies) -> Vec<PlanRemark> {
    let mut remarks = Vec::new();
    for step in steps {
        match step {
            Step::EnablePolicyType { .. } => remarks.push(PlanRemark::TypeIsSwitchedOn),
            Step::UpdatePolicy { name, .. } => {
                let there = observed.named(name).filter(|(_, there)| !there.targets.is_empty());
                remarks.extend(there.map(|(_, there)| PlanRemark::TakesEffectAtOnce {
                    name: name.clone(),
                    targets: there.targets.clone(),
                }));
            }
            Step::CreatePolicy { .. }
            | Step::TagPolicy { .. }
            | Step::UntagPolicy { .. }
            | Step::AttachPolicy { .. }
            | Step::DetachPolicy { .. }
            | Step::DeletePolicy { .. } => {}
        }
    }
    for guardrail in desired {
        let Some((_, there)) = observed.named(&guardrail.name) else { continue };
        let wanted: BTreeSet<String> = guardrail.targets().map(ToOwned::to_owned).collect();
        let targets: BTreeSet<String> = there.targets.difference(&wanted).cloned().collect();
        if !targets.is_empty() {
            remarks.push(PlanRemark::AttachedElsewhere { name: guardrail.name.clone(), targets });
        }
    }
    remarks
}

/// Targets that there are not, and what is given twice.
fn contradictions(desired: &[DesiredGuardrail], observed: &ObservedPolicies) -> Vec<PlanRefusal> {
    let mut refusals = Vec::new();
    let mut names = BTreeSet::new();
    for guardrail in desired {
        let characters = guardrail.name.chars().count();
        if !(1..=LONGEST_NAME).contains(&characters) {
            refusals.push(PlanRefusal::BadName { name: guardrail.name.clone(), characters });
        }
        if !names.insert(&guardrail.name) {
            refusals.push(PlanRefusal::Twice { what: guardrail.name.clone() });
        }
        let mut targets = BTreeSet::new();
        for target in guardrail.targets() {
            if !targets.insert(target) {
                refusals.push(PlanRefusal::Twice { what: target.to_owned() });
            }
            if !observed.targets.contains(target) {
                refusals.push(PlanRefusal::UnknownTarget { target: target.to_owned() });
            }
        }
    }
    refusals
}

fn created(guardrail: &DesiredGuardrail) -> Step {
    Step::CreatePolicy {
        name: guardrail.name.clone(),
        description: guardrail.description.clone(),
        content: guardrail.document.minified(),
        tags: tags_of(guardrail),
    }
}

/// What a policy lacks; tags first, so that a policy that is adopted is known as ours before it is changed.
fn changed(guardrail: &DesiredGuardrail, id: &str, there: &ObservedPolicy) -> Vec<Step> {
    let (id, name) = (id.to_owned(), guardrail.name.clone());
    let mut steps = Vec::new();
    let missing: BTreeMap<String, String> =
        tags_of(guardrail).into_iter().filter(|(key, value)| there.tags.get(key) != Some(value)).collect();
    if !missing.is_empty() {
        steps.push(Step::TagPolicy { id: id.clone(), name: name.clone(), tags: missing });
    }
    let same = PolicyDocument::parse(&there.content)
        .is_ok_and(|document| same_meaning(&document, &guardrail.document));
    if !same {
        steps.push(Step::UpdatePolicy {
            id,
            name,
            content: guardrail.document.minified(),
            description: guardrail.description.clone(),
            difference: difference(&there.content, &guardrail.document),
        });
    }
    steps
}

/// The first stage of every guardrail, then the second of every guardrail, and so on.
fn attachments(desired: &[DesiredGuardrail], observed: &ObservedPolicies) -> Vec<Step> {
    let stages = desired.iter().map(|guardrail| guardrail.stages.len()).max().unwrap_or(0);
    let mut steps = Vec::new();
    for stage in 0..stages {
        for guardrail in desired {
            let there = observed.named(&guardrail.name);
            let targets = guardrail.stages.get(stage).into_iter().flat_map(|stage| &stage.targets);
            for target in targets {
                if there.is_some_and(|(_, policy)| policy.targets.contains(target)) {
                    continue;
                }
                let name = guardrail.name.clone();
                let policy = match there {
                    Some((id, _)) => PlannedPolicy::Existing(id.to_owned()),
                    None => PlannedPolicy::Created(name.clone()),
                };
                steps.push(Step::AttachPolicy { policy, name, target: target.clone(), stage });
            }
        }
    }
    steps
}
