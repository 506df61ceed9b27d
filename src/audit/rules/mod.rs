//! The rules: one file each.
//!
//! Owns what is worth reporting about an account. A rule concludes only from what was read: a fact that is unknown
//! makes it say that it could not conclude, and never that all is well. The module docs of each file are its chapter of
//! `docs/rules.md`.

mod account_not_audited;
mod account_not_guarded;
mod context;
#[cfg(test)]
mod documents;
#[cfg(test)]
pub(super) mod fixture;
mod guardrail_context;
mod guardrail_drifted;
mod guardrail_partial;
mod key_expired;
mod key_expiring;
mod key_in_management_account;
mod key_inactive_lingering;
mod key_lifetime_exceeds_policy;
mod key_never_expires;
mod key_on_shared_user;
mod key_too_old;
mod key_undelivered;
mod key_unmanaged;
mod managed_policy_changed;
mod registry;
mod rule;
mod user_can_mint_keys;
mod user_has_access_keys;
mod user_has_console_password;
mod user_orphaned;
mod user_overprivileged;
mod user_two_active_keys;
mod user_without_boundary;
mod user_without_owner;
mod waiver_expired;
mod waiver_unmatched;

pub(in crate::audit) use context::RuleContext;
pub(in crate::audit) use guardrail_context::GuardrailContext;
pub use registry::rules;
pub(in crate::audit) use rule::{Check, Conclusion, WaiverUse};
pub use rule::{Rule, Standing};
