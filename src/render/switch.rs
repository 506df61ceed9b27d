//! A plan to suspend keys or to switch them on.

use serde::Serialize;

use crate::domain::{AccountId, Key};

use super::outcome::pretty;
use super::table::Rows;
use super::words::count;

/// The keys to switch, a row a key.
pub fn switch_text(account: &AccountId, verb: &str, keys: &[&Key], width: Option<u16>) -> String {
    if keys.is_empty() {
        return format!("account {account}, no key to {verb}: nothing to do");
    }
    let mut rows = Rows::under(&["PLAN", "USER", "KEY"]);
    for key in keys {
        rows.add([&[verb.to_owned()], &[key.user.to_string()], &[key.id.to_string()]]);
    }
    format!("{}\n\naccount {account}, {} to {verb}", rows.text(width, &[1]), count(keys.len(), "key"))
}

#[derive(Serialize)]
struct SwitchJson<'a> {
    schema_version: u32,
    account: &'a str,
    plan: &'a str,
    keys: Vec<SwitchedJson<'a>>,
}

#[derive(Serialize)]
struct SwitchedJson<'a> {
    id: &'a str,
    user: &'a str,
}

/// The keys to switch as JSON.
pub fn switch_json(account: &AccountId, verb: &str, keys: &[&Key]) -> String {
    pretty(&SwitchJson {
        schema_version: 1,
        account: account.as_str(),
        plan: verb,
        keys: keys.iter().map(|key| SwitchedJson { id: key.id.as_str(), user: key.user.as_str() }).collect(),
    })
}
