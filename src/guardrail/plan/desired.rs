//! Owns what is wanted: a policy, where it goes, and in which order.

use std::collections::BTreeMap;

use crate::domain::{MANAGED, MANAGED_TAG};
use crate::policy::PolicyDocument;

/// The tag that says which policy of the library a policy was made of.
pub const POLICY_TAG: &str = "bedrock-keys:guardrail";

/// A guardrail that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DesiredGuardrail {
    /// The name of the policy in the organization.
    pub name: String,
    /// Its description, at most 512 characters.
    pub description: String,
    /// What it says.
    pub document: PolicyDocument,
    /// Where it goes, in the order of the roll-out: a canary account, an OU, the root.
    pub stages: Vec<Stage>,
    /// The policy of the library, or none for a file of the admin's.
    pub source: Option<String>,
    /// Whether a policy of this name that somebody else made may be taken over.
    pub ownership: Ownership,
}

/// Targets that are attached together; the next stage waits until this one was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// Ids of roots, OUs and accounts, in order.
    pub targets: Vec<String>,
}

/// Whose policies may be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ownership {
    /// Those that this tool made.
    ManagedOnly,
    /// This one too, although somebody else made it: the admin named it.
    Adopt,
}

impl DesiredGuardrail {
    /// All targets, in the order of the roll-out.
    pub fn targets(&self) -> impl Iterator<Item = &str> {
        self.stages.iter().flat_map(|stage| &stage.targets).map(String::as_str)
    }
}

/// The tags of a policy that this tool makes.
pub fn tags_of(guardrail: &DesiredGuardrail) -> BTreeMap<String, String> {
    let source = guardrail.source.clone().map(|source| (POLICY_TAG.to_owned(), source));
    let managed = (MANAGED_TAG.to_owned(), MANAGED.to_owned());
    source.into_iter().chain([managed]).collect()
}
