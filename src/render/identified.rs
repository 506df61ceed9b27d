//! What a found key says of itself, and what its account says of it.

use jiff::Timestamp;
use serde::Serialize;

use crate::domain::{KeyText, printable};

use super::ListedKey;
use super::json::pretty;
use super::keys::{KeyJson, key_details, key_json};

/// What the account says of a found key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identified {
    /// Nobody was asked.
    NotAsked,
    /// It has this key.
    Found(Box<ListedKey>, Timestamp),
    /// It has no key of this alias: it was deleted.
    Gone,
    /// The account could not be read in full.
    Unknown,
}

/// The answer, a fact a line.
pub fn identified_text(text: &KeyText, found: &Identified) -> String {
    let users: Vec<&str> = text.users.iter().map(|user| user.as_str()).collect();
    let users = printable(&users.join(" or "));
    let status = match found {
        Identified::Found(listed, now) => {
            let details = key_details(&text.account, listed, *now);
            let renamed = !text.users.contains(&listed.key.user);
            return if renamed { format!("{details}renamed from  {users}\n") } else { details };
        }
        Identified::NotAsked => "",
        Identified::Gone => "status        gone: the account has no key of this alias\n",
        Identified::Unknown => "status        unknown: the account could not be read in full\n",
    };
    let alias = printable(text.alias.as_str());
    format!("account       {}\nuser          {users}\nalias         {alias}\n{status}", text.account)
}

#[derive(Serialize)]
struct IdentifiedJson<'a> {
    schema_version: u32,
    account: &'a str,
    users: Vec<&'a str>,
    alias: &'a str,
    found: &'static str,
    key: Option<KeyJson<'a>>,
}

/// The answer as JSON.
pub fn identified_json(text: &KeyText, found: &Identified) -> String {
    let (word, key) = match found {
        Identified::NotAsked => ("not-asked", None),
        Identified::Found(listed, now) => ("found", Some(key_json(listed, *now))),
        Identified::Gone => ("gone", None),
        Identified::Unknown => ("unknown", None),
    };
    pretty(&IdentifiedJson {
        schema_version: 1,
        account: text.account.as_str(),
        users: text.users.iter().map(|user| user.as_str()).collect(),
        alias: text.alias.as_str(),
        found: word,
        key,
    })
}
