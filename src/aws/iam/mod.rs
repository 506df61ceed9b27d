//! The IAM adapter: one file per kind of thing it reads or changes.

mod credentials;
mod details;
mod leftovers;
#[cfg(test)]
mod odd_answers;
mod policies;
mod report;
mod users;

use aws_config::SdkConfig;
use aws_sdk_iam::config::retry::RetryPartition;

pub use credentials::{IssuedKey, KeyListing, KeyScope, SettableStatus};
pub use details::{AccountDetails, UserListing};
pub use report::AnsweredReport;
pub use users::NewUser;

use super::whole_answer::WholeAnswer;
use super::{CallCounter, Patience};

/// The IAM adapter of one account.
#[derive(Debug, Clone)]
pub struct Iam {
    client: aws_sdk_iam::Client,
    patience: Patience,
}

impl Iam {
    pub(super) fn new(
        config: &SdkConfig,
        calls: CallCounter,
        patience: Patience,
        retries: Option<RetryPartition>,
    ) -> Self {
        let mut config =
            aws_sdk_iam::config::Builder::from(config).interceptor(calls).interceptor(WholeAnswer);
        config.set_retry_partition(retries);
        let config = config.build();
        Self { client: aws_sdk_iam::Client::from_conf(config), patience }
    }
}
