//! One AWS account: everything that IAM and Secrets Manager keep in it.
//!
//! Owns the collections and the lookups; names are unique without regard to case, as IAM has it
//! (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>).

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Group, IdentityPart, ManagedPolicy, Role, Secret, ServiceCredential, Tag, User, secret_characters,
};
use crate::sandbox::wire::AwsError;

/// The twelve digits of an account.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct AccountId(String);

impl AccountId {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        (text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| Self(text.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for AccountId {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("`{text}` is not an account id of twelve digits"))
    }
}

impl From<AccountId> for String {
    fn from(id: AccountId) -> Self {
        id.0
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The state of one account.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Account {
    pub(crate) id: AccountId,
    /// The last serial number that was given out; ids and secrets derive from it.
    serial: u64,
    /// By lower-case name.
    pub(crate) users: BTreeMap<String, User>,
    /// By lower-case name.
    pub(crate) groups: BTreeMap<String, Group>,
    /// By lower-case name.
    pub(crate) roles: BTreeMap<String, Role>,
    /// The account's own managed policies, by ARN.
    pub(crate) policies: BTreeMap<String, ManagedPolicy>,
    /// By credential id, which is in no order of user or time.
    pub(crate) credentials: BTreeMap<String, ServiceCredential>,
    /// By serial number, which is an ARN.
    pub(crate) virtual_mfa_devices: BTreeMap<String, VirtualMfaDevice>,
    pub(crate) credential_report: CredentialReport,
    pub(crate) aliases: Vec<String>,
    /// By `region/name`.
    pub(crate) secrets: BTreeMap<String, Secret>,
}

/// A virtual MFA device, assigned or not.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct VirtualMfaDevice {
    pub(crate) created: Timestamp,
    pub(crate) tags: Vec<Tag>,
}

/// The account's credential report.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) enum CredentialReport {
    /// Nobody asked for one yet.
    #[default]
    Absent,
    /// Asked for at this time.
    Requested { generated: Timestamp, content: String, progress: ReportProgress },
}

/// How far a report is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ReportProgress {
    Started,
    Complete,
}

impl Account {
    pub(crate) fn new(id: AccountId) -> Self {
        Self {
            id,
            serial: 0,
            users: BTreeMap::new(),
            groups: BTreeMap::new(),
            roles: BTreeMap::new(),
            policies: BTreeMap::new(),
            credentials: BTreeMap::new(),
            virtual_mfa_devices: BTreeMap::new(),
            credential_report: CredentialReport::Absent,
            aliases: Vec::new(),
            secrets: BTreeMap::new(),
        }
    }

    /// Goes on with the serial numbers of this instant. What a sandbox holds from its seed has the same ids everywhere;
    /// what is made in it later does not meet the files that an earlier sandbox's keys were delivered to.
    pub(crate) fn number_from(&mut self, now: Timestamp) {
        self.serial = self.serial.max(now.as_microsecond().unsigned_abs());
    }

    /// Makes up the next identifier.
    pub(crate) fn next_id(&mut self, part: IdentityPart) -> String {
        self.serial += 1;
        part.make(self.id.as_str(), self.serial)
    }

    /// Makes up the next 60 secret characters.
    pub(crate) fn next_secret(&mut self) -> String {
        self.serial += 1;
        secret_characters(self.id.as_str(), self.serial)
    }

    /// The ARN of something in this account's IAM.
    pub(crate) fn arn(&self, kind: &str, path: &str, name: &str) -> String {
        format!("arn:aws:iam::{}:{kind}{path}{name}", self.id)
    }

    pub(crate) fn user(&self, name: &str) -> Result<&User, AwsError> {
        self.users.get(&name.to_lowercase()).ok_or_else(|| no_such_user(name))
    }

    pub(crate) fn user_mut(&mut self, name: &str) -> Result<&mut User, AwsError> {
        self.users.get_mut(&name.to_lowercase()).ok_or_else(|| no_such_user(name))
    }

    pub(crate) fn group(&self, name: &str) -> Result<&Group, AwsError> {
        self.groups.get(&name.to_lowercase()).ok_or_else(|| no_such_group(name))
    }

    pub(crate) fn group_mut(&mut self, name: &str) -> Result<&mut Group, AwsError> {
        self.groups.get_mut(&name.to_lowercase()).ok_or_else(|| no_such_group(name))
    }
}

fn no_such_user(name: &str) -> AwsError {
    AwsError::no_such_entity(format!("The user with name {name} cannot be found."))
}

fn no_such_group(name: &str) -> AwsError {
    AwsError::no_such_entity(format!("The group with name {name} cannot be found."))
}
