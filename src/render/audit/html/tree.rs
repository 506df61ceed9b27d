//! The organization as a tree, laid out in the order it is written.

use std::collections::BTreeMap;

use crate::audit::{AccountCoverage, AccountPlace, AccountState, CoverageState, Report};
use crate::domain::printable;
use crate::render::audit::coverage::{coverage_code, coverage_word, is_short, reasons};
use crate::render::audit::words::{AccountNames, state_word};
use crate::render::words::count;

/// Trees of up to this many accounts are shown unfolded.
const UNFOLDED: usize = 60;

/// The deepest level that is drawn; AWS has five below the root. What claims to be deeper is drawn there.
const DEPTH: usize = 12;

/// A piece of the tree, in the order of writing. Laid out like this because templates do not recurse.
pub(super) enum Branch {
    /// A unit begins.
    Open {
        /// Its id.
        label: String,
        /// Its accounts in words.
        summary: String,
        /// Whether it is shown unfolded.
        unfolded: bool,
    },
    /// An account.
    Account(Leaf),
    /// The unit ends.
    Close,
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

#[derive(Default)]
struct Unit<'a> {
    units: BTreeMap<&'a str, Unit<'a>>,
    accounts: Vec<&'a AccountCoverage>,
}

/// The tree of the accounts. Those whose place was not read stand under a heading of their own.
pub(super) fn tree(report: &Report, names: &AccountNames) -> Vec<Branch> {
    let mut findings: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in report.findings.iter().filter(|finding| finding.waived.is_none()) {
        *findings.entry(finding.account.as_str()).or_default() += 1;
    }
    let mut root = Unit::default();
    for account in &report.coverage {
        let mut unit = &mut root;
        let lost = ["place not read"];
        let unknown = account.ancestors.is_empty() && account.place != AccountPlace::Standalone;
        let inside = account.ancestors.iter().map(String::as_str).take(DEPTH);
        let path: Vec<&str> =
            if unknown && report.coverage.len() > 1 { lost.to_vec() } else { inside.collect() };
        for id in path {
            unit = unit.units.entry(id).or_default();
        }
        unit.accounts.push(account);
    }
    let mut layout =
        Layout { names, findings, small: report.coverage.len() <= UNFOLDED, branches: Vec::new() };
    layout.inside(&root);
    layout.branches
}

struct Layout<'a> {
    names: &'a AccountNames,
    findings: BTreeMap<&'a str, usize>,
    small: bool,
    branches: Vec<Branch>,
}

/// What is in a unit and below it.
#[derive(Default)]
struct Sum {
    accounts: usize,
    short: usize,
    findings: usize,
}

impl<'a> Layout<'a> {
    /// Depth is bounded by [`DEPTH`], so recursion is too.
    fn inside(&mut self, unit: &Unit<'a>) {
        for account in &unit.accounts {
            let leaf = self.leaf(account);
            self.branches.push(Branch::Account(leaf));
        }
        for (id, unit) in &unit.units {
            let sum = self.sum(unit);
            let mut summary = vec![count(sum.accounts, "account")];
            if sum.short > 0 {
                summary.push(format!("{} not read in full", sum.short));
            }
            if sum.findings > 0 {
                summary.push(count(sum.findings, "finding"));
            }
            self.branches.push(Branch::Open {
                label: printable(id),
                summary: summary.join(", "),
                unfolded: self.small || sum.short > 0,
            });
            self.inside(unit);
            self.branches.push(Branch::Close);
        }
    }

    fn sum(&self, unit: &Unit<'_>) -> Sum {
        let mut sum = Sum::default();
        for account in &unit.accounts {
            sum.accounts += 1;
            sum.short += usize::from(is_short(account));
            sum.findings += self.findings_of(account);
        }
        for inner in unit.units.values() {
            let inner = self.sum(inner);
            sum.accounts += inner.accounts;
            sum.short += inner.short;
            sum.findings += inner.findings;
        }
        sum
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
