//! What the embedded AWS has in store for its management account, read from its file.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Scratch;

/// The account that the sandbox's own credentials belong to.
pub(crate) const MANAGEMENT: &str = "418306925710";
const DELIVERED: &str = "bedrock-keys:delivered:";
const BEDROCK: &str = "bedrock.amazonaws.com";

/// The management account.
#[derive(Debug)]
pub(crate) struct Account(Value);

/// A Bedrock API key that exists.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct StoredKey {
    /// Its id.
    pub(crate) id: String,
    /// The user it is on.
    pub(crate) user: String,
    /// `user-at-account`.
    pub(crate) alias: String,
    /// `Active` or `Inactive`.
    pub(crate) status: String,
    /// When it was made.
    pub(crate) created: String,
    /// When it ends.
    pub(crate) expiry: String,
    /// Whether its user records the delivery of its secret.
    pub(crate) delivered: bool,
    /// Whether its user is the tool's.
    pub(crate) managed: bool,
}

impl Account {
    /// The account as it is now.
    pub(crate) fn of(scratch: &Scratch) -> Self {
        let path = scratch.sandbox().join("accounts").join(format!("{MANAGEMENT}.json"));
        let text = std::fs::read_to_string(path).expect("the sandbox was used");
        Self(serde_json::from_str(&text).expect("the sandbox writes JSON"))
    }

    /// All users by name, as they are stored.
    pub(crate) fn users(&self) -> BTreeMap<String, &Value> {
        let users = self.0["users"].as_object().expect("users");
        users.values().map(|user| (text(&user["name"]), user)).collect()
    }

    /// The tags of a user.
    pub(crate) fn tags(user: &Value) -> BTreeMap<String, String> {
        let tags = user["tags"].as_array().expect("tags");
        tags.iter().map(|tag| (text(&tag["key"]), text(&tag["value"]))).collect()
    }

    /// The ids whose delivery a user records.
    pub(crate) fn delivered(user: &Value) -> BTreeSet<String> {
        Self::tags(user).keys().filter_map(|key| key.strip_prefix(DELIVERED)).map(str::to_owned).collect()
    }

    /// The Bedrock API keys, by user and then by time.
    pub(crate) fn keys(&self) -> Vec<StoredKey> {
        let users = self.users();
        let credentials = self.0["credentials"].as_object().expect("credentials");
        let mut keys: Vec<StoredKey> = credentials
            .values()
            .filter(|credential| credential["service"] == BEDROCK)
            .map(|credential| {
                let (name, user) = users
                    .iter()
                    .find(|(_, user)| user["id"] == credential["owner"])
                    .expect("a credential has a user");
                let id = text(&credential["id"]);
                StoredKey {
                    delivered: Self::delivered(user).contains(&id),
                    managed: Self::tags(user).contains_key("bedrock-keys:managed"),
                    id,
                    user: name.clone(),
                    alias: text(&credential["alias"]),
                    status: text(&credential["status"]),
                    created: text(&credential["created"]),
                    expiry: credential["expiry"].to_string(),
                }
            })
            .collect();
        keys.sort_by(|a, b| (&a.user, &a.created, &a.expiry).cmp(&(&b.user, &b.created, &b.expiry)));
        keys
    }

    /// The secrets of Secrets Manager, by name.
    pub(crate) fn secrets(&self) -> BTreeMap<String, &Value> {
        let secrets = self.0["secrets"].as_object().expect("secrets");
        secrets.values().map(|secret| (text(&secret["name"]), secret)).collect()
    }
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}
