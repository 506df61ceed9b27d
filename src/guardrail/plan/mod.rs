//! The plan that puts guardrails in force: what is there, what is wanted, and the steps between.
//!
//! Owns the planner, its refusals, the comparison of documents and the record that a rollback needs. Calls nothing: whoever
//! applies a plan serialises the writes, retries `ConcurrentModification`, takes a duplicate attachment for done and reads
//! back what it did. It touches only policies that carry the tag [`MANAGED_TAG`], and those that were named to be adopted.

mod desired;
mod difference;
mod drift;
mod headroom;
mod observed;
mod planner;
mod refusal;
mod rollback;
mod step;
#[cfg(test)]
mod tests;

pub use desired::{DesiredGuardrail, Ownership, POLICY_TAG, Stage, tags_of};
pub use difference::{DocumentDifference, LineChange, difference, same_meaning};
pub use drift::{Drift, drift};
pub use headroom::{Headroom, TargetHeadroom};
pub use observed::{MANAGED_TAG, ObservedPolicies, ObservedPolicy, Origin};
pub use planner::{GuardrailPlan, plan};
pub use refusal::PlanRefusal;
pub use rollback::{RollbackEntry, RollbackRecord, detach_refusal, rollback};
pub use step::{PlannedPolicy, Step};
