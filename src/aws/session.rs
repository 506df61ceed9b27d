//! Credentials, Region and HTTP client: everything a call needs, from the environment or from the sandbox.

use std::time::Duration;

use aws_config::default_provider::region::DefaultRegionChain;
use aws_config::meta::region::RegionProviderChain;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_iam::config::retry::RetryPartition;

use crate::domain::AccountId;
use crate::sandbox::Sandbox;

use super::{CallCounter, Iam, Organizations, Patience, SecretsManager, SetEndpoint, Sts, endpoints, https};

/// What an admin can say about a session.
#[derive(Debug, Clone, Default)]
pub struct SessionOptions {
    /// The profile of the AWS configuration files; nothing means the one the environment names.
    pub profile: Option<String>,
    /// The Region; nothing means the one the environment or the profile names, else `us-east-1`.
    pub region: Option<String>,
    /// The certificates to trust, as PEM (`AWS_CA_BUNDLE`).
    pub certificate_bundle: Option<Vec<u8>>,
}

/// The session could not be built.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// The certificate bundle cannot be read.
    #[error("the certificate bundle (AWS_CA_BUNDLE) cannot be read: {0}")]
    Bundle(#[source] std::io::Error),
    /// The certificate bundle cannot be used.
    #[error("the certificates cannot be used: {0}")]
    Certificates(String),
}

/// Credentials, Region, HTTP client, retries and timeouts; hands out the adapters.
#[derive(Debug, Clone)]
pub struct Session {
    config: SdkConfig,
    patience: Patience,
    calls: CallCounter,
    retries: Option<RetryPartition>,
}

/// An attempt that has not answered by then is given up; IAM answers in well under a second.
const ATTEMPT: Duration = Duration::from_secs(20);
/// A call, with all its retries.
const OPERATION: Duration = Duration::from_secs(90);

impl Session {
    /// A session with AWS, or with whatever `AWS_ENDPOINT_URL` names.
    pub async fn aws(options: SessionOptions) -> Result<Self, SessionError> {
        let https = https::client(options.certificate_bundle)?;
        let region = region(options.region, options.profile.as_deref()).await;
        let timeouts =
            TimeoutConfig::builder().operation_attempt_timeout(ATTEMPT).operation_timeout(OPERATION).build();
        let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12())
            .http_client(https.clone())
            .region(region.clone())
            .retry_config(RetryConfig::standard().with_max_attempts(6))
            .timeout_config(timeouts);
        if let Some(profile) = options.profile {
            // The default chain asks the environment first, and a profile that was named must not lose against
            // credentials that lie around there: they are of another account.
            // <https://docs.aws.amazon.com/cli/latest/userguide/cli-chap-configure.html#configure-precedence>
            let provider = ProviderConfig::without_region().with_region(region).with_http_client(https);
            let credentials =
                ProfileFileCredentialsProvider::builder().configure(&provider).profile_name(&profile).build();
            loader = loader.profile_name(profile).credentials_provider(credentials);
        }
        Ok(Self {
            config: loader.load().await,
            patience: Patience::AWS,
            calls: CallCounter::default(),
            retries: None,
        })
    }

    /// A session with the embedded AWS: same clients, another HTTP connector, and pauses that suit a process.
    pub fn sandbox(sandbox: &Sandbox) -> Self {
        let (id, secret) = Sandbox::management_credentials();
        let timeouts = TimeoutConfig::builder()
            .operation_attempt_timeout(Duration::from_secs(2))
            .operation_timeout(Duration::from_secs(10))
            .build();
        let retries = RetryConfig::standard()
            .with_max_attempts(4)
            .with_initial_backoff(Duration::from_millis(1))
            .with_max_backoff(Duration::from_millis(4));
        let config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .http_client(sandbox.http_client())
            .region(Region::from_static("us-east-1"))
            .credentials_provider(SharedCredentialsProvider::new(Credentials::new(
                id, secret, None, None, "sandbox",
            )))
            .retry_config(retries)
            .timeout_config(timeouts)
            .build();
        Self { config, patience: Patience::SANDBOX, calls: CallCounter::default(), retries: None }
    }

    /// The same session for the calls about one account among many: counted on their own, and with retries of their own.
    /// The SDK's retries draw on a budget that all clients of a service share; one throttled account would use up that
    /// of all others.
    #[must_use]
    pub fn apart(&self, account: &AccountId) -> Self {
        let retries = RetryPartition::custom(account.as_str().to_owned()).build();
        Self { calls: CallCounter::default(), retries: Some(retries), ..self.clone() }
    }

    /// The same session with other credentials.
    pub(super) fn with_credentials(&self, credentials: Credentials) -> Self {
        let provider = SharedCredentialsProvider::new(credentials);
        let config = self.config.to_builder().credentials_provider(provider).build();
        Self { config, ..self.clone() }
    }

    /// The same, in another Region.
    #[must_use]
    pub fn in_region(self, region: &str) -> Self {
        let config = self.config.into_builder().region(Region::new(region.to_owned())).build();
        Self { config, ..self }
    }

    /// The services whose calls do not go to AWS's own endpoints.
    pub fn endpoints(&self) -> Vec<SetEndpoint> {
        endpoints::set(&self.config)
    }

    /// What was asked of AWS so far.
    pub fn calls(&self) -> &CallCounter {
        &self.calls
    }

    /// The Region calls go to.
    pub fn region(&self) -> &str {
        self.config.region().map_or("us-east-1", Region::as_ref)
    }

    /// IAM.
    pub fn iam(&self) -> Iam {
        Iam::new(&self.config, self.calls.clone(), self.patience, self.retries.clone())
    }

    /// STS.
    pub fn sts(&self) -> Sts {
        Sts::new(&self.config, self.calls.clone(), self.retries.clone())
    }

    /// Organizations.
    pub fn organizations(&self) -> Organizations {
        Organizations::new(&self.config, self.calls.clone(), self.patience)
    }

    /// Secrets Manager, in the session's Region.
    pub fn secrets_manager(&self) -> SecretsManager {
        SecretsManager::new(&self.config, self.calls.clone())
    }
}

/// The Region that was named, else the environment's, else the profile's. IAM, STS and Organizations are global services:
/// any Region of the partition will do.
async fn region(named: Option<String>, profile: Option<&str>) -> Option<Region> {
    let mut default = DefaultRegionChain::builder();
    if let Some(profile) = profile {
        default = default.profile_name(profile);
    }
    let chain = RegionProviderChain::first_try(named.map(Region::new)).or_else(default.build());
    chain.or_else("us-east-1").region().await
}
