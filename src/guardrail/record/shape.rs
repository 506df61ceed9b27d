//! The shapes in the file. Texts are checked where they become values.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// What is looked at before anything else.
#[derive(Deserialize)]
pub(super) struct Heading {
    pub(super) schema_version: Option<serde_json::Value>,
    pub(super) kind: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) schema_version: u32,
    pub(super) kind: String,
    pub(super) command: String,
    pub(super) begun: String,
    pub(super) organization: String,
    /// `begun` until the end of the run is written.
    pub(super) progress: Progress,
    /// What was there: the way back.
    pub(super) policies: Vec<Policy>,
    /// What was to be done. Nothing reads it but people.
    pub(super) steps: Vec<Step>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Progress {
    Begun,
    Ended,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Policy {
    pub(super) name: String,
    pub(super) before: Before,
    pub(super) text: TextChange,
    pub(super) targets: BTreeSet<String>,
    pub(super) tags: BTreeSet<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Before {
    Absent,
    There(PolicyBefore),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PolicyBefore {
    pub(super) id: String,
    pub(super) description: String,
    pub(super) content: String,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) targets: BTreeSet<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum TextChange {
    Untouched,
    Written(String),
    Deleted,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    pub(super) step: String,
    pub(super) policy: Option<String>,
    pub(super) target: Option<String>,
    pub(super) stage: Option<usize>,
    pub(super) result: String,
    pub(super) why: Option<String>,
}
