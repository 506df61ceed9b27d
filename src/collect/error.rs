//! Why nothing could be read at all.

use crate::aws::AwsError;

/// Why nothing could be read at all. Everything less than that is in the snapshot.
#[derive(Debug, Clone, thiserror::Error)]
pub enum CollectError {
    /// Who the caller is.
    #[error("AWS did not say who you are: {0}")]
    NoIdentity(#[source] AwsError),
    /// An organization was asked for, and the account is in none.
    #[error("the account is in no organization")]
    Standalone,
    /// Which accounts there are. Half a list would hide the other half.
    #[error("the accounts of the organization could not be listed, so none was audited: {0}")]
    Accounts(#[source] AwsError),
    /// Which account manages the organization, or which root it has. What binds whom hangs on both.
    #[error("the organization could not be read: {0}")]
    Organization(#[source] AwsError),
    /// Ctrl-C, before any account was read.
    #[error("interrupted before any account was read")]
    Interrupted,
    /// The organization has accounts, and none of them was chosen.
    #[error("no account of the organization was chosen: none is in {0}")]
    NothingChosen(String),
}
