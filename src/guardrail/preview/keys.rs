//! Owns the keys that a preview is about, and what is known of the users that carry them.

use std::collections::BTreeMap;

use crate::audit::Known;
use crate::domain::{AccountId, CredentialId, UserName};

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
    /// Its ARN.
    pub arn: String,
    /// Its tags.
    pub tags: Known<BTreeMap<String, String>>,
}
