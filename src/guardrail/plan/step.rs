//! Owns the steps of a plan.

use std::collections::BTreeMap;

use super::DocumentDifference;

/// One write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Put SCPs in force; attaching fails before.
    EnablePolicyType {
        /// The root.
        root: String,
    },
    /// Make a policy.
    CreatePolicy {
        /// Its name.
        name: String,
        /// Its description.
        description: String,
        /// Its text, minified.
        content: String,
        /// Its tags.
        tags: BTreeMap<String, String>,
    },
    /// Change what a policy says; takes effect wherever it is attached, at once.
    UpdatePolicy {
        /// Its id.
        id: String,
        /// Its name.
        name: String,
        /// Its text, minified.
        content: String,
        /// The description, which is written with it.
        description: String,
        /// What changes.
        difference: DocumentDifference,
    },
    /// Put the tags of this tool on a policy that is adopted or lost some.
    TagPolicy {
        /// Its id.
        id: String,
        /// Its name.
        name: String,
        /// The tags to write.
        tags: BTreeMap<String, String>,
    },
    /// Take tags off a policy: the way back from an adoption.
    UntagPolicy {
        /// Its id.
        id: String,
        /// Its name.
        name: String,
        /// The keys.
        keys: Vec<String>,
    },
    /// Attach a policy.
    AttachPolicy {
        /// Which.
        policy: PlannedPolicy,
        /// Its name.
        name: String,
        /// To what.
        target: String,
        /// The stage, from 0. Verify a stage before the next begins.
        stage: usize,
    },
    /// Detach a policy.
    DetachPolicy {
        /// Its id.
        id: String,
        /// Its name.
        name: String,
        /// From what.
        target: String,
    },
    /// Delete a policy that is attached to nothing.
    DeletePolicy {
        /// Its id.
        id: String,
        /// Its name.
        name: String,
    },
}

impl Step {
    /// The name of the policy it is about; nothing where it is about the organization.
    pub fn policy(&self) -> Option<&str> {
        match self {
            Self::EnablePolicyType { .. } => None,
            Self::CreatePolicy { name, .. }
            | Self::UpdatePolicy { name, .. }
            | Self::TagPolicy { name, .. }
            | Self::UntagPolicy { name, .. }
            | Self::AttachPolicy { name, .. }
            | Self::DetachPolicy { name, .. }
            | Self::DeletePolicy { name, .. } => Some(name),
        }
    }

    /// What it does, in a word.
    pub fn word(&self) -> &'static str {
        match self {
            Self::EnablePolicyType { .. } => "enable",
            Self::CreatePolicy { .. } => "create",
            Self::UpdatePolicy { .. } => "update",
            Self::TagPolicy { .. } => "tag",
            Self::UntagPolicy { .. } => "untag",
            Self::AttachPolicy { .. } => "attach",
            Self::DetachPolicy { .. } => "detach",
            Self::DeletePolicy { .. } => "delete",
        }
    }

    /// What it attaches to or detaches from.
    pub fn target(&self) -> Option<&str> {
        match self {
            Self::AttachPolicy { target, .. } | Self::DetachPolicy { target, .. } => Some(target),
            Self::EnablePolicyType { .. }
            | Self::CreatePolicy { .. }
            | Self::UpdatePolicy { .. }
            | Self::TagPolicy { .. }
            | Self::UntagPolicy { .. }
            | Self::DeletePolicy { .. } => None,
        }
    }

    /// The stage it belongs to; what comes before all stages has none.
    pub fn stage(&self) -> Option<usize> {
        match self {
            Self::AttachPolicy { stage, .. } => Some(*stage),
            Self::EnablePolicyType { .. }
            | Self::CreatePolicy { .. }
            | Self::UpdatePolicy { .. }
            | Self::TagPolicy { .. }
            | Self::UntagPolicy { .. }
            | Self::DetachPolicy { .. }
            | Self::DeletePolicy { .. } => None,
        }
    }
}

/// A policy of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlannedPolicy {
    /// It is there, by id.
    Existing(String),
    /// An earlier step makes it, under this name.
    Created(String),
}
