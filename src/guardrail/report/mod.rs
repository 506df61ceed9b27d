//! The report of an organization's guardrails: every account, every question, and what was not read.
//!
//! Owns which accounts are told together, how an account compares with the bars that are meant for it, what counts as
//! complete, and the counter-example that is shown. How it is said is `render`'s.

mod bar;
mod coverage;
mod example;
mod mark;
#[cfg(test)]
mod tests;

pub use bar::{Bar, BarScope, Judged};
pub use coverage::{AnswerGroup, CoverageReport, ReportRequest, ReportedAccount};
pub use example::Example;
pub use mark::Mark;
