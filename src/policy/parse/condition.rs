//! Owns the reading of `Condition`: operator → key → value or values.
//!
//! Page: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html>

use super::findings::Findings;
use super::statement::{notice_variables, read_one_or_many};
use crate::policy::json::{LocatedMember, LocatedValue, Shape};
use crate::policy::{
    Condition, ConditionBlock, ConditionKey, ConditionOperator, LanguageVersion, Notice, OperatorMeaning,
    Scalar,
};

/// Reads all conditions of a statement; an unreadable one is left out after a mistake was recorded.
pub(super) fn read_conditions(
    value: &LocatedValue,
    version: LanguageVersion,
    findings: &mut Findings,
) -> Vec<ConditionBlock> {
    let members = findings.members(value, "`Condition`").unwrap_or_default();
    members.iter().filter_map(|member| read_block(member, version, findings)).collect()
}

fn read_block(
    member: &LocatedMember,
    version: LanguageVersion,
    findings: &mut Findings,
) -> Option<ConditionBlock> {
    let operator = ConditionOperator::new(member.name.clone());
    if operator.meaning() == OperatorMeaning::Unknown {
        findings.notice(member.offset, Notice::UnknownOperator { operator: member.name.clone() });
    }
    let what = format!("the operator `{}`", member.name.escape_debug());
    let keys = findings.members(&member.value, &what)?;
    if keys.is_empty() {
        findings.mistake(member.value.offset, format!("{what} has no condition key"));
        return None;
    }
    let conditions =
        keys.iter().filter_map(|key| read_condition(&operator, key, version, findings)).collect();
    Some(ConditionBlock { operator, conditions })
}

fn read_condition(
    operator: &ConditionOperator,
    member: &LocatedMember,
    version: LanguageVersion,
    findings: &mut Findings,
) -> Option<Condition> {
    if member.name.is_empty() {
        findings.mistake(member.offset, "a condition key must not be empty");
    }
    let key = ConditionKey::new(member.name.clone());
    let values = read_one_or_many(&member.value, &member.name, findings, |item, findings| {
        let scalar = read_scalar(item, findings)?;
        notice_variables(scalar.as_text(), item.offset, version, findings);
        if !operator.accepts(scalar.as_text()) {
            let (operator, key, value) =
                (operator.as_str().to_owned(), member.name.clone(), scalar.as_text().to_owned());
            findings.notice(item.offset, Notice::ValueDoesNotFit { operator, key, value });
        }
        Some(scalar)
    })?;
    Some(Condition { key, values })
}

fn read_scalar(value: &LocatedValue, findings: &mut Findings) -> Option<Scalar> {
    match &value.shape {
        Shape::Text(text) => Some(Scalar::Text(text.clone())),
        Shape::Number(spelling) => Some(Scalar::Number(spelling.clone())),
        Shape::Boolean(value) => Some(Scalar::Boolean(*value)),
        Shape::Null | Shape::List(_) | Shape::Object(_) => {
            let kind = value.kind();
            let message = format!("a condition value must be a string, a number or a boolean, but is {kind}");
            findings.mistake(value.offset, message);
            None
        }
    }
}
