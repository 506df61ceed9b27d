//! What attaching a guardrail breaks, for people and for programs: what is not known comes first.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::domain::{AccountId, first_few, printable};
use crate::guardrail::preview::{AlsoDenied, Effect, Exempt, LiveKey, Preview};
use crate::guardrail::{Endpoint, Organization, Question};

use crate::render::json::pretty;
use crate::render::table::Rows;
use crate::render::words::{count, wrapped};

/// So many accounts are named where there may be thousands.
const NAMED: usize = 5;

/// The preview in words and tables of at most `width` columns, for the time before somebody types yes.
pub fn preview_text(preview: &Preview, organization: &Organization, width: Option<u16>) -> String {
    let names = Names(organization);
    let mut parts = vec![wrapped(&preview.to_string(), width)];
    parts.extend(unknown(preview, &names, width));
    let unread = preview.unread_policies.iter().map(|gap| format!("not read: {}", printable(gap)));
    parts.extend(unread.map(|line| wrapped(&line, width)));
    parts.extend(keys(preview, &names, width));
    parts.extend(changes(preview, &names, width));
    let untouched = untouched(preview, &names);
    parts.extend(untouched.iter().map(|line| wrapped(line, width)));
    parts.join("\n\n") + "\n"
}

fn unknown(preview: &Preview, names: &Names<'_>, width: Option<u16>) -> Option<String> {
    let mut table = Rows::under(&["NOT KNOWN", "WHY"]);
    for (account, why) in &preview.unknown {
        table.add([&[names.with_id(account)], std::slice::from_ref(why)]);
    }
    (!preview.unknown.is_empty()).then(|| table.text(width, &[0, 1]))
}

fn keys(preview: &Preview, names: &Names<'_>, width: Option<u16>) -> Option<String> {
    let mut table = Rows::under(&["OWNER", "USER\n  KEY", "ACCOUNT", "LOSES"]);
    for (key, effects) in &preview.keys {
        let owner = key.owner.clone().unwrap_or_else(|| "none recorded".to_owned());
        let user = [key.user.to_string(), format!("  {}", key.id)];
        let loses: Vec<String> = effects.iter().map(|(endpoint, effect)| loss(*endpoint, *effect)).collect();
        table.add([&[owner], &user, &[names.with_id(&key.account)], &loses]);
    }
    (!preview.keys.is_empty()).then(|| table.text(width, &[0, 2]))
}

fn loss(endpoint: Endpoint, effect: Effect) -> String {
    match effect {
        Effect::Lost => endpoint.as_str().to_owned(),
        Effect::Perhaps => format!("perhaps {}", endpoint.as_str()),
    }
}

/// What else changes: how many accounts have the same change.
fn changes(preview: &Preview, names: &Names<'_>, width: Option<u16>) -> Option<String> {
    let mut alike: BTreeMap<(Question, &str, &str), Vec<&AccountId>> = BTreeMap::new();
    for effect in &preview.accounts {
        for (question, before, after) in &effect.changed {
            let change = (*question, before.as_str(), after.as_str());
            alike.entry(change).or_default().push(&effect.account);
        }
    }
    let mut table = Rows::under(&["WHAT CHANGES", "FROM", "TO", "IN"]);
    for ((question, before, after), accounts) in &alike {
        let kind = if question.is_collateral() { " (collateral)" } else { "" };
        // The same conditions in other words, or others of the same kind.
        let after = if before == after { "other conditions" } else { *after };
        table.add([
            &[format!("{}{kind}", question.words())],
            &[(*before).to_owned()],
            &[after.to_owned()],
            &[names.counted(accounts)],
        ]);
    }
    (!alike.is_empty()).then(|| table.text(width, &[3, 0]))
}

fn untouched(preview: &Preview, names: &Names<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    let (mut suspended, mut keys, mut denied) = (Vec::new(), Vec::new(), Vec::new());
    for exempt in &preview.exempt {
        match exempt {
            Exempt::ManagementAccount(account) => lines.push(format!(
                "Untouched: management account {}; no SCP ever binds it, and a key there keeps working.",
                names.with_id(account)
            )),
            Exempt::Suspended(account) => suspended.push(account),
            Exempt::Key(key) => keys.push(key),
            Exempt::DeniedAlready(key) => denied.push(key),
        }
    }
    if !suspended.is_empty() {
        lines.push(format!("Suspended, so that nobody can use them: {}.", names.listed(&suspended)));
    }
    if !keys.is_empty() {
        lines.push(format!("Not stopped although below a target: {}.", listed(&keys)));
    }
    if !denied.is_empty() {
        lines.push(format!("Denied already: {}.", listed(&denied)));
    }
    lines
}

fn listed(keys: &[&LiveKey]) -> String {
    first_few(keys.iter().map(|key| whose(key)), NAMED)
}

fn whose(key: &LiveKey) -> String {
    let owner = key.owner.as_deref().map(|owner| format!(" of {}", printable(owner))).unwrap_or_default();
    format!("{}{owner}", key.id)
}

/// The names of accounts.
struct Names<'organization>(&'organization Organization);

