//! Owns the check whether a statement's conditions on one key can hold together.
//!
//! Only what is certain is said: the values that are tried are all that could make the conditions hold, or the key is left
//! alone. Conditions on different keys, and variables, are never held against each other.

use std::collections::{BTreeMap, BTreeSet};

use super::LintCode;
use super::found::Found;
use crate::domain::MAX_LIFETIME_DAYS;
use crate::guardrail::ConditionKey;
use crate::guardrail::condition_key::{Carried, Values};
use crate::policy::{
    Action, AttachedPolicy, Condition, ConditionBlock, Context, ContextValue, Family, Identity,
    OperatorMeaning, Part, Polarity, PolicyDocument, PolicySet, Request, RequestResource, Scalar, ScpLevel,
    ScpLevels, ScpScope, SetQualifier, Statement, StatementList, StringTest, Unlisted, Verdict, evaluate,
};

/// Users with nothing special about them. What excludes them all was written to exclude every user.
pub(super) const USERS: [&str; 2] =
    ["arn:aws:iam::024681357902:user/0f3b9c27", "arn:aws:iam::975318642097:user/team/4e8d1a60"];
/// Roles with nothing special about them.
pub(super) const ROLES: [&str; 2] =
    ["arn:aws:iam::024681357902:role/5a7c2e91", "arn:aws:iam::975318642097:role/team/b6d4f083"];
const ROOTS: [&str; 2] = ["arn:aws:iam::024681357902:root", "arn:aws:iam::975318642097:root"];

/// What conditions are tried on: the document lets it through unless they hold.
const DENY: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}"#;

/// A condition and where it stands.
pub(super) struct Placed<'statement> {
    pub(super) block: usize,
    pub(super) operator: &'statement ConditionBlock,
    pub(super) condition: &'statement Condition,
}

/// The conditions of a statement.
pub(super) fn placed(it: &Statement) -> impl Iterator<Item = Placed<'_>> {
    it.conditions.iter().enumerate().flat_map(|(block, operator)| {
        operator.conditions.iter().map(move |condition| Placed { block, operator, condition })
    })
}

/// Says which keys of a statement cannot fulfil its conditions; `strange` ones are told elsewhere.
pub(super) fn check(statement: usize, it: &Statement, strange: &BTreeSet<String>, found: &mut Found<'_>) {
    let mut keys: BTreeMap<&str, Vec<Placed<'_>>> = BTreeMap::new();
    for placed in placed(it) {
        keys.entry(placed.condition.key.folded()).or_default().push(placed);
    }
    for (key, conditions) in keys {
        if strange.contains(key) || !conditions.iter().all(is_plain) {
            continue;
        }
        let Some(candidates) = candidates(key, &conditions) else { continue };
        if candidates
            .into_iter()
            .all(|value| !may_hold(&conditions, Context::new(Unlisted::Unknown).with(key, value)))
            && let Some(last) = conditions.last()
        {
            let written = last.condition.key.as_str().escape_debug();
            let message = match conditions.len() {
                1 if ConditionKey::AGE.is(key) => {
                    format!("no key lives longer than {MAX_LIFETIME_DAYS} days")
                }
                1 if ConditionKey::PRINCIPAL_ARN.is(key) => {
                    "it exempts every user and role, so that nobody is left".to_owned()
                }
                1 => format!("no request fulfils this condition on `{written}`"),
                number => format!("no request fulfils all {number} conditions on `{written}`"),
            };
            found.add(LintCode::NeverMatches, Part::Operator { statement, block: last.block }, message);
        }
    }
}

/// Without a set operator and without variables.
fn is_plain(placed: &Placed<'_>) -> bool {
    let plain = match placed.operator.operator.meaning() {
        OperatorMeaning::Compare { qualifier, .. } => qualifier == SetQualifier::Plain,
        OperatorMeaning::Null => true,
        OperatorMeaning::Unknown => false,
    };
    plain && !texts(placed.condition).any(|text| text.contains("${"))
}

pub(super) fn texts(condition: &Condition) -> impl Iterator<Item = &str> {
    condition.values.as_slice().iter().map(Scalar::as_text)
}

