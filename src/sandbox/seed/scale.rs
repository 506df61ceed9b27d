//! An organization of any size, for measurements.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::Grown;
use super::description::{Seed, SeedAccount, SeedCredential, SeedUnit, SeedUser, usual_roles};
use super::growth::grow;
use crate::sandbox::failure::SandboxError;
use crate::sandbox::state::{AccountId, AccountState, CredentialStatus};

const ROOT: &str = "r-sbx1";
/// Accounts of one organizational unit.
const UNIT: usize = 50;

/// How large an organization is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SandboxSize {
    /// Its accounts, the management account included.
    pub accounts: usize,
    /// Users with a key of their own, in each account.
    pub keys: usize,
}

/// An organization of that size: managed users with keys that end, and here and there a key that never does.
pub(crate) fn scaled(size: SandboxSize, now: Timestamp) -> Grown {
    let units = (0..size.accounts.div_ceil(UNIT)).map(|number| SeedUnit {
        id: unit(number),
        name: format!("Unit {number}"),
        parent: ROOT.to_owned(),
    });
    let accounts = (0..size.accounts.max(1)).map(|number| account(number, size)).collect::<Result<_, _>>()?;
    let seed = Seed {
        id: "o-scale00000".to_owned(),
        root: ROOT.to_owned(),
        management: id(0)?,
        delegated: None,
        units: units.collect(),
        policies: Vec::new(),
        accounts,
    };
    grow(seed, now)
}

fn unit(number: usize) -> String {
    format!("ou-sbx1-{number:08}")
}

fn id(number: usize) -> Result<AccountId, SandboxError> {
    AccountId::try_from(format!("{:012}", 100_000_000_000 + number)).map_err(SandboxError::Seed)
}

fn account(number: usize, size: SandboxSize) -> Result<SeedAccount, SandboxError> {
    Ok(SeedAccount {
        id: id(number)?,
        name: format!("Account {number}"),
        email: format!("account-{number}@example.com"),
        parent: if number == 0 { ROOT.to_owned() } else { unit(number / UNIT) },
        joined_days_ago: 900,
        joined_method: "CREATED".to_owned(),
        state: AccountState::Active,
        alias: None,
        roles: usual_roles(),
        groups: Vec::new(),
        policies: Vec::new(),
        users: (0..size.keys).map(user).collect(),
    })
}

fn user(number: usize) -> SeedUser {
    let tags =
        [("bedrock-keys:managed", "true".to_owned()), ("bedrock-keys:owner", format!("team-{number}"))];
    SeedUser {
        name: format!("bedrock-key-{number:05}"),
        path: "/bedrock-keys/".to_owned(),
        created_days_ago: 100,
        tags: tags.into_iter().map(|(key, value)| (key.to_owned(), value)).collect(),
        boundary: None,
        attached: vec!["AmazonBedrockLimitedAccess".to_owned()],
        inline: BTreeMap::new(),
        groups: Vec::new(),
        console: None,
        mfa: false,
        access_keys: Vec::new(),
        credentials: vec![SeedCredential {
            service: "bedrock.amazonaws.com".to_owned(),
            created_days_ago: 10,
            lifetime_days: (!number.is_multiple_of(10)).then_some(90),
            status: CredentialStatus::Active,
        }],
    }
}
