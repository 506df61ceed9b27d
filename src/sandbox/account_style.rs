//! How the organization describes its accounts.
//!
//! `Account.Status` was announced to go on 2026-09-09 and `Account.Paths` came in 2026, so a client meets every mixture
//! (<https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html>).

use serde::Deserialize;
use serde_json::{Map, Value, json};

/// What the listed accounts say about themselves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AccountStyle {
    /// Their state.
    pub state: StateStyle,
    /// Their place in the tree.
    pub paths: PathStyle,
}

/// Which members tell the state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum StateStyle {
    /// `State` and `Status`.
    #[default]
    Both,
    /// `State` alone, as announced.
    StateOnly,
    /// `Status` alone, as it was before 2025-09-09.
    StatusOnly,
    /// Neither.
    Neither,
}

/// Whether `Paths` is there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PathStyle {
    /// It is.
    #[default]
    Present,
    /// It is not, as it was before 2026-03-31.
    Absent,
}

impl AccountStyle {
    /// The members that tell state and place.
    pub(crate) fn members(self, state: &str, path: &str) -> Map<String, Value> {
        let mut members = Map::new();
        if matches!(self.state, StateStyle::Both | StateStyle::StateOnly) {
            members.insert("State".to_owned(), json!(state));
        }
        if matches!(self.state, StateStyle::Both | StateStyle::StatusOnly) {
            members.insert("Status".to_owned(), json!(state));
        }
        if self.paths == PathStyle::Present {
            members.insert("Paths".to_owned(), json!([path]));
        }
        members
    }
}
