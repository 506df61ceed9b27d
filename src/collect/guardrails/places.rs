//! Where things are, put together from the paths of accounts, the tree and the targets of policies.

use std::collections::{BTreeMap, BTreeSet};

use crate::audit::Known;
use crate::aws::{ErrorClass, ListedAccount, Organizations};
use crate::collect::OrganizationListing;
use crate::collect::deadline::Deadline;
use crate::domain::{AccountId, UnitId};
use crate::guardrail::{Member, Unit};

/// The units of the tree, where accounts do not name their place: it is filled in, or the reason why it could not be read.
pub(super) async fn read_units(
    listing: &OrganizationListing,
    root: &UnitId,
    accounts: &mut BTreeMap<AccountId, ListedAccount>,
) -> BTreeMap<String, Unit> {
    match listing.place_below(root, accounts).await {
        Ok(tree) => tree.units,
        Err(error) => {
            for account in accounts.values_mut().filter(|account| account.ancestors.as_ref().is_err()) {
                account.ancestors = Known::Unknown(error.to_string());
            }
            BTreeMap::new()
        }
    }
}

/// An account, where it is.
pub(super) fn member(account: ListedAccount) -> (AccountId, Member) {
    let parent = match account.ancestors {
        Known::Known(mut above) => Known::from(above.pop().ok_or("its place was not read")),
        Known::Unknown(why) => Known::Unknown(why),
    };
    (account.id, Member { name: account.name, state: account.state, parent })
}

/// The OUs of an organization, and what is above each. An OU has at least one policy while policies are in force, so that the
/// targets name them all.
///
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_attach.html>
pub(super) struct Places {
    units: BTreeMap<String, Unit>,
    contradicted: BTreeSet<String>,
}

impl Places {
    /// What the paths of accounts say, beside the units of a tree that was walked.
    pub(super) fn of(accounts: &BTreeMap<AccountId, ListedAccount>, units: BTreeMap<String, Unit>) -> Self {
        let mut places = Self { units, contradicted: BTreeSet::new() };
        for above in accounts.values().filter_map(|account| account.ancestors.as_ref().ok()) {
            for (parent, unit) in above.iter().zip(above.iter().skip(1)) {
                places.see(unit, Known::Known(parent.clone()));
            }
        }
        places
    }

    /// Units do not move, so that two places above one unit are an answer that makes no sense: neither is believed.
    fn see(&mut self, unit: &str, parent: Known<String>) {
        let nameless = || Unit { name: String::new(), parent: Known::Unknown(String::new()) };
        let seen = self.units.entry(unit.to_owned()).or_insert_with(nameless);
        match (&seen.parent, &parent) {
            (Known::Known(one), Known::Known(other)) if one != other => {
                seen.parent =
                    Known::Unknown(format!("`{unit}` is said to be below `{one}` and below `{other}`"));
                self.contradicted.insert(unit.to_owned());
            }
            (Known::Unknown(_), _) if !self.contradicted.contains(unit) => seen.parent = parent,
            (Known::Known(_) | Known::Unknown(_), _) => {}
        }
    }

    /// Takes note of what a policy is attached to: ids, each with its name.
    pub(super) fn see_targets<'a>(&mut self, targets: impl Iterator<Item = (&'a String, &'a String)>) {
        for (id, name) in targets.filter(|(id, _)| id.starts_with("ou-")) {
            self.see(id, Known::Unknown("no account leads to this organizational unit".to_owned()));
            if let Some(unit) = self.units.get_mut(id).filter(|unit| unit.name.is_empty()) {
                unit.name.clone_from(name);
            }
        }
    }

    /// Asks for the OUs that were named and that nothing led to. One that AWS does not find is left out; one that could not be
    /// looked up is answered, because it may be there.
    pub(super) async fn look_for(
        &mut self,
        targets: &BTreeSet<UnitId>,
        organizations: &Organizations,
        deadline: Deadline,
    ) -> BTreeMap<UnitId, String> {
        let unseen = targets.iter().filter(|unit| unit.as_str().starts_with("ou-"));
        let unseen: Vec<&UnitId> = unseen.filter(|unit| !self.units.contains_key(unit.as_str())).collect();
        let mut unread = BTreeMap::new();
        for unit in unseen {
            match deadline.hold("DescribeOrganizationalUnit", organizations.unit(unit)).await {
                Ok(found) => {
                    self.units.insert(unit.as_str().to_owned(), found);
                }
                Err(error) if error.class == ErrorClass::NotFound => {}
                Err(error) => {
                    unread.insert(unit.clone(), error.to_string());
                }
            }
        }
        unread
    }

    /// The OUs, by id.
    pub(super) fn into_units(self) -> BTreeMap<String, Unit> {
        self.units
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_at_two_places_is_at_no_known_one() {
        let account = |id: &str, above: &[&str]| {
            let id: AccountId = id.parse().unwrap();
            let ancestors = Known::Known(above.iter().map(|&place| place.to_owned()).collect());
            let listed = ListedAccount {
                name: None,
                state: crate::domain::AccountState::Active,
                ancestors,
                id: id.clone(),
            };
            (id, listed)
        };
        let accounts = BTreeMap::from([
            account("111111111111", &["r-root", "ou-root-aaaaaaaa"]),
            account("222222222222", &["r-root", "ou-root-bbbbbbbb", "ou-root-aaaaaaaa"]),
            account("333333333333", &["r-root", "ou-root-aaaaaaaa"]),
        ]);
        let places = Places::of(&accounts, BTreeMap::new());
        assert!(matches!(places.units["ou-root-aaaaaaaa"].parent, Known::Unknown(_)));
        assert_eq!(places.units["ou-root-bbbbbbbb"].parent, Known::Known("r-root".to_owned()));
    }
}
