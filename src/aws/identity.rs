//! Who the caller is.

use std::collections::BTreeSet;

use aws_config::SdkConfig;
use aws_sdk_sts::config::retry::RetryPartition;

use crate::domain::{AccountId, Arn, Partition, printable};

use super::whole_answer::WholeAnswer;
use super::{AwsError, CallCounter};

/// The STS adapter.
#[derive(Debug, Clone)]
pub struct Sts {
    pub(super) client: aws_sdk_sts::Client,
}

/// The caller, as STS sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallerIdentity {
    /// The account its credentials belong to.
    pub account: AccountId,
    /// Its ARN; the partition of everything this tool makes is taken from it.
    pub arn: Arn,
}

impl CallerIdentity {
    /// The partition the caller works in.
    pub fn partition(&self) -> &Partition {
        self.arn.partition()
    }
}

/// Whether an answer of IAM is about the account that was asked about. It is not where calls to one service are led to
/// another place than calls to the other (`AWS_ENDPOINT_URL_IAM`): what is read there says nothing about the account.
pub fn answered_for(
    operation: &'static str,
    asked: &AccountId,
    answered: &BTreeSet<AccountId>,
) -> Result<(), AwsError> {
    match answered.iter().find(|account| *account != asked) {
        None => Ok(()),
        Some(other) => {
            let message = format!(
                "the answer is about account {other}, and the credentials are of account {asked}; do AWS_ENDPOINT_URL_* \
                 or `endpoint_url` of the profile lead IAM elsewhere?"
            );
            Err(AwsError::malformed(operation, message))
        }
    }
}

impl Sts {
    pub(super) fn new(config: &SdkConfig, calls: CallCounter, retries: Option<RetryPartition>) -> Self {
        let mut config =
            aws_sdk_sts::config::Builder::from(config).interceptor(calls).interceptor(WholeAnswer);
        config.set_retry_partition(retries);
        Self { client: aws_sdk_sts::Client::from_conf(config.build()) }
    }

    /// Asks who the caller is; needs no permission.
    ///
    /// <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html>
    pub async fn caller_identity(&self) -> Result<CallerIdentity, AwsError> {
        const OPERATION: &str = "GetCallerIdentity";
        let answer = self
            .client
            .get_caller_identity()
            .send()
            .await
            .map_err(|error| AwsError::from_sdk(OPERATION, &error))?;
        let unreadable = |what: &str, text: Option<&str>| {
            let text = printable(text.unwrap_or("nothing"));
            AwsError::malformed(OPERATION, format!("`{text}` is no {what}"))
        };
        let account = answer.account().and_then(|text| text.parse().ok());
        let arn = answer.arn().and_then(|text| text.parse().ok());
        Ok(CallerIdentity {
            account: account.ok_or_else(|| unreadable("account", answer.account()))?,
            arn: arn.ok_or_else(|| unreadable("ARN", answer.arn()))?,
        })
    }
}
