//! The disagreements with the second opinion that an AWS page settles, as rewriting rules.
//!
//! A rule rewrites what the page settles into what both evaluators understand, and must not change our own verdict.
//! A disagreement is explained when it is gone after rewriting. `docs/policy-semantics.md` lists the same rules.

use crate::policy::generate::{DATES, GeneratedCase};
use serde_json::{Map, Value, json};

/// Why the other evaluator answers differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Explanation {
    /// It takes any resource pattern for a match where the action has no resource types.
    NoResourceType,
    /// It substitutes policy variables whatever the `Version`.
    OldLanguage,
    /// It lets a negated operator fail where a policy variable has no value.
    VariableWithoutValue,
    /// It lets `NotResource` fail where a policy variable has no value.
    ResourceVariableWithoutValue,
    /// It does not let `…IfExists` pass an absent key under `ForAnyValue:`.
    ForAnyValueIfExists,
    /// It compares empty values where a set of empty values is an empty set.
    EmptySet,
    /// It reads `*` and `?` only behind the colon of an action.
    WildcardInService,
    /// It compares dates of one spelling only.
    DateSpelling,
    /// It finds no address in `0.0.0.0/0`.
    WholeAddressSpace,
    /// It does not let an IPv6 address differ from an IPv4 address without a prefix.
    LoneAddress,
}

impl Explanation {
    pub(crate) const ALL: [Self; 10] = [
        Self::NoResourceType,
        Self::OldLanguage,
        Self::VariableWithoutValue,
        Self::ResourceVariableWithoutValue,
        Self::ForAnyValueIfExists,
        Self::EmptySet,
        Self::WildcardInService,
        Self::DateSpelling,
        Self::WholeAddressSpace,
        Self::LoneAddress,
    ];

    /// The case as both evaluators understand it.
    pub(crate) fn rewrite(self, case: &GeneratedCase) -> GeneratedCase {
        let mut rewritten = case.clone();
        if self == Self::NoResourceType && case.resource == "*" {
            "arn:aws:no:::resource".clone_into(&mut rewritten.resource);
        }
        if self == Self::DateSpelling
            && let Some(Value::String(moment)) = rewritten.context.get_mut("aws:CurrentTime")
        {
            *moment = canonical_date(moment);
        }
        let GeneratedCase { identity, boundary, levels, .. } = &mut rewritten;
        for policy in identity.iter_mut().chain(boundary).chain(levels.iter_mut().flatten()) {
            let current = policy.get("Version") == Some(&json!("2012-10-17"));
            for statement in statements(policy) {
                self.rewrite_statement(statement, case, current);
            }
        }
        rewritten
    }

    fn rewrite_statement(self, statement: &mut Map<String, Value>, case: &GeneratedCase, current: bool) {
        let context = &case.context;
        let no_value = |text: &str| current && has_no_value(text, context);
        let old_variable = |text: &str| !current && text.contains("${");
        match self {
            Self::NoResourceType => {
                never_resources(statement, |pattern| case.resource == "*" && pattern != "*");
            }
            Self::ResourceVariableWithoutValue => never_resources(statement, no_value),
            Self::VariableWithoutValue => never_values(statement, no_value),
            Self::OldLanguage => {
                never_resources(statement, old_variable);
                never_values(statement, old_variable);
            }
            Self::DateSpelling => each_value(statement, |operator, value| {
                if operator.contains("Date") {
                    *value = canonical_date(value);
                }
            }),
            Self::LoneAddress => each_value(statement, |operator, value| {
                if operator.contains("IpAddress") && !value.contains('/') {
                    value.push_str("/32");
                }
            }),
            Self::WholeAddressSpace => split_whole_address_space(statement),
            Self::WildcardInService => each_action(statement, |pattern| plain_service(pattern, &case.action)),
            Self::ForAnyValueIfExists => replace_conditions(statement, |operator, key| {
                let applies = operator.starts_with("ForAnyValue:") && operator.ends_with("IfExists");
                (applies && lookup(context, key).is_none()).then_some(true)
            }),
            Self::EmptySet => replace_conditions(statement, |operator, key| {
                let empty = match lookup(context, key)? {
                    Value::Array(values) => values.iter().all(|value| value == ""),
                    value => value == "",
                };
                let (all, any) =
                    (operator.starts_with("ForAllValues:"), operator.starts_with("ForAnyValue:"));
                (empty && (all || any)).then_some(all)
            }),
        }
    }
}

fn statements(policy: &mut Value) -> Vec<&mut Map<String, Value>> {
    match policy.get_mut("Statement") {
        Some(Value::Array(statements)) => statements.iter_mut().filter_map(Value::as_object_mut).collect(),
        Some(Value::Object(statement)) => vec![statement],
        _ => Vec::new(),
    }
}

fn each_text(value: &mut Value, change: &mut impl FnMut(&mut String)) {
    match value {
        Value::String(text) => change(text),
        Value::Array(values) => values.iter_mut().for_each(|value| each_text(value, change)),
        _ => {}
    }
}

