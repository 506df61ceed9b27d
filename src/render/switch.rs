//! A plan to suspend keys or to switch them on.

use serde::Serialize;

use crate::domain::AccountId;
use crate::lifecycle::{KeySwitch, Switch, SwitchPlan, SwitchStep};

use super::json::pretty;
use super::table::Rows;
use super::words::count;

/// The keys to switch, a row a key.
pub fn switch_text(account: &AccountId, switch: Switch, plans: &[SwitchPlan], width: Option<u16>) -> String {
    let verb = verb(switch);
    let keys: usize = plans.iter().map(|plan| plan.keys.len()).sum();
    if keys == 0 {
        return format!("account {account}, no key to {verb}: nothing to do");
    }
    let mut rows = Rows::under(&["PLAN", "USER", "KEY"]);
    for plan in plans {
        for key in &plan.keys {
            rows.add([&[words(key).to_owned()], &[plan.user.to_string()], &[key.id.to_string()]]);
        }
    }
    format!("{}\n\naccount {account}, {} to {verb}", rows.text(width, &[1]), count(keys, "key"))
}

fn verb(switch: Switch) -> &'static str {
    match switch {
        Switch::On => "activate",
        Switch::Off => "suspend",
    }
}

/// What will be done to a key: to the key itself, else to what is recorded about it.
fn words(key: &KeySwitch) -> &'static str {
    let has = |step| key.steps.contains(&step);
    if has(SwitchStep::Suspend) {
        "suspend"
    } else if has(SwitchStep::Activate) {
        "activate"
    } else if has(SwitchStep::RecordSuspension) {
        "record the suspension"
    } else {
        "lift the suspension"
    }
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
    what: &'a str,
}

/// The keys to switch as JSON.
pub fn switch_json(account: &AccountId, switch: Switch, plans: &[SwitchPlan]) -> String {
    let of_user = |plan: &'_ SwitchPlan| -> Vec<(String, String, &'static str)> {
        plan.keys.iter().map(|key| (key.id.to_string(), plan.user.to_string(), words(key))).collect()
    };
    let keys: Vec<_> = plans.iter().flat_map(of_user).collect();
    pretty(&SwitchJson {
        schema_version: 1,
        account: account.as_str(),
        plan: verb(switch),
        keys: keys.iter().map(|(id, user, what)| SwitchedJson { id, user, what }).collect(),
    })
}
