//! Owns the reading of one statement, element by element.

use super::condition::read_conditions;
use super::findings::Findings;
use crate::policy::json::{LocatedMember, LocatedValue, Shape};
use crate::policy::template::{self, Piece};
use crate::policy::{
    ActionElement, ActionPattern, ConditionBlock, Effect, LanguageVersion, Notice, OneOrMany,
    PrincipalElement, ResourceElement, ResourcePattern, Sid, Statement, UnknownElement,
};

/// What was read of a statement so far.
#[derive(Default)]
struct Draft {
    sid: Option<Sid>,
    effect: Option<Effect>,
    principal: Option<PrincipalElement>,
    actions: Option<ActionElement>,
    resources: Option<ResourceElement>,
    conditions: Vec<ConditionBlock>,
    unknown: Vec<UnknownElement>,
}

/// Reads a statement. `None` means that a mistake was recorded.
pub(super) fn read_statement(
    value: &LocatedValue,
    version: LanguageVersion,
    findings: &mut Findings,
) -> Option<Statement> {
    let members = findings.members(value, "a statement")?;
    let mut draft = Draft::default();
    for member in members {
        read_element(member, version, &mut draft, findings);
    }
    let has = |name: &str| members.iter().any(|member| member.name == name);
    let missing = |what: &str, findings: &mut Findings| {
        findings.mistake(value.offset, format!("the statement has no {what}"));
    };
    if !has("Effect") {
        missing("`Effect`", findings);
    }
    for (name, negation) in [("Action", "NotAction"), ("Resource", "NotResource")] {
        if has(name) && has(negation) {
            let message = format!("the statement has both `{name}` and `{negation}`");
            findings.mistake(value.offset, message);
        } else if !has(name) && !has(negation) {
            missing(&format!("`{name}` and no `{negation}`"), findings);
        }
    }
    if has("Principal") && has("NotPrincipal") {
        findings.mistake(value.offset, "the statement has both `Principal` and `NotPrincipal`");
    }
    Some(Statement {
        sid: draft.sid.unwrap_or(Sid::Unnamed),
        effect: draft.effect?,
        principal: draft.principal.unwrap_or(PrincipalElement::Absent),
        actions: draft.actions?,
        resources: draft.resources?,
        conditions: draft.conditions,
        unknown: draft.unknown,
    })
}

fn read_element(
    member: &LocatedMember,
    version: LanguageVersion,
    draft: &mut Draft,
    findings: &mut Findings,
) {
    let value = &member.value;
    match member.name.as_str() {
        "Sid" => draft.sid = read_sid(value, findings),
        "Effect" => draft.effect = read_effect(value, findings),
        "Action" => draft.actions = read_actions(value, "Action", findings).map(ActionElement::Action),
        "NotAction" => {
            draft.actions = read_actions(value, "NotAction", findings).map(ActionElement::NotAction);
        }
        "Resource" => {
            draft.resources =
                read_resources(value, "Resource", version, findings).map(ResourceElement::Resource);
        }
        "NotResource" => {
            draft.resources =
                read_resources(value, "NotResource", version, findings).map(ResourceElement::NotResource);
        }
        "Condition" => draft.conditions = read_conditions(value, version, findings),
        name @ ("Principal" | "NotPrincipal") => {
            findings.notice(member.offset, Notice::PrincipalNotAllowed { element: name.to_owned() });
            let json = value.to_json();
            draft.principal = Some(match name {
                "Principal" => PrincipalElement::Principal(json),
                _ => PrincipalElement::NotPrincipal(json),
            });
        }
        name => {
            findings.notice(member.offset, Notice::UnknownElement { name: name.to_owned() });
            draft.unknown.push(UnknownElement { name: name.to_owned(), value: value.to_json() });
        }
    }
}

/// Page: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html>
fn read_sid(value: &LocatedValue, findings: &mut Findings) -> Option<Sid> {
    let sid = findings.text(value, "`Sid`")?;
    if !sid.chars().all(|character| character.is_ascii_alphanumeric()) {
        findings.notice(value.offset, Notice::OddSid { sid: sid.clone() });
    }
    Some(Sid::Named(sid))
}

fn read_effect(value: &LocatedValue, findings: &mut Findings) -> Option<Effect> {
    match findings.text(value, "`Effect`")?.as_str() {
        "Allow" => Some(Effect::Allow),
        "Deny" => Some(Effect::Deny),
        other => {
            let other = other.escape_debug();
            findings.mistake(value.offset, format!("`Effect` is `{other}`, not `Allow` or `Deny`"));
            None
        }
    }
}

fn read_actions(
    value: &LocatedValue,
    name: &str,
    findings: &mut Findings,
) -> Option<OneOrMany<ActionPattern>> {
    read_one_or_many(value, name, findings, |item, findings| {
        let text = findings.text(item, &format!("a value of `{name}`"))?;
        recorded(ActionPattern::new(text), item, findings)
    })
}

fn read_resources(
    value: &LocatedValue,
    name: &str,
    version: LanguageVersion,
    findings: &mut Findings,
) -> Option<OneOrMany<ResourcePattern>> {
    read_one_or_many(value, name, findings, |item, findings| {
        let text = findings.text(item, &format!("a value of `{name}`"))?;
        notice_variables(&text, item.offset, version, findings);
        let pattern = recorded(ResourcePattern::new(text), item, findings)?;
        if pattern.is_incomplete_arn() {
            findings.notice(item.offset, Notice::IncompleteArn { value: pattern.as_str().to_owned() });
        } else if !pattern.is_arn() && !pattern.is_everything() {
            findings.notice(item.offset, Notice::ResourceIsNoArn { value: pattern.as_str().to_owned() });
        }
        Some(pattern)
    })
}

fn recorded<T>(read: Result<T, String>, item: &LocatedValue, findings: &mut Findings) -> Option<T> {
    match read {
        Ok(read) => Some(read),
        Err(message) => {
            findings.mistake(item.offset, message);
            None
        }
    }
}

/// A value or a non-empty array of values. An empty `NotAction` would match everything, so empty is a mistake.
pub(super) fn read_one_or_many<T>(
    value: &LocatedValue,
    name: &str,
    findings: &mut Findings,
    mut read: impl FnMut(&LocatedValue, &mut Findings) -> Option<T>,
) -> Option<OneOrMany<T>> {
    let Shape::List(items) = &value.shape else {
        return read(value, findings).map(OneOrMany::One);
    };
    if items.is_empty() {
        findings.mistake(value.offset, format!("`{}` is an empty array", name.escape_debug()));
        return None;
    }
    // Every item is read, so that every mistake is found, before the first unreadable one ends it.
    let values: Vec<Option<T>> = items.iter().map(|item| read(item, findings)).collect();
    values.into_iter().collect::<Option<Vec<T>>>().map(OneOrMany::Many)
}

/// Reports variables that will not be read as such.
pub(super) fn notice_variables(text: &str, offset: usize, version: LanguageVersion, findings: &mut Findings) {
    if !template::has_variables(text) {
        return;
    }
    if version != LanguageVersion::Of2012 {
        findings.notice(offset, Notice::VariableInOldLanguage { value: text.to_owned() });
    } else if template::pieces(text).iter().any(|piece| matches!(piece, Piece::Malformed(_))) {
        findings.notice(offset, Notice::MalformedVariable { value: text.to_owned() });
    }
}
