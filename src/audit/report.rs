//! The result of an audit: coverage first, then findings, then what could not be concluded.

use jiff::Timestamp;

use crate::domain::AccountId;

use super::{AccountPlace, AccountState, Finding, Scope, Severity, Snapshot};

/// The result of an audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The time the rules were applied at.
    pub at: Timestamp,
    /// When the snapshot was taken.
    pub taken_at: Timestamp,
    /// What was to be read.
    pub scope: Scope,
    /// Every account of the scope, by id.
    pub coverage: Vec<AccountCoverage>,
    /// The findings: worst first, then by account, subject and rule.
    pub findings: Vec<Finding>,
    /// What rules could not conclude, because something was not read.
    pub not_concluded: Vec<NotConcluded>,
}

/// How much of an account was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountCoverage {
    /// The account.
    pub account: AccountId,
    /// Its name. Untrusted text.
    pub name: Option<String>,
    /// Its state.
    pub state: AccountState,
    /// Its place.
    pub place: AccountPlace,
    /// The ids above it, root first; empty where they are not known.
    pub ancestors: Vec<String>,
    /// How much was read.
    pub covered: CoverageState,
    /// Keys found; nothing where they were not read.
    pub keys: Option<usize>,
}

/// How much of an account was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CoverageState {
    /// All that the rules need.
    Audited,
    /// A part; these things were not read.
    Partly(Vec<String>),
    /// Nothing, and this is why.
    NotAudited(String),
    /// Nothing, and nothing is to be read: the account is closed or was excluded by the admin, as said here.
    OutOfScope(String),
}

/// A rule that could not conclude.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotConcluded {
    /// The rule's code.
    pub rule: &'static str,
    /// Where.
    pub account: AccountId,
    /// What it would have needed, and why that was not there.
    pub why: String,
}

impl Report {
    /// Whether everything in scope was read.
    pub fn is_complete(&self) -> bool {
        let covered = |account: &AccountCoverage| match account.covered {
            CoverageState::Audited | CoverageState::OutOfScope(_) => true,
            CoverageState::Partly(_) | CoverageState::NotAudited(_) => false,
        };
        !self.coverage.is_empty() && self.not_concluded.is_empty() && self.coverage.iter().all(covered)
    }

    /// Findings at or above a severity that no waiver covers.
    pub fn failing(&self, threshold: Severity) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| finding.waived.is_none() && finding.severity >= threshold)
    }

    /// An empty report about a snapshot.
    pub fn about(snapshot: &Snapshot, at: Timestamp) -> Self {
        Self {
            at,
            taken_at: snapshot.taken_at,
            scope: snapshot.scope.clone(),
            coverage: Vec::new(),
            findings: Vec::new(),
            not_concluded: Vec::new(),
        }
    }
}
