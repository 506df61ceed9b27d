//! From what was written to the keys that are wanted.
//!
//! Owns the order of precedence (flag, roster entry, roster defaults, configuration, built in) and every rule that
//! takes more than one field to check.

mod delivery;
mod entries;
mod example;
mod key;
mod layers;
mod lifetime;
mod permissions;
mod tags;

use super::terms::Terms;
use super::{KeyRequest, Mistakes, Settings};
use crate::lifecycle::DesiredKey;

pub(super) use entries::roster;
pub use key::RecipientCheck;

use key::{Asked, Wish};
use layers::Layers;

/// The key that a request asks for.
pub(super) fn request(
    request: &KeyRequest,
    settings: &Settings,
    recipient: RecipientCheck,
) -> Result<DesiredKey, Mistakes> {
    let mut mistakes = Mistakes::default();
    let wish = Wish {
        owner: request.owner.clone(),
        purpose: request.purpose.clone(),
        adopt: &request.adopt,
        recipient: &request.recipient,
        layers: Layers::new(vec![&request.terms, settings.defaults()]),
        asked: Asked::ByFlag,
        place: super::Place::Flag("keys create"),
    };
    let key = key::key(&wish, settings, recipient, &mut mistakes);
    match key {
        Some(key) => mistakes.or(key),
        None => Err(mistakes.sorted()),
    }
}

/// Checks what a block of defaults says by itself, whether or not a key uses it.
pub(super) fn defaults(terms: &Terms, settings: &Settings, mistakes: &mut Mistakes) {
    if let Some(choice) = terms.lifetime.given() {
        lifetime::allowed(choice, settings, Asked::InFile, mistakes);
    }
    permissions::refuse_narrowed_managed_policy(terms, mistakes);
}
