//! Roots, OUs and accounts with their names.

use std::collections::BTreeSet;

use crate::domain::{AccountId, first_few, printable};
use crate::guardrail::Organization;

/// So many places are named where there may be thousands.
const NAMED: usize = 8;

/// The names of the places of an organization.
#[derive(Debug, Clone, Copy)]
pub(super) struct Places<'a>(pub(super) &'a Organization);

impl Places<'_> {
    /// The name of a place; untrusted text, and nothing where none was read.
    pub(super) fn name(&self, place: &str) -> Option<String> {
        if place == self.0.root {
            return Some("root".to_owned());
        }
        if let Some(unit) = self.0.units.get(place) {
            return Some(unit.name.clone()).filter(|name| !name.is_empty());
        }
        let account = place.parse::<AccountId>().ok()?;
        self.0.accounts.get(&account)?.name.clone()
    }

    /// `ou-a1b2-c3d4e5f6 Workloads`.
    pub(super) fn with_name(&self, place: &str) -> String {
        match self.name(place) {
            Some(name) => format!("{} {}", printable(place), printable(&name)),
            None => printable(place),
        }
    }

    /// Several of them, the first few by name.
    pub(super) fn listed(&self, places: &BTreeSet<String>) -> String {
        first_few(places.iter().map(|place| self.with_name(place)), NAMED)
    }
}
