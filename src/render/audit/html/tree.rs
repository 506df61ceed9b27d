//! The organization as a tree, laid out in the order it is written.

use std::collections::BTreeMap;

use crate::audit::{AccountCoverage, AccountPlace, AccountState, CoverageState, Report};
use crate::domain::printable;
use crate::render::audit::coverage::{coverage_code, coverage_word, is_short, reasons};
use crate::render::audit::words::{AccountNames, state_word};
use crate::render::nest::Nest;
use crate::render::words::count;

/// Trees of up to this many accounts are shown unfolded.
const UNFOLDED: usize = 60;

/// A piece of the tree.
pub(super) type Branch = crate::render::nest::Branch<Unit, Leaf>;

/// A unit in the tree.
pub(super) struct Unit {
    /// Its id.
    pub(super) label: String,
    /// Its accounts in words.
    pub(super) summary: String,
    /// Whether it is shown unfolded.
    pub(super) unfolded: bool,
}

/// An account in the tree.
pub(super) struct Leaf {
    pub(super) id: String,
    pub(super) name: String,
    /// `audited`, `partly`, `not-audited`, `out-of-scope`.
    pub(super) code: &'static str,
    pub(super) word: &'static str,
    pub(super) why: String,
    /// What else there is to say: management account, suspended.
    pub(super) remarks: Vec<String>,
    pub(super) keys: String,
    pub(super) findings: String,
}

/// The tree of the accounts. Those whose place was not read stand under a heading of their own.
pub(super) fn tree(report: &Report, names: &AccountNames) -> Vec<Branch> {
    let mut findings: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in report.findings.iter().filter(|finding| finding.waived.is_none()) {
        *findings.entry(finding.account.as_str()).or_default() += 1;
    }
    let mut root = Nest::default();
    for account in &report.coverage {
        let unknown = account.ancestors.is_empty() && account.place != AccountPlace::Standalone;
        let lost = (unknown && report.coverage.len() > 1).then_some("place not read");
        root.add(lost.into_iter().chain(account.ancestors.iter().map(String::as_str)), account);
    }
    let words = Words { names, findings, small: report.coverage.len() <= UNFOLDED };
    root.laid_out(&|id, unit| words.unit(id, unit), &|account| words.leaf(account))
}

struct Words<'a> {
    names: &'a AccountNames,
    findings: BTreeMap<&'a str, usize>,
    small: bool,
}

impl Words<'_> {
    fn unit(&self, id: &str, unit: &Nest<'_, &AccountCoverage>) -> Unit {
        let short = unit.each().filter(|account| is_short(account)).count();
        let findings: usize = unit.each().map(|account| self.findings_of(account)).sum();
        let mut summary = vec![count(unit.each().count(), "account")];
        if short > 0 {
            summary.push(format!("{short} not read in full"));
        }
        if findings > 0 {
            summary.push(count(findings, "finding"));
        }
        Unit { label: printable(id), summary: summary.join(", "), unfolded: self.small || short > 0 }
    }

    fn findings_of(&self, account: &AccountCoverage) -> usize {
        self.findings.get(account.account.as_str()).copied().unwrap_or_default()
    }

    fn leaf(&self, account: &AccountCoverage) -> Leaf {
        let mut remarks = Vec::new();
        if account.place == AccountPlace::Management {
            remarks.push("management account".to_owned());
        }
        if account.state != AccountState::Active {
            remarks.push(format!("state {}", state_word(&account.state)));
        }
        let findings = self.findings_of(account);
        Leaf {
            id: account.account.to_string(),
            name: self.names.name(&account.account).to_owned(),
            code: coverage_code(&account.covered),
            word: coverage_word(&account.covered),
            why: reasons(&account.covered).join("; "),
            remarks,
            keys: match (account.keys, &account.covered) {
                (Some(keys), _) => count(keys, "key"),
                (None, CoverageState::OutOfScope(_)) => String::new(),
                (None, _) => "keys unknown".to_owned(),
            },
            findings: if findings == 0 { String::new() } else { count(findings, "finding") },
        }
    }
}
