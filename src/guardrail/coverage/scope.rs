//! Owns the service control policies that one account meets.

use super::survey::{Placed, unread};
use crate::domain::{AccountId, Known};
use crate::guardrail::{Organization, Path};
use crate::policy::ScpScope;

/// The policies above an account and on it, level by level. What could not be read of one is an unreadable policy, which
/// may say anything.
///
/// # Errors
/// Why nothing at all can be said: the account is not there, or its place or all policies could not be read.
pub fn scope_of(organization: &Organization, account: &AccountId) -> Result<ScpScope, String> {
    if !organization.accounts.contains_key(account) {
        return Err(format!("the organization has no account {account}"));
    }
    if *account == organization.management {
        return Ok(ScpScope::ManagementAccount);
    }
    if let Some(why) = unread(organization) {
        return Err(why);
    }
    if let Known::Unknown(why) = &organization.policies {
        return Err(why.clone());
    }
    match organization.path(account) {
        Path::Known(path) => Ok(Placed::of(organization).scope(organization, account, &path)),
        Path::Unknown(why) => Err(why),
    }
}
