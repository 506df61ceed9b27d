//! The record of a run that changed guardrails: what was there before, what was to be done, what became of it.
//!
//! Owns the shapes in the file and which of them this program reads. It is written before the first change, so that
//! whatever happens the way back is known, and once more at the end. What is in the file is untrusted: it may have been
//! edited, or come from another machine.

mod error;
mod reading;
mod shape;
#[cfg(test)]
mod tests;
mod writing;

use jiff::Timestamp;

pub use error::RecordFileError;
pub use reading::parse_record;
pub use writing::record_json;

use super::plan::{RollbackRecord, StepOutcome};
use crate::domain::OrganizationId;

/// The version of the format.
pub const RECORD_SCHEMA_VERSION: u32 = 1;

/// What the file says that it is.
const KIND: &str = "bedrock-keys guardrail record";

/// What is known of a run before it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunHeading {
    /// The command, `scp apply`.
    pub command: String,
    /// When it began.
    pub begun: Timestamp,
    /// The organization.
    pub organization: OrganizationId,
}

/// What a file says, as far as the way back needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuardrailRecord {
    /// Which run it is of.
    pub heading: RunHeading,
    /// What was there.
    pub rollback: RollbackRecord,
}

/// How far a run has come when its file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress<'a> {
    /// Nothing was changed yet.
    Begun(&'a [super::plan::Step]),
    /// It is over.
    Ended(&'a [StepOutcome]),
}
