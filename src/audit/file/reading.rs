//! From a file to a snapshot.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::str::FromStr;

use crate::audit::{
    AccountFacts, AccountPlace, AccountSnapshot, AuditedUser, CredentialReport, GroupPolicies, Known, Part,
    PolicyDocumentVersion, Reading, ReportRow, Scope, Snapshot,
};
use crate::domain::{Arn, CredentialAlias, Expiry, Key, KeyStatus, Partition, UserName, printable};
use crate::lifecycle::{Leftover, MfaDevice, ObservedUser};

use super::{KIND, OLDEST_VERSION, SNAPSHOT_SCHEMA_VERSION, SnapshotFileError, guardrails, shape};

/// Reads the file of a snapshot.
pub fn parse_snapshot(text: &str) -> Result<Snapshot, SnapshotFileError> {
    let heading: shape::Heading = serde_json::from_str(text).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => SnapshotFileError::NotASnapshot,
        serde_json::error::Category::Io
        | serde_json::error::Category::Syntax
        | serde_json::error::Category::Eof => SnapshotFileError::NotJson(error.to_string()),
    })?;
    if heading.kind.as_deref() != Some(KIND) {
        return Err(SnapshotFileError::NotASnapshot);
    }
    let version = heading.schema_version.unwrap_or_default();
    let versions = OLDEST_VERSION..=SNAPSHOT_SCHEMA_VERSION;
    let known =
        version.as_u64().is_some_and(|version| versions.clone().any(|each| u64::from(each) == version));
    if !known {
        let found = printable(&version.to_string());
        return Err(SnapshotFileError::Version { found, known: SNAPSHOT_SCHEMA_VERSION });
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let file: shape::File<Vec<shape::Account>> = serde_path_to_error::deserialize(&mut deserializer)
        .map_err(|error| {
            let (path, message) = (error.path().to_string(), error.inner().to_string());
            SnapshotFileError::Invalid { path: printable(&path), message: printable(&message) }
        })?;
    snapshot(file)
}

/// Where a value is, for the error about it.
#[derive(Clone)]
struct At(String);

impl At {
    fn field(&self, name: &str) -> Self {
        Self(format!("{}.{name}", self.0))
    }

    fn index(&self, index: usize) -> Self {
        Self(format!("{}[{index}]", self.0))
    }

    fn wrong(&self, message: impl Display) -> SnapshotFileError {
        SnapshotFileError::Invalid { path: printable(&self.0), message: printable(&message.to_string()) }
    }

    fn parse<T>(&self, field: &str, text: &str) -> Result<T, SnapshotFileError>
    where
        T: FromStr,
        T::Err: Display,
    {
        text.parse().map_err(|error| self.field(field).wrong(error))
    }
}

fn snapshot(file: shape::File<Vec<shape::Account>>) -> Result<Snapshot, SnapshotFileError> {
    let top = |name: &str| At(name.to_owned());
    let parse_at = |name: &str, error: &dyn Display| top(name).wrong(error);
    let mut accounts = Vec::with_capacity(file.accounts.len());
    let mut seen = BTreeSet::new();
    for (index, found) in file.accounts.into_iter().enumerate() {
        let at = top("accounts").index(index);
        let found = account(found, &at)?;
        if !seen.insert(found.id.clone()) {
            return Err(at.field("id").wrong(format!("account {} is here twice", found.id)));
        }
        accounts.push(found);
    }
    let partition = partition(&file.partition).map_err(|error| parse_at("partition", &error))?;
    Ok(Snapshot {
        taken_at: file.taken_at.parse().map_err(|error| parse_at("taken_at", &error))?,
        caller: file.caller.parse().map_err(|error| parse_at("caller", &error))?,
        scope: match file.scope {
            shape::Scope::Account => Scope::Account,
            shape::Scope::Organization(id) if id == shape::UNKNOWN_ORGANIZATION => Scope::UnknownOrganization,
            shape::Scope::Organization(id) => Scope::Organization(top("scope").parse("organization", &id)?),
        },
        part: match file.part {
            shape::Part::Whole => Part::Whole,
            shape::Part::Chosen => Part::Chosen,
            shape::Part::Shard(text) => {
                Part::Shard(text.parse().map_err(|error| parse_at("part.shard", &error))?)
            }
        },
        accounts,
        guardrails: guardrails::read(file.guardrails, &partition)?,
        partition,
    })
}

/// A partition only stands in ARNs, so it is read in one.
fn partition(text: &str) -> Result<Partition, String> {
    let arn = format!("arn:{text}:iam::aws:policy/any").parse::<Arn>();
    let partition =
        arn.map(|arn| arn.partition().clone()).ok().filter(|partition| partition.as_str() == text);
    partition.ok_or_else(|| format!("`{text}` is not a partition"))
}

fn known<T, U>(
    value: shape::Known<T>,
    read: impl FnOnce(T) -> Result<U, SnapshotFileError>,
) -> Result<Known<U>, SnapshotFileError> {
    match value {
        shape::Known::Known(value) => read(value).map(Known::Known),
        shape::Known::Unknown(why) => Ok(Known::Unknown(why)),
    }
}

