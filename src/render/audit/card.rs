//! What a report says of a rule.

use crate::audit::Severity;

/// A rule as a reader of a report needs it. Trusted text: it comes from the program, not from AWS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleCard {
    /// Its code, `key-never-expires`.
    pub code: String,
    /// What it checks, in a few words.
    pub title: String,
    /// How bad a finding is, unless the configuration says otherwise.
    pub severity: Severity,
    /// Why it matters and what to do, in one or more paragraphs of plain text.
    pub help: String,
    /// The pages it rests on, the most telling one first.
    pub references: Vec<String>,
}
