//! Owns the way from what is there to what is wanted.

use std::collections::{BTreeMap, BTreeSet};

use super::observed::Origin;
use super::{
    DesiredGuardrail, Headroom, ObservedPolicies, ObservedPolicy, Ownership, PlanRefusal, PlannedPolicy,
    RollbackRecord, Step, difference, rollback::record, same_meaning, tags_of,
};
use crate::guardrail::PolicyType;
use crate::policy::PolicyDocument;

/// What is to be done, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuardrailPlan {
    /// The writes. Policies are made and changed first; then the stages, one after the other. Nothing to do is a plan too.
    pub steps: Vec<Step>,
    /// How much room is left afterwards.
    pub headroom: Headroom,
    /// What was there, to go back to.
    pub rollback: RollbackRecord,
}

impl GuardrailPlan {
    /// Whether everything is as it is wanted.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// How many stages the steps have.
    pub fn stages(&self) -> usize {
        let stage = |step: &Step| match step {
            Step::AttachPolicy { stage, .. } => Some(*stage),
            Step::EnablePolicyType { .. }
            | Step::CreatePolicy { .. }
            | Step::UpdatePolicy { .. }
            | Step::TagPolicy { .. }
            | Step::DetachPolicy { .. }
            | Step::DeletePolicy { .. } => None,
        };
        self.steps.iter().filter_map(stage).collect::<BTreeSet<_>>().len()
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
        PolicyType::Enabled | PolicyType::PendingEnable => {}
        PolicyType::Disabled => {
            let attaches = desired.iter().any(|guardrail| guardrail.targets().next().is_some());
            steps.extend(attaches.then(|| Step::EnablePolicyType { root: observed.root.clone() }));
        }
        PolicyType::Unknown(why) => refusals.push(PlanRefusal::PolicyTypeUnknown { why: why.clone() }),
    }
    for guardrail in desired {
        match observed.named(&guardrail.name) {
            None => steps.push(created(guardrail)),
            Some((id, there)) => match owned(guardrail, there) {
                Ok(()) => steps.extend(changed(guardrail, id, there)),
                Err(refusal) => refusals.push(refusal),
            },
        }
    }
    steps.extend(attachments(desired, observed));
    if !refusals.is_empty() {
        refusals.sort();
        refusals.dedup();
        return Err(refusals);
    }
    let rollback = record(&steps, observed);
    Ok(GuardrailPlan { steps, headroom, rollback })
}

/// Targets that there are not, and what is given twice.
fn contradictions(desired: &[DesiredGuardrail], observed: &ObservedPolicies) -> Vec<PlanRefusal> {
    let mut refusals = Vec::new();
    let mut names = BTreeSet::new();
    for guardrail in desired {
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

fn owned(guardrail: &DesiredGuardrail, there: &ObservedPolicy) -> Result<(), PlanRefusal> {
    match (there.origin, guardrail.ownership) {
        (Origin::Aws, _) => Err(PlanRefusal::AwsManaged { name: guardrail.name.clone() }),
        (Origin::Organization, Ownership::Adopt) => Ok(()),
        (Origin::Organization, Ownership::ManagedOnly) if there.is_managed() => Ok(()),
        (Origin::Organization, Ownership::ManagedOnly) => {
            Err(PlanRefusal::NotOurs { name: guardrail.name.clone() })
        }
    }
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
