//! The words for severities, subjects and places, and the names of accounts; the same in every format.

use std::collections::BTreeMap;

use crate::audit::{AccountPlace, AccountState, Finding, Part, Report, Scope, Severity, Subject};
use crate::domain::{AccountId, printable};

/// All severities, worst first.
pub(super) const WORST_FIRST: [Severity; 5] =
    [Severity::Critical, Severity::High, Severity::Medium, Severity::Low, Severity::Info];

/// `critical`, …, `info`.
pub(super) fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "critical",
        Severity::High => "high",
        Severity::Medium => "medium",
        Severity::Low => "low",
        Severity::Info => "info",
    }
}

/// What kind of thing a finding is about.
pub(super) fn subject_kind(subject: &Subject) -> &'static str {
    match subject {
        Subject::Key { .. } => "key",
        Subject::User(_) => "user",
        Subject::Account => "account",
        Subject::Waiver(_) => "waiver",
    }
}

/// The user and the key of a subject, where it has them.
pub(super) fn user_and_key(subject: &Subject) -> (Option<&str>, Option<&str>) {
    match subject {
        Subject::Key { id, user } => (Some(user.as_str()), Some(id.as_str())),
        Subject::User(user) => (Some(user.as_str()), None),
        Subject::Account | Subject::Waiver(_) => (None, None),
    }
}

/// A subject on one line, printable.
pub(super) fn subject_line(subject: &Subject) -> String {
    match subject {
        Subject::Key { id, user } => format!("{user} {id}"),
        Subject::User(user) => user.to_string(),
        Subject::Account => "the account".to_owned(),
        Subject::Waiver(place) => format!("waiver {}", printable(place)),
    }
}

/// The place of an account.
pub(super) fn place_word(place: AccountPlace) -> &'static str {
    match place {
        AccountPlace::Management => "management",
        AccountPlace::Member => "member",
        AccountPlace::Standalone => "standalone",
        AccountPlace::Unknown => "unknown",
    }
}

/// The state of an account.
pub(super) fn state_word(state: &AccountState) -> &'static str {
    match state {
        AccountState::Active => "active",
        AccountState::Suspended => "suspended",
        AccountState::PendingActivation => "pending-activation",
        AccountState::PendingClosure => "pending-closure",
        AccountState::Closed => "closed",
        AccountState::Unknown(_) => "unknown",
    }
}

/// What was audited: `organization o-example`, `shard 0/2 of organization o-example`, or `account 111111111111`.
pub(super) fn scope_words(report: &Report) -> String {
    let organization = match &report.scope {
        Scope::Organization(id) => format!("organization {id}"),
        Scope::UnknownOrganization => "organization unknown".to_owned(),
        Scope::Account => {
            return match report.coverage.as_slice() {
                [account] => format!("account {}", account.account),
                _ => "one account".to_owned(),
            };
        }
    };
    match report.part {
        Part::Whole => organization,
        Part::Chosen => format!("chosen accounts of {organization}"),
        Part::Shard(shard) => format!("shard {shard} of {organization}"),
    }
}

/// When it was read, and how old the credential reports are that it rests on.
pub(super) fn read_words(report: &Report) -> String {
    let minute = |instant: jiff::Timestamp| instant.strftime("%Y-%m-%d %H:%M UTC").to_string();
    let read = minute(report.taken_at);
    match report.credential_reports.map(minute) {
        None => format!("read {read}"),
        Some(made) => format!("read {read}; access keys and passwords as of {made}"),
    }
}

/// The names of the accounts, printable.
pub(super) struct AccountNames(BTreeMap<AccountId, String>);

impl AccountNames {
    /// Those the report knows.
    pub(super) fn of(report: &Report) -> Self {
        let named = |name: &String| !name.trim().is_empty();
        let names = report.coverage.iter().filter_map(|account| {
            let name = account.name.as_ref().filter(|name| named(name))?;
            Some((account.account.clone(), printable(name)))
        });
        Self(names.collect())
    }

    /// The name of an account; empty where it has none.
    pub(super) fn name(&self, account: &AccountId) -> &str {
        self.0.get(account).map_or("", String::as_str)
    }

    /// `111111111111 sandbox`, or the id alone.
    pub(super) fn with_id(&self, account: &AccountId) -> String {
        match self.name(account) {
            "" => account.to_string(),
            name => format!("{account} {name}"),
        }
    }
}

/// The owner of a finding's subject, printable; nothing where there is none.
pub(super) fn owner(finding: &Finding) -> Option<String> {
    finding.owner.as_deref().map(printable)
}
