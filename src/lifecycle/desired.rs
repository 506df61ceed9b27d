//! What an admin wants: one key, fully resolved from roster, configuration and flags.

use std::collections::BTreeMap;

use crate::domain::{
    AccountId, Arn, Lifetime, ModelId, Owner, Purpose, Region, SinkAddress, TagKey, TagValue, UserName,
    UserPath,
};

use super::Permissions;

/// One key somebody should have. Every default has been applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DesiredKey {
    /// Whom it is for.
    pub owner: Owner,
    /// What it is for; unnamed for an owner's only key.
    pub purpose: Purpose,
    /// The user that is to carry it.
    pub user: UserChoice,
    /// How long it is to live; nothing means that it never ends, which takes an explicit word of the admin.
    pub lifetime: Option<Lifetime>,
    /// It is renewed once it ends within this time.
    pub renew_within: Lifetime,
    /// What it may do.
    pub permissions: Permissions,
    /// The permissions boundary of its user.
    pub boundary: Option<Arn>,
    /// The tags of its user, beside the tool's own.
    pub tags: BTreeMap<TagKey, TagValue>,
    /// The name of the roster it stands in; `--prune` revokes only what a roster of the same name brought in.
    pub roster: Option<TagValue>,
    /// Where its secret goes.
    pub delivery: Delivery,
}

impl DesiredKey {
    /// The user that is to carry it.
    pub fn user_name(&self, account: &AccountId) -> UserName {
        match &self.user {
            UserChoice::Generated(_) => UserName::derive(account, &self.owner, &self.purpose),
            UserChoice::Adopted(name) => name.clone(),
        }
    }
}

/// The user that carries a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserChoice {
    /// One generated under this path.
    Generated(UserPath),
    /// An existing user that the admin named: it becomes managed.
    Adopted(UserName),
}

/// Where a secret goes, and what the hand-over note says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The sink.
    pub sink: SinkAddress,
    /// The age or SSH public key to encrypt to, checked when it was read; `age:DIR` needs one.
    pub recipient: Option<String>,
    /// The KMS key (id, alias or ARN) of `secretsmanager:PREFIX`; nothing means the account's own.
    pub kms_key: Option<String>,
    /// The Region of the examples in the note.
    pub region: Region,
    /// The model of the examples in the note.
    pub model: ModelId,
}
