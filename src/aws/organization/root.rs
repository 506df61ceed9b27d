//! The root of an organization, and whether service control policies are in force on it.

use aws_sdk_organizations::types::{PolicyType as Kind, PolicyTypeStatus, Root};

use crate::aws::answer::pages;
use crate::aws::{AwsError, ErrorClass};
use crate::domain::{UnitId, printable};
use crate::guardrail::PolicyType;

use super::Organizations;
use super::accounts::page;

/// The root of an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationRoot {
    /// Its id, `r-…`.
    pub id: UnitId,
    /// Whether service control policies are in force.
    pub policy_type: PolicyType,
}

impl Organizations {
    /// The root. An organization has exactly one.
    ///
    /// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListRoots.html>
    pub async fn root(&self) -> Result<OrganizationRoot, AwsError> {
        const OPERATION: &str = "ListRoots";
        let roots = pages(OPERATION, |marker| async move {
            let call = || async {
                let answer = self.client.list_roots().set_next_token(marker.clone()).send().await;
                answer.map_err(|error| AwsError::from_sdk(OPERATION, &error))
            };
            // One a second is the limit.
            let answer = self.patience.while_refused(&[ErrorClass::Throttled], call).await?;
            page(OPERATION, answer.roots, answer.next_token)
        })
        .await?;
        let [root] = roots.as_slice() else {
            let message = format!("the organization has {} roots, not one", roots.len());
            return Err(AwsError::malformed(OPERATION, message));
        };
        let id = root.id().unwrap_or_default();
        let id: UnitId = id
            .parse()
            .map_err(|_| AwsError::malformed(OPERATION, format!("`{}` is no root", printable(id))))?;
        Ok(OrganizationRoot { id, policy_type: policy_type(root) })
    }
}

/// A type that is not listed is disabled. `DescribeOrganization.AvailablePolicyTypes` is not to be used.
///
/// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_PolicyTypeSummary.html>
fn policy_type(root: &Root) -> PolicyType {
    let Some(types) = root.policy_types.as_deref() else {
        return PolicyType::Unknown("the root does not say which policy types are enabled".to_owned());
    };
    let listed = types.iter().find(|summary| summary.r#type() == Some(&Kind::ServiceControlPolicy));
    match listed.map(|summary| summary.status()) {
        None => PolicyType::Disabled,
        Some(Some(PolicyTypeStatus::Enabled)) => PolicyType::Enabled,
        Some(Some(PolicyTypeStatus::PendingEnable)) => PolicyType::PendingEnable,
        Some(Some(PolicyTypeStatus::PendingDisable)) => {
            PolicyType::Unknown("service control policies are being switched off".to_owned())
        }
        Some(status) => {
            let word = status.map_or("no status", |status| status.as_str());
            PolicyType::Unknown(format!("its status is `{}`", printable(word)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_organizations::types::PolicyTypeSummary;

    fn with(status: Option<PolicyTypeStatus>) -> PolicyType {
        let summary =
            PolicyTypeSummary::builder().r#type(Kind::ServiceControlPolicy).set_status(status).build();
        policy_type(&Root::builder().policy_types(summary).build())
    }

    #[test]
    fn what_is_not_said_is_not_known_and_what_is_not_listed_is_disabled() {
        assert_eq!(with(Some(PolicyTypeStatus::Enabled)), PolicyType::Enabled);
        assert_eq!(with(Some(PolicyTypeStatus::PendingEnable)), PolicyType::PendingEnable);
        for status in [None, Some(PolicyTypeStatus::PendingDisable), Some(PolicyTypeStatus::from("NEW"))] {
            assert!(matches!(with(status), PolicyType::Unknown(_)));
        }
        assert!(matches!(policy_type(&Root::builder().build()), PolicyType::Unknown(_)));
        let none = Root::builder().set_policy_types(Some(Vec::new())).build();
        assert_eq!(policy_type(&none), PolicyType::Disabled);
    }
}
