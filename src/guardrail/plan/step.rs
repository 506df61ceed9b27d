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

/// A policy of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlannedPolicy {
    /// It is there, by id.
    Existing(String),
    /// An earlier step makes it, under this name.
    Created(String),
}
