//! A Bedrock API key as IAM lists it: a service-specific credential, without its secret.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;

use super::{Expiry, UserName};

/// The id of a service-specific credential, `ACCA…`.
///
/// AWS documents 20 to 128 characters of `\w` and answers 21. At most 100 are taken here, because the id of a delivered
/// key is written into a tag key of 128.
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ServiceSpecificCredentialMetadata.html>
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CredentialId(String);

/// The text is not a credential id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a credential id (20 to 100 letters, digits and `_`, such as `ACCA…`)")]
pub struct InvalidCredentialId(pub String);

impl CredentialId {
    /// The id as IAM has it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for CredentialId {
    type Err = InvalidCredentialId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        if (20..=100).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidCredentialId(text.to_owned()))
        }
    }
}

impl fmt::Display for CredentialId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The public part of a key's text, `USER-at-ACCOUNT` or `USER+1-at-ACCOUNT`; frozen when the key is made, so that it
/// still finds the key after its user was renamed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CredentialAlias(String);

impl CredentialAlias {
    /// An alias as IAM answers it or a key's text carries it.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The alias as IAM has it. Untrusted text: renderers escape it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CredentialAlias {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// What can be done with a key right now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyStatus {
    /// It works.
    Active,
    /// It is suspended and can be switched on again.
    Inactive,
    /// It has ended and can only be deleted.
    Expired,
    /// IAM answered something that is none of these.
    Unknown,
}

impl KeyStatus {
    /// The word shown for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
            Self::Expired => "expired",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for KeyStatus {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

/// A key, as `ListServiceSpecificCredentials` describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Its id.
    pub id: CredentialId,
    /// The user that carries it.
    pub user: UserName,
    /// The public part of its text, where IAM gave one.
    pub alias: Option<CredentialAlias>,
    /// The status IAM recorded; it may lag behind the clock, see [`Key::status`].
    pub recorded: KeyStatus,
    /// When it was made. A reset does not change it.
    pub created: Timestamp,
    /// When it ends.
    pub expiry: Expiry,
}

impl Key {
    /// The status at `now`: a key whose expiry has passed is expired, whatever IAM still says.
    ///
    /// <https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-revoke.html>
    pub fn status(&self, now: Timestamp) -> KeyStatus {
        if self.expiry.has_passed(now) { KeyStatus::Expired } else { self.recorded }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(recorded: KeyStatus, expiry: Expiry) -> Key {
        Key {
            id: "ACCAEXAMPLE0000000001".parse().unwrap(),
            user: "alice".parse().unwrap(),
            alias: None,
            recorded,
            created: Timestamp::UNIX_EPOCH,
            expiry,
        }
    }

    #[test]
    fn the_clock_overrules_a_lagging_status() {
        let end: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
        let before: Timestamp = "2026-11-23T11:59:59Z".parse().unwrap();
        for recorded in [KeyStatus::Active, KeyStatus::Inactive, KeyStatus::Unknown] {
            assert_eq!(key(recorded, Expiry::At(end)).status(end), KeyStatus::Expired);
            assert_eq!(key(recorded, Expiry::At(end)).status(before), recorded);
            assert_eq!(key(recorded, Expiry::Never).status(end), recorded);
        }
    }

    #[test]
    fn an_id_that_could_not_be_recorded_in_a_tag_is_refused() {
        assert!("A".repeat(100).parse::<CredentialId>().is_ok());
        for text in ["", "ACCA", "ACCA-EXAMPLE-00000000", &"A".repeat(101)] {
            assert!(text.parse::<CredentialId>().is_err(), "{text}");
        }
    }
}
