//! The plan that puts guardrails in force: what is there, what is wanted, and the steps between.
//!
//! Owns the planner, its refusals, the comparison of documents, the record that a rollback needs and the words for what
//! became of a plan. Calls nothing: whoever applies a plan serialises the writes, retries `ConcurrentModification`, takes a duplicate attachment for done and reads
//! back what it did. It touches only policies that carry the tag [`crate::domain::MANAGED_TAG`], and those that were named to be adopted.

mod allowing;
mod desired;
mod difference;
mod drift;
mod headroom;
mod observed;
mod outcome;
mod planner;
mod refusal;
mod remark;
mod removal;
mod rollback;
mod step;
#[cfg(test)]
mod tests;

pub(super) use allowing::Allowing;
pub use desired::{DesiredGuardrail, Ownership, POLICY_TAG, Stage, tags_of};
pub use difference::{DocumentDifference, LineChange, difference, same_meaning, same_text, text_difference};
pub use drift::{Drift, drift};
pub use headroom::{Headroom, TargetHeadroom};
pub use observed::{ObservedPolicies, ObservedPolicy, Origin};
pub use outcome::{GuardrailOutcome, StepOutcome, StepResult, WhyNot};
pub use planner::{GuardrailPlan, plan};
pub use refusal::PlanRefusal;
pub use remark::PlanRemark;
use removal::{last_policies, nothing_allowed};
pub use removal::{plan_deletion, plan_detachment};
pub use rollback::{Before, PolicyBefore, RollbackEntry, RollbackRecord, TextChange, rollback};
pub use step::{PlannedPolicy, Step};
