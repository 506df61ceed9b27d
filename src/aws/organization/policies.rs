//! The service control policies of an organization: which there are, what they say, where they hang, who made them.

use std::collections::BTreeMap;

use aws_sdk_organizations::types::PolicyType as Kind;

use crate::aws::answer::pages;
use crate::aws::{AwsError, ErrorClass};
use crate::domain::{AccountId, UnitId, printable};
use crate::guardrail::plan::Origin;

use super::Organizations;
use super::accounts::page;

/// A service control policy as the organization lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedPolicy {
    /// Its name; unique in the organization. Untrusted text.
    pub name: String,
    /// Its description. Untrusted text.
    pub description: String,
    /// Who made it.
    pub origin: Origin,
}

impl Organizations {
    /// Lists every service control policy, by id. A list that cannot be read to its end, or names a policy in a way that
    /// makes no sense, is an error: nobody could tell what it hides.
    ///
    /// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListPolicies.html>
    pub async fn policies(&self) -> Result<BTreeMap<String, ListedPolicy>, AwsError> {
        const OPERATION: &str = "ListPolicies";
        let policies = pages(OPERATION, |marker| async move {
            let call = || async {
                let request = self.client.list_policies().filter(Kind::ServiceControlPolicy);
                let answer = request.set_next_token(marker.clone()).send().await;
                answer.map_err(|error| AwsError::from_sdk(OPERATION, &error))
            };
            let answer = self.patience.while_refused(&[ErrorClass::Throttled], call).await?;
            page(OPERATION, answer.policies, answer.next_token)
        })
        .await?;
        let mut listed = BTreeMap::new();
        for policy in &policies {
            let (Some(id), Some(name)) = (policy.id(), policy.name()) else {
                return Err(AwsError::malformed(OPERATION, "a policy has no id or no name"));
            };
            let id = policy_id(OPERATION, id)?;
            let origin = if policy.aws_managed() { Origin::Aws } else { Origin::Organization };
            let description = policy.description().unwrap_or_default().to_owned();
            let policy = ListedPolicy { name: name.to_owned(), description, origin };
            if listed.insert(id.clone(), policy.clone()).is_some_and(|before| before != policy) {
                let message = format!("two pages say different things about policy `{id}`");
                return Err(AwsError::malformed(OPERATION, message));
            }
        }
        Ok(listed)
    }

    /// The text of a policy.
    ///
    /// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribePolicy.html>
    pub async fn policy_content(&self, id: &str) -> Result<String, AwsError> {
        const OPERATION: &str = "DescribePolicy";
        let call = || async {
            let answer = self.client.describe_policy().policy_id(id).send().await;
            answer.map_err(|error| AwsError::from_sdk(OPERATION, &error))
        };
        // Two a second is the limit.
        let answer = self.patience.while_refused(&[ErrorClass::Throttled], call).await?;
        let policy =
            answer.policy.ok_or_else(|| AwsError::malformed(OPERATION, "the answer has no policy"))?;
        if policy.policy_summary().and_then(|summary| summary.id()) != Some(id) {
            return Err(AwsError::malformed(OPERATION, "the answer is about another policy"));
        }
        policy.content.ok_or_else(|| AwsError::malformed(OPERATION, "the policy has no text"))
    }

    /// What a policy is attached to: roots, OUs and accounts by id, each with its name.
    ///
    /// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListTargetsForPolicy.html>
    pub async fn policy_targets(&self, id: &str) -> Result<BTreeMap<String, String>, AwsError> {
        const OPERATION: &str = "ListTargetsForPolicy";
        let targets = pages(OPERATION, |marker| async move {
            let call = || async {
                let request = self.client.list_targets_for_policy().policy_id(id);
                let answer = request.set_next_token(marker.clone()).send().await;
                answer.map_err(|error| AwsError::from_sdk(OPERATION, &error))
            };
            let answer = self.patience.while_refused(&[ErrorClass::Throttled], call).await?;
            page(OPERATION, answer.targets, answer.next_token)
        })
        .await?;
        let mut found = BTreeMap::new();
        for target in &targets {
            let id = target.target_id().unwrap_or_default();
            if id.parse::<UnitId>().is_err() && id.parse::<AccountId>().is_err() {
                let message = format!("`{}` is no root, OU or account", printable(id));
                return Err(AwsError::malformed(OPERATION, message));
            }
            found.insert(id.to_owned(), target.name().unwrap_or_default().to_owned());
        }
        Ok(found)
    }

    /// The tags of a policy.
    ///
    /// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListTagsForResource.html>
    pub async fn policy_tags(&self, id: &str) -> Result<BTreeMap<String, String>, AwsError> {
        const OPERATION: &str = "ListTagsForResource";
        let tags = pages(OPERATION, |marker| async move {
            let call = || async {
                let request = self.client.list_tags_for_resource().resource_id(id);
                let answer = request.set_next_token(marker.clone()).send().await;
                answer.map_err(|error| AwsError::from_sdk(OPERATION, &error))
            };
            let answer = self.patience.while_refused(&[ErrorClass::Throttled], call).await?;
            page(OPERATION, answer.tags, answer.next_token)
        })
        .await?;
        Ok(tags.into_iter().map(|tag| (tag.key, tag.value)).collect())
    }
}

/// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_PolicySummary.html>
fn policy_id(operation: &'static str, id: &str) -> Result<String, AwsError> {
    let rest = id.strip_prefix("p-").unwrap_or_default();
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    if (8..=128).contains(&rest.len()) && rest.bytes().all(allowed) {
        Ok(id.to_owned())
    } else {
        Err(AwsError::malformed(operation, format!("`{}` is no policy", printable(id))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_of_a_policy_is_what_organizations_documents() {
        for id in ["p-FullAWSAccess", "p-abcdefgh", "p-ab_cd_ef1"] {
            assert_eq!(policy_id("ListPolicies", id).as_deref(), Ok(id));
        }
        for id in ["", "p-", "p-short", "abcdefghij", "p-abc defgh", "p-abcdefgh\u{1b}"] {
            assert!(policy_id("ListPolicies", id).is_err(), "{id:?}");
        }
    }
}
