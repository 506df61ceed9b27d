//! Owns taking policies away: detaching them from targets, and deleting them.

use std::collections::{BTreeMap, BTreeSet};

use super::allowing::{Barred, barred};
use super::observed::Origin;
use super::{GuardrailPlan, Headroom, ObservedPolicies, Ownership, PlanRefusal, RollbackRecord, Step};

/// Plans to detach a policy from targets. Where it is not attached, nothing is to be done.
///
/// # Errors
/// Every reason why not.
pub fn plan_detachment(
    name: &str,
    targets: &[String],
    observed: &ObservedPolicies,
    ownership: Ownership,
) -> Result<GuardrailPlan, Vec<PlanRefusal>> {
    let unknown = |target: &&String| !observed.targets.contains(*target);
    let unknown = targets.iter().filter(unknown).cloned();
    let mut refusals: Vec<PlanRefusal> =
        unknown.map(|target| PlanRefusal::UnknownTarget { target }).collect();
    let mut steps = Vec::new();
    match observed.named(name) {
        None => refusals.push(PlanRefusal::UnknownPolicy { name: name.to_owned() }),
        // What is never taken away takes nothing away.
        Some((_, there)) if there.origin == Origin::Aws => refusals.extend(there.refusal(ownership)),
        Some((id, there)) => {
            refusals.extend(there.refusal(ownership));
            let attached: BTreeSet<&String> =
                targets.iter().filter(|target| there.targets.contains(*target)).collect();
            steps.extend(attached.into_iter().map(|target| Step::DetachPolicy {
                id: id.to_owned(),
                name: name.to_owned(),
                target: target.clone(),
            }));
        }
    }
    refusals.extend(last_policies(&steps, observed));
    refusals.extend(nothing_allowed(&steps, observed));
    planned(steps, refusals, observed)
}

/// Plans to delete policies, which must be attached to nothing.
///
/// # Errors
/// Every reason why not.
pub fn plan_deletion(
    names: &[String],
    observed: &ObservedPolicies,
    ownership: Ownership,
) -> Result<GuardrailPlan, Vec<PlanRefusal>> {
    let (mut steps, mut refusals) = (Vec::new(), Vec::new());
    for name in names.iter().collect::<BTreeSet<_>>() {
        let Some((id, there)) = observed.named(name) else {
            refusals.push(PlanRefusal::UnknownPolicy { name: name.clone() });
            continue;
        };
        refusals.extend(there.refusal(ownership));
        if !there.targets.is_empty() {
            let targets = there.targets.len();
            refusals.push(PlanRefusal::StillAttached { name: name.clone(), targets });
        }
        steps.push(Step::DeletePolicy { id: id.to_owned(), name: name.clone() });
    }
    planned(steps, refusals, observed)
}

fn planned(
    steps: Vec<Step>,
    mut refusals: Vec<PlanRefusal>,
    observed: &ObservedPolicies,
) -> Result<GuardrailPlan, Vec<PlanRefusal>> {
    refusals.extend(observed.unknown_policy_type());
    if !refusals.is_empty() {
        refusals.sort();
        refusals.dedup();
        return Err(refusals);
    }
    let rollback = RollbackRecord::of(&steps, observed);
    Ok(GuardrailPlan { steps, headroom: Headroom::of(&[], observed), rollback, remarks: Vec::new() })
}

/// Targets that would be left with policies that only deny.
pub(super) fn nothing_allowed(steps: &[Step], observed: &ObservedPolicies) -> Vec<PlanRefusal> {
    let refusal = |Barred { target, name }| PlanRefusal::NothingAllowed { name, target };
    barred(steps, observed).into_iter().map(refusal).collect()
}

/// Targets that would be left without any policy.
///
/// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DetachPolicy.html>
pub(super) fn last_policies(steps: &[Step], observed: &ObservedPolicies) -> Vec<PlanRefusal> {
    let mut left: BTreeMap<&str, (usize, Option<&str>)> = BTreeMap::new();
    let count = |target: &str| observed.attached_to(target).len();
    for step in steps {
        match step {
            Step::AttachPolicy { target, .. } => {
                left.entry(target).or_insert_with(|| (count(target), None)).0 += 1;
            }
            Step::DetachPolicy { name, target, .. } => {
                let (attached, last) = left.entry(target).or_insert_with(|| (count(target), None));
                *attached = attached.saturating_sub(1);
                *last = Some(name);
            }
            Step::EnablePolicyType { .. }
            | Step::CreatePolicy { .. }
            | Step::UpdatePolicy { .. }
            | Step::TagPolicy { .. }
            | Step::UntagPolicy { .. }
            | Step::DeletePolicy { .. } => {}
        }
    }
    let refusal = |(target, (attached, last)): (&str, (usize, Option<&str>))| match last {
        Some(name) if attached == 0 => {
            Some(PlanRefusal::LastPolicy { name: name.to_owned(), target: target.to_owned() })
        }
        Some(_) | None => None,
    };
    left.into_iter().filter_map(refusal).collect()
}
