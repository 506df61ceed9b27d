//! The tree of an organization, walked where accounts do not name their paths.

use std::collections::{BTreeMap, BTreeSet};

use crate::aws::answer::pages;
use crate::aws::{AwsError, ErrorClass};
use crate::domain::{AccountId, UnitId, printable};

use super::Organizations;
use super::accounts::page;

/// Organizations nests five levels of units below the root; a longer way up is an answer that makes no sense.
const DEEPEST: usize = 16;

impl Organizations {
    /// The accounts in a unit or below it, each with the ids above it, root first. Two calls a unit, one after the other:
    /// the limit is five a second.
    ///
    /// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccountsForParent.html>
    pub async fn accounts_below(&self, unit: &UnitId) -> Result<BTreeMap<AccountId, Vec<String>>, AwsError> {
        let mut places = vec![self.chain_to(unit.as_str()).await?];
        let mut seen = BTreeSet::new();
        let mut accounts = BTreeMap::new();
        while let Some(chain) = places.pop() {
            let Some(place) = chain.last().filter(|place| seen.insert((*place).clone())) else { continue };
            for account in self.accounts_in(place).await? {
                accounts.insert(account, chain.clone());
            }
            for unit in self.units_in(place).await? {
                places.push(chain.iter().cloned().chain([unit]).collect());
            }
        }
        Ok(accounts)
    }

    /// The ids from the root down to a place, itself included.
    async fn chain_to(&self, place: &str) -> Result<Vec<String>, AwsError> {
        const OPERATION: &str = "ListParents";
        let mut chain = vec![place.to_owned()];
        while let Some(child) = chain.last().filter(|place| !place.starts_with("r-")) {
            let child = child.as_str();
            let parents = pages(OPERATION, |marker| async move {
                let call = || async {
                    let request = self.client.list_parents().child_id(child).set_next_token(marker.clone());
                    request.send().await.map_err(|error| AwsError::from_sdk(OPERATION, &error))
                };
                let answer = self.patience.while_refused(&[ErrorClass::Throttled], call).await?;
                page(OPERATION, answer.parents, answer.next_token)
            })
            .await?;
            let parent = parents.first().and_then(|parent| parent.id());
            let parent =
                parent.ok_or_else(|| AwsError::malformed(OPERATION, "a place has nothing above it"))?;
            if chain.len() >= DEEPEST {
                return Err(AwsError::malformed(OPERATION, "the way up to the root does not end"));
            }
            chain.push(printable(parent));
        }
        chain.reverse();
        Ok(chain)
    }

    async fn accounts_in(&self, place: &str) -> Result<Vec<AccountId>, AwsError> {
        const OPERATION: &str = "ListAccountsForParent";
        let accounts = pages(OPERATION, |marker| async move {
            let call = || async {
                let request =
                    self.client.list_accounts_for_parent().parent_id(place).set_next_token(marker.clone());
                request.send().await.map_err(|error| AwsError::from_sdk(OPERATION, &error))
            };
            let answer = self.patience.while_refused(&[ErrorClass::Throttled], call).await?;
            page(OPERATION, answer.accounts, answer.next_token)
        })
        .await?;
        let id =
            |account: &aws_sdk_organizations::types::Account| account.id().and_then(|id| id.parse().ok());
        let ids = accounts.iter().map(id).collect::<Option<Vec<AccountId>>>();
        ids.ok_or_else(|| AwsError::malformed(OPERATION, "an account has no readable id"))
    }

    async fn units_in(&self, place: &str) -> Result<Vec<String>, AwsError> {
        const OPERATION: &str = "ListOrganizationalUnitsForParent";
        let units = pages(OPERATION, |marker| async move {
            let call = || async {
                let request = self
                    .client
                    .list_organizational_units_for_parent()
                    .parent_id(place)
                    .set_next_token(marker.clone());
                request.send().await.map_err(|error| AwsError::from_sdk(OPERATION, &error))
            };
            let answer = self.patience.while_refused(&[ErrorClass::Throttled], call).await?;
            page(OPERATION, answer.organizational_units, answer.next_token)
        })
        .await?;
        let ids = units.iter().map(|unit| unit.id().map(printable)).collect::<Option<Vec<String>>>();
        ids.ok_or_else(|| AwsError::malformed(OPERATION, "a unit has no id"))
    }
}
