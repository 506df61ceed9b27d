//! The life of a key: what is wanted, what is there, and the steps between them.
//!
//! Owns every decision about creating, keeping, renewing and revoking. Pure: it plans, and `commands` applies.

mod desired;
mod permissions;

pub use desired::{Delivery, DesiredKey, UserChoice};
pub use permissions::{INLINE_POLICY_LIMIT, INLINE_POLICY_NAME, Narrowing, Permissions};
