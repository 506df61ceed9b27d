//! The places of an organization: what is in one, what is above one.

use crate::audit::Known;
use crate::aws::answer::pages;
use crate::aws::{AwsError, ErrorClass};
use crate::domain::{AccountId, UnitId, printable};
use crate::guardrail::Unit;

use super::Organizations;
use super::accounts::page;

impl Organizations {
    /// An OU by its id.
    ///
    /// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganizationalUnit.html>
    pub async fn unit(&self, id: &UnitId) -> Result<Unit, AwsError> {
        const OPERATION: &str = "DescribeOrganizationalUnit";
        let call = || async {
            let answer = self.client.describe_organizational_unit().organizational_unit_id(id.as_str());
            answer.send().await.map_err(|error| AwsError::from_sdk(OPERATION, &error))
        };
        let answer = self.patience.while_refused(&[ErrorClass::Throttled], call).await?;
        let unit = answer.organizational_unit.filter(|unit| unit.id() == Some(id.as_str()));
        let unit = unit.ok_or_else(|| AwsError::malformed(OPERATION, "the answer is about another unit"))?;
        Ok(Unit {
            name: unit.name().unwrap_or_default().to_owned(),
            parent: above(unit.path().unwrap_or_default(), id),
        })
    }

    /// The root or the OU above an OU.
    ///
    /// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListParents.html>
    pub async fn parent_of(&self, child: &str) -> Result<String, AwsError> {
        const OPERATION: &str = "ListParents";
        let parents = pages(OPERATION, |marker| async move {
            let call = || async {
                let request = self.client.list_parents().child_id(child).set_next_token(marker.clone());
                request.send().await.map_err(|error| AwsError::from_sdk(OPERATION, &error))
            };
            let answer = self.patience.while_refused(&[ErrorClass::Throttled], call).await?;
            page(OPERATION, answer.parents, answer.next_token)
        })
        .await?;
        let parent = parents.first().and_then(|parent| parent.id()).map(printable);
        parent.ok_or_else(|| AwsError::malformed(OPERATION, "a place has nothing above it"))
    }

    /// The accounts directly in a root or an OU.
    ///
    /// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccountsForParent.html>
    pub async fn accounts_in(&self, place: &str) -> Result<Vec<AccountId>, AwsError> {
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

    /// The OUs directly in a root or an OU: ids and names.
    ///
    /// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListOrganizationalUnitsForParent.html>
    pub async fn units_in(&self, place: &str) -> Result<Vec<(String, String)>, AwsError> {
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
        let named = |unit: &aws_sdk_organizations::types::OrganizationalUnit| {
            Some((unit.id().map(printable)?, unit.name().unwrap_or_default().to_owned()))
        };
        let units = units.iter().map(named).collect::<Option<Vec<_>>>();
        units.ok_or_else(|| AwsError::malformed(OPERATION, "a unit has no id"))
    }
}

/// `o-…/r-…/ou-…/` names the place above a unit; `Path` came in 2026 and may be absent.
fn above(path: &str, unit: &UnitId) -> Known<String> {
    let places: Vec<&str> = path.split('/').filter(|place| !place.is_empty()).collect();
    match places.as_slice() {
        [organization, root, .., last] if organization.starts_with("o-") && *last == unit.as_str() => {
            let above = places.iter().rev().nth(1).unwrap_or(root);
            Known::Known(printable(above))
        }
        _ => Known::Unknown("the unit names no path".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_above_a_unit_is_the_last_but_one_of_its_path() {
        let unit: UnitId = "ou-a1b2-c3d4e5f6".parse().unwrap();
        let root = Known::Known("r-a1b2".to_owned());
        assert_eq!(above("o-abcd/r-a1b2/ou-a1b2-c3d4e5f6/", &unit), root);
        for path in ["", "o-abcd/ou-a1b2-c3d4e5f6/", "r-a1b2/ou-a1b2-c3d4e5f6/", "o-abcd/r-a1b2/"] {
            assert!(matches!(above(path, &unit), Known::Unknown(_)), "{path}");
        }
    }
}
