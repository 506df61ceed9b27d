//! Where the keys of a preview come from: read now with a role in each account, or kept before.

use std::path::PathBuf;

use clap::Args;

use crate::domain::{ExternalId, RoleName};

/// Where the keys of a preview come from.
#[derive(Debug, Args)]
#[command(next_help_heading = "Keys of the preview")]
pub struct KeyReadingArguments {
    /// Take the keys from a file that `audit --org --save` kept, instead of reading them now
    #[arg(long, value_name = "FILE", conflicts_with_all = ["role_name", "external_id"])]
    pub from: Option<PathBuf>,

    /// The role to assume in each account to read its keys; the session only reads, whatever the role may do [default:
    /// OrganizationAccountAccessRole, which accounts invited to the organization do not have]
    #[arg(long, value_name = "ROLE")]
    pub role_name: Option<RoleName>,

    /// The external id that the role's trust policy asks for
    #[arg(long, value_name = "ID")]
    pub external_id: Option<ExternalId>,
}
