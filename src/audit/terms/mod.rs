//! What an organization decides about its audits: thresholds, severities, which rules are on, and exceptions.
//!
//! Owns the decisions; how they are written is in `config`.

mod thresholds;
mod waiver;

pub use thresholds::{AuditPolicy, RuleChoice};
pub use waiver::{Fit, Waiver, WaiverTarget};
