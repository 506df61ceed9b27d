//! What an account's coverage is called, and why it is not whole.

use crate::audit::{AccountCoverage, CoverageState};
use crate::domain::printable;

/// `audited`, `partly audited`, `not audited`, `out of scope`.
pub(super) fn coverage_word(covered: &CoverageState) -> &'static str {
    match covered {
        CoverageState::Audited => "audited",
        CoverageState::Partly(_) => "partly audited",
        CoverageState::NotAudited(_) => "not audited",
        CoverageState::OutOfScope(_) => "out of scope",
    }
}

/// The same for machines: `audited`, `partly`, `not-audited`, `out-of-scope`.
pub(super) fn coverage_code(covered: &CoverageState) -> &'static str {
    match covered {
        CoverageState::Audited => "audited",
        CoverageState::Partly(_) => "partly",
        CoverageState::NotAudited(_) => "not-audited",
        CoverageState::OutOfScope(_) => "out-of-scope",
    }
}

/// Why it is not whole, each reason printable; empty where it is.
pub(super) fn reasons(covered: &CoverageState) -> Vec<String> {
    match covered {
        CoverageState::Audited => Vec::new(),
        CoverageState::Partly(parts) if parts.is_empty() => vec!["no reason was given".to_owned()],
        CoverageState::Partly(parts) => parts.iter().map(|part| printable(part)).collect(),
        CoverageState::NotAudited(why) | CoverageState::OutOfScope(why) => vec![printable(why)],
    }
}

/// Whether something that was to be read was not.
pub(super) fn is_short(account: &AccountCoverage) -> bool {
    match account.covered {
        CoverageState::Audited | CoverageState::OutOfScope(_) => false,
        CoverageState::Partly(_) | CoverageState::NotAudited(_) => true,
    }
}
