//! The result of an audit: coverage first, then findings, then what could not be concluded.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::domain::{AccountId, CredentialId, Expiry, Key, KeyStatus, UserName};
use crate::lifecycle::Management;

use super::{
    AccountFacts, AccountPlace, AccountSnapshot, AccountState, Finding, Known, Part, Reading, Scope,
    Severity, Snapshot,
};

/// The result of an audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The time the rules were applied at.
    pub at: Timestamp,
    /// When the snapshot was taken.
    pub taken_at: Timestamp,
    /// What was to be read.
    pub scope: Scope,
    /// Which part of it this is about.
    pub part: Part,
    /// What the configuration takes from the rules, by rule.
    pub silenced: BTreeMap<&'static str, Silenced>,
    /// When the oldest credential report was made that conclusions rest on; nothing where none does.
    pub credential_reports: Option<Timestamp>,
    /// Every account of the scope, by id.
    pub coverage: Vec<AccountCoverage>,
    /// The findings: worst first, then by account, subject and rule.
    pub findings: Vec<Finding>,
    /// What rules could not conclude, because something was not read.
    pub not_concluded: Vec<NotConcluded>,
    /// The keys that were found: by account, then by end, then by id. Where an account's keys were not read, it has none
    /// here and says so in its coverage.
    pub keys: Vec<ReportedKey>,
}

/// How the configuration silences a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silenced {
    /// It is not applied, and would be.
    Off,
    /// What it finds has a lower severity than it would have at its worst.
    Lowered {
        /// What it would be.
        from: Severity,
        /// What it is.
        to: Severity,
    },
}

/// A key that was found, as far as a reader of the report needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedKey {
    /// Where.
    pub account: AccountId,
    /// Its id.
    pub id: CredentialId,
    /// The user that carries it.
    pub user: UserName,
    /// Whom it is for, where that is recorded and was read. Untrusted text.
    pub owner: Option<String>,
    /// What can be done with it at the time of the report.
    pub status: KeyStatus,
    /// When it was made.
    pub created: Timestamp,
    /// When it ends.
    pub expiry: Expiry,
}

/// How much of an account was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountCoverage {
    /// The account.
    pub account: AccountId,
    /// Its name. Untrusted text.
    pub name: Option<String>,
    /// Its state.
    pub state: AccountState,
    /// Its place.
    pub place: AccountPlace,
    /// The ids above it, root first; empty where they are not known.
    pub ancestors: Vec<String>,
    /// How much was read.
    pub covered: CoverageState,
    /// Keys found; nothing where they were not read.
    pub keys: Option<usize>,
}

/// How much of an account was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CoverageState {
    /// All that the rules need.
    Audited,
    /// A part; these things were not read.
    Partly(Vec<String>),
    /// Nothing, and this is why.
    NotAudited(String),
    /// Nothing, and nothing is to be read: the account is closed or was excluded by the admin, as said here.
    OutOfScope(String),
}

/// A rule that could not conclude.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotConcluded {
    /// The rule's code.
    pub rule: &'static str,
    /// Where.
    pub account: AccountId,
    /// What it would have needed, and why that was not there.
    pub why: String,
}

impl Report {
    /// Whether everything in scope was read. Where nothing was to be read, nothing was audited; only a shard may have no
    /// account, and the others have them.
    pub fn is_complete(&self) -> bool {
        let to_read = |account: &AccountCoverage| match account.covered {
            CoverageState::Audited | CoverageState::Partly(_) | CoverageState::NotAudited(_) => true,
            CoverageState::OutOfScope(_) => false,
        };
        let anything = match self.part {
            Part::Shard(_) => true,
            Part::Whole | Part::Chosen => self.coverage.iter().any(to_read),
        };
        let covered = |account: &AccountCoverage| match account.covered {
            CoverageState::Audited | CoverageState::OutOfScope(_) => true,
            CoverageState::Partly(_) | CoverageState::NotAudited(_) => false,
        };
        anything && self.not_concluded.is_empty() && self.coverage.iter().all(covered)
    }

    /// Findings at or above a severity that no waiver covers.
    pub fn failing(&self, threshold: Severity) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| finding.waived.is_none() && finding.severity >= threshold)
    }

    /// A report about a snapshot: with its keys, and with nothing found yet.
    pub fn about(snapshot: &Snapshot, at: Timestamp) -> Self {
        Self {
            at,
            taken_at: snapshot.taken_at,
            scope: snapshot.scope.clone(),
            part: snapshot.part,
            silenced: BTreeMap::new(),
            credential_reports: snapshot.accounts.iter().filter_map(report_of).min(),
            coverage: Vec::new(),
            findings: Vec::new(),
            not_concluded: Vec::new(),
            keys: reported_keys(&snapshot.accounts, at),
        }
    }
}

