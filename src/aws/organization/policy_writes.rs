//! Writes on service control policies, one call each. What a write did is for the caller to read back.
//!
//! Two answers are no failures of ours: somebody else is writing to the same organization, which is waited for, and the
//! rate, which is waited for as well. The SDK repeats the second and not the first.

use std::collections::BTreeMap;

use aws_sdk_organizations::error::BuildError;
use aws_sdk_organizations::types::{PolicyType, Tag};

use crate::aws::{AwsError, ErrorClass};

use super::Organizations;

/// What AWS refuses for a moment, certainly without effect.
pub(super) const FOR_NOW: [ErrorClass; 2] = [ErrorClass::Throttled, ErrorClass::Busy];

/// A policy that is to be made.
#[derive(Debug, Clone, Copy)]
pub struct NewPolicy<'a> {
    /// Its name, unique among service control policies.
    pub name: &'a str,
    /// Its description, at most 512 characters.
    pub description: &'a str,
    /// Its text. White space counts against the limit, so it comes minified.
    pub content: &'a str,
    /// Its tags.
    pub tags: &'a BTreeMap<String, String>,
}

/// Repeats one call while AWS refuses it for now. The answer of a write is not looked at: reading back decides.
macro_rules! written {
    ($adapter:expr, $operation:literal, $request:expr) => {
        $adapter
            .patience
            .while_refused(&FOR_NOW, || async {
                $request.send().await.map_err(|error| AwsError::from_sdk($operation, &error))
            })
            .await
    };
}

impl Organizations {
    /// Makes a policy and answers its id. There is no idempotency token, and none is needed: names are unique, so that a
    /// repetition after a lost answer is refused as a duplicate.
    ///
    /// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreatePolicy.html>
    pub async fn create_policy(&self, new: NewPolicy<'_>) -> Result<String, AwsError> {
        const OPERATION: &str = "CreatePolicy";
        let tags = tags(OPERATION, new.tags)?;
        let answer = written!(
            self,
            "CreatePolicy",
            self.client
                .create_policy()
                .name(new.name)
                .description(new.description)
                .content(new.content)
                .r#type(PolicyType::ServiceControlPolicy)
                .set_tags(Some(tags.clone()))
        )?;
        let summary = answer.policy().and_then(|policy| policy.policy_summary());
        let id = summary.and_then(|summary| summary.id()).filter(|id| id.starts_with("p-"));
        id.map(ToOwned::to_owned).ok_or_else(|| AwsError::malformed(OPERATION, "the new policy has no id"))
    }

    /// Replaces text and description of a policy, wherever it is attached.
    ///
    /// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_UpdatePolicy.html>
    pub async fn update_policy(&self, id: &str, content: &str, description: &str) -> Result<(), AwsError> {
        let request = || self.client.update_policy().policy_id(id).content(content).description(description);
        written!(self, "UpdatePolicy", request()).map(|_| ())
    }

    /// Deletes a policy that is attached to nothing.
    ///
    /// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeletePolicy.html>
    pub async fn delete_policy(&self, id: &str) -> Result<(), AwsError> {
        written!(self, "DeletePolicy", self.client.delete_policy().policy_id(id)).map(|_| ())
    }

    /// Attaches a policy to a root, an OU or an account.
    ///
    /// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_AttachPolicy.html>
    pub async fn attach_policy(&self, id: &str, target: &str) -> Result<(), AwsError> {
        let request = || self.client.attach_policy().policy_id(id).target_id(target);
        written!(self, "AttachPolicy", request()).map(|_| ())
    }

    /// Detaches a policy from a root, an OU or an account.
    ///
    /// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DetachPolicy.html>
    pub async fn detach_policy(&self, id: &str, target: &str) -> Result<(), AwsError> {
        let request = || self.client.detach_policy().policy_id(id).target_id(target);
        written!(self, "DetachPolicy", request()).map(|_| ())
    }

    /// Writes tags on a policy; others stay.
    ///
    /// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_TagResource.html>
    pub async fn tag_policy(&self, id: &str, values: &BTreeMap<String, String>) -> Result<(), AwsError> {
        let tags = tags("TagResource", values)?;
        let request = || self.client.tag_resource().resource_id(id).set_tags(Some(tags.clone()));
        written!(self, "TagResource", request()).map(|_| ())
    }

    /// Takes tags off a policy.
    ///
    /// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_UntagResource.html>
    pub async fn untag_policy(&self, id: &str, keys: &[String]) -> Result<(), AwsError> {
        let request = || self.client.untag_resource().resource_id(id).set_tag_keys(Some(keys.to_vec()));
        written!(self, "UntagResource", request()).map(|_| ())
    }

    /// Asks for service control policies to be put in force. AWS answers before they are.
    ///
    /// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_EnablePolicyType.html>
    pub async fn enable_policy_type(&self, root: &str) -> Result<(), AwsError> {
        let request =
            || self.client.enable_policy_type().root_id(root).policy_type(PolicyType::ServiceControlPolicy);
        written!(self, "EnablePolicyType", request()).map(|_| ())
    }
}

fn tags(operation: &'static str, values: &BTreeMap<String, String>) -> Result<Vec<Tag>, AwsError> {
    let tag = |(key, value): (&String, &String)| Tag::builder().key(key).value(value).build();
    let built: Result<Vec<Tag>, BuildError> = values.iter().map(tag).collect();
    built.map_err(|_| AwsError {
        operation,
        class: ErrorClass::Invalid,
        code: None,
        message: "the request could not be built".to_owned(),
    })
}
