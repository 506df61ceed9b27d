//! The place of accounts in the organization: from the paths they name, else from the tree.

use std::collections::BTreeMap;

use crate::audit::Known;
use crate::aws::{ListedAccount, Organizations};
use crate::domain::{AccountId, UnitId};

use super::Selection;
use super::deadline::Deadline;

/// Keeps the accounts of the chosen units. The tree is walked only where an account does not name its path, and only
/// below those units. Where it cannot be walked, the accounts in question stay, with the reason: each may be in the unit.
pub(super) async fn within_units(
    organizations: &Organizations,
    deadline: Deadline,
    selection: &Selection,
    accounts: &mut BTreeMap<AccountId, ListedAccount>,
) -> BTreeMap<AccountId, String> {
    let mut doubtful = BTreeMap::new();
    if selection.units.is_empty() {
        return doubtful;
    }
    let placeless = accounts.values().any(|account| matches!(account.ancestors, Known::Unknown(_)));
    if placeless {
        for unit in &selection.units {
            let walk = organizations.tree_below(unit);
            match deadline.hold("ListAccountsForParent", walk).await {
                Ok(found) => place(accounts, found.accounts),
                Err(error) => doubt(accounts, &mut doubtful, unit, &error.to_string()),
            }
        }
    }
    accounts.retain(|id, account| match &account.ancestors {
        Known::Known(above) => selection.units.iter().any(|unit| above.iter().any(|id| id == unit.as_str())),
        Known::Unknown(_) => doubtful.contains_key(id),
    });
    doubtful.retain(|id, _| {
        accounts.get(id).is_some_and(|account| matches!(account.ancestors, Known::Unknown(_)))
    });
    doubtful
}

fn place(accounts: &mut BTreeMap<AccountId, ListedAccount>, found: BTreeMap<AccountId, Vec<String>>) {
    for (id, above) in found {
        if let Some(account) = accounts.get_mut(&id) {
            account.ancestors = Known::Known(above);
        }
    }
}

fn doubt(
    accounts: &BTreeMap<AccountId, ListedAccount>,
    doubtful: &mut BTreeMap<AccountId, String>,
    unit: &UnitId,
    error: &str,
) {
    let placeless = accounts.values().filter(|account| matches!(account.ancestors, Known::Unknown(_)));
    for account in placeless {
        let reason = format!("whether it is in {unit} could not be read: {error}");
        doubtful.insert(account.id.clone(), reason);
    }
}
