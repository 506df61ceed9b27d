//! A place in an organization that holds accounts.

use std::fmt;
use std::str::FromStr;

/// The id of an organizational unit or of the root: `ou-a1b2-c3d4e5f6`, `r-a1b2`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnitId(String);

/// Text that is no such id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is neither an organizational unit (`ou-…-…`) nor a root (`r-…`)")]
pub struct InvalidUnitId(pub String);

impl UnitId {
    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for UnitId {
    type Err = InvalidUnitId;

    /// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_OrganizationalUnit.html>
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let small = |part: &str, sizes: std::ops::RangeInclusive<usize>| {
            let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
            sizes.contains(&part.len()) && part.bytes().all(allowed)
        };
        let is_root = text.strip_prefix("r-").is_some_and(|root| small(root, 4..=32));
        let unit = text.strip_prefix("ou-").and_then(|rest| rest.split_once('-'));
        let is_unit = unit.is_some_and(|(root, unit)| small(root, 4..=32) && small(unit, 8..=32));
        if is_root || is_unit { Ok(Self(text.to_owned())) } else { Err(InvalidUnitId(text.to_owned())) }
    }
}

impl fmt::Display for UnitId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_and_units_are_told_from_the_rest() {
        for text in ["r-a1b2", "ou-a1b2-c3d4e5f6"] {
            assert!(text.parse::<UnitId>().is_ok(), "{text}");
        }
        for text in ["", "r-", "ou-a1b2", "ou-a1b2-short", "123456789012", "Production", "r-A1B2"] {
            assert!(text.parse::<UnitId>().is_err(), "{text}");
        }
    }
}
