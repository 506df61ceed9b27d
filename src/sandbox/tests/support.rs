//! Clients over a sandbox in a scratch directory.

use aws_credential_types::Credentials;
use aws_sdk_iam::config::{BehaviorVersion, Region};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_smithy_types::retry::RetryConfig;
use jiff::Timestamp;

use crate::sandbox::{FaultPlan, Sandbox, SandboxClock, SandboxOptions};

pub(super) const NOW: &str = "2026-11-23T12:00:00Z";
pub(super) const BEDROCK: &str = "bedrock.amazonaws.com";
pub(super) const LIMITED: &str = "arn:aws:iam::aws:policy/AmazonBedrockLimitedAccess";

/// A sandbox that disappears with its directory.
pub(super) struct Scratch {
    pub(super) sandbox: Sandbox,
    pub(super) directory: tempfile::TempDir,
}

pub(super) fn options(now: &str, faults: FaultPlan) -> SandboxOptions {
    SandboxOptions { clock: SandboxClock::Fixed(now.parse().unwrap()), faults }
}

pub(super) fn empty() -> Scratch {
    empty_with(FaultPlan::none())
}

pub(super) fn empty_with(faults: FaultPlan) -> Scratch {
    let directory = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::empty(directory.path(), options(NOW, faults)).unwrap();
    Scratch { sandbox, directory }
}

pub(super) fn seeded() -> Scratch {
    let directory = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::open(directory.path(), options(NOW, FaultPlan::none())).unwrap();
    Scratch { sandbox, directory }
}

impl Scratch {
    /// The same directory at another time, without faults.
    pub(super) fn at(&self, now: &str) -> Sandbox {
        Sandbox::open(self.directory.path(), options(now, FaultPlan::none())).unwrap()
    }

    /// The same directory with faults.
    pub(super) fn with(&self, faults: FaultPlan) -> Sandbox {
        Sandbox::open(self.directory.path(), options(NOW, faults)).unwrap()
    }

    pub(super) fn iam(&self) -> aws_sdk_iam::Client {
        iam(&self.sandbox)
    }
}

pub(super) fn administrator() -> Credentials {
    let (id, secret) = Sandbox::management_credentials();
    Credentials::from_keys(id, secret, None)
}

/// IAM as somebody else uses it, beside the program.
pub(crate) fn iam(sandbox: &Sandbox) -> aws_sdk_iam::Client {
    iam_as(sandbox, administrator())
}

/// Without retries, so that every fault is seen.
pub(super) fn iam_as(sandbox: &Sandbox, credentials: Credentials) -> aws_sdk_iam::Client {
    let config = aws_sdk_iam::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(credentials)
        .retry_config(RetryConfig::disabled())
        .http_client(sandbox.http_client())
        .build();
    aws_sdk_iam::Client::from_conf(config)
}

pub(super) fn sts_as(sandbox: &Sandbox, credentials: Credentials) -> aws_sdk_sts::Client {
    let config = aws_sdk_sts::Config::builder()
        .behavior_version(aws_sdk_sts::config::BehaviorVersion::latest())
        .region(aws_sdk_sts::config::Region::new("us-east-1"))
        .credentials_provider(credentials)
        .retry_config(RetryConfig::disabled())
        .http_client(sandbox.http_client())
        .build();
    aws_sdk_sts::Client::from_conf(config)
}

pub(super) fn organizations_as(sandbox: &Sandbox, credentials: Credentials) -> aws_sdk_organizations::Client {
    let config = aws_sdk_organizations::Config::builder()
        .behavior_version(aws_sdk_organizations::config::BehaviorVersion::latest())
        .region(aws_sdk_organizations::config::Region::new("us-east-1"))
        .credentials_provider(credentials)
        .retry_config(RetryConfig::disabled())
        .http_client(sandbox.http_client())
        .build();
    aws_sdk_organizations::Client::from_conf(config)
}

pub(super) fn secrets_as(sandbox: &Sandbox, credentials: Credentials) -> aws_sdk_secretsmanager::Client {
    let config = aws_sdk_secretsmanager::Config::builder()
        .behavior_version(aws_sdk_secretsmanager::config::BehaviorVersion::latest())
        .region(aws_sdk_secretsmanager::config::Region::new("eu-west-1"))
        .credentials_provider(credentials)
        .retry_config(RetryConfig::disabled())
        .http_client(sandbox.http_client())
        .build();
    aws_sdk_secretsmanager::Client::from_conf(config)
}

/// A session of a role in another account.
pub(super) async fn assume(sandbox: &Sandbox, account: &str, role: &str) -> Result<Credentials, Refusal> {
    let answer = sts_as(sandbox, administrator())
        .assume_role()
        .role_arn(format!("arn:aws:iam::{account}:role/{role}"))
        .role_session_name("test")
        .send()
        .await
        .map_err(refusal)?;
    let credentials = answer.credentials().unwrap();
    Ok(Credentials::from_keys(
        credentials.access_key_id(),
        credentials.secret_access_key(),
        Some(credentials.session_token().to_owned()),
    ))
}

/// What the service said no with.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) code: String,
    pub(super) message: String,
}

pub(super) fn refusal<E: ProvideErrorMetadata + std::fmt::Debug>(
    error: SdkError<E, HttpResponse>,
) -> Refusal {
    let SdkError::ServiceError(error) = error else { panic!("not an answer of the service: {error:?}") };
    Refusal {
        status: error.raw().status().as_u16(),
        code: error.err().code().unwrap_or_default().to_owned(),
        message: error.err().message().unwrap_or_default().to_owned(),
    }
}

pub(super) fn refused(status: u16, code: &str, message: &str) -> Refusal {
    Refusal { status, code: code.to_owned(), message: message.to_owned() }
}

pub(super) async fn create_user(iam: &aws_sdk_iam::Client, name: &str) {
    iam.create_user().user_name(name).send().await.unwrap();
}

pub(super) async fn create_key(
    iam: &aws_sdk_iam::Client,
    user: &str,
    service: &str,
    days: Option<i32>,
) -> Result<aws_sdk_iam::types::ServiceSpecificCredential, Refusal> {
    iam.create_service_specific_credential()
        .user_name(user)
        .service_name(service)
        .set_credential_age_days(days)
        .send()
        .await
        .map(|answer| answer.service_specific_credential.unwrap())
        .map_err(refusal)
}

pub(super) fn time(date: &aws_sdk_iam::primitives::DateTime) -> Timestamp {
    Timestamp::from_second(date.secs()).unwrap()
}

pub(super) fn tag(key: &str, value: &str) -> aws_sdk_iam::types::Tag {
    aws_sdk_iam::types::Tag::builder().key(key).value(value).build().unwrap()
}
