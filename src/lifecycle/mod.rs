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
mod rivals;
#[cfg(test)]
mod scenarios;
mod step;
mod switch;

pub use desired::{Delivery, DesiredKey, UserChoice};
pub use observed::{Leftover, MfaDevice, ObservedAccount, ObservedUser, UnreadableKey};
pub use outcome::{
    Deed, DeedOutcome, DeedResult, Delivered, EntryEnd, EntryOutcome, Note, RevocationEnd, RevocationOutcome,
};
pub use permissions::{INLINE_POLICY_LIMIT, INLINE_POLICY_NAME, Narrowing, Permissions};
pub use plan::plan;
pub use record::{
    Management, Origin, Record, delivery_tag_keys, delivery_tags, key_tag_keys, suspension_tag_keys,
    suspension_tags,
};
pub use revocation::{
    KeyRevocation, Leavings, Return, RevocationPlan, RevokedUser, UserDeletion, UserFate, WhyUserStays,
    plan_revocation,
};
pub use rivals::rival;
pub use step::{DeletionReason, EntryPlan, Intent, Obstacle, Remark, Renewal, RenewalReason, Step};
pub use switch::{KeySwitch, Switch, SwitchPlan, SwitchStep, plan_switch};
