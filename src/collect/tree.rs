//! The tree of an organization, walked where accounts do not name their place.
//!
//! Owns the order of the walk, and that no place is read twice: whoever asks for a part of the tree shares it with whoever asks for
//! all of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

use crate::audit::Known;
use crate::aws::{AwsError, ListedAccount, Organizations};
use crate::domain::{AccountId, UnitId};
use crate::guardrail::Unit;

/// Organizations nests five levels of units below the root; a longer way up is an answer that makes no sense.
const DEEPEST: usize = 16;

/// The tree below a place.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// The accounts, each with the ids above it, root first.
    accounts: BTreeMap<AccountId, Vec<String>>,
    /// The OUs below the place, by id.
    pub(super) units: BTreeMap<String, Unit>,
}

impl Tree {
    /// Says of accounts that do not say so themselves where they are.
    pub(super) fn place(&self, accounts: &mut BTreeMap<AccountId, ListedAccount>) {
        for account in accounts.values_mut().filter(|account| account.ancestors.as_ref().is_err()) {
            if let Some(above) = self.accounts.get(&account.id) {
                account.ancestors = Known::Known(above.clone());
            }
        }
    }
}

/// As much of the tree as was asked for.
#[derive(Debug, Default)]
pub(super) struct TreeReading(Mutex<BTreeMap<String, Place>>);

/// What is directly in a place, once it was read.
type Place = Arc<OnceCell<Result<Inside, AwsError>>>;

#[derive(Debug)]
struct Inside {
    accounts: Vec<AccountId>,
    /// OUs by id, with their names.
    units: Vec<(String, String)>,
}

impl TreeReading {
    /// The tree in a unit or below it. Two calls a place, one after the other: the limit is five a second.
    ///
    /// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>
    pub(super) async fn below(&self, organizations: &Organizations, unit: &UnitId) -> Result<Tree, AwsError> {
        let mut chains = vec![chain_to(organizations, unit).await?];
        let mut seen = BTreeSet::new();
        let mut tree = Tree::default();
        while let Some(chain) = chains.pop() {
            let Some(id) = chain.last().filter(|id| seen.insert((*id).clone())) else { continue };
            let place = self.place(id);
            let inside = place.get_or_init(|| Inside::read(organizations, id)).await.as_ref();
            let inside = inside.map_err(Clone::clone)?;
            for account in &inside.accounts {
                tree.accounts.insert(account.clone(), chain.clone());
            }
            for (unit, name) in &inside.units {
                let parent = Known::Known(id.clone());
                tree.units.insert(unit.clone(), Unit { name: name.clone(), parent });
                chains.push(chain.iter().chain([unit]).cloned().collect());
            }
        }
        Ok(tree)
    }

    fn place(&self, id: &str) -> Place {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(places.entry(id.to_owned()).or_default())
    }
}

impl Inside {
    async fn read(organizations: &Organizations, place: &str) -> Result<Self, AwsError> {
        let accounts = organizations.accounts_in(place).await?;
        Ok(Self { accounts, units: organizations.units_in(place).await? })
    }
}

/// The ids from the root down to a place, itself included.
async fn chain_to(organizations: &Organizations, place: &UnitId) -> Result<Vec<String>, AwsError> {
    let mut chain = vec![place.to_string()];
    while let Some(child) = chain.last().filter(|place| !place.starts_with("r-")) {
        let parent = organizations.parent_of(child).await?;
        if chain.len() >= DEEPEST {
            return Err(AwsError::malformed("ListParents", "the way up to the root does not end"));
        }
        chain.push(parent);
    }
    chain.reverse();
    Ok(chain)
}
