//! The audit: what was read of accounts, what the rules conclude from it, and what could not be concluded.
//!
//! Pure: a snapshot and a date go in, a report comes out. Nothing here calls AWS, reads a clock or a file.

mod finding;
mod known;
mod report;
mod snapshot;

pub use finding::{Finding, Severity, Subject};
pub use known::Known;
pub use report::{AccountCoverage, CoverageState, NotConcluded, Report, ReportedKey};
pub use snapshot::{
    AccountFacts, AccountPlace, AccountSnapshot, AccountState, AuditedUser, CredentialReport, GroupPolicies,
    PolicyDocumentVersion, Reading, ReportRow, Scope, Snapshot,
};
