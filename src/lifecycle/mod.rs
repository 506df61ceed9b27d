//! The life of a key: what is wanted, what is there, and the steps between them.
//!
//! Owns every decision about creating, keeping, renewing and revoking. Pure: it plans, and `apply` carries out.

mod alignment;
mod desired;
mod observed;
mod outcome;
mod permissions;
mod plan;
mod record;
mod renewal;
mod revocation;
#[cfg(test)]
mod scenarios;
mod step;

pub use desired::{Delivery, DesiredKey, UserChoice};
pub use observed::{Leftover, MfaDevice, ObservedAccount, ObservedUser};
pub use outcome::{
    Deed, DeedOutcome, DeedResult, Delivered, EntryEnd, EntryOutcome, Note, RevocationEnd, RevocationOutcome,
};
pub use permissions::{INLINE_POLICY_LIMIT, INLINE_POLICY_NAME, Narrowing, Permissions};
pub use plan::plan;
pub use record::{Management, Record, delivery_tag_key, delivery_tags};
pub use revocation::{
    KeyRevocation, Leavings, RevocationPlan, UserDeletion, UserFate, WhyUserStays, plan_revocation,
};
pub use step::{DeletionReason, EntryPlan, Intent, Obstacle, Remark, Renewal, RenewalReason, Step};
