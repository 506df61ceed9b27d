//! Whether an account of an organization is in use.

use std::fmt;

/// The state of an account. `Account.Status` was announced to go on 2026-09-09; `State` comes first, and an account with
/// neither is unknown rather than passed over.
///
/// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountState {
    /// In use.
    Active,
    /// Closed by AWS or on its way: nobody can use it, and it cannot be audited.
    Suspended,
    /// Invited or created, and not usable yet.
    PendingActivation,
    /// Being closed.
    PendingClosure,
    /// Closed.
    Closed,
    /// Neither `State` nor `Status`, or a word that is not known: this.
    Unknown(String),
}

impl fmt::Display for AccountState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Active => formatter.pad("active"),
            Self::Suspended => formatter.pad("suspended"),
            Self::PendingActivation => formatter.pad("pending activation"),
            Self::PendingClosure => formatter.pad("pending closure"),
            Self::Closed => formatter.pad("closed"),
            Self::Unknown(why) => write!(formatter, "unknown ({why})"),
        }
    }
}
