//! What a new sandbox holds.
//!
//! Owns the seed: an organization worth looking at, described in `organization.json` with ages in days, so that what is
//! old is old on whichever day the sandbox is made.

mod description;
mod growth;
mod scale;

use jiff::Timestamp;

use super::failure::SandboxError;
use super::state::{Account, AccountId, World};
use super::store::FORMAT;

/// The account of a sandbox without an organization.
const STANDALONE: &str = "123456789012";

pub(crate) use growth::organization;
pub use scale::SandboxSize;
pub(crate) use scale::scaled;

/// A state to begin with.
pub(crate) type Grown = Result<(World, Vec<Account>), SandboxError>;

/// One account without an organization and with nothing in it.
pub(crate) fn standalone(now: Timestamp) -> Grown {
    let management = AccountId::try_from(STANDALONE.to_owned()).map_err(SandboxError::Seed)?;
    let world = World { format: FORMAT, management: management.clone(), organization: None };
    let mut account = Account::new(management);
    account.number_from(now);
    Ok((world, vec![account]))
}