impl Names<'_> {
    fn with_id(&self, account: &AccountId) -> String {
        let name = self.0.accounts.get(account).and_then(|member| member.name.as_deref());
        match name.filter(|name| !name.trim().is_empty()) {
            Some(name) => format!("{account} {}", printable(name)),
            None => account.to_string(),
        }
    }

    /// `111111111111 One`, or `3 accounts`: most changes concern the same ones, and JSON lists them.
    fn counted(&self, accounts: &[&AccountId]) -> String {
        match accounts {
            [only] => self.with_id(only),
            several => count(several.len(), "account"),
        }
    }

    /// `3 accounts: 111111111111 One, …`.
    fn listed(&self, accounts: &[&AccountId]) -> String {
        let some = first_few(accounts.iter().map(|account| self.with_id(account)), NAMED);
        format!("{}: {some}", count(accounts.len(), "account"))
    }
}

#[derive(Serialize)]
struct PreviewJson<'a> {
    schema_version: u32,
    organization: &'a str,
    /// Whether all was read that the change may concern.
    complete: bool,
    summary: PreviewSummary,
    not_read: Vec<String>,
    keys: Vec<KeyJson>,
    accounts: Vec<AccountJson>,
    exempt: Vec<ExemptJson>,
}

/// What breaks, in numbers: the same in a preview, a plan and an outcome.
#[derive(Serialize)]
pub(super) struct PreviewSummary {
    text: String,
    broken_keys: usize,
    broken_owners: usize,
    broken_accounts: usize,
    perhaps_broken_keys: usize,
    collateral: usize,
    also_denies: Vec<AlsoDenies>,
}

/// Other actions that a policy denies, as it names them.
#[derive(Serialize)]
struct AlsoDenies {
    actions: String,
    /// Whether it denies them whatever the request.
    certain: bool,
}

impl PreviewSummary {
    pub(super) fn of(preview: &Preview) -> Self {
        let (broken_keys, broken_owners, broken_accounts) = preview.broken();
        Self {
            text: preview.to_string(),
            broken_keys,
            broken_owners,
            broken_accounts,
            perhaps_broken_keys: preview.perhaps_broken(),
            collateral: preview.collateral().count(),
            also_denies: preview.also_denied.iter().map(also_denies).collect(),
        }
    }
}

fn also_denies(denied: &AlsoDenied) -> AlsoDenies {
    AlsoDenies { actions: denied.actions.clone(), certain: denied.effect == Effect::Lost }
}

#[derive(Serialize)]
struct KeyJson {
    id: String,
    account: String,
    user: String,
    owner: Option<String>,
    loses: Vec<Loss>,
}

#[derive(Serialize)]
struct Loss {
    endpoint: &'static str,
    certain: bool,
}

#[derive(Serialize)]
struct AccountJson {
    account: String,
    name: Option<String>,
    changes: Vec<ChangeJson>,
}

#[derive(Serialize)]
struct ChangeJson {
    question: &'static str,
    before: &'static str,
    after: &'static str,
    collateral: bool,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum ExemptJson {
    ManagementAccount { account: String },
    SuspendedAccount { account: String },
    Key(ExemptKey),
    DeniedAlready(ExemptKey),
}

#[derive(Serialize)]
struct ExemptKey {
    id: String,
    account: String,
    user: String,
    owner: Option<String>,
}

fn exempt_key(key: &LiveKey) -> ExemptKey {
    ExemptKey {
        id: key.id.to_string(),
        account: key.account.to_string(),
        user: key.user.to_string(),
        owner: key.owner.as_deref().map(printable),
    }
}

/// The preview of changes in the organization of this id, as JSON.
pub fn preview_json(id: &str, preview: &Preview, organization: &Organization) -> String {
    let name = |account: &AccountId| {
        organization.accounts.get(account).and_then(|member| member.name.as_deref().map(printable))
    };
    pretty(&PreviewJson {
        schema_version: 1,
        organization: id,
        complete: preview.is_complete(),
        summary: PreviewSummary::of(preview),
        not_read: preview.not_read().iter().map(|gap| printable(gap)).collect(),
        keys: preview.keys.iter().map(|(key, effects)| key_json(key, effects)).collect(),
        accounts: preview
            .accounts
            .iter()
            .map(|effect| AccountJson {
                account: effect.account.to_string(),
                name: name(&effect.account),
                changes: effect
                    .changed
                    .iter()
                    .map(|(question, before, after)| ChangeJson {
                        question: question.as_str(),
                        before: before.as_str(),
                        after: after.as_str(),
                        collateral: question.is_collateral(),
                    })
                    .collect(),
            })
            .collect(),
        exempt: preview.exempt.iter().map(exempt_json).collect(),
    })
}

fn key_json(key: &LiveKey, effects: &[(Endpoint, Effect)]) -> KeyJson {
    let loss = |(endpoint, effect): &(Endpoint, Effect)| Loss {
        endpoint: endpoint.as_str(),
        certain: *effect == Effect::Lost,
    };
    KeyJson {
        id: key.id.to_string(),
        account: key.account.to_string(),
        user: key.user.to_string(),
        owner: key.owner.as_deref().map(printable),
        loses: effects.iter().map(loss).collect(),
    }
}

fn exempt_json(exempt: &Exempt) -> ExemptJson {
    match exempt {
        Exempt::ManagementAccount(account) => ExemptJson::ManagementAccount { account: account.to_string() },
        Exempt::Suspended(account) => ExemptJson::SuspendedAccount { account: account.to_string() },
        Exempt::Key(key) => ExemptJson::Key(exempt_key(key)),
        Exempt::DeniedAlready(key) => ExemptJson::DeniedAlready(exempt_key(key)),
    }
}
