//! A plan, shown before anything is done: as a table with every deletion spelled out, and as JSON.

use serde::Serialize;

use crate::domain::{AccountId, Expiry, Lifetime, Owner, Purpose, printable};
use crate::lifecycle::{
    DeletionReason, EntryPlan, Intent, KeyRevocation, Obstacle, Remark, RenewalReason, RevocationPlan, Step,
    UserFate,
};

use super::outcome::{leftover_words, pretty, why_user_stays};
use super::table::{cell, table, text};
use super::words::{count, date, expiry};

/// The plan of a roster, or of one key. Entries that are as they should be are counted and not listed.
pub fn plan_text(account: &AccountId, plans: &[EntryPlan], width: Option<u16>) -> String {
    let mut table = table(&["PLAN", "OWNER\n  USER", "WHAT"], width);
    let shown: Vec<&EntryPlan> =
        plans.iter().filter(|plan| plan.intent != Intent::Nothing || !plan.remarks.is_empty()).collect();
    if shown.is_empty() {
        return format!("account {account}, {}", tally(plans));
    }
    for plan in shown {
        let mut lines = vec![summary(plan)];
        lines.extend(plan.steps.iter().filter_map(step_words));
        lines.extend(plan.remarks.iter().map(remark_words));
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        table.add_row([
            cell(&[intent_word(&plan.intent)]),
            cell(&[&owner_words(&plan.desired.owner, &plan.desired.purpose), &format!("  {}", plan.user)]),
            cell(&lines),
        ]);
    }
    format!("{}\n\naccount {account}, {}", text(&table), tally(plans))
}

/// `2 to create, 1 to renew, 3 unchanged`.
fn tally(plans: &[EntryPlan]) -> String {
    let words = ["create", "adopt", "renew", "keep", "blocked", "nothing"];
    let parts: Vec<String> = words
        .into_iter()
        .filter_map(|word| {
            let number = plans.iter().filter(|plan| intent_word(&plan.intent) == word).count();
            let said = match word {
                "blocked" => format!("{number} blocked"),
                "nothing" => format!("{number} unchanged"),
                "keep" => format!("{number} to bring in line"),
                word => format!("{number} to {word}"),
            };
            (number > 0).then_some(said)
        })
        .collect();
    format!("{}: {}", count(plans.len(), "entry"), parts.join(", "))
}

pub(super) fn owner_words(owner: &Owner, purpose: &Purpose) -> String {
    if purpose.is_unnamed() { owner.to_string() } else { format!("{owner} ({purpose})") }
}

/// The plan in one word.
pub(super) fn intent_word(intent: &Intent) -> &'static str {
    match intent {
        Intent::Create => "create",
        Intent::Adopt => "adopt",
        Intent::Renew(_) => "renew",
        Intent::Keep => "keep",
        Intent::Nothing => "nothing",
        Intent::Blocked(_) => "blocked",
    }
}

fn summary(plan: &EntryPlan) -> String {
    let desired = &plan.desired;
    let issue = || {
        let lifetime =
            desired.lifetime.map_or_else(|| "never expires".to_owned(), |lifetime| lifetime.to_string());
        format!("key for {lifetime}, {}, to {}", desired.permissions.name(), desired.delivery.sink)
    };
    let issues = plan.steps.iter().any(|step| matches!(step, Step::Issue(_)));
    match &plan.intent {
        Intent::Create => issue(),
        Intent::Adopt if issues => format!("take over the user; {}", issue()),
        Intent::Adopt => "take over the user with the key it has".to_owned(),
        Intent::Renew(reason) => format!("{}; {}", renewal_words(*reason), issue()),
        Intent::Keep => "the key stays".to_owned(),
        Intent::Nothing => "as it should be".to_owned(),
        Intent::Blocked(obstacle) => obstacle_words(obstacle),
    }
}

fn renewal_words(reason: RenewalReason) -> String {
    match reason {
        RenewalReason::Ending(end) => format!("the old key ends {}", expiry(end)),
        RenewalReason::NeverEnds => "the old key never ends".to_owned(),
        RenewalReason::Undelivered => "the old key reached nobody".to_owned(),
        RenewalReason::Asked => "asked for".to_owned(),
    }
}

/// Why an entry cannot be carried out, and what to do about it.
pub(super) fn obstacle_words(obstacle: &Obstacle) -> String {
    match obstacle {
        Obstacle::NoSuchUser => "the user to adopt does not exist".to_owned(),
        Obstacle::OtherOwner(owner) => format!("the user carries the key of {owner}"),
        Obstacle::ForeignUser => {
            "a user of this name exists without this tool's tags; `adopt` it by name, or delete it".to_owned()
        }
        Obstacle::NoFreeSlot(keys) => {
            let keys: Vec<&str> = keys.iter().map(|id| id.as_str()).collect();
            format!("IAM allows two keys a user and both are in use; revoke one of {}", keys.join(", "))
        }
        Obstacle::UnknownStatus(id) => {
            format!("IAM gave a status of key {id} that this version does not know")
        }
    }
}

