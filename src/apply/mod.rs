//! Carries out plans: the only place that changes AWS.
//!
//! Owns the order of the calls of one step, what is taken back when a later call fails, and the record of what was
//! done. Decides nothing about what should be (`lifecycle` and `guardrail` planned it) and prints nothing (`commands` renders the
//! outcome).

mod entry;
pub mod guardrail;
mod issue;
mod other_runs;
mod provisioner;
mod revocation;
mod switch;
#[cfg(test)]
mod tests;

pub use provisioner::{OpenedSink, Provisioner};
