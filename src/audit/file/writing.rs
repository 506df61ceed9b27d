//! From a snapshot to its file.

use serde::{Serialize, Serializer};

use crate::audit::{
    AccountFacts, AccountPlace, AccountSnapshot, AuditedUser, CredentialReport, GroupPolicies, Known, Part,
    PolicyDocumentVersion, Reading, ReportRow, Scope, Snapshot,
};
use crate::domain::{Expiry, Key, KeyStatus};
use crate::lifecycle::Leftover;

use super::{KIND, SNAPSHOT_SCHEMA_VERSION, guardrails, shape};

/// The file of a snapshot, to be written as it is made. It holds no secret.
pub fn snapshot_file(snapshot: &Snapshot) -> impl Serialize {
    shape::File {
        schema_version: SNAPSHOT_SCHEMA_VERSION,
        kind: KIND.to_owned(),
        taken_at: snapshot.taken_at.to_string(),
        caller: snapshot.caller.to_string(),
        partition: snapshot.partition.to_string(),
        scope: match &snapshot.scope {
            Scope::Account => shape::Scope::Account,
            Scope::Organization(id) => shape::Scope::Organization(id.to_string()),
            Scope::UnknownOrganization => shape::Scope::Organization(shape::UNKNOWN_ORGANIZATION.to_owned()),
        },
        part: match snapshot.part {
            Part::Whole => shape::Part::Whole,
            Part::Chosen => shape::Part::Chosen,
            Part::Shard(shard) => shape::Part::Shard(shard.to_string()),
        },
        accounts: Accounts(&snapshot.accounts),
        guardrails: guardrails::written(&snapshot.guardrails),
    }
}

/// Each account takes its shape when it is its turn: those of a large organization never stand in memory beside it.
struct Accounts<'a>(&'a [AccountSnapshot]);

impl Serialize for Accounts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(account))
    }
}

fn known<T, U>(value: &Known<T>, write: impl FnOnce(&T) -> U) -> shape::Known<U> {
    match value {
        Known::Known(value) => shape::Known::Known(write(value)),
        Known::Unknown(why) => shape::Known::Unknown(why.clone()),
    }
}

fn account(account: &AccountSnapshot) -> shape::Account {
    shape::Account {
        id: account.id.to_string(),
        name: account.name.clone(),
        state: guardrails::state(&account.state),
        place: match account.place {
            AccountPlace::Management => shape::Place::Management,
            AccountPlace::Member => shape::Place::Member,
            AccountPlace::Standalone => shape::Place::Standalone,
            AccountPlace::Unknown => shape::Place::Unknown,
        },
        ancestors: known(&account.ancestors, Clone::clone),
        reading: match &account.reading {
            Reading::Audited(read) => shape::Reading::Audited(Box::new(facts(read))),
            Reading::NotAudited(why) => shape::Reading::NotAudited(why.clone()),
            Reading::OutOfScope(why) => shape::Reading::OutOfScope(why.clone()),
        },
    }
}

fn facts(facts: &AccountFacts) -> shape::Facts {
    let policy = |policy: &PolicyDocumentVersion| shape::Policy {
        version: policy.version.clone(),
        document: policy.document.clone(),
    };
    shape::Facts {
        keys: known(&facts.keys, |keys| keys.iter().map(key).collect()),
        users: known(&facts.users, |users| users.values().map(user).collect()),
        policies: facts.policies.iter().map(|(arn, text)| (arn.clone(), known(text, policy))).collect(),
        credential_report: known(&facts.credential_report, report),
        unreadable: facts.unreadable.clone(),
    }
}

fn key(key: &Key) -> shape::Key {
    shape::Key {
        id: key.id.to_string(),
        user: key.user.to_string(),
        alias: key.alias.as_ref().map(ToString::to_string),
        status: match key.recorded {
            KeyStatus::Active => shape::Status::Active,
            KeyStatus::Inactive => shape::Status::Inactive,
            KeyStatus::Expired => shape::Status::Expired,
            KeyStatus::Unknown => shape::Status::Unknown,
        },
        created: key.created.to_string(),
        expiry: match key.expiry {
            Expiry::Never => shape::Expiry::Never,
            Expiry::At(instant) => shape::Expiry::At(instant.to_string()),
        },
    }
}

fn user(audited: &AuditedUser) -> shape::User {
    let group = |group: &GroupPolicies| shape::Group {
        attached: group.attached.clone(),
        inline: group.inline.clone(),
    };
    let user = &audited.user;
    shape::User {
        name: user.name.to_string(),
        path: user.path.clone(),
        tags: user.tags.clone(),
        boundary: user.boundary.clone(),
        attached: user.attached.clone(),
        inline: user.inline.clone(),
        groups: user.groups.clone(),
        group_policies: known(&audited.groups, |groups| {
            groups.iter().map(|(name, policies)| (name.clone(), group(policies))).collect()
        }),
        ways_in: audited.ways_in.as_ref().map(|ways| known(ways, |ways| ways.iter().map(way_in).collect())),
    }
}

fn way_in(leftover: &Leftover) -> shape::WayIn {
    match leftover {
        Leftover::AccessKey(id) => shape::WayIn::AccessKey(id.clone()),
        Leftover::ConsolePassword => shape::WayIn::ConsolePassword,
        Leftover::Mfa(device) => shape::WayIn::Mfa(device.serial.clone()),
        Leftover::SshKey(id) => shape::WayIn::SshKey(id.clone()),
        Leftover::SigningCertificate(id) => shape::WayIn::SigningCertificate(id.clone()),
        Leftover::ServiceCredential { id, service } => {
            shape::WayIn::ServiceCredential { id: id.clone(), service: service.clone() }
        }
        Leftover::AttachedPolicy(arn) => shape::WayIn::AttachedPolicy(arn.clone()),
        Leftover::InlinePolicy(name) => shape::WayIn::InlinePolicy(name.clone()),
        Leftover::Group(name) => shape::WayIn::Group(name.clone()),
    }
}

fn report(report: &CredentialReport) -> shape::Report {
    let row = |row: &ReportRow| shape::Row {
        password_enabled: row.password_enabled,
        access_key_1_active: row.access_key_1_active,
        access_key_2_active: row.access_key_2_active,
    };
    shape::Report {
        generated_at: report.generated_at.to_string(),
        rows: report.rows.iter().map(|(name, found)| (name.clone(), row(found))).collect(),
    }
}
