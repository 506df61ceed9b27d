//! Reading for an audit: one account or a whole organization, into an [`crate::audit::Snapshot`]; and the guardrails of an
//! organization, into a [`crate::guardrail::Organization`].
//!
//! Owns which calls are made, how many at once and how long they may take. Judges and renders nothing. What cannot be
//! read becomes [`crate::audit::Known::Unknown`] or a reason beside the account, never something empty.

mod calls;
mod deadline;
mod error;
mod facts;
mod gaps;
mod guardrails;
mod listing;
mod organization;
mod policies;
mod request;
mod role;
mod selection;
mod standalone;
#[cfg(test)]
mod tests;
mod tree;
mod units;
mod users;

pub use calls::Calls;
pub use error::CollectError;
pub use gaps::gaps;
pub use guardrails::{GuardrailCollection, GuardrailRequest, guardrails};
pub use listing::OrganizationListing;
pub use organization::{OrganizationReading, organization};
pub use request::{Collection, Freshness, Limits, Request};
pub use role::{SESSION_POLICY, auditor};
pub use selection::Selection;
pub use standalone::account;
