//! The id of an organization.

use std::fmt;
use std::str::FromStr;

/// The id of an organization of AWS accounts: `o-a1b2c3d4e5`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OrganizationId(String);

/// Text that is no such id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no organization (`o-…`)")]
pub struct InvalidOrganizationId(pub String);

impl OrganizationId {
    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for OrganizationId {
    type Err = InvalidOrganizationId;

    /// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html>
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let rest = text.strip_prefix("o-").unwrap_or_default();
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        if (10..=32).contains(&rest.len()) && rest.bytes().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidOrganizationId(text.to_owned()))
        }
    }
}

impl fmt::Display for OrganizationId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_organization_is_told_from_the_rest() {
        let longest = format!("o-{}", "a".repeat(32));
        for text in ["o-a1b2c3d4e5", &longest] {
            assert_eq!(text.parse::<OrganizationId>().unwrap().to_string(), text);
        }
        for text in
            ["", "o-", "o-a1b2c3d4e", "o-A1B2C3D4E5", "p-a1b2c3d4e5", "unknown", &format!("{longest}a")]
        {
            assert_eq!(text.parse::<OrganizationId>(), Err(InvalidOrganizationId(text.to_owned())));
        }
    }
}
