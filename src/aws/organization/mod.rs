//! The Organizations adapter: whose organization it is, its accounts, its policies, and its tree where accounts do not
//! name their place themselves.

mod accounts;
mod membership;
mod places;
mod policies;
mod policy_writes;
mod root;
mod whole_json;

use aws_config::SdkConfig;

pub use accounts::ListedAccount;
pub use membership::Membership;
pub use policies::ListedPolicy;
pub use policy_writes::NewPolicy;
pub use root::OrganizationRoot;

use super::{CallCounter, Patience};

/// The Organizations adapter.
#[derive(Debug, Clone)]
pub struct Organizations {
    client: aws_sdk_organizations::Client,
    patience: Patience,
}

impl Organizations {
    /// How long to wait for what was written to be seen.
    pub fn patience(&self) -> Patience {
        self.patience
    }

    pub(super) fn new(config: &SdkConfig, calls: CallCounter, patience: Patience) -> Self {
        let config = aws_sdk_organizations::config::Builder::from(config)
            .interceptor(calls)
            .interceptor(whole_json::WholeJson)
            .build();
        Self { client: aws_sdk_organizations::Client::from_conf(config), patience }
    }
}
