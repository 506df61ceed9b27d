//! Coverage: for each account, what its SCPs deny, to whom, and where it is open.
//!
//! Owns the evaluation of an organization and the comparison with a requirement. Any SCP counts, whoever wrote it. What
//! could not be read is unknown, never open and never denied.

mod answer;
mod asked;
mod edges;
mod hole;
mod in_account;
mod other_actions;
mod requirement;
mod scope;
mod survey;
#[cfg(test)]
mod tests;
mod witness;

pub use answer::{Answer, Answers, Binding, Passer};
pub use asked::Asked;
pub use hole::Hole;
pub use requirement::{Compliance, Shortfall, cap_of, denies, usual_cap};
pub use scope::scope_of;
pub use survey::{AccountGuard, Survey, counter_example};
