//! A plan, shown before anything is done: as a table with every deletion spelled out, and as JSON.

use serde::Serialize;

use crate::domain::{AccountId, Expiry, Lifetime, printable};
use crate::lifecycle::{
    DeletionReason, EntryPlan, Intent, KeyRevocation, Leftover, Management, Permissions, Record,
    RenewalReason, Return, RevocationPlan, Step, UserFate,
};

use super::json::pretty;
use super::lifecycle_words::{
    GIVEN_BACK, intent_word, last_segment, leftover_words, obstacle_words, owner_words, remark_words,
    why_user_stays,
};
use super::table::Rows;
use super::words::{count, date};

/// The plan of a roster, or of one key. Entries that are as they should be are counted and not listed.
pub fn plan_text(account: &AccountId, plans: &[EntryPlan], width: Option<u16>) -> String {
    let shown: Vec<&EntryPlan> =
        plans.iter().filter(|plan| plan.intent != Intent::Nothing || !plan.remarks.is_empty()).collect();
    if shown.is_empty() {
        return format!("account {account}, {}", tally(plans));
    }
    let mut wide = Rows::under(&["PLAN", "OWNER", "USER", "WHAT"]);
    let mut narrow = Rows::under(&["PLAN", "OWNER\n  USER", "WHAT"]);
    for plan in shown {
        let mut what = summary(plan);
        what.extend(plan.steps.iter().filter_map(|step| step_words(step, plan)));
        what.extend(plan.remarks.iter().map(remark_words));
        let intent = [intent_word(&plan.intent).to_owned()];
        let owner = owner_words(&plan.desired.owner, &plan.desired.purpose);
        narrow.add([&intent, &[owner.clone(), format!("  {}", plan.user)], &what]);
        wide.add([&intent, &[owner], &[plan.user.to_string()], &[what.join(", ")]]);
    }
    let table = wide.text_if_it_fits(width, &[1]).unwrap_or_else(|| narrow.text(width, &[1, 2]));
    format!("{table}\n\naccount {account}, {}", tally(plans))
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

/// What a plan comes to, a phrase a line.
fn summary(plan: &EntryPlan) -> Vec<String> {
    let desired = &plan.desired;
    let mut lines = match &plan.intent {
        Intent::Create => Vec::new(),
        Intent::Adopt => vec!["take over the user".to_owned()],
        Intent::Renew(reason) => vec![renewal_words(*reason)],
        Intent::Keep => vec!["the key stays".to_owned()],
        Intent::Nothing => vec!["nothing to change".to_owned()],
        Intent::Blocked(obstacle) => vec![obstacle_words(obstacle)],
    };
    if issues(plan) {
        let lifetime = desired
            .lifetime
            .map_or_else(|| "key that never ends".to_owned(), |lifetime| format!("key for {lifetime}"));
        lines.push(format!("{lifetime}, to {}", desired.delivery.sink));
        lines.push(format!("with {}", permission_words(&desired.permissions)));
    } else if plan.intent == Intent::Adopt {
        lines.push("the keys it has stay".to_owned());
    }
    lines
}

fn issues(plan: &EntryPlan) -> bool {
    plan.steps.iter().any(|step| matches!(step, Step::Issue(_)))
}

/// `inference-only for 2 models, in 1 Region`.
fn permission_words(permissions: &Permissions) -> String {
    let name = permissions.name();
    match permissions {
        Permissions::AwsManaged(_) | Permissions::Managed(_) => name.to_owned(),
        Permissions::InferenceOnly(narrowing) => {
            let narrowed = [
                ("for", narrowing.models.len(), "model"),
                ("in", narrowing.regions.len(), "Region"),
                ("from", narrowing.source_ips.len(), "network"),
            ];
            let narrowed: Vec<String> = narrowed
                .into_iter()
                .filter(|(_, number, _)| *number > 0)
                .map(|(how, number, noun)| format!(" {how} {}", count(number, noun)))
                .collect();
            format!("{name}{}", narrowed.concat())
        }
    }
}

fn renewal_words(reason: RenewalReason) -> String {
    match reason {
        RenewalReason::Ending(end) => match end {
            Expiry::At(instant) => format!("the old key ends {}", date(instant)),
            Expiry::Never => "the old key never ends".to_owned(),
        },
        RenewalReason::NeverEnds => "the old key never ends".to_owned(),
        RenewalReason::Undelivered => "the old key reached nobody".to_owned(),
        RenewalReason::Asked => "asked for".to_owned(),
    }
}

/// The steps that an admin must see: all but those that a new key always takes.
fn step_words(step: &Step, plan: &EntryPlan) -> Option<String> {
    match step {
        // A plan that issues a key says with which policy.
        Step::Attach(_) | Step::WriteInline(_) if issues(plan) => None,
        Step::CreateUser { boundary, .. } => {
            boundary.as_ref().map(|arn| format!("with boundary {}", arn.name()))
        }
        Step::Tag(_) => Some("sets tags".to_owned()),
        Step::SetBoundary(arn) => Some(format!("sets boundary {}", arn.name())),
        Step::Attach(arn) => Some(format!("attaches {}", last_segment(arn))),
        Step::Issue(_) => None,
        Step::WriteInline(_) => Some("writes its inline policy".to_owned()),
        Step::Detach(arn) => Some(format!("detaches {}", last_segment(arn))),
        Step::DeleteInline => Some("deletes its inline policy".to_owned()),
        Step::RecordSuspension(id) => Some(format!("records that {id} is suspended")),
        Step::DeleteKey(id, DeletionReason::Undelivered) => {
            Some(format!("deletes {id}, which reached nobody"))
        }
        Step::DeleteKey(id, DeletionReason::Expired) => Some(format!("deletes {id}, which has ended")),
    }
}

/// The revocations of a plan, a row a user.
pub fn revocation_text(account: &AccountId, plans: &[RevocationPlan], width: Option<u16>) -> String {
    let mut rows = Rows::under(&["PLAN", "OWNER\n  USER", "WHAT"]);
    for plan in plans {
        let whose = [owner_of(&plan.management), format!("  {}", plan.user)];
        let mut what: Vec<String> = plan.keys.iter().map(key_revocation_words).collect();
        match &plan.fate {
            UserFate::Deleted(leftovers) => {
                what.extend(leftovers.iter().map(|leftover| format!("remove {}", leftover_words(leftover))));
                what.push("delete the user".to_owned());
            }
            UserFate::GivenBack(Return { policies, tags: _ }) => {
                what.extend(policies.iter().map(|policy| format!("remove {}", leftover_words(policy))));
                what.push("take off its bedrock-keys tags".to_owned());
                what.push(format!("the user stays: {GIVEN_BACK}"));
            }
            UserFate::Stays(why) => what.push(format!("the user stays: {}", why_user_stays(why))),
        }
        rows.add([&["revoke".to_owned()], &whose, &what]);
    }
    let keys = plans.iter().map(|plan| plan.keys.len()).sum();
    let users = plans.iter().filter(|plan| matches!(plan.fate, UserFate::Deleted(_))).count();
    let users = if users == 0 { String::new() } else { format!(", {} to delete", count(users, "user")) };
    format!("{}\n\naccount {account}, {} to revoke{users}", rows.text(width, &[2]), count(keys, "key"))
}

/// `vision-team@example.com (chat)`; a dash where the tool manages nobody's key there.
fn owner_of(management: &Management) -> String {
    match management.record() {
        Some(record) if record.purpose.is_empty() => record.owner.clone(),
        Some(record) => format!("{} ({})", record.owner, record.purpose),
        None => "–".to_owned(),
    }
}

fn key_revocation_words(KeyRevocation { key, suspend_first }: &KeyRevocation) -> String {
    let verb = if *suspend_first { "suspend and delete" } else { "delete" };
    format!("{verb} {}", key.id)
}

#[derive(Serialize)]
struct PlanJson {
    schema_version: u32,
    account: String,
    entries: Vec<EntryJson>,
    revocations: Vec<RevocationJson>,
    not_read: Vec<String>,
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
    owner: Option<String>,
    purpose: Option<String>,
    user: String,
    keys: Vec<String>,
    deletes_user: bool,
    user_stays: Option<String>,
    removes: Vec<String>,
}

/// The plan as JSON.
pub fn plan_json(
    account: &AccountId,
    plans: &[EntryPlan],
    revocations: &[RevocationPlan],
    not_read: &[String],
) -> String {
    let entry = |plan: &EntryPlan| EntryJson {
        owner: plan.desired.owner.to_string(),
        purpose: (!plan.desired.purpose.is_unnamed()).then(|| plan.desired.purpose.to_string()),
        user: plan.user.to_string(),
        plan: intent_word(&plan.intent),
        what: printable(&summary(plan).join(", ")),
        lifetime_days: plan.desired.lifetime.map(Lifetime::days),
        sink: plan.desired.delivery.sink.to_string(),
        steps: plan.steps.iter().map(step_name).collect(),
        remarks: plan.remarks.iter().map(|remark| printable(&remark_words(remark))).collect(),
    };
    let purpose = |record: &Record| (!record.purpose.is_empty()).then(|| printable(&record.purpose));
    let words = |leftovers: &[Leftover]| leftovers.iter().map(leftover_words).collect::<Vec<_>>();
    let revocation = |plan: &RevocationPlan| RevocationJson {
        owner: plan.management.record().map(|record| printable(&record.owner)),
        purpose: plan.management.record().and_then(purpose),
        user: plan.user.to_string(),
        keys: plan.keys.iter().map(|each| each.key.id.to_string()).collect(),
        deletes_user: matches!(plan.fate, UserFate::Deleted(_)),
        user_stays: match &plan.fate {
            UserFate::Deleted(_) => None,
            UserFate::GivenBack(_) => Some(GIVEN_BACK.to_owned()),
            UserFate::Stays(why) => Some(why_user_stays(why)),
        },
        removes: match &plan.fate {
            UserFate::Deleted(leftovers) => words(leftovers),
            UserFate::GivenBack(Return { policies, tags }) => {
                let tags = tags.iter().map(|tag| format!("tag {}", tag.as_str()));
                words(policies).into_iter().chain(tags).collect()
            }
            UserFate::Stays(_) => Vec::new(),
        },
    };
    pretty(&PlanJson {
        schema_version: 1,
        account: account.to_string(),
        entries: plans.iter().map(entry).collect(),
        revocations: revocations.iter().map(revocation).collect(),
        not_read: not_read.iter().map(|gap| printable(gap)).collect(),
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
        Step::RecordSuspension(id) => format!("record suspension of key {id}"),
        Step::DeleteKey(id, _) => format!("delete key {id}"),
        Step::Issue(_) => "issue key".to_owned(),
    }
}
