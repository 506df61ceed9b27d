//! Managed and inline policies of a user.

use crate::audit::PolicyDocumentVersion;
use crate::aws::AwsError;
use crate::domain::{UserName, printable};

use super::Iam;
use super::credentials::done_if_absent;
use super::details::decoded;

impl Iam {
    /// The default version of a managed policy, `v9`: recorded at issue, so that a later change of the policy shows.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicy.html>
    pub async fn policy_version(&self, arn: &str) -> Result<String, AwsError> {
        const OPERATION: &str = "GetPolicy";
        let answer = self
            .client
            .get_policy()
            .policy_arn(arn)
            .send()
            .await
            .map_err(|error| AwsError::from_sdk(OPERATION, &error))?;
        let version = answer.policy().and_then(|policy| policy.default_version_id());
        version
            .map(printable)
            .ok_or_else(|| AwsError::malformed(OPERATION, "the policy has no default version"))
    }

    /// The default version of a managed policy with its document, in two calls.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html>
    pub async fn policy_document(&self, arn: &str) -> Result<PolicyDocumentVersion, AwsError> {
        const OPERATION: &str = "GetPolicyVersion";
        let version = self.policy_version(arn).await?;
        let answer = self
            .client
            .get_policy_version()
            .policy_arn(arn)
            .version_id(&version)
            .send()
            .await
            .map_err(|error| AwsError::from_sdk(OPERATION, &error))?;
        let document = answer.policy_version().and_then(|version| version.document());
        let document =
            document.ok_or_else(|| AwsError::malformed(OPERATION, "the version has no document"))?;
        Ok(PolicyDocumentVersion { version, document: decoded(document) })
    }

    /// Attaches a managed policy; attaching twice is attaching once.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachUserPolicy.html>
    pub async fn attach_policy(&self, name: &UserName, arn: &str) -> Result<(), AwsError> {
        self.patience
            .until_found(|| async {
                self.client
                    .attach_user_policy()
                    .user_name(name.as_str())
                    .policy_arn(arn)
                    .send()
                    .await
                    .map(|_| ())
                    .map_err(|error| AwsError::from_sdk("AttachUserPolicy", &error))
            })
            .await
    }

    /// Detaches a managed policy. One that is not attached is detached.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachUserPolicy.html>
    pub async fn detach_policy(&self, name: &UserName, arn: &str) -> Result<(), AwsError> {
        let answer = self
            .client
            .detach_user_policy()
            .user_name(name.as_str())
            .policy_arn(arn)
            .send()
            .await
            .map(|_| ())
            .map_err(|error| AwsError::from_sdk("DetachUserPolicy", &error));
        done_if_absent(answer)
    }

    /// Writes an inline policy, replacing one of the same name.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPolicy.html>
    pub async fn put_inline_policy(
        &self,
        name: &UserName,
        policy: &str,
        document: &str,
    ) -> Result<(), AwsError> {
        self.patience
            .until_found(|| async {
                self.client
                    .put_user_policy()
                    .user_name(name.as_str())
                    .policy_name(policy)
                    .policy_document(document)
                    .send()
                    .await
                    .map(|_| ())
                    .map_err(|error| AwsError::from_sdk("PutUserPolicy", &error))
            })
            .await
    }

    /// Deletes an inline policy. One that does not exist is deleted.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUserPolicy.html>
    pub async fn delete_inline_policy(&self, name: &UserName, policy: &str) -> Result<(), AwsError> {
        let answer = self
            .client
            .delete_user_policy()
            .user_name(name.as_str())
            .policy_name(policy)
            .send()
            .await
            .map(|_| ())
            .map_err(|error| AwsError::from_sdk("DeleteUserPolicy", &error));
        done_if_absent(answer)
    }
}
