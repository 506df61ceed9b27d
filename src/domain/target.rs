//! Where a service control policy can be attached.

use std::fmt;
use std::str::FromStr;

use super::{AccountId, UnitId};

/// A root, an organizational unit or an account.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum TargetId {
    /// A root (`r-…`) or an organizational unit (`ou-…-…`).
    Unit(UnitId),
    /// An account.
    Account(AccountId),
}

/// Text that is no such id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no root (`r-…`), organizational unit (`ou-…-…`) or account (twelve digits)")]
pub struct InvalidTargetId(pub String);

impl TargetId {
    /// The id.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Unit(unit) => unit.as_str(),
            Self::Account(account) => account.as_str(),
        }
    }
}

impl FromStr for TargetId {
    type Err = InvalidTargetId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unit = text.parse().map(Self::Unit).ok();
        let account = || text.parse().map(Self::Account).ok();
        unit.or_else(account).ok_or_else(|| InvalidTargetId(text.to_owned()))
    }
}

impl fmt::Display for TargetId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_units_and_accounts_are_told_from_the_rest() {
        for text in ["r-a1b2", "ou-a1b2-c3d4e5f6", "123456789012"] {
            assert_eq!(text.parse::<TargetId>().unwrap().to_string(), text);
        }
        for text in ["", "root", "ou-a1b2", "12345678901", "p-a1b2c3d4"] {
            assert_eq!(text.parse::<TargetId>(), Err(InvalidTargetId(text.to_owned())));
        }
    }
}
