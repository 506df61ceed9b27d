//! The shape of `organization.json`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::sandbox::state::{AccountId, AccountState, CredentialStatus, Switch};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Seed {
    pub(super) id: String,
    pub(super) root: String,
    pub(super) management: AccountId,
    #[serde(default)]
    pub(super) delegated: Option<AccountId>,
    pub(super) units: Vec<SeedUnit>,
    pub(super) policies: Vec<SeedGuardrail>,
    pub(super) accounts: Vec<SeedAccount>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SeedUnit {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) parent: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SeedGuardrail {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) description: String,
    pub(super) targets: Vec<String>,
    pub(super) content: Value,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SeedAccount {
    pub(super) id: AccountId,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) parent: String,
    pub(super) joined_days_ago: i64,
    #[serde(default = "created")]
    pub(super) joined_method: String,
    #[serde(default = "active_account")]
    pub(super) state: AccountState,
    #[serde(default)]
    pub(super) alias: Option<String>,
    #[serde(default = "usual_roles")]
    pub(super) roles: Vec<SeedRole>,
    #[serde(default)]
    pub(super) groups: Vec<SeedGroup>,
    #[serde(default)]
    pub(super) policies: Vec<SeedPolicy>,
    #[serde(default)]
    pub(super) users: Vec<SeedUser>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SeedRole {
    pub(super) name: String,
    pub(super) attached: Vec<String>,
    /// Whether it trusts the delegated administrator as well.
    #[serde(default)]
    pub(super) delegated: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SeedGroup {
    pub(super) name: String,
    pub(super) attached: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SeedPolicy {
    pub(super) name: String,
    pub(super) description: String,
    pub(super) document: Value,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SeedUser {
    pub(super) name: String,
    #[serde(default = "root_path")]
    pub(super) path: String,
    pub(super) created_days_ago: i64,
    #[serde(default)]
    pub(super) tags: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) boundary: Option<String>,
    #[serde(default)]
    pub(super) attached: Vec<String>,
    #[serde(default)]
    pub(super) inline: BTreeMap<String, Value>,
    #[serde(default)]
    pub(super) groups: Vec<String>,
    #[serde(default)]
    pub(super) console: Option<SeedConsole>,
    #[serde(default)]
    pub(super) mfa: bool,
    #[serde(default)]
    pub(super) access_keys: Vec<SeedAccessKey>,
    #[serde(default)]
    pub(super) credentials: Vec<SeedCredential>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SeedConsole {
    pub(super) created_days_ago: i64,
    #[serde(default)]
    pub(super) used_days_ago: Option<i64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SeedAccessKey {
    pub(super) created_days_ago: i64,
    #[serde(default = "active_key")]
    pub(super) status: Switch,
}

/// A credential of Bedrock that never expires, unless it says otherwise.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SeedCredential {
    #[serde(default = "bedrock")]
    pub(super) service: String,
    pub(super) created_days_ago: i64,
    #[serde(default)]
    pub(super) lifetime_days: Option<i64>,
    #[serde(default = "active_credential")]
    pub(super) status: CredentialStatus,
}

fn created() -> String {
    "CREATED".to_owned()
}

fn active_account() -> AccountState {
    AccountState::Active
}

/// The roles of an account that the organization made.
pub(super) fn usual_roles() -> Vec<SeedRole> {
    let role = |name: &str, policy: &str, delegated| SeedRole {
        name: name.to_owned(),
        attached: vec![policy.to_owned()],
        delegated,
    };
    vec![
        role("OrganizationAccountAccessRole", "AdministratorAccess", false),
        role("BedrockKeysAuditor", "SecurityAudit", true),
    ]
}

fn root_path() -> String {
    "/".to_owned()
}

fn active_key() -> Switch {
    Switch::Active
}

fn bedrock() -> String {
    "bedrock.amazonaws.com".to_owned()
}

fn active_credential() -> CredentialStatus {
    CredentialStatus::Active
}
