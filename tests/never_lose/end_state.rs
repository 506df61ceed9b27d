//! The end of a run, without what differs from run to run.

use std::collections::BTreeSet;

use super::inventory::{EARLIER, Inventory};
use crate::support::Account;

/// Users, keys, secrets and files, a line each. Ids are replaced by what they stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EndState(BTreeSet<String>);

impl EndState {
    pub(super) fn of(inventory: &Inventory) -> Self {
        let Inventory { account, keys, held, files } = inventory;
        let mut lines = BTreeSet::new();
        for (name, user) in account.users() {
            let mut rest = user.clone();
            let members = rest.as_object_mut().expect("a user");
            // The unique id follows from the order of calls; the tags are listed by themselves.
            members.retain(|member, _| !["id", "name", "tags"].contains(&member.as_str()));
            let mut tags = Account::tags(user);
            // With ids in them; whether a key is delivered stands beside the key, and its suspension is counted.
            let suspended = tags.keys().filter(|key| key.starts_with("bedrock-keys:suspended:")).count();
            let about_a_key = |key: &str| {
                key.starts_with("bedrock-keys:delivered:") || key.starts_with("bedrock-keys:suspended:")
            };
            tags.retain(|key, _| !about_a_key(key));
            lines.insert(format!("user {name}: {rest} {tags:?}, {suspended} suspended"));
            let own: Vec<_> = keys.iter().filter(|key| key.user == name).collect();
            for (number, key) in own.iter().enumerate() {
                let places: BTreeSet<String> = held
                    .iter()
                    .filter(|each| each.credential == key.id && !each.place.ends_with(EARLIER))
                    .map(|each| without_ids(&each.place))
                    .collect();
                lines.insert(format!(
                    "key {number} of {name}: {} made {} ends {} delivered {} in {places:?}",
                    key.status, key.created, key.expiry, key.delivered
                ));
            }
        }
        lines.extend(account.secrets().keys().map(|name| format!("secret {name}")));
        // What the program of the `command` sink notes for the canary test is no delivery.
        let files = files.iter().filter(|file| *file != "received.arguments");
        lines.extend(files.map(|file| {
            // A file in a sink belongs to a key that is there, or to none any more.
            let is_live = keys.iter().any(|key| file.contains(&key.id));
            format!("file {} of a live key {is_live}", without_ids(file))
        }));
        Self(lines)
    }

    /// Without the versions of policies, which are recorded when a key is issued or never.
    pub(super) fn without_policy_versions(&self) -> Self {
        let version = ", \"bedrock-keys:policy-version\": \"v9\"";
        Self(self.0.iter().map(|line| line.replace(version, "")).collect())
    }

    /// What is here and not there, and the other way round; nothing where both are equal.
    pub(super) fn difference(&self, expected: &Self) -> Vec<String> {
        let more = self.0.difference(&expected.0).map(|line| format!("  not expected: {line}"));
        let less = expected.0.difference(&self.0).map(|line| format!("  missing:      {line}"));
        more.chain(less).collect()
    }
}

/// A text in which credential ids are replaced.
pub(super) fn without_ids(text: &str) -> String {
    let mut clean = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("ACCA") {
        clean.push_str(before);
        clean.push_str("KEY");
        rest = after.trim_start_matches(|character: char| {
            character.is_ascii_uppercase() || character.is_ascii_digit()
        });
    }
    clean + rest
}
