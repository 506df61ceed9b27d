//! The only place with AWS SDK types: sessions, paging, error classes, answers turned into domain values.
//!
//! Every answer is untrusted input: what is missing or malformed becomes a named error, never a default. The one seam
//! is the HTTP client a [`Session`] is built with (AWS, or the embedded sandbox).

mod answer;
mod assumed_role;
mod calls;
mod endpoints;
mod error;
mod https;
mod iam;
mod identity;
mod organization;
mod patience;
mod secrets_manager;
mod session;
mod whole_answer;

pub use assumed_role::RoleToAssume;
pub use calls::CallCounter;
pub use endpoints::SetEndpoint;
pub use error::{AwsError, ErrorClass};
pub use iam::{
    AccountDetails, AnsweredReport, Iam, IssuedKey, KeyListing, KeyScope, NewUser, SettableStatus,
    UserListing,
};
pub use identity::{CallerIdentity, Sts, answered_for};
pub use organization::{ListedAccount, ListedPolicy, Membership, NewPolicy, OrganizationRoot, Organizations};
pub use patience::Patience;
#[cfg(test)]
pub(crate) use secrets_manager::pretend;
pub use secrets_manager::{ExistingSecret, NewVersion, SecretDeletion, SecretsManager};
pub use session::{Session, SessionError, SessionOptions};
