//! Which accounts of an organization are read.

use std::collections::BTreeSet;

use crate::audit::{AccountState, Part, Reading, Shard};
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
    /// Only the accounts of this shard, where the work is split over machines.
    pub shard: Option<Shard>,
}

impl Selection {
    /// Whether the id alone leaves an account in.
    pub(super) fn takes(&self, id: &AccountId) -> bool {
        (self.only.is_empty() || self.only.contains(id)) && self.shard.is_none_or(|shard| shard.holds(id))
    }

    /// Which part of the organization this is. An excluded account is still a row of its shard, so that the shards of
    /// an organization make a whole.
    pub(super) fn part(&self) -> Part {
        match self.shard {
            Some(shard) if self.only.is_empty() && self.units.is_empty() => Part::Shard(shard),
            None if self.only.is_empty() && self.units.is_empty() && self.excluded.is_empty() => Part::Whole,
            Some(_) | None => Part::Chosen,
        }
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
