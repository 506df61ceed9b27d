//! What is handed over beside the secret.

use jiff::Timestamp;

use crate::domain::{CredentialId, Expiry, ModelId, Region, UserName};

use super::Addressee;

/// Everything about an issued key but its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    /// Whom it is for, and in which account it lives.
    pub addressee: Addressee,
    /// The user that carries it.
    pub user: UserName,
    /// Its id.
    pub credential: CredentialId,
    /// When it was made, as IAM says.
    pub issued: Timestamp,
    /// When it ends, as IAM says.
    pub expiry: Expiry,
    /// The Region of the note's examples.
    pub region: Region,
    /// The model of the note's examples.
    pub model: ModelId,
}

impl Handover {
    /// The instant of expiry in RFC 3339, nothing where the key never ends.
    pub(super) fn expires(&self) -> Option<String> {
        match self.expiry {
            Expiry::At(instant) => Some(instant.to_string()),
            Expiry::Never => None,
        }
    }
}