/// All values that could make the conditions hold; nothing where there may be others.
fn candidates(key: &str, conditions: &[Placed<'_>]) -> Option<Vec<ContextValue>> {
    let single = |values: Vec<String>| values.into_iter().map(ContextValue::single).collect::<Vec<_>>();
    let known = ConditionKey::named(key);
    // Credentials of services that are not known here may be made one day; a third kind of key would have another name.
    let all = known.filter(|key| **key != ConditionKey::SERVICE).map(|key| key.values);
    let mut values = if let Some(Values::Among(all)) = all {
        single(all.iter().map(|value| (*value).to_owned()).collect())
    } else if conditions.iter().any(wants_absence) {
        Vec::new()
    } else if let Some(exact) = conditions.iter().find_map(exact) {
        single(exact)
    } else if let Some(numbers) = numbers(key, conditions) {
        single(numbers)
    } else if ConditionKey::PRINCIPAL_ARN.is(key) && conditions.iter().all(excludes) {
        single([USERS, ROLES, ROOTS].concat().into_iter().map(str::to_owned).collect())
    } else {
        return None;
    };
    if known.is_none_or(|key| key.carried != Carried::Always) {
        values.push(ContextValue::Absent);
    }
    Some(values)
}

/// A negated condition.
pub(super) fn excludes(placed: &Placed<'_>) -> bool {
    match placed.operator.operator.meaning() {
        OperatorMeaning::Compare { comparison, .. } => comparison.polarity == Polarity::Negated,
        OperatorMeaning::Null | OperatorMeaning::Unknown => false,
    }
}

/// `Null: true`.
fn wants_absence(placed: &Placed<'_>) -> bool {
    placed.operator.operator.meaning() == OperatorMeaning::Null
        && texts(placed.condition).all(|value| value.eq_ignore_ascii_case("true"))
}

/// The values of a condition that holds for no others, absence aside.
fn exact(placed: &Placed<'_>) -> Option<Vec<String>> {
    let OperatorMeaning::Compare { comparison, .. } = placed.operator.operator.meaning() else { return None };
    match (comparison.family, comparison.polarity) {
        (Family::String(StringTest::Exact), Polarity::Positive) => {
            Some(texts(placed.condition).map(str::to_owned).collect())
        }
        (Family::Bool, Polarity::Positive) => Some(vec!["true".to_owned(), "false".to_owned()]),
        (_, _) => None,
    }
}

/// For whole numbers: each number that is mentioned and what lies beside and between.
fn numbers(key: &str, conditions: &[Placed<'_>]) -> Option<Vec<String>> {
    let mut mentioned: BTreeSet<i64> = BTreeSet::new();
    for placed in conditions {
        match placed.operator.operator.meaning() {
            OperatorMeaning::Null => {}
            OperatorMeaning::Compare { comparison, .. } => {
                let Family::Numeric(_) = comparison.family else { return None };
                for text in texts(placed.condition) {
                    mentioned
                        .insert(text.parse().ok().filter(|number: &i64| number.unsigned_abs() < 1 << 32)?);
                }
            }
            OperatorMeaning::Unknown => return None,
        }
    }
    if mentioned.is_empty() {
        return None;
    }
    let beside = mentioned.iter().flat_map(|number| [number - 1, *number, number + 1]);
    if ConditionKey::AGE.is(key) {
        let most = i64::from(MAX_LIFETIME_DAYS);
        let ages: BTreeSet<i64> = beside.chain([1, most]).filter(|days| (1..=most).contains(days)).collect();
        return Some(ages.iter().map(i64::to_string).collect());
    }
    let whole: BTreeSet<i64> = beside.collect();
    Some(whole.iter().flat_map(|number| [number.to_string(), half_more(*number)]).collect())
}

fn half_more(number: i64) -> String {
    // -3 and a half more is -2.5.
    if number < 0 { format!("-{}.5", -number - 1) } else { format!("{number}.5") }
}

/// Whether the conditions may hold where this is known of a request, by the evaluator's own reading.
pub(super) fn may_hold(conditions: &[Placed<'_>], context: Context) -> bool {
    let Ok(mut document) = PolicyDocument::parse(DENY) else { return true };
    let blocks = conditions.iter().map(|placed| ConditionBlock {
        operator: placed.operator.operator.clone(),
        conditions: vec![placed.condition.clone()],
    });
    let blocks: Vec<ConditionBlock> = blocks.collect();
    let Some(statement) = document.statements().first().cloned() else { return true };
    document.statements = StatementList::One(Box::new(Statement { conditions: blocks, ..statement }));
    let root = ScpLevel::new("here", vec![AttachedPolicy::document("the policy", document)]);
    let scps = ScpScope::Levels(ScpLevels { root, below: Vec::new() });
    let Ok(action) = Action::new("any:Thing") else { return true };
    let request = Request { action, resource: RequestResource::NoResourceType, context };
    match evaluate(&request, &PolicySet { scps, identity: Identity::AssumedToAllow }) {
        Verdict::ExplicitlyDenied { .. } | Verdict::Conditional { .. } | Verdict::Allowed { .. } => true,
        Verdict::ImplicitlyDenied { perhaps_denied_by, .. } => !perhaps_denied_by.is_empty(),
    }
}
