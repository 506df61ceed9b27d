//! Guardrails carried out: one write after the other, each read back, stage by stage, and the record of it on disk.
//!
//! Owns the order of the calls of one step and what counts as done. A write that AWS answered is done when it is seen
//! again, and not before: an answer may be somebody else's, and Organizations is eventually consistent.

mod applier;
mod reading_back;
mod record_file;
mod stages;
#[cfg(test)]
mod tests;
mod writes;

pub use applier::{GuardrailApplier, Halt};
pub use record_file::{RecordFile, RecordPlace};