/// Replaces resource patterns by one that never matches.
fn never_resources(statement: &mut Map<String, Value>, which: impl Fn(&str) -> bool) {
    for name in ["Resource", "NotResource"] {
        if let Some(patterns) = statement.get_mut(name) {
            each_text(patterns, &mut |pattern| {
                if which(pattern) {
                    never_arn(pattern);
                }
            });
        }
    }
}

/// Replaces condition values by ones that never match.
fn never_values(statement: &mut Map<String, Value>, which: impl Fn(&str) -> bool) {
    each_value(statement, |operator, value| {
        if which(value) && operator.contains("Arn") {
            never_arn(value);
        } else if which(value) {
            "never".clone_into(value);
        }
    });
}

/// Replaces a pattern with a wildcard in its service by the action, or by another one.
fn plain_service(pattern: &mut String, action: &str) {
    if pattern.split_once(':').is_some_and(|(service, _)| service.contains(['*', '?'])) {
        let matches = oracle(pattern.to_lowercase().as_bytes(), action.to_lowercase().as_bytes());
        *pattern = if matches { action.to_owned() } else { "never:Never".to_owned() };
    }
}

fn each_action(statement: &mut Map<String, Value>, mut change: impl FnMut(&mut String)) {
    for name in ["Action", "NotAction"] {
        if let Some(patterns) = statement.get_mut(name) {
            each_text(patterns, &mut change);
        }
    }
}

fn each_value(statement: &mut Map<String, Value>, mut change: impl FnMut(&str, &mut String)) {
    let Some(Value::Object(blocks)) = statement.get_mut("Condition") else {
        return;
    };
    for (operator, block) in blocks {
        let Value::Object(keys) = block else { continue };
        keys.values_mut().for_each(|values| each_text(values, &mut |value| change(operator, value)));
    }
}

/// Writes `0.0.0.0/0` as its two halves; any value of a list may match, so that is the same.
fn split_whole_address_space(statement: &mut Map<String, Value>) {
    let Some(Value::Object(blocks)) = statement.get_mut("Condition") else {
        return;
    };
    for values in blocks.values_mut().filter_map(Value::as_object_mut).flat_map(Map::values_mut) {
        let list = match &*values {
            Value::Array(list) => list.clone(),
            value => vec![value.clone()],
        };
        if list.contains(&json!("0.0.0.0/0")) {
            let others = list.into_iter().filter(|value| value != "0.0.0.0/0");
            *values = others.chain([json!("0.0.0.0/1"), json!("128.0.0.0/1")]).collect();
        }
    }
}

/// Replaces conditions by ones that certainly hold or certainly do not.
fn replace_conditions(statement: &mut Map<String, Value>, outcome: impl Fn(&str, &str) -> Option<bool>) {
    let Some(Value::Object(blocks)) = statement.get_mut("Condition") else {
        return;
    };
    let mut fixed = Vec::new();
    for (operator, block) in blocks.iter_mut() {
        let Value::Object(keys) = block else { continue };
        keys.retain(|key, _| match outcome(operator, key) {
            Some(holds) => {
                fixed.push(holds);
                false
            }
            None => true,
        });
    }
    blocks.retain(|_, block| block.as_object().is_some_and(|keys| !keys.is_empty()));
    for (position, holds) in fixed.into_iter().enumerate() {
        let null = blocks.entry("Null").or_insert_with(|| json!({}));
        let key = format!("test:never-present-{position}");
        null.as_object_mut().expect("an object").insert(key, json!(holds.to_string()));
    }
}

fn lookup<'context>(context: &'context Map<String, Value>, key: &str) -> Option<&'context Value> {
    context.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value)
}

/// Whether a text has a variable without a default whose key is absent.
fn has_no_value(text: &str, context: &Map<String, Value>) -> bool {
    text.split("${").skip(1).filter_map(|rest| rest.split_once('}')).any(|(variable, _)| {
        !variable.contains(',') && variable.contains(':') && lookup(context, variable).is_none()
    })
}

fn never_arn(pattern: &mut String) {
    "arn:aws:never:::never".clone_into(pattern);
}

fn canonical_date(spelling: &str) -> String {
    let row = DATES.iter().find(|row| row.contains(&spelling)).expect("a generated date");
    row[0].to_owned()
}

/// Matching by definition.
fn oracle(pattern: &[u8], text: &[u8]) -> bool {
    match (pattern.split_first(), text.split_first()) {
        (None, None) => true,
        (None, Some(_)) | (Some(_), None) if pattern.first() != Some(&b'*') => false,
        (Some((b'*', rest)), _) => (0..=text.len()).any(|taken| oracle(rest, &text[taken..])),
        (Some((token, rest)), Some((byte, text))) => (*token == b'?' || token == byte) && oracle(rest, text),
        (None, Some(_)) | (Some(_), None) => false,
    }
}
