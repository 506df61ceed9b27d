//! Owns what was read of an organization's policies before anything is planned.

use std::collections::{BTreeMap, BTreeSet};

use super::PlanRefusal;
use crate::domain::are_managed;
use crate::guardrail::PolicyType;

/// The policies of an organization. A plan is made only of a complete reading: what is not known is not changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObservedPolicies {
    /// The root, `r-…`.
    pub root: String,
    /// Every root, OU and account that a policy can be attached to.
    pub targets: BTreeSet<String>,
    /// Whether SCPs are in force.
    pub policy_type: PolicyType,
    /// All SCPs by id.
    pub policies: BTreeMap<String, ObservedPolicy>,
}

/// A policy as it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObservedPolicy {
    /// Its name; unique in the organization.
    pub name: String,
    /// Its description.
    pub description: String,
    /// Its text, as it was saved.
    pub content: String,
    /// Whether it is AWS's own, such as `FullAWSAccess`.
    pub origin: Origin,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// What it is attached to.
    pub targets: BTreeSet<String>,
}

/// Who made a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// AWS; it cannot be changed.
    Aws,
    /// The organization.
    Organization,
}

impl ObservedPolicy {
    /// Whether this tool made it.
    pub fn is_managed(&self) -> bool {
        are_managed(&self.tags)
    }
}

impl ObservedPolicies {
    /// The policy of a name, with its id.
    pub fn named(&self, name: &str) -> Option<(&str, &ObservedPolicy)> {
        self.policies.iter().find(|(_, policy)| policy.name == name).map(|(id, policy)| (id.as_str(), policy))
    }

    /// A reading that does not say whether SCPs are in force is not complete, and nothing is changed on it.
    pub(super) fn unknown_policy_type(&self) -> Option<PlanRefusal> {
        match &self.policy_type {
            PolicyType::Unknown(why) => Some(PlanRefusal::PolicyTypeUnknown { why: why.clone() }),
            PolicyType::Enabled | PolicyType::PendingEnable | PolicyType::Disabled => None,
        }
    }

    /// The ids of the policies at a target.
    pub fn attached_to(&self, target: &str) -> BTreeSet<&str> {
        let here = self.policies.iter().filter(|(_, policy)| policy.targets.contains(target));
        here.map(|(id, _)| id.as_str()).collect()
    }
}
