//! The report of an organization's guardrails: every account, every question, and what was not read.
//!
//! Owns which accounts are told together, how an account compares with the requirements that are meant for it, what
//! counts as complete, and the counter-example that is shown. How it is said is `render`'s.

mod coverage;
mod example;
mod requirement;
mod standing;
#[cfg(test)]
mod tests;

pub use coverage::{AnswerGroup, CoverageReport, ReportRequest, ReportedAccount};
pub use example::Example;
pub use requirement::{Judged, Requirement, RequirementScope};
pub use standing::AccountStanding;
