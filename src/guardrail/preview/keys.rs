//! Owns the keys that a preview is about, what is known of the users that carry them, and where keys are not known.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{AccountId, CredentialId, Known, UserName};

/// A long-term key that works now. Expired and suspended keys have nothing to lose.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LiveKey {
    /// Its id.
    pub id: CredentialId,
    /// Its account.
    pub account: AccountId,
    /// Its user.
    pub user: UserName,
    /// Its owner, where one is recorded. Untrusted text.
    pub owner: Option<String>,
}

/// What policies can see of a key's user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserFacts {
    /// Its ARN; not known where its path was not read.
    pub arn: Known<String>,
    /// Its tags.
    pub tags: Known<BTreeMap<String, String>>,
}

/// The live keys of an organization, as far as they were read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LiveKeys {
    /// Those that were read.
    pub keys: Vec<(LiveKey, UserFacts)>,
    /// Accounts whose keys were read in full, or that cannot have any.
    pub read: BTreeSet<AccountId>,
    /// Accounts whose keys were not read, or not in full, and why.
    pub unread: BTreeMap<AccountId, String>,
}

impl LiveKeys {
    /// Why the keys of an account are not known in full; nothing where they are.
    pub(super) fn gap(&self, account: &AccountId) -> Option<String> {
        match self.unread.get(account) {
            Some(why) => Some(why.clone()),
            None if self.read.contains(account) => None,
            None => Some("the account was not audited".to_owned()),
        }
    }
}
