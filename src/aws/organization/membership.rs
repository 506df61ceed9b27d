//! Whether the account belongs to an organization, and whether it manages it.

use crate::aws::AwsError;
use crate::domain::{AccountId, OrganizationId, printable};

use super::Organizations;

/// An account's place in an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Membership {
    /// It manages the organization; no service control policy binds it.
    Management {
        /// The organization, `o-…`.
        organization: OrganizationId,
    },
    /// It is a member.
    Member {
        /// The organization, `o-…`.
        organization: OrganizationId,
        /// The account that manages it.
        management: AccountId,
    },
    /// It belongs to none.
    Standalone,
}

impl Organizations {
    /// Asks for an account's place. Any member account may ask.
    ///
    /// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html>
    pub async fn membership(&self, account: &AccountId) -> Result<Membership, AwsError> {
        const OPERATION: &str = "DescribeOrganization";
        let answer = match self.client.describe_organization().send().await {
            Ok(answer) => answer,
            Err(error) => {
                let error = AwsError::from_sdk(OPERATION, &error);
                let standalone = error.code.as_deref() == Some("AWSOrganizationsNotInUseException");
                return if standalone { Ok(Membership::Standalone) } else { Err(error) };
            }
        };
        let organization =
            answer.organization().ok_or_else(|| AwsError::malformed(OPERATION, "no organization"))?;
        let id = organization.id().unwrap_or_default();
        let id: OrganizationId = id
            .parse()
            .map_err(|_| AwsError::malformed(OPERATION, format!("`{}` is no organization", printable(id))))?;
        let management: AccountId = organization
            .master_account_id()
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| AwsError::malformed(OPERATION, "the organization names no management account"))?;
        Ok(if management == *account {
            Membership::Management { organization: id }
        } else {
            Membership::Member { organization: id, management }
        })
    }
}
