//! Secrets Manager: one secret looked at, made, tagged, and given a new version.
//!
//! Owns the calls and what their answers must have. Does not own what a secret is named, holds, or whose it is
//! (`deliver`).

use std::collections::BTreeMap;

use aws_config::SdkConfig;
use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::types::Tag;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

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
    pub fn new(config: &SdkConfig) -> Self {
        Self {
            client: Client::new(config),
            region: config.region().map(ToString::to_string),
        }
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
        let answer = request
            .send()
            .await
            .map_err(|error| AwsError::from_sdk("CreateSecret", &error))?;
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
        let answer = request
            .send()
            .await
            .map_err(|error| AwsError::from_sdk("PutSecretValue", &error))?;
        same_version("PutSecretValue", answer.version_id(), version.id)
    }

    /// Sets tags of a secret; others stay.
    ///
    /// <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_TagResource.html>
    pub async fn tag(&self, name: &str, tags: &BTreeMap<String, String>) -> Result<(), AwsError> {
        let request = self
            .client
            .tag_resource()
            .secret_id(name)
            .set_tags(Some(sdk_tags(tags)));
        request
            .send()
            .await
            .map_err(|error| AwsError::from_sdk("TagResource", &error))?;
        Ok(())
    }
}

fn sdk_tags(tags: &BTreeMap<String, String>) -> Vec<Tag> {
    tags.iter()
        .map(|(key, value)| Tag::builder().key(key).value(value).build())
        .collect()
}

/// An answer is believed only where it names the version that was sent.
fn same_version(operation: &'static str, answered: Option<&str>, sent: &str) -> Result<(), AwsError> {
    if answered == Some(sent) {
        Ok(())
    } else {
        Err(AwsError::malformed(
            operation,
            "the answer does not name the version that was sent",
        ))
    }
}

// ---- Until `aws/error.rs` is there: the same names and the same shape. --------------------------------------------

/// A failed call: which, why, and what AWS said about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{operation}: {message}{}", code.as_ref().map(|code| format!(" ({code})")).unwrap_or_default())]
pub struct AwsError {
    /// The operation, as AWS spells it.
    pub operation: &'static str,
    /// What kind of failure it is.
    pub class: ErrorClass,
    /// AWS's error code, where it answered one.
    pub code: Option<String>,
    /// What AWS said.
    pub message: String,
}

/// The kinds of failure that something is decided on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorClass {
    /// The caller may not do this.
    Denied,
    /// The entity named does not exist.
    NotFound,
    /// An entity of that name exists.
    AlreadyExists,
    /// AWS refused for now; nothing happened.
    Throttled,
    /// AWS does not take the request as it is.
    Invalid,
    /// AWS failed; whether anything happened is not known.
    Server,
    /// No answer arrived; whether anything happened is not known.
    NoAnswer,
    /// An answer arrived that could not be read; whether anything happened is not known.
    Malformed,
    /// AWS refused for a reason this tool does not know.
    Other,
}

impl ErrorClass {
    /// Whether AWS said for certain that the request had no effect.
    pub fn is_refusal(self) -> bool {
        match self {
            Self::Denied | Self::NotFound | Self::AlreadyExists | Self::Throttled | Self::Invalid => true,
            Self::Server | Self::NoAnswer | Self::Malformed | Self::Other => false,
        }
    }
}

impl AwsError {
    fn malformed(operation: &'static str, message: &str) -> Self {
        Self {
            operation,
            class: ErrorClass::Malformed,
            code: None,
            message: message.to_owned(),
        }
    }

    fn from_sdk<E: ProvideErrorMetadata>(operation: &'static str, error: &SdkError<E, HttpResponse>) -> Self {
        let SdkError::ServiceError(context) = error else {
            let (class, message) = if matches!(error, SdkError::ResponseError(_)) {
                (ErrorClass::Malformed, "the answer could not be read")
            } else {
                (ErrorClass::NoAnswer, "no answer arrived")
            };
            return Self {
                operation,
                class,
                code: None,
                message: message.to_owned(),
            };
        };
        let class = match context.err().code().unwrap_or_default() {
            "AccessDeniedException" => ErrorClass::Denied,
            "ResourceNotFoundException" => ErrorClass::NotFound,
            "ResourceExistsException" => ErrorClass::AlreadyExists,
            "ThrottlingException" => ErrorClass::Throttled,
            "ValidationException" | "InvalidRequestException" | "InvalidParameterException" => {
                ErrorClass::Invalid
            }
            _ if context.raw().status().as_u16() >= 500 => ErrorClass::Server,
            _ => ErrorClass::Other,
        };
        let message = context
            .err()
            .message()
            .unwrap_or("AWS gave no message")
            .to_owned();
        Self {
            operation,
            class,
            code: context.err().code().map(str::to_owned),
            message,
        }
    }
}
