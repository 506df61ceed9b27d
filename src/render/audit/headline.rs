//! The sentences a report begins with: what was read, then what was found.

use crate::audit::Report;
use crate::render::words::count;

use super::tally::Tally;
use super::words::{WORST_FIRST, severity_word};

/// How a report stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Something was not read: whatever else is said is not all there is.
    Incomplete,
    /// Everything was read and something was found.
    Found,
    /// Everything was read and there is nothing to say.
    Clean,
}

impl Standing {
    /// How this report stands.
    pub(super) fn of(report: &Report) -> Self {
        if !report.is_complete() {
            Self::Incomplete
        } else if report.findings.iter().any(|finding| finding.waived.is_none()) {
            Self::Found
        } else {
            Self::Clean
        }
    }

    /// One word.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Incomplete => "incomplete",
            Self::Found => "findings",
            Self::Clean => "clean",
        }
    }
}

/// What was read, in one sentence.
pub(super) fn coverage_sentence(report: &Report, tally: &Tally) -> String {
    let scope = tally.in_scope();
    let beside = match tally.out_of_scope {
        0 => String::new(),
        aside => format!(" ({} out of scope)", count(aside, "account")),
    };
    match (scope, report.is_complete()) {
        // Only a shard may have none.
        (0, true) => return format!("Complete: this shard has no account to read{beside}."),
        (0, false) => return format!("Incomplete: no account was audited{beside}."),
        (_, true | false) => {}
    }
    if report.is_complete() {
        let read =
            if scope == 1 { "the account was".to_owned() } else { format!("all {scope} accounts were") };
        return format!("Complete: {read} read in full{beside}.");
    }
    let accounts = count(scope, "account");
    let mut missing = match (tally.not_audited, tally.partly) {
        (0, 0) => Vec::new(),
        (0, partly) => vec![format!("{partly} of {accounts} read only in part")],
        (none, 0) => vec![format!("{none} of {accounts} not audited")],
        (none, partly) => vec![format!("{none} of {accounts} not audited and {partly} read only in part")],
    };
    if !report.not_concluded.is_empty() {
        missing.push(format!("{} not concluded", count(report.not_concluded.len(), "check")));
    }
    format!("Incomplete: {}{beside}. What follows is not all there is.", missing.join(", "))
}

/// What was found, in one sentence.
pub(super) fn findings_sentence(report: &Report, tally: &Tally) -> String {
    let waived = match tally.waived {
        0 => String::new(),
        1 => "; 1 more is waived".to_owned(),
        number => format!("; {number} more are waived"),
    };
    if tally.all_open() > 0 {
        let parts: Vec<String> = WORST_FIRST
            .iter()
            .map(|severity| (tally.open(*severity), severity_word(*severity)))
            .filter(|(number, _)| *number > 0)
            .map(|(number, word)| format!("{number} {word}"))
            .collect();
        return format!("{}: {}{waived}.", count(tally.all_open(), "finding"), parts.join(", "));
    }
    let keys = count(report.keys.len(), "key");
    match (Standing::of(report), tally.waived) {
        (Standing::Incomplete, 0) => {
            "Nothing was found in what was read, which says nothing about the rest.".to_owned()
        }
        (Standing::Incomplete, number) => format!(
            "{} and nothing else in what was read, which says nothing about the rest.",
            count(number, "waived finding")
        ),
        (Standing::Found | Standing::Clean, 0) => format!("Nothing to report about {keys}."),
        (Standing::Found | Standing::Clean, number) => {
            format!("Nothing to report about {keys} but {}.", count(number, "waived finding"))
        }
    }
}
