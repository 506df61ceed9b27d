//! Guardrails: the service control policies (SCPs) that keep Bedrock API keys in bounds.
//!
//! Owns the library of such policies, the questions that tell whether one bites, the coverage of an organization, the
//! lint of a policy file, the preview of an attachment, the plan that puts guardrails in force and the record of carrying
//! it out. Pure: everything that was read comes in as values, and what is to be done goes out as values. It calls no AWS,
//! reads no file and no clock.
//! The descriptions of the library are YAML, which only `config` reads: `config::guardrail_library` hands them in.

mod condition_key;
pub mod coverage;
mod gaps;
mod inquiry;
mod key_action;
pub mod library;
mod limits;
pub mod lint;
mod mentions;
mod organization;
pub mod plan;
pub mod preview;
mod question;
pub mod record;
pub mod report;
mod requester;

pub use condition_key::{BEDROCK_SERVICE, ConditionKey, is_multivalued, principal_tag};
pub use gaps::gaps;
pub use inquiry::{AskedResource, Inquiry};
pub use key_action::KeyAction;
pub use limits::{MOST_CHARACTERS, MOST_PER_TARGET, MOST_POLICIES, SizeVerdict};
pub use organization::{Member, Organization, Path, PolicyType, Scp, Unit};
pub use question::{Creation, Endpoint, ForeignService, KeyTerm, Question, questions, request_of};
pub use requester::{PrincipalKind, PrincipalTags, Requester, Somebody, Surroundings, made_directly};
