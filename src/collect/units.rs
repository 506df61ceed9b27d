//! Which accounts are in the chosen units: from the paths they name, else from the tree.

use std::collections::BTreeMap;

use crate::aws::ListedAccount;
use crate::domain::{AccountId, UnitId};

use super::{OrganizationListing, Selection};

/// Keeps the accounts of the chosen units. The tree is walked only where an account does not name its path, and only
/// below those units. Where it cannot be walked, the accounts in question stay, with the reason: each may be in the unit.
pub(super) async fn within_units(
    listing: &OrganizationListing,
    selection: &Selection,
    accounts: &mut BTreeMap<AccountId, ListedAccount>,
) -> BTreeMap<AccountId, String> {
    let mut doubtful = BTreeMap::new();
    if selection.units.is_empty() {
        return doubtful;
    }
    for unit in &selection.units {
        if let Err(error) = listing.place_below(unit, accounts).await {
            doubt(accounts, &mut doubtful, unit, &error.to_string());
        }
    }
    accounts.retain(|id, account| match account.ancestors.as_ref() {
        Ok(above) => selection.units.iter().any(|unit| above.iter().any(|id| id == unit.as_str())),
        Err(_) => doubtful.contains_key(id),
    });
    doubtful.retain(|id, _| accounts.get(id).is_some_and(|account| account.ancestors.as_ref().is_err()));
    doubtful
}

fn doubt(
    accounts: &BTreeMap<AccountId, ListedAccount>,
    doubtful: &mut BTreeMap<AccountId, String>,
    unit: &UnitId,
    error: &str,
) {
    for account in accounts.values().filter(|account| account.ancestors.as_ref().is_err()) {
        let reason = format!("whether it is in {unit} could not be read: {error}");
        doubtful.insert(account.id.clone(), reason);
    }
}
