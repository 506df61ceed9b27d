//! A single key wished for on the command line.

use super::resolve::{self, RecipientCheck};
use super::terms::Terms;
use super::{Field, Mistakes, Settings};
use crate::domain::{Owner, Purpose, UserName};
use crate::lifecycle::DesiredKey;

/// What the flags of `keys create` say. The rules are those of a roster entry.
#[derive(Debug, Clone)]
pub struct KeyRequest {
    /// Whom the key is for.
    pub owner: Owner,
    /// What it is for.
    pub purpose: Purpose,
    /// An existing user that is to carry it.
    pub adopt: Field<UserName>,
    /// The public key to encrypt to.
    pub recipient: Field<String>,
    /// The terms that were given as flags.
    pub terms: Terms,
}

impl KeyRequest {
    /// A request that takes every default.
    pub fn new(owner: Owner, purpose: Purpose) -> Self {
        Self { owner, purpose, adopt: Field::Absent, recipient: Field::Absent, terms: Terms::default() }
    }

    /// Applies the configuration and the built-in defaults, by the rules a roster entry is held to.
    pub fn resolve(&self, settings: &Settings, recipient: RecipientCheck) -> Result<DesiredKey, Mistakes> {
        resolve::request(self, settings, recipient)
    }
}
