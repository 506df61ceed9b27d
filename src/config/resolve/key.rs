//! One key.

use super::layers::{Found, Layers};
use super::{delivery, lifetime, permissions, tags};
use crate::config::choice::LifetimeChoice;
use crate::config::{Field, Mistake, Mistakes, Place, Settings};
use crate::domain::{Arn, Owner, Purpose, UserName, UserPath};
use crate::lifecycle::{DesiredKey, UserChoice};

/// Whether a text is a recipient that can be encrypted to; the message where it is not. What a recipient is belongs to
/// the sinks.
pub type RecipientCheck = fn(&str) -> Result<(), String>;

/// How a key was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// In a roster or the configuration: every run asks again.
    InFile,
    /// By the flags of one command.
    ByFlag,
}

/// A key that somebody asked for, before any default is applied.
pub(super) struct Wish<'a> {
    pub(super) owner: Owner,
    pub(super) purpose: Purpose,
    pub(super) adopt: &'a Field<UserName>,
    pub(super) recipient: &'a Field<String>,
    pub(super) layers: Layers<'a>,
    pub(super) asked: Asked,
    /// Where a mistake is told that belongs to no field of the key.
    pub(super) place: Place,
}

/// The key with every default applied; nothing where a mistake left a part of it unknown.
pub(super) fn key(
    wish: &Wish<'_>,
    settings: &Settings,
    check: RecipientCheck,
    mistakes: &mut Mistakes,
) -> Option<DesiredKey> {
    // Each part is looked at before any gives up, so that all mistakes are told.
    let choice = lifetime::lifetime(wish, settings, mistakes);
    let renew_within = lifetime::renew_within(wish, choice, mistakes);
    let permissions = permissions::permissions(wish, mistakes);
    let boundary = boundary(wish);
    let user = user(wish, mistakes);
    let tags = tags::tags(wish, mistakes);
    let delivery = delivery::delivery(wish, permissions.as_ref(), check, mistakes);
    Some(DesiredKey {
        owner: wish.owner.clone(),
        purpose: wish.purpose.clone(),
        user: user?,
        lifetime: match choice? {
            LifetimeChoice::Ends(lifetime) => Some(lifetime),
            LifetimeChoice::Never => None,
        },
        renew_within: renew_within?,
        permissions: permissions?,
        boundary: boundary?,
        tags: tags?,
        roster: None,
        delivery: delivery?,
    })
}

fn boundary(wish: &Wish<'_>) -> Option<Option<Arn>> {
    match wish.layers.find(|terms| &terms.boundary) {
        Found::Nowhere => Some(None),
        Found::Broken => None,
        Found::At(_, boundary) => Some(Some(boundary.value.arn().clone())),
    }
}

fn user(wish: &Wish<'_>, mistakes: &mut Mistakes) -> Option<UserChoice> {
    match wish.adopt {
        Field::Broken => None,
        Field::Absent => {
            wish.layers.find(|terms| &terms.path).or(UserPath::generated()).map(UserChoice::Generated)
        }
        Field::Given(user) => {
            if let Some(path) = wish.layers.own().and_then(|own| own.path.given()) {
                let message = format!("the path is for generated users, and `{}` is adopted", user.value);
                mistakes.add(Mistake::new(path.place.clone(), message).help("remove `path` or `adopt`"));
            }
            Some(UserChoice::Adopted(user.value.clone()))
        }
    }
}
