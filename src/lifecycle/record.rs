//! What the tool remembers about a user, written as tags on it: there is no other state.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::domain::{CredentialId, MANAGED, MANAGED_PREFIX, MANAGED_TAG, TagKey, TagValue, are_managed};

use super::{DesiredKey, ObservedUser, UserChoice};

const OWNER: &str = "bedrock-keys:owner";
const PURPOSE: &str = "bedrock-keys:purpose";
const ROSTER: &str = "bedrock-keys:roster";
const POLICY: &str = "bedrock-keys:policy";
const POLICY_VERSION: &str = "bedrock-keys:policy-version";
const ADOPTED: &str = "bedrock-keys:adopted";
const ADOPTED_WITH: &str = "bedrock-keys:adopted-with";
const DELIVERED: &str = "bedrock-keys:delivered:";
const SUSPENDED: &str = "bedrock-keys:suspended:";

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
    /// Where the user comes from.
    pub origin: Origin,
    /// The ids of the keys whose secrets were delivered.
    pub delivered: BTreeSet<String>,
    /// The ids of the keys that were suspended and not switched on again, whatever IAM says of them by now.
    pub suspended: BTreeSet<String>,
}

/// Whether a managed user was there before this tool came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// This tool made it.
    Generated,
    /// It was somebody's, and was adopted.
    Adopted {
        /// The policy that it had already, where that is the one it was to be given.
        with: Option<String>,
    },
}

impl Management {
    /// Reads the tags of a user.
    pub fn of(user: &ObservedUser) -> Self {
        Self::from_tags(&user.tags)
    }

    /// Reads tags.
    pub fn from_tags(tags: &BTreeMap<String, String>) -> Self {
        if !are_managed(tags) {
            return Self::Unmanaged;
        }
        let text = |key: &str| tags.get(key).cloned();
        Self::Managed(Record {
            owner: text(OWNER).unwrap_or_default(),
            purpose: text(PURPOSE).unwrap_or_default(),
            roster: text(ROSTER),
            policy: text(POLICY),
            policy_version: text(POLICY_VERSION),
            origin: match tags.get(ADOPTED) {
                Some(_) => Origin::Adopted { with: text(ADOPTED_WITH) },
                None => Origin::Generated,
            },
            delivered: ids_under(DELIVERED, tags),
            suspended: ids_under(SUSPENDED, tags),
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

    /// Whether this key was suspended and not switched on again.
    pub fn was_suspended(&self, id: &CredentialId) -> bool {
        self.suspended.contains(id.as_str())
    }
}

fn ids_under(prefix: &str, tags: &BTreeMap<String, String>) -> BTreeSet<String> {
    tags.keys().filter_map(|key| key.strip_prefix(prefix)).map(ToOwned::to_owned).collect()
}

/// The tags a managed user carries for a desired key, the admin's own included.
pub(super) fn tags_for(desired: &DesiredKey, policy: &str) -> BTreeMap<TagKey, TagValue> {
    let mut own = vec![(MANAGED_TAG, MANAGED), (OWNER, desired.owner.as_str()), (POLICY, policy)];
    if !desired.purpose.is_unnamed() {
        own.push((PURPOSE, desired.purpose.as_str()));
    }
    if let Some(roster) = &desired.roster {
        own.push((ROSTER, roster.as_str()));
    }
    match desired.user {
        UserChoice::Generated(_) => {}
        UserChoice::Adopted(_) => own.push((ADOPTED, "true")),
    }
    let own = own.into_iter().filter_map(|(key, value)| tag(key, value));
    desired.tags.clone().into_iter().chain(own).collect()
}

/// The tags that record a delivery: the id, when, and the version of the managed policy the key was issued under.
pub fn delivery_tags(id: &CredentialId, at: Timestamp, version: Option<&str>) -> BTreeMap<TagKey, TagValue> {
    let delivered = tag(&format!("{DELIVERED}{id}"), &seconds(at));
    delivered.into_iter().chain(version.and_then(|version| tag(POLICY_VERSION, version))).collect()
}

/// The tag that records which policy a user had already when it was adopted: it stays when the user is given back.
pub(super) fn adopted_with_tag(policy: &str) -> Option<(TagKey, TagValue)> {
    tag(ADOPTED_WITH, policy)
}

/// The tag that records the suspension of a key. IAM turns a key that ends from inactive to expired, and then only this
/// still tells that its owner was to have none.
pub fn suspension_tags(id: &CredentialId, at: Timestamp) -> BTreeMap<TagKey, TagValue> {
    tag(&format!("{SUSPENDED}{id}"), &seconds(at)).into_iter().collect()
}

/// The tag key under which a suspension is recorded.
pub fn suspension_tag_keys(id: &CredentialId) -> Vec<TagKey> {
    format!("{SUSPENDED}{id}").parse().into_iter().collect()
}

/// Everything that is recorded about one key.
pub fn key_tag_keys(id: &CredentialId) -> Vec<TagKey> {
    delivery_tag_keys(id).into_iter().chain(suspension_tag_keys(id)).collect()
}

/// The tag key under which a delivery is recorded.
pub fn delivery_tag_keys(id: &CredentialId) -> Vec<TagKey> {
    format!("{DELIVERED}{id}").parse().into_iter().collect()
}

/// Every tag of this tool on a user.
pub(super) fn own_tag_keys(tags: &BTreeMap<String, String>) -> Vec<TagKey> {
    tags.keys().filter(|key| key.starts_with(MANAGED_PREFIX)).filter_map(|key| key.parse().ok()).collect()
}

fn seconds(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn tag(key: &str, value: &str) -> Option<(TagKey, TagValue)> {
    Some((key.parse().ok()?, value.parse().ok()?))
}
