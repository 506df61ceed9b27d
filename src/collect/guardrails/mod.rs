//! The reading of an organization's guardrails: its service control policies, and the places that they bind.
//!
//! Calls are made per policy, never per account. What was not read is unknown, with the reason, and everything else is
//! still there: a deny that was read stays certain when another policy could not be.

mod observed;
mod places;
mod policies;
mod reading;

pub use reading::{GuardrailCollection, GuardrailRequest, guardrails};
