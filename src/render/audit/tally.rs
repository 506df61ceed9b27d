//! Counts: accounts by coverage, findings by severity.

use std::collections::BTreeMap;

use crate::audit::{CoverageState, Finding, Report, Severity};

/// Counts of a report.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Tally {
    /// Accounts read in full.
    pub(super) audited: usize,
    /// Accounts read in part.
    pub(super) partly: usize,
    /// Accounts not read.
    pub(super) not_audited: usize,
    /// Accounts that are not to be read.
    pub(super) out_of_scope: usize,
    /// Findings that no waiver covers, by severity.
    open: BTreeMap<Severity, usize>,
    /// Findings that a waiver covers.
    pub(super) waived: usize,
}

impl Tally {
    /// Counts.
    pub(super) fn of(report: &Report) -> Self {
        let mut tally = Self::default();
        for account in &report.coverage {
            *match account.covered {
                CoverageState::Audited => &mut tally.audited,
                CoverageState::Partly(_) => &mut tally.partly,
                CoverageState::NotAudited(_) => &mut tally.not_audited,
                CoverageState::OutOfScope(_) => &mut tally.out_of_scope,
            } += 1;
        }
        for finding in &report.findings {
            match finding.waived {
                Some(_) => tally.waived += 1,
                None => *tally.open.entry(finding.severity).or_default() += 1,
            }
        }
        tally
    }

    /// Accounts that were to be read.
    pub(super) fn in_scope(&self) -> usize {
        self.audited + self.partly + self.not_audited
    }

    /// Findings of this severity that no waiver covers.
    pub(super) fn open(&self, severity: Severity) -> usize {
        self.open.get(&severity).copied().unwrap_or_default()
    }

    /// All findings that no waiver covers.
    pub(super) fn all_open(&self) -> usize {
        self.open.values().sum()
    }
}

/// The findings of a severity that no waiver covers.
pub(super) fn open_of(report: &Report, severity: Severity) -> impl Iterator<Item = &Finding> {
    report.findings.iter().filter(move |finding| finding.waived.is_none() && finding.severity == severity)
}

/// The findings that a waiver covers, each with the waiver's reason.
pub(super) fn waived(report: &Report) -> impl Iterator<Item = (&Finding, &str)> {
    report.findings.iter().filter_map(|finding| Some((finding, finding.waived.as_deref()?)))
}
