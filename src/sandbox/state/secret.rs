//! Secrets of Secrets Manager: the one place where the sandbox keeps a secret, because AWS does so too and a test must
//! be able to look at what was stored.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Tag;

/// A secret with its versions.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Secret {
    pub(crate) arn: String,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) kms_key_id: Option<String>,
    pub(crate) created: Timestamp,
    pub(crate) changed: Timestamp,
    pub(crate) tags: Vec<Tag>,
    /// By version id.
    pub(crate) versions: BTreeMap<String, SecretVersion>,
    /// The version id of `AWSCURRENT`.
    pub(crate) current: String,
    /// The version id of `AWSPREVIOUS`.
    pub(crate) previous: Option<String>,
}

/// What a version holds.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SecretVersion {
    pub(crate) created: Timestamp,
    pub(crate) string: Option<String>,
    /// In base64, as it came.
    pub(crate) binary: Option<String>,
}

impl fmt::Debug for SecretVersion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SecretVersion").field("created", &self.created).finish_non_exhaustive()
    }
}
