//! What limits a report although it is complete: accounts that nobody asked about, and rules that the configuration
//! silenced. Said in every format, so that a narrow audit never reads like a wide one.

use crate::audit::{Part, Report, Scope, Silenced};
use crate::render::words::count;

use super::tally::Tally;
use super::words::severity_word;

/// A limit of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Proviso {
    /// What kind of limit: `nothing`, `accounts`, `rules-off` or `rules-lowered`.
    pub(super) kind: &'static str,
    /// In one sentence.
    pub(super) sentence: String,
}

/// The limits of a report.
pub(super) fn provisos(report: &Report) -> Vec<Proviso> {
    let kinds = [
        ("nothing", nothing(report)),
        ("accounts", accounts(report)),
        ("rules-off", off(report)),
        ("rules-lowered", lowered(report)),
    ];
    let limits = kinds.into_iter().filter_map(|(kind, sentence)| Some(Proviso { kind, sentence: sentence? }));
    limits.collect()
}

/// The same as one text; empty where there are none.
pub(super) fn said(report: &Report) -> String {
    let sentences: Vec<String> = provisos(report).into_iter().map(|proviso| proviso.sentence).collect();
    sentences.join(" ")
}

/// Whether nothing was audited because no account was to be read.
pub(super) fn is_about_nothing(report: &Report) -> bool {
    !report.is_complete() && Tally::of(report).in_scope() == 0
}

fn nothing(report: &Report) -> Option<String> {
    is_about_nothing(report).then(|| "No account was to be read, so that none was audited.".to_owned())
}

fn accounts(report: &Report) -> Option<String> {
    let which = match (&report.scope, report.part) {
        (Scope::Account, _) | (_, Part::Whole) => return None,
        (_, Part::Chosen) => "the accounts that were chosen".to_owned(),
        (_, Part::Shard(shard)) => format!("the accounts of shard {shard}"),
    };
    Some(format!("This is about {which} and says nothing about others of the organization."))
}

fn off(report: &Report) -> Option<String> {
    let of = |(rule, how): (&&'static str, &Silenced)| match how {
        Silenced::Off => Some(*rule),
        Silenced::Lowered { .. } => None,
    };
    let rules: Vec<&str> = report.silenced.iter().filter_map(of).collect();
    let are = if rules.len() == 1 { "is" } else { "are" };
    let said = || format!("{} {are} turned off: {}.", count(rules.len(), "rule"), rules.join(", "));
    (!rules.is_empty()).then(said)
}

fn lowered(report: &Report) -> Option<String> {
    let of = |(rule, how): (&&'static str, &Silenced)| match how {
        Silenced::Off => None,
        Silenced::Lowered { from, to } => {
            Some(format!("{rule} ({} to {})", severity_word(*from), severity_word(*to)))
        }
    };
    let rules: Vec<String> = report.silenced.iter().filter_map(of).collect();
    let said = || format!("The severity of {} is lowered: {}.", count(rules.len(), "rule"), rules.join(", "));
    (!rules.is_empty()).then(said)
}
