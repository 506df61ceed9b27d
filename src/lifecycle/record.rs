//! What the tool remembers about a user, written as tags on it: there is no other state.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::domain::{CredentialId, TagKey, TagValue};

use super::{DesiredKey, ObservedUser};

const MANAGED: &str = "bedrock-keys:managed";
const OWNER: &str = "bedrock-keys:owner";
const PURPOSE: &str = "bedrock-keys:purpose";
const ROSTER: &str = "bedrock-keys:roster";
const POLICY: &str = "bedrock-keys:policy";
const POLICY_VERSION: &str = "bedrock-keys:policy-version";
const DELIVERED: &str = "bedrock-keys:delivered:";

/// Whether a user is this tool's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Management {
    /// It is, and this is what is remembered.
    Managed(Record),
    /// It belongs to somebody else, or to nobody.
    Unmanaged,
}

/// What is remembered about a managed user. Texts are read back from AWS, unchecked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Whom its key is for.
    pub owner: String,
    /// What its key is for; empty where it is the owner's only one.
    pub purpose: String,
    /// The name of the roster it came from; nothing for a key made one by one.
    pub roster: Option<String>,
    /// The policy the tool gave it: an ARN, or the name of a shipped policy.
    pub policy: Option<String>,
    /// The version of that policy at the last issue; nothing where it has none or it was not known.
    pub policy_version: Option<String>,
    /// The ids of the keys whose secrets were delivered.
    pub delivered: BTreeSet<String>,
}

impl Management {
    /// Reads the tags of a user.
    pub fn of(user: &ObservedUser) -> Self {
        Self::from_tags(&user.tags)
    }

    /// Reads tags.
    pub fn from_tags(tags: &BTreeMap<String, String>) -> Self {
        if tags.get(MANAGED).map(String::as_str) != Some("true") {
            return Self::Unmanaged;
        }
        let text = |key: &str| tags.get(key).cloned();
        Self::Managed(Record {
            owner: text(OWNER).unwrap_or_default(),
            purpose: text(PURPOSE).unwrap_or_default(),
            roster: text(ROSTER),
            policy: text(POLICY),
            policy_version: text(POLICY_VERSION),
            delivered: tags
                .keys()
                .filter_map(|key| key.strip_prefix(DELIVERED))
                .map(ToOwned::to_owned)
                .collect(),
        })
    }

    /// The record, where there is one.
    pub fn record(&self) -> Option<&Record> {
        match self {
            Self::Managed(record) => Some(record),
            Self::Unmanaged => None,
        }
    }
}

impl Record {
    /// Whether this user was made for that owner and purpose.
    pub fn is_for(&self, desired: &DesiredKey) -> bool {
        self.owner == desired.owner.as_str() && self.purpose == desired.purpose.as_str()
    }

    /// Whether somebody received the secret of this key.
    pub fn was_delivered(&self, id: &CredentialId) -> bool {
        self.delivered.contains(id.as_str())
    }
}

/// The tags a managed user carries for a desired key, the admin's own included.
pub(super) fn tags_for(desired: &DesiredKey, policy: &str) -> BTreeMap<TagKey, TagValue> {
    let mut own = vec![(MANAGED, "true"), (OWNER, desired.owner.as_str()), (POLICY, policy)];
    if !desired.purpose.is_unnamed() {
        own.push((PURPOSE, desired.purpose.as_str()));
    }
    if let Some(roster) = &desired.roster {
        own.push((ROSTER, roster.as_str()));
    }
    let own = own.into_iter().filter_map(|(key, value)| tag(key, value));
    desired.tags.clone().into_iter().chain(own).collect()
}

/// The tags that record a delivery: the id, when, and the version of the managed policy the key was issued under.
pub fn delivery_tags(id: &CredentialId, at: Timestamp, version: Option<&str>) -> BTreeMap<TagKey, TagValue> {
    let delivered = tag(&format!("{DELIVERED}{id}"), &at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
    delivered.into_iter().chain(version.and_then(|version| tag(POLICY_VERSION, version))).collect()
}

/// The tag key under which a delivery is recorded.
pub fn delivery_tag_key(id: &str) -> Option<TagKey> {
    format!("{DELIVERED}{id}").parse().ok()
}

fn tag(key: &str, value: &str) -> Option<(TagKey, TagValue)> {
    Some((key.parse().ok()?, value.parse().ok()?))
}
