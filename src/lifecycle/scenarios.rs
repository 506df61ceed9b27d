//! Accounts and wishes for the tests of this folder.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::domain::{Expiry, Key, KeyStatus, Partition, UserPath};

use super::{Delivery, DesiredKey, ObservedAccount, ObservedUser, Permissions, UserChoice, record};

pub(super) const LIMITED: &str = "arn:aws:iam::aws:policy/AmazonBedrockLimitedAccess";

pub(super) fn now() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

pub(super) fn wish() -> DesiredKey {
    DesiredKey {
        owner: "vision-team@example.com".parse().unwrap(),
        purpose: "".parse().unwrap(),
        user: UserChoice::Generated(UserPath::generated()),
        lifetime: Some("30d".parse().unwrap()),
        renew_within: "7d".parse().unwrap(),
        permissions: Permissions::limited_access(),
        boundary: None,
        tags: BTreeMap::new(),
        roster: None,
        delivery: Delivery {
            sink: "file:out".parse().unwrap(),
            recipient: None,
            kms_key: None,
            region: "eu-central-1".parse().unwrap(),
            model: "amazon.nova-lite-v1:0".parse().unwrap(),
        },
    }
}

pub(super) fn empty_account() -> ObservedAccount {
    ObservedAccount {
        account: "123456789012".parse().unwrap(),
        partition: Partition::commercial(),
        users: BTreeMap::new(),
        keys: Vec::new(),
        unreadable: Vec::new(),
    }
}

/// The user of [`wish`], as a finished run leaves it, without keys.
pub(super) fn managed_user(account: &ObservedAccount, wish: &DesiredKey) -> ObservedUser {
    let label = account.partition.managed_policy(wish.permissions.name());
    let tags = record::tags_for(wish, &label);
    ObservedUser {
        name: wish.user_name(&account.account),
        path: "/bedrock-keys/".to_owned(),
        tags: tags.into_iter().map(|(key, value)| (key.to_string(), value.to_string())).collect(),
        boundary: None,
        attached: BTreeSet::from([label]),
        inline: BTreeMap::new(),
        groups: Vec::new(),
    }
}

/// An account in which [`wish`] has its user, with these keys: id number, status, days until the end, delivered.
pub(super) fn account_with(keys: &[(u32, KeyStatus, Option<i64>, bool)]) -> ObservedAccount {
    let mut account = empty_account();
    let mut user = managed_user(&account, &wish());
    for (number, recorded, days, delivered) in keys {
        let key = key(&user, *number, *recorded, *days);
        if *delivered {
            let tags = record::delivery_tags(&key.id, now(), None);
            user.tags.extend(tags.into_iter().map(|(key, value)| (key.to_string(), value.to_string())));
        }
        account.keys.push(key);
    }
    account.users.insert(user.name.clone(), user);
    account
}

pub(super) fn key(user: &ObservedUser, number: u32, recorded: KeyStatus, days: Option<i64>) -> Key {
    let expiry =
        days.map_or(Expiry::Never, |days| Expiry::At(now() + jiff::SignedDuration::from_hours(24 * days)));
    Key {
        id: id(number),
        user: user.name.clone(),
        alias: None,
        recorded,
        created: now() - jiff::SignedDuration::from_hours(24),
        expiry,
    }
}

pub(super) fn id(number: u32) -> crate::domain::CredentialId {
    format!("ACCAEXAMPLE{number:010}").parse().unwrap()
}
