//! The audit: what was read of accounts, what the rules conclude from it, and what could not be concluded.
//!
//! Pure: a snapshot and a date go in, a report comes out. Nothing here calls AWS, reads a clock or a file.

mod ability;
mod difference;
mod file;
mod finding;
mod judge;
mod live_keys;
mod merge;
mod report;
mod rules;
mod shard;
mod snapshot;
mod terms;
#[cfg(test)]
mod tests;

pub use crate::domain::{AccountState, InvalidSeverity, Known, Severity};
pub use difference::{Alteration, AlteredKey, AlteredUser, Changes, SnapshotDiff, diff};
pub use file::{SNAPSHOT_SCHEMA_VERSION, SnapshotFileError, parse_snapshot, snapshot_file};
pub use finding::{Finding, Subject};
pub use judge::judge;
pub use live_keys::live_keys;
pub use merge::{MergeError, check_age, check_apart, merge};
pub use report::{AccountCoverage, CoverageState, NotConcluded, Report, ReportedKey, Silenced};
pub use rules::{Rule, Standing, rules};
pub use shard::{InvalidShard, Shard, shard_of};
pub use snapshot::{
    AccountFacts, AccountPlace, AccountSnapshot, AuditedUser, CredentialReport, GroupPolicies,
    GuardrailFacts, GuardrailReading, Part, PolicyDocumentVersion, Reading, ReportRow, Scope, Snapshot,
};
pub use terms::{AuditPolicy, Fit, RuleChoice, Waiver, WaiverTarget};
