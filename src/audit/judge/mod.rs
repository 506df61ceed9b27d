//! From a snapshot to a report.
//!
//! Owns in which order rules are asked, what of an account counts as read, and which findings are waived.

mod coverage;
mod judgement;
mod waiving;

pub use judgement::judge;
