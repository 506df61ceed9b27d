//! Which accounts of an organization are read.

use std::collections::BTreeSet;
use std::fmt;

use crate::audit::{AccountState, Reading};
use crate::aws::ListedAccount;
use crate::domain::{AccountId, UnitId};

/// Which accounts of an organization are read. Accounts that were not chosen are not part of the snapshot; accounts that
/// were excluded are, and say so.
#[derive(Debug, Default)]
pub struct Selection {
    /// Only these; empty: all.
    pub only: BTreeSet<AccountId>,
    /// Not these.
    pub excluded: BTreeSet<AccountId>,
    /// Only accounts in or below these; empty: all.
    pub units: BTreeSet<UnitId>,
    /// Only the accounts of this share, where the work is split over machines.
    pub share: Option<Share>,
}

/// Decides by its id whether an account belongs to the share of the work that is done here.
pub struct Share(pub Box<dyn Fn(&AccountId) -> bool + Send + Sync>);

impl fmt::Debug for Share {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Share")
    }
}

impl Selection {
    /// Whether the id alone leaves an account in.
    pub(super) fn takes(&self, id: &AccountId) -> bool {
        (self.only.is_empty() || self.only.contains(id))
            && self.share.as_ref().is_none_or(|share| (share.0)(id))
    }

    /// Why an account is not to be read; nothing where it is.
    pub(super) fn reason_to_leave(&self, account: &ListedAccount) -> Option<Reading> {
        if self.excluded.contains(&account.id) {
            return Some(Reading::OutOfScope("excluded by the admin".to_owned()));
        }
        match account.state {
            // A key in such an account cannot be used, and nobody can sign in to look.
            // <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_account_state.html>
            AccountState::Suspended => Some(Reading::OutOfScope("the account is suspended".to_owned())),
            AccountState::Closed => Some(Reading::OutOfScope("the account is closed".to_owned())),
            AccountState::PendingActivation => {
                Some(Reading::OutOfScope("the account is not activated yet".to_owned()))
            }
            AccountState::Active | AccountState::PendingClosure | AccountState::Unknown(_) => None,
        }
    }

    /// What was chosen, in words.
    pub(super) fn words(&self) -> String {
        let units = self.units.iter().map(ToString::to_string);
        let accounts = self.only.iter().map(ToString::to_string);
        units.chain(accounts).collect::<Vec<_>>().join(", ")
    }
}
