//! Managed policies, the account's own and AWS's.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Tag;

/// A managed policy with its versions.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ManagedPolicy {
    pub(crate) name: String,
    pub(crate) path: String,
    pub(crate) id: String,
    pub(crate) arn: String,
    pub(crate) description: String,
    pub(crate) created: Timestamp,
    /// By number: version 3 is `v3`.
    pub(crate) versions: BTreeMap<u32, PolicyVersion>,
    pub(crate) default_version: u32,
    #[serde(default)]
    pub(crate) tags: Vec<Tag>,
}

/// One version of a managed policy.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PolicyVersion {
    pub(crate) document: String,
    pub(crate) created: Timestamp,
}

impl ManagedPolicy {
    /// When its default version was made.
    pub(crate) fn updated(&self) -> Timestamp {
        self.versions.values().map(|version| version.created).max().unwrap_or(self.created)
    }
}
