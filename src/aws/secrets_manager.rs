//! Secrets Manager: one secret looked at, made, tagged, and given a new version.
//!
//! Owns the calls and what their answers must have. Does not own what a secret is named, holds, or whose it is
//! (`deliver`).

use std::collections::BTreeMap;

use aws_config::SdkConfig;
use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::types::Tag;

use super::{AwsError, CallCounter};

#[cfg(test)]
pub(crate) mod pretend;

/// A client of Secrets Manager in one account and Region.
#[derive(Debug, Clone)]
pub struct SecretsManager {
    client: Client,
    region: Option<String>,
}

/// A secret that exists, without its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExistingSecret {
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// The KMS key it was given, where it was given one.
    pub kms_key: Option<String>,
    /// Whether it waits to be deleted.
    pub deletion: SecretDeletion,
    /// The ids of its versions that are current.
    current_versions: Vec<String>,
}

/// Whether a secret waits to be deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretDeletion {
    /// It does not.
    None,
    /// It does, and takes no value until it is restored.
    Scheduled,
}

impl ExistingSecret {
    /// Whether the version with this id is the one that readers get.
    pub fn has_current_version(&self, id: &str) -> bool {
        self.current_versions.iter().any(|version| version == id)
    }
}

/// A value to store, and the id its version gets.
///
/// The id is the idempotency token of the call: sent again with the same value it changes nothing, so that the SDK may
/// retry. 32 to 64 characters.
/// <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html>
#[derive(Clone, Copy)]
pub struct NewVersion<'a> {
    /// The version's id.
    pub id: &'a str,
    /// The value. Has no `Debug`.
    pub value: &'a str,
}

impl NewVersion<'_> {
    /// The SDK takes nothing but a plain `String`, which it copies into the body of the request: from here to the socket
    /// the secret lies in memory that is not wiped.
    fn plain(self) -> String {
        self.value.to_owned()
    }
}

impl SecretsManager {
    /// With the HTTP client, credentials, Region and retries of the session.
    pub(super) fn new(config: &SdkConfig, calls: CallCounter) -> Self {
        let client = aws_sdk_secretsmanager::config::Builder::from(config).interceptor(calls).build();
        Self { client: Client::from_conf(client), region: config.region().map(ToString::to_string) }
    }

    /// The Region the secrets are in, where the session has one.
    pub fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }

    /// Looks at a secret without reading its value.
    ///
    /// <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html>
    pub async fn describe(&self, name: &str) -> Result<ExistingSecret, AwsError> {
        let answer = self.client.describe_secret().secret_id(name).send().await;
        let answer = answer.map_err(|error| AwsError::from_sdk("DescribeSecret", &error))?;
        // The SDK answers an empty secret where the body has no member it knows.
        if answer.arn().is_none() {
            return Err(AwsError::malformed("DescribeSecret", "the answer has no ARN"));
        }
        let tags = answer
            .tags()
            .iter()
            .filter_map(|tag| Some((tag.key()?.to_owned(), tag.value().unwrap_or_default().to_owned())));
        let current = |stages: &Vec<String>| stages.iter().any(|stage| stage == "AWSCURRENT");
        let versions = answer.version_ids_to_stages().into_iter().flatten();
        Ok(ExistingSecret {
            tags: tags.collect(),
            kms_key: answer.kms_key_id().map(str::to_owned),
            deletion: match answer.deleted_date() {
                Some(_) => SecretDeletion::Scheduled,
                None => SecretDeletion::None,
            },
            current_versions: versions
                .filter(|(_, stages)| current(stages))
                .map(|(id, _)| id.clone())
                .collect(),
        })
    }

    /// Makes a secret with its first version and its tags.
    ///
    /// <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html>
    pub async fn create(
        &self,
        name: &str,
        version: NewVersion<'_>,
        tags: &BTreeMap<String, String>,
        kms_key: Option<&str>,
    ) -> Result<(), AwsError> {
        let request = self
            .client
            .create_secret()
            .name(name)
            .client_request_token(version.id)
            .secret_string(version.plain())
            .description("Amazon Bedrock API key, delivered by bedrock-keys")
            .set_kms_key_id(kms_key.map(str::to_owned))
            .set_tags(Some(sdk_tags(tags)));
        let answer = request.send().await.map_err(|error| AwsError::from_sdk("CreateSecret", &error))?;
        same_version("CreateSecret", answer.version_id(), version.id)
    }

    /// Gives a secret a new current version.
    ///
    /// <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html>
    pub async fn put_version(&self, name: &str, version: NewVersion<'_>) -> Result<(), AwsError> {
        let request = self
            .client
            .put_secret_value()
            .secret_id(name)
            .client_request_token(version.id)
            .secret_string(version.plain());
        let answer = request.send().await.map_err(|error| AwsError::from_sdk("PutSecretValue", &error))?;
        same_version("PutSecretValue", answer.version_id(), version.id)
    }

    /// Sets tags of a secret; others stay.
    ///
    /// <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_TagResource.html>
    pub async fn tag(&self, name: &str, tags: &BTreeMap<String, String>) -> Result<(), AwsError> {
        let request = self.client.tag_resource().secret_id(name).set_tags(Some(sdk_tags(tags)));
        request.send().await.map_err(|error| AwsError::from_sdk("TagResource", &error))?;
        Ok(())
    }
}

fn sdk_tags(tags: &BTreeMap<String, String>) -> Vec<Tag> {
    tags.iter().map(|(key, value)| Tag::builder().key(key).value(value).build()).collect()
}

/// An answer is believed only where it names the version that was sent.
fn same_version(operation: &'static str, answered: Option<&str>, sent: &str) -> Result<(), AwsError> {
    if answered == Some(sent) {
        Ok(())
    } else {
        Err(AwsError::malformed(operation, "the answer does not name the version that was sent"))
    }
}
