//! The entries of a roster, each by itself and all together.

use std::collections::BTreeMap;

use super::key::{self, Asked, RecipientCheck, Wish};
use super::layers::Layers;
use crate::config::roster::{RawEntry, RawRoster};
use crate::config::terms::Terms;
use crate::config::{Field, Located, Mistake, Mistakes, Place, Settings};
use crate::domain::{Purpose, SinkAddress};
use crate::lifecycle::DesiredKey;

/// The keys a roster asks for, without those that mistakes left unknown.
pub(in crate::config) fn roster(
    raw: &RawRoster,
    settings: &Settings,
    check: RecipientCheck,
    mistakes: &mut Mistakes,
) -> Vec<Located<DesiredKey>> {
    let nothing = Terms::default();
    let defaults = match &raw.defaults {
        Field::Given(defaults) => &defaults.value,
        Field::Absent => &nothing,
        // What the entries inherit is unknown.
        Field::Broken => return Vec::new(),
    };
    super::defaults(defaults, settings, mistakes);
    let entries: &[Located<RawEntry>] = raw.keys.given().map_or(&[], |keys| &keys.value);
    refuse_repeated_owners(entries, mistakes);
    refuse_repeated_users(entries, mistakes);
    if entries.len() > 1 {
        refuse_standard_output(entries, &[defaults, settings.defaults()], mistakes);
    }
    let mut keys = Vec::new();
    for entry in entries {
        let layers = Layers::new(vec![&entry.value.terms, defaults, settings.defaults()]);
        if let Some(value) = resolved(entry, layers, settings, check, mistakes) {
            keys.push(Located { value, place: entry.place.clone() });
        }
    }
    keys
}

fn resolved(
    entry: &Located<RawEntry>,
    layers: Layers<'_>,
    settings: &Settings,
    check: RecipientCheck,
    mistakes: &mut Mistakes,
) -> Option<DesiredKey> {
    // An entry whose owner is broken is checked all the same; only its key is not made.
    let owner = entry.value.owner.given();
    let stand_in = || "broken".parse().ok();
    let purpose = match &entry.value.purpose {
        Field::Given(purpose) => Some(purpose.value.clone()),
        Field::Absent => Some(Purpose::default()),
        Field::Broken => None,
    };
    let wish = Wish {
        owner: owner.map(|owner| owner.value.clone()).or_else(stand_in)?,
        purpose: purpose.clone().unwrap_or_default(),
        adopt: &entry.value.adopt,
        recipient: &entry.value.recipient,
        layers,
        asked: Asked::InFile,
        place: owner.map_or(&entry.place, |owner| &owner.place).clone(),
    };
    let key = key::key(&wish, settings, check, mistakes);
    owner.and(purpose).and(key)
}

/// Owner and purpose are what a key is known by. Case is no difference: nobody means two people by it.
fn refuse_repeated_owners(entries: &[Located<RawEntry>], mistakes: &mut Mistakes) {
    let mut first: BTreeMap<(String, String), &Located<RawEntry>> = BTreeMap::new();
    for entry in entries {
        let (Some(owner), Ok(purpose)) = (entry.value.owner.given(), purpose_text(&entry.value)) else {
            continue;
        };
        let known_by = (owner.value.as_str().to_lowercase(), purpose.to_lowercase());
        let Some(other) = first.get(&known_by) else {
            first.insert(known_by, entry);
            continue;
        };
        let message = if purpose.is_empty() {
            format!("`{}` has an entry already", owner.value)
        } else {
            format!("`{}` has an entry for `{purpose}` already", owner.value)
        };
        let (place, other_place) =
            told_apart(entry, other, |entry| entry.owner.given().map(|owner| &owner.place));
        let mistake = Mistake::new(place, message).related(other_place, "first here");
        mistakes.add(mistake.help("give each key of an owner a `purpose` of its own"));
    }
}

fn purpose_text(entry: &RawEntry) -> Result<&str, ()> {
    match &entry.purpose {
        Field::Given(purpose) => Ok(purpose.value.as_str()),
        Field::Absent => Ok(""),
        Field::Broken => Err(()),
    }
}

/// IAM compares user names without regard to case.
fn refuse_repeated_users(entries: &[Located<RawEntry>], mistakes: &mut Mistakes) {
    let mut first: BTreeMap<String, &Located<RawEntry>> = BTreeMap::new();
    for entry in entries {
        let Some(user) = entry.value.adopt.given() else {
            continue;
        };
        let name = user.value.as_str().to_ascii_lowercase();
        let Some(other) = first.get(&name) else {
            first.insert(name, entry);
            continue;
        };
        let (place, other_place) =
            told_apart(entry, other, |entry| entry.adopt.given().map(|user| &user.place));
        let message = format!("the user `{}` is adopted by another entry already", user.value);
        let mistake = Mistake::new(place, message).related(other_place, "first here");
        mistakes.add(mistake.help("one user carries one entry's key"));
    }
}

/// The places of a field in two entries; those of the entries where both are one text behind an alias.
fn told_apart(
    entry: &Located<RawEntry>,
    other: &Located<RawEntry>,
    field: impl Fn(&RawEntry) -> Option<&Place>,
) -> (Place, Place) {
    match (field(&entry.value), field(&other.value)) {
        (Some(place), Some(other)) if place.line_and_column() != other.line_and_column() => {
            (place.clone(), other.clone())
        }
        _ => (entry.place.clone(), other.place.clone()),
    }
}

/// Standard output takes one secret.
fn refuse_standard_output(entries: &[Located<RawEntry>], defaults: &[&Terms], mistakes: &mut Mistakes) {
    for entry in entries {
        let mut levels = std::iter::once(&entry.value.terms).chain(defaults.iter().copied());
        let sink = levels.find_map(|terms| terms.sink.is_written().then(|| terms.sink.given()));
        if let Some(Some(sink)) = sink
            && sink.value == SinkAddress::Stdout
        {
            let message = format!("`stdout` takes one secret, and the roster has {} entries", entries.len());
            let help = "write `file:DIR`, `age:DIR`, `secretsmanager:PREFIX` or `command:PROGRAM`";
            mistakes.add(Mistake::new(sink.place.clone(), message).help(help));
        }
    }
}