/// The steps that an admin must see: all but those that a new key always takes.
fn step_words(step: &Step) -> Option<String> {
    match step {
        Step::CreateUser { boundary, .. } => {
            boundary.as_ref().map(|arn| format!("with boundary {}", arn.name()))
        }
        Step::Tag(_) => Some("sets tags".to_owned()),
        Step::SetBoundary(arn) => Some(format!("sets boundary {}", arn.name())),
        Step::Attach(_) | Step::Issue(_) => None,
        Step::WriteInline(_) => Some("writes its inline policy".to_owned()),
        Step::Detach(arn) => Some(format!("detaches {}", last_segment(arn))),
        Step::DeleteInline => Some("deletes its inline policy".to_owned()),
        Step::DeleteKey(id, DeletionReason::Undelivered) => {
            Some(format!("deletes {id}, which reached nobody"))
        }
        Step::DeleteKey(id, DeletionReason::Expired) => Some(format!("deletes {id}, which has ended")),
    }
}

pub(super) fn last_segment(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

pub(super) fn remark_words(remark: &Remark) -> String {
    match remark {
        Remark::Suspended(id) => format!("{id} is suspended: activate or revoke it"),
        Remark::StillWorks(id, Expiry::Never) => format!("{id} never ends: revoke it once nobody uses it"),
        Remark::StillWorks(id, Expiry::At(end)) => format!("{id} works until {}", date(*end)),
        Remark::OtherPolicies(names) => {
            let names: Vec<&str> = names.iter().map(|name| last_segment(name)).collect();
            format!("has policies this tool did not give: {}", names.join(", "))
        }
        Remark::InGroups(names) => format!("is in groups: {}", names.join(", ")),
        Remark::BoundaryStays(arn) => format!("boundary {} stays", last_segment(arn)),
    }
}

/// The revocations of a plan.
pub fn revocation_text(account: &AccountId, plans: &[RevocationPlan], width: Option<u16>) -> String {
    let mut table = table(&["USER", "KEY", "WHAT"], width);
    for plan in plans {
        for KeyRevocation { key, suspend_first } in &plan.keys {
            let what = if *suspend_first { "suspend, then delete" } else { "delete" };
            table.add_row([cell(&[plan.user.as_str()]), cell(&[key.id.as_str()]), cell(&[what])]);
        }
        let fate = match &plan.fate {
            UserFate::Deleted(leftovers) if leftovers.is_empty() => "then delete the user".to_owned(),
            UserFate::Deleted(leftovers) => {
                let words: Vec<String> = leftovers.iter().map(leftover_words).collect();
                format!("then delete the user and on it: {}", words.join(", "))
            }
            UserFate::Stays(why) => format!("the user stays: {}", why_user_stays(why)),
        };
        table.add_row([cell(&[plan.user.as_str()]), cell(&[""]), cell(&[&fate])]);
    }
    format!("{}\n\naccount {account}", text(&table))
}

#[derive(Serialize)]
struct PlanJson {
    schema_version: u32,
    account: String,
    entries: Vec<EntryJson>,
    revocations: Vec<RevocationJson>,
}

#[derive(Serialize)]
struct EntryJson {
    owner: String,
    purpose: Option<String>,
    user: String,
    plan: &'static str,
    what: String,
    lifetime_days: Option<u32>,
    sink: String,
    steps: Vec<String>,
    remarks: Vec<String>,
}

#[derive(Serialize)]
struct RevocationJson {
    user: String,
    keys: Vec<String>,
    deletes_user: bool,
    what: String,
}

/// The plan as JSON.
pub fn plan_json(account: &AccountId, plans: &[EntryPlan], revocations: &[RevocationPlan]) -> String {
    let entry = |plan: &EntryPlan| EntryJson {
        owner: plan.desired.owner.to_string(),
        purpose: (!plan.desired.purpose.is_unnamed()).then(|| plan.desired.purpose.to_string()),
        user: plan.user.to_string(),
        plan: intent_word(&plan.intent),
        what: printable(&summary(plan)),
        lifetime_days: plan.desired.lifetime.map(Lifetime::days),
        sink: plan.desired.delivery.sink.to_string(),
        steps: plan.steps.iter().map(step_name).collect(),
        remarks: plan.remarks.iter().map(|remark| printable(&remark_words(remark))).collect(),
    };
    let revocation = |plan: &RevocationPlan| RevocationJson {
        user: plan.user.to_string(),
        keys: plan.keys.iter().map(|each| each.key.id.to_string()).collect(),
        deletes_user: matches!(plan.fate, UserFate::Deleted(_)),
        what: match &plan.fate {
            UserFate::Deleted(leftovers) => {
                leftovers.iter().map(leftover_words).collect::<Vec<_>>().join(", ")
            }
            UserFate::Stays(why) => why_user_stays(why),
        },
    };
    pretty(&PlanJson {
        schema_version: 1,
        account: account.to_string(),
        entries: plans.iter().map(entry).collect(),
        revocations: revocations.iter().map(revocation).collect(),
    })
}

fn step_name(step: &Step) -> String {
    match step {
        Step::CreateUser { .. } => "create user".to_owned(),
        Step::Tag(_) => "tag user".to_owned(),
        Step::SetBoundary(arn) => format!("set boundary {arn}"),
        Step::Attach(arn) => format!("attach {arn}"),
        Step::WriteInline(_) => "write inline policy".to_owned(),
        Step::Detach(arn) => format!("detach {}", printable(arn)),
        Step::DeleteInline => "delete inline policy".to_owned(),
        Step::DeleteKey(id, _) => format!("delete key {id}"),
        Step::Issue(_) => "issue key".to_owned(),
    }
}
