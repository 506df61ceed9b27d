//! Owns how much room a plan leaves below the limits of Organizations.

use std::collections::{BTreeMap, BTreeSet};

use super::{DesiredGuardrail, ObservedPolicies, PlanRefusal};
use crate::guardrail::{MOST_PER_TARGET, MOST_POLICIES, PolicyType, SizeVerdict};

/// How much room there is once the plan is carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headroom {
    /// Policies of the organization, of [`MOST_POLICIES`].
    pub policies: usize,
    /// Policies at each target that the plan touches, of [`MOST_PER_TARGET`].
    pub targets: Vec<TargetHeadroom>,
    /// Characters of each document by name.
    pub sizes: BTreeMap<String, SizeVerdict>,
}

/// Policies at a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetHeadroom {
    /// The target.
    pub target: String,
    /// Attached now.
    pub before: usize,
    /// Attached once the plan is carried out.
    pub after: usize,
}

impl Headroom {
    /// The room a plan leaves.
    pub(super) fn of(desired: &[DesiredGuardrail], observed: &ObservedPolicies) -> Self {
        let is_new = |guardrail: &&DesiredGuardrail| observed.named(&guardrail.name).is_none();
        let mut added: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for guardrail in desired {
            let there = observed.named(&guardrail.name);
            for target in guardrail.targets() {
                let attached = added.entry(target).or_default();
                if there.is_none_or(|(_, policy)| !policy.targets.contains(target)) {
                    attached.insert(&guardrail.name);
                }
            }
        }
        let targets = added.into_iter().map(|(target, added)| {
            // Switching the type on attaches AWS's own policy everywhere.
            let own = usize::from(observed.policy_type == PolicyType::Disabled);
            let before = observed.attached_to(target).len() + own;
            TargetHeadroom { target: target.to_owned(), before, after: before + added.len() }
        });
        let sizes =
            desired.iter().map(|guardrail| (guardrail.name.clone(), SizeVerdict::of(&guardrail.document)));
        Self {
            policies: observed.policies.len() + desired.iter().filter(is_new).count(),
            targets: targets.collect(),
            sizes: sizes.collect(),
        }
    }

    /// Whatever does not fit.
    pub(super) fn refusals(&self) -> Vec<PlanRefusal> {
        let mut refusals = Vec::new();
        for (name, size) in &self.sizes {
            if let SizeVerdict::TooLarge { characters } = *size {
                refusals.push(PlanRefusal::TooLarge { name: name.clone(), characters });
            }
        }
        for target in &self.targets {
            if target.after > MOST_PER_TARGET && target.after > target.before {
                let (target, attached) = (target.target.clone(), target.after);
                refusals.push(PlanRefusal::TargetFull { target, attached });
            }
        }
        if self.policies > MOST_POLICIES {
            refusals.push(PlanRefusal::OrganizationFull { policies: self.policies });
        }
        refusals
    }
}
