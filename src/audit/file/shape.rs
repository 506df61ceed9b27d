//! The shapes in the file. Texts are checked where they become domain values.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// What is looked at before anything else.
#[derive(Deserialize)]
pub(super) struct Heading {
    pub(super) schema_version: Option<serde_json::Value>,
    pub(super) kind: Option<String>,
}

/// The whole, over whatever holds its accounts.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File<Accounts> {
    pub(super) schema_version: u32,
    pub(super) kind: String,
    pub(super) taken_at: String,
    pub(super) caller: String,
    pub(super) partition: String,
    pub(super) scope: Scope,
    pub(super) part: Part,
    pub(super) accounts: Accounts,
    /// Absent in version 1.
    #[serde(default)]
    pub(super) guardrails: Guardrails,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Guardrails {
    #[default]
    NotAsked,
    Read(Box<GuardrailFacts>),
    NotRead(String),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GuardrailFacts {
    pub(super) root: String,
    pub(super) management: String,
    pub(super) policy_type: PolicyType,
    pub(super) units: BTreeMap<String, Unit>,
    pub(super) accounts: BTreeMap<String, Member>,
    pub(super) policies: Known<BTreeMap<String, Scp>>,
    pub(super) tags: Known<BTreeMap<String, BTreeMap<String, String>>>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum PolicyType {
    Enabled,
    PendingEnable,
    Disabled,
    Unknown(String),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Unit {
    pub(super) name: String,
    pub(super) parent: Known<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Member {
    pub(super) name: Option<String>,
    pub(super) state: State,
    pub(super) parent: Known<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scp {
    pub(super) name: String,
    pub(super) document: Known<String>,
    pub(super) targets: Known<BTreeSet<String>>,
}

/// Stands where the id of an organization was not read.
pub(super) const UNKNOWN_ORGANIZATION: &str = "unknown";

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Scope {
    Account,
    Organization(String),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Part {
    Whole,
    Chosen,
    Shard(String),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Known<T> {
    Known(T),
    Unknown(String),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Account {
    pub(super) id: String,
    pub(super) name: Option<String>,
    pub(super) state: State,
    pub(super) place: Place,
    pub(super) ancestors: Known<Vec<String>>,
    pub(super) reading: Reading,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum State {
    Active,
    Suspended,
    PendingActivation,
    PendingClosure,
    Closed,
    Unknown(String),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Place {
    Management,
    Member,
    Standalone,
    Unknown,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Reading {
    Audited(Box<Facts>),
    NotAudited(String),
    OutOfScope(String),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Facts {
    pub(super) keys: Known<Vec<Key>>,
    pub(super) users: Known<Vec<User>>,
    pub(super) policies: BTreeMap<String, Known<Policy>>,
    pub(super) credential_report: Known<Report>,
    pub(super) unreadable: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Key {
    pub(super) id: String,
    pub(super) user: String,
    pub(super) alias: Option<String>,
    pub(super) status: Status,
    pub(super) created: String,
    pub(super) expiry: Expiry,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Status {
    Active,
    Inactive,
    Expired,
    Unknown,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Expiry {
    Never,
    At(String),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct User {
    pub(super) name: String,
    pub(super) path: String,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) boundary: Option<String>,
    pub(super) attached: BTreeSet<String>,
    pub(super) inline: BTreeMap<String, String>,
    pub(super) groups: Vec<String>,
    pub(super) group_policies: Known<BTreeMap<String, Group>>,
    pub(super) ways_in: Option<Known<Vec<WayIn>>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Group {
    pub(super) attached: Vec<String>,
    pub(super) inline: BTreeMap<String, String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum WayIn {
    AccessKey(String),
    ConsolePassword,
    Mfa(String),
    SshKey(String),
    SigningCertificate(String),
    ServiceCredential { id: String, service: String },
    AttachedPolicy(String),
    InlinePolicy(String),
    Group(String),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Policy {
    pub(super) version: String,
    pub(super) document: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Report {
    pub(super) generated_at: String,
    pub(super) rows: BTreeMap<String, Row>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    pub(super) password_enabled: Option<bool>,
    pub(super) access_key_1_active: Option<bool>,
    pub(super) access_key_2_active: Option<bool>,
}
