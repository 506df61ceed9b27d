//! The only place with AWS SDK types.

mod secrets_manager;

#[cfg(test)]
pub(crate) use secrets_manager::pretend;
pub use secrets_manager::{AwsError, ErrorClass, ExistingSecret, NewVersion, SecretDeletion, SecretsManager};
