//! Whom a secret is delivered to.

use crate::domain::{AccountId, Owner, Purpose, UserName};

/// The account, owner and purpose a sink is opened for. They are known before the key is, and name its places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressee {
    /// The account of the key.
    pub account: AccountId,
    /// Whom the key is for.
    pub owner: Owner,
    /// What it is for.
    pub purpose: Purpose,
}

impl Addressee {
    /// The owner as one segment of a name; never empty.
    pub(super) fn owner_segment(&self, limit: usize) -> String {
        segment(&self.owner.slug(), limit, "owner")
    }

    /// The purpose as one segment of a name; nothing where no purpose was given.
    pub(super) fn purpose_segment(&self, limit: usize) -> Option<String> {
        (!self.purpose.is_unnamed()).then(|| segment(&self.purpose.slug(), limit, "purpose"))
    }

    /// A file-name-safe text that differs between any two addressees.
    pub(super) fn distinct_name(&self) -> String {
        UserName::derive(&self.account, &self.owner, &self.purpose).as_str().to_owned()
    }
}

/// A slug is ASCII, so that characters are bytes. One such as `..` leaves nothing behind, and gets a word of its own.
fn segment(slug: &str, limit: usize, when_empty: &str) -> String {
    if slug.is_empty() { when_empty.to_owned() } else { slug.chars().take(limit).collect() }
}