/// When the credential report of an account was made, where not all of its users were asked about directly.
fn report_of(account: &AccountSnapshot) -> Option<Timestamp> {
    let Reading::Audited(facts) = &account.reading else { return None };
    let rests = facts.users.as_ref().is_ok_and(|users| users.values().any(|user| user.ways_in.is_none()));
    let report = facts.credential_report.as_ref().ok().filter(|_| rests)?;
    Some(report.generated_at)
}

fn reported_keys(accounts: &[AccountSnapshot], at: Timestamp) -> Vec<ReportedKey> {
    let mut keys = Vec::new();
    for account in accounts {
        if let Reading::Audited(facts) = &account.reading
            && let Known::Known(found) = &facts.keys
        {
            keys.extend(found.iter().map(|key| reported(&account.id, facts, key, at)));
        }
    }
    keys.sort_by(|one, other| {
        (&one.account, one.expiry, &one.id).cmp(&(&other.account, other.expiry, &other.id))
    });
    keys
}

fn reported(account: &AccountId, facts: &AccountFacts, key: &Key, at: Timestamp) -> ReportedKey {
    ReportedKey {
        account: account.clone(),
        id: key.id.clone(),
        user: key.user.clone(),
        owner: owner(facts, &key.user),
        status: key.status(at),
        created: key.created,
        expiry: key.expiry,
    }
}

/// The owner on record. A user that was not read has none: the coverage says that users were not read.
fn owner(facts: &AccountFacts, user: &UserName) -> Option<String> {
    let Known::Known(users) = &facts.users else { return None };
    let management = Management::of(&users.get(user)?.user);
    management.record().map(|record| record.owner.clone()).filter(|owner| !owner.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::AuditedUser;
    use crate::domain::Partition;
    use crate::lifecycle::ObservedUser;

    fn key(id: &str, user: &str, expiry: Expiry) -> Key {
        Key {
            id: id.parse().unwrap(),
            user: user.parse().unwrap(),
            alias: None,
            recorded: KeyStatus::Active,
            created: Timestamp::UNIX_EPOCH,
            expiry,
        }
    }

    fn audited(
        id: &str,
        keys: Known<Vec<Key>>,
        users: Known<BTreeMap<UserName, AuditedUser>>,
    ) -> AccountSnapshot {
        AccountSnapshot {
            id: id.parse().unwrap(),
            name: None,
            state: AccountState::Active,
            place: AccountPlace::Member,
            ancestors: Known::Unknown("not asked".to_owned()),
            reading: Reading::Audited(Box::new(AccountFacts {
                keys,
                users,
                policies: BTreeMap::new(),
                credential_report: Known::Unknown("not asked".to_owned()),
                unreadable: Vec::new(),
            })),
        }
    }

    fn managed(name: &str, owner: &str) -> (UserName, AuditedUser) {
        let tags = [("bedrock-keys:managed", "true"), ("bedrock-keys:owner", owner)];
        let user = ObservedUser {
            name: name.parse().unwrap(),
            path: "/bedrock-keys/".to_owned(),
            tags: tags.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
            boundary: None,
            attached: Default::default(),
            inline: BTreeMap::new(),
            groups: Vec::new(),
        };
        (user.name.clone(), AuditedUser { user, groups: Known::Known(BTreeMap::new()), ways_in: None })
    }

    #[test]
    fn a_report_lists_the_keys_that_were_read_with_their_owners() {
        let now: Timestamp = "2026-11-23T15:00:00Z".parse().unwrap();
        let later: Timestamp = "2026-12-23T15:00:00Z".parse().unwrap();
        let keys = vec![
            key("ACCAEXAMPLE0000000001", "bob", Expiry::Never),
            key("ACCAEXAMPLE0000000002", "alice", Expiry::At(later)),
            key("ACCAEXAMPLE0000000003", "alice", Expiry::At(now)),
        ];
        let users = BTreeMap::from([managed("alice", "alice@example.com")]);
        let snapshot = Snapshot {
            taken_at: now,
            caller: "111111111111".parse().unwrap(),
            partition: Partition::commercial(),
            scope: Scope::Account,
            part: crate::audit::Part::Whole,
            accounts: vec![
                audited("222222222222", Known::Unknown("denied".to_owned()), Known::Known(BTreeMap::new())),
                audited("111111111111", Known::Known(keys), Known::Known(users)),
            ],
            guardrails: crate::audit::GuardrailReading::NotAsked,
        };
        let report = Report::about(&snapshot, now);
        let told: Vec<_> =
            report.keys.iter().map(|key| (key.id.as_str(), key.owner.as_deref(), key.status)).collect();
        assert_eq!(
            told,
            [
                ("ACCAEXAMPLE0000000003", Some("alice@example.com"), KeyStatus::Expired),
                ("ACCAEXAMPLE0000000002", Some("alice@example.com"), KeyStatus::Active),
                ("ACCAEXAMPLE0000000001", None, KeyStatus::Active),
            ]
        );
    }
}
