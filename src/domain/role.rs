//! The role an audit assumes in an account.

use std::fmt;
use std::str::FromStr;

use super::{AccountId, Partition};

/// The name of an IAM role, with its path where it has one: `audit/BedrockKeysAuditor`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RoleName(String);

/// Text that is no role name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not the name of an IAM role (letters, digits and `_+=,.@-`, optionally after a path, no ARN)"
)]
pub struct InvalidRoleName(pub String);

/// The word a role's trust policy asks for, against the confused deputy.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExternalId(String);

/// Text that is no external id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an external id (2 to 1,224 letters, digits and `_+=,.@:/-`)")]
pub struct InvalidExternalId(pub String);

impl RoleName {
    /// The role that Organizations makes in every account it creates. Invited accounts do not have it.
    ///
    /// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html>
    pub fn of_organizations() -> Self {
        Self("OrganizationAccountAccessRole".to_owned())
    }

    /// The name with its path.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The ARN of the role of this name in an account.
    pub fn arn(&self, partition: &Partition, account: &AccountId) -> String {
        format!("arn:{partition}:iam::{account}:role/{}", self.0)
    }
}

impl ExternalId {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for RoleName {
    type Err = InvalidRoleName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || InvalidRoleName(text.to_owned());
        let inner = text.strip_prefix('/').unwrap_or(text);
        let (path, name) = inner.rsplit_once('/').unwrap_or(("", inner));
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte);
        let is_name = (1..=64).contains(&name.len()) && name.bytes().all(plain);
        let is_path = path.len() <= 510 && path.bytes().all(|byte| plain(byte) || byte == b'/');
        if is_name && is_path { Ok(Self(inner.to_owned())) } else { Err(invalid()) }
    }
}

impl FromStr for ExternalId {
    type Err = InvalidExternalId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_+=,.@:/-".contains(&byte);
        if (2..=1224).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidExternalId(text.to_owned()))
        }
    }
}

impl fmt::Display for RoleName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_keeps_its_path_in_the_arn() {
        let account: AccountId = "123456789012".parse().unwrap();
        let role: RoleName = "/audit/Reader".parse().unwrap();
        let arn = role.arn(&Partition::commercial(), &account);
        assert_eq!(arn, "arn:aws:iam::123456789012:role/audit/Reader");
    }

    #[test]
    fn an_arn_is_no_role_name() {
        for text in ["", "arn:aws:iam::123456789012:role/x", "a b", "/audit/", &"x".repeat(65)] {
            assert!(text.parse::<RoleName>().is_err(), "{text}");
        }
    }

    #[test]
    fn an_external_id_has_two_characters_at_least() {
        assert!("x1".parse::<ExternalId>().is_ok());
        for text in ["", "x", "a b", &"x".repeat(1225)] {
            assert!(text.parse::<ExternalId>().is_err(), "{text}");
        }
    }
}
