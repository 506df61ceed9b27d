//! Words, tables, JSON and CSV. Pure functions from values to text, and the [`Ui`] that is the only way out.

pub mod audit;
mod blocks;
mod csv;
mod diagnosis;
mod exposition;
pub mod format;
pub mod guardrail;
mod identified;
mod json;
mod keys;
mod lifecycle_words;
mod line_input;
mod markdown;
mod nest;
mod outcome;
mod page;
mod plan;
mod sarif;
mod secret_input;
mod switch;
mod table;
mod ui;
mod words;

pub use diagnosis::{Check, CheckResult, Diagnosis, diagnosis_json, diagnosis_text};
pub use identified::{Identified, identified_json, identified_text};
pub use keys::{ListedKey, ListedManagement, key_details, keys_csv, keys_json, keys_summary, keys_table};
pub use outcome::{OutcomeJson, note_summary, outcome_json, outcome_summary, outcome_text};
pub use plan::{plan_json, plan_text, revocation_text};
pub use switch::{switch_json, switch_text};
pub use ui::{Answer, Ui, UiOptions};
pub use words::{count, days_left};