fn account(account: shape::Account, at: &At) -> Result<AccountSnapshot, SnapshotFileError> {
    Ok(AccountSnapshot {
        id: at.parse("id", &account.id)?,
        name: account.name,
        state: guardrails::state_read(account.state),
        place: match account.place {
            shape::Place::Management => AccountPlace::Management,
            shape::Place::Member => AccountPlace::Member,
            shape::Place::Standalone => AccountPlace::Standalone,
            shape::Place::Unknown => AccountPlace::Unknown,
        },
        ancestors: known(account.ancestors, Ok)?,
        reading: match account.reading {
            shape::Reading::Audited(read) => {
                Reading::Audited(Box::new(facts(*read, &at.field("reading").field("audited"))?))
            }
            shape::Reading::NotAudited(why) => Reading::NotAudited(why),
            shape::Reading::OutOfScope(why) => Reading::OutOfScope(why),
        },
    })
}

fn facts(facts: shape::Facts, at: &At) -> Result<AccountFacts, SnapshotFileError> {
    let policy = |policy: shape::Policy| {
        Ok(PolicyDocumentVersion { version: policy.version, document: policy.document })
    };
    let policies = facts.policies.into_iter().map(|(arn, text)| Ok((arn, known(text, policy)?)));
    Ok(AccountFacts {
        keys: known(facts.keys, |keys| {
            let at = at.field("keys").field("known");
            keys.into_iter().enumerate().map(|(index, found)| key(found, &at.index(index))).collect()
        })?,
        users: known(facts.users, |all| users(all, &at.field("users").field("known")))?,
        policies: policies.collect::<Result<_, SnapshotFileError>>()?,
        credential_report: known(facts.credential_report, |found| {
            report(found, &at.field("credential_report").field("known"))
        })?,
        unreadable: facts.unreadable,
    })
}

fn key(key: shape::Key, at: &At) -> Result<Key, SnapshotFileError> {
    Ok(Key {
        id: at.parse("id", &key.id)?,
        user: at.parse("user", &key.user)?,
        alias: key.alias.map(CredentialAlias::new),
        recorded: match key.status {
            shape::Status::Active => KeyStatus::Active,
            shape::Status::Inactive => KeyStatus::Inactive,
            shape::Status::Expired => KeyStatus::Expired,
            shape::Status::Unknown => KeyStatus::Unknown,
        },
        created: at.parse("created", &key.created)?,
        expiry: match key.expiry {
            shape::Expiry::Never => Expiry::Never,
            shape::Expiry::At(instant) => Expiry::At(at.field("expiry").parse("at", &instant)?),
        },
    })
}

fn users(users: Vec<shape::User>, at: &At) -> Result<BTreeMap<UserName, AuditedUser>, SnapshotFileError> {
    let mut by_name = BTreeMap::new();
    for (index, found) in users.into_iter().enumerate() {
        let at = at.index(index);
        let found = user(found, &at)?;
        let name = found.user.name.clone();
        if by_name.insert(name.clone(), found).is_some() {
            return Err(at.field("name").wrong(format!("user `{name}` is here twice")));
        }
    }
    Ok(by_name)
}

fn user(user: shape::User, at: &At) -> Result<AuditedUser, SnapshotFileError> {
    let group = |group: shape::Group| GroupPolicies { attached: group.attached, inline: group.inline };
    let ways_in = |ways: Vec<shape::WayIn>| Ok(ways.into_iter().map(way_in).collect());
    Ok(AuditedUser {
        groups: known(user.group_policies, |groups| {
            Ok(groups.into_iter().map(|(name, policies)| (name, group(policies))).collect())
        })?,
        ways_in: user.ways_in.map(|ways| known(ways, ways_in)).transpose()?,
        user: ObservedUser {
            name: at.parse("name", &user.name)?,
            path: user.path,
            tags: user.tags,
            boundary: user.boundary,
            attached: user.attached,
            inline: user.inline,
            groups: user.groups,
        },
    })
}

fn way_in(way: shape::WayIn) -> Leftover {
    match way {
        shape::WayIn::AccessKey(id) => Leftover::AccessKey(id),
        shape::WayIn::ConsolePassword => Leftover::ConsolePassword,
        shape::WayIn::Mfa(serial) => Leftover::Mfa(MfaDevice { serial }),
        shape::WayIn::SshKey(id) => Leftover::SshKey(id),
        shape::WayIn::SigningCertificate(id) => Leftover::SigningCertificate(id),
        shape::WayIn::ServiceCredential { id, service } => Leftover::ServiceCredential { id, service },
        shape::WayIn::AttachedPolicy(arn) => Leftover::AttachedPolicy(arn),
        shape::WayIn::InlinePolicy(name) => Leftover::InlinePolicy(name),
        shape::WayIn::Group(name) => Leftover::Group(name),
    }
}

fn report(report: shape::Report, at: &At) -> Result<CredentialReport, SnapshotFileError> {
    let row = |row: shape::Row| ReportRow {
        password_enabled: row.password_enabled,
        access_key_1_active: row.access_key_1_active,
        access_key_2_active: row.access_key_2_active,
    };
    Ok(CredentialReport {
        generated_at: at.parse("generated_at", &report.generated_at)?,
        rows: report.rows.into_iter().map(|(name, found)| (name, row(found))).collect(),
    })
}
