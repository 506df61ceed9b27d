//! What was read, account by account, at one time.

use std::collections::BTreeMap;
use std::fmt;

use jiff::{SignedDuration, Timestamp};

use crate::domain::{AccountId, Key, OrganizationId, Partition, UserName};
use crate::guardrail::Organization;
use crate::lifecycle::{Leftover, ObservedUser};

use super::{AccountState, Known, Shard};

/// What was read of one account or of an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// When the reading began.
    pub taken_at: Timestamp,
    /// The account whose credentials were used.
    pub caller: AccountId,
    /// The partition it all lives in.
    pub partition: Partition,
    /// What was to be read.
    pub scope: Scope,
    /// Which part of the scope this is.
    pub part: Part,
    /// Every account of that part, read or not, by id.
    pub accounts: Vec<AccountSnapshot>,
    /// The service control policies of the organization.
    pub guardrails: GuardrailReading,
}

impl Snapshot {
    /// Whether it was taken later than now is: then one of two clocks is wrong, and by a clock that is slow, keys that have
    /// ended still work.
    pub fn is_ahead_of(&self, now: Timestamp) -> bool {
        self.taken_at.duration_since(now) > CLOCKS_APART
    }
}

/// As far as AWS lets clocks differ.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html>
const CLOCKS_APART: SignedDuration = SignedDuration::from_mins(15);

/// Whether the service control policies of the organization were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GuardrailReading {
    /// Nobody asked for them: the audit is of one account, no rule about them is applied, or the file is an old one.
    NotAsked,
    /// They were, at least in part: see each fact.
    Read(Box<GuardrailFacts>),
    /// They were not, and this is why.
    NotRead(String),
}

/// The service control policies of an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuardrailFacts {
    /// The organization: its tree, its accounts, its policies and where they hang.
    pub organization: Organization,
    /// The tags of the policies that are wanted, by id, or why a plan could not be made of them.
    pub tags: Known<BTreeMap<String, BTreeMap<String, String>>>,
}

/// What was to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// The caller's own account.
    Account,
    /// All accounts of this organization, or those that were chosen of it.
    Organization(OrganizationId),
    /// The same of an organization that could not be asked which one it is.
    UnknownOrganization,
}

impl Scope {
    /// The organization, where there is one and it said which.
    pub fn organization(&self) -> Known<&OrganizationId> {
        match self {
            Self::Account => Known::Unknown("what was read is one account".to_owned()),
            Self::Organization(id) => Known::Known(id),
            Self::UnknownOrganization => Known::Unknown("which organization it is was not read".to_owned()),
        }
    }
}

/// Which part of the scope a snapshot is of. What is in no part cannot be concluded from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Whole,
    /// The accounts an admin chose (`--account`, `--ou`, `--exclude`).
    Chosen,
    /// The accounts of one shard (`--shard`).
    Shard(Shard),
}

/// One account of the scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountSnapshot {
    /// Its id.
    pub id: AccountId,
    /// Its name, where Organizations gave one. Untrusted text.
    pub name: Option<String>,
    /// Its state in the organization.
    pub state: AccountState,
    /// Its place in the organization.
    pub place: AccountPlace,
    /// The ids above it, root first (`r-…`, `ou-…`), where they were read.
    pub ancestors: Known<Vec<String>>,
    /// What was read.
    pub reading: Reading,
}

/// The place of an account in its organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountPlace {
    /// It manages the organization: no service control policy binds it.
    Management,
    /// It is a member.
    Member,
    /// It is in no organization.
    Standalone,
    /// It could not be read.
    Unknown,
}

impl fmt::Display for AccountPlace {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Management => "management",
            Self::Member => "member",
            Self::Standalone => "standalone",
            Self::Unknown => "unknown",
        })
    }
}

/// Whether an account was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// It was, at least in part: see each fact.
    Audited(Box<AccountFacts>),
    /// It was not, and this is why.
    NotAudited(String),
    /// It was not to be read: it is closed or was excluded by the admin, as said here.
    OutOfScope(String),
}

/// What was read of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountFacts {
    /// All Bedrock keys, on any user.
    pub keys: Known<Vec<Key>>,
    /// The users that carry a key, that this tool manages, or that are named like a key user (`BedrockAPIKey-…`).
    pub users: Known<BTreeMap<UserName, AuditedUser>>,
    /// Managed policies of those users and of their groups, and their boundaries, by ARN.
    pub policies: BTreeMap<String, Known<PolicyDocumentVersion>>,
    /// The credential report.
    pub credential_report: Known<CredentialReport>,
    /// Entries of the answers that made no sense, each described.
    pub unreadable: Vec<String>,
}

/// A user that matters to the audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditedUser {
    /// Tags, policies, groups and boundary.
    pub user: ObservedUser,
    /// Inline policies and attached policy ARNs of the groups it is in, by group.
    pub groups: Known<BTreeMap<String, GroupPolicies>>,
    /// Access keys, console password and the like, where they were listed for this user directly (`--fresh`).
    pub ways_in: Option<Known<Vec<Leftover>>>,
}

/// The policies of a group.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GroupPolicies {
    /// ARNs of managed policies.
    pub attached: Vec<String>,
    /// Inline documents by name.
    pub inline: BTreeMap<String, String>,
}

/// A managed policy in its default version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyDocumentVersion {
    /// The version, `v9`.
    pub version: String,
    /// The document.
    pub document: String,
}

/// The credential report of an account; IAM makes one at most every four hours.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialReport {
    /// When IAM made it.
    pub generated_at: Timestamp,
    /// The rows of the users, by name.
    pub rows: BTreeMap<String, ReportRow>,
}

/// What the report says of a user, as far as rules need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportRow {
    /// Whether it has a console password; nothing where the report says neither true nor false.
    pub password_enabled: Option<bool>,
    /// Whether its first access key is active.
    pub access_key_1_active: Option<bool>,
    /// Whether its second access key is active.
    pub access_key_2_active: Option<bool>,
}
