//! IAM, as far as Bedrock keys and the users that carry them need it.
//!
//! Owns the operations, their limits and their refusals. Codes and messages are those observed of real IAM where an
//! observation exists, and those of the API reference otherwise
//! (<https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html>).

mod access_keys;
mod certificates;
mod credentials;
mod details;
mod documents;
mod groups;
mod login;
mod managed;
mod names;
mod operations;
mod policies;
mod report;
mod tags;
mod users;

pub(crate) use credentials::create as create_credential;
pub(crate) use managed::policy_of;
pub(crate) use operations::operation;
