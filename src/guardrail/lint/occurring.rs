//! Owns the check of condition values against those that requests really carry.

use std::collections::BTreeSet;

use super::LintCode;
use super::found::Found;
use crate::guardrail::ConditionKey;
use crate::guardrail::condition_key::Values;
use crate::policy::glob::{self, Case};
use crate::policy::{
    Condition, ConditionBlock, Family, OperatorMeaning, Part, Polarity, Scalar, Statement, StringTest,
};

/// Checks the values of a statement; returns the keys, in lower case, that have a strange one.
pub(super) fn check(statement: usize, it: &Statement, found: &mut Found<'_>) -> BTreeSet<String> {
    let mut strange = BTreeSet::new();
    for (block, operator) in it.conditions.iter().enumerate() {
        for (condition, each) in operator.conditions.iter().enumerate() {
            for (position, value) in each.values.as_slice().iter().map(Scalar::as_text).enumerate() {
                if let Some(message) = never_carried(operator, each, value) {
                    let part = Part::Value { statement, block, condition, position };
                    found.add(LintCode::ValueNeverOccurs, part, message);
                    strange.insert(each.key.folded().to_owned());
                }
            }
        }
    }
    strange
}

fn never_carried(block: &ConditionBlock, condition: &Condition, value: &str) -> Option<String> {
    let OperatorMeaning::Compare { comparison, .. } = block.operator.meaning() else { return None };
    // A variable may stand for anything.
    if value.contains("${") {
        return None;
    }
    let written = value.escape_debug();
    let key = ConditionKey::named(condition.key.folded())?;
    match (key.values, comparison.family) {
        (Values::Texts, Family::String(_) | Family::Arn) if *key == ConditionKey::PRINCIPAL_ARN => {
            let operator = block.operator.as_str().escape_debug();
            match comparison.family {
                _ if is_session(value) => {
                    Some(format!("`{written}` is a session; requests carry the ARN of its role"))
                }
                // <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_String>
                Family::String(StringTest::Exact | StringTest::IgnoreCase) if value.contains(['*', '?']) => {
                    let like = match comparison.polarity {
                        Polarity::Positive => "ArnLike",
                        Polarity::Negated => "ArnNotLike",
                    };
                    Some(format!(
                        "`{written}` has a wildcard, which is none to `{operator}`; `{like}` takes it for one"
                    ))
                }
                Family::Arn if value.splitn(6, ':').count() < 6 => Some(format!(
                    "`{written}` has not the six parts of an ARN; what `{operator}` makes of it is not documented"
                )),
                Family::Arn
                | Family::String(_)
                | Family::Numeric(_)
                | Family::Date(_)
                | Family::Bool
                | Family::Ip
                | Family::Binary(_) => None,
            }
        }
        (Values::Among(values), Family::String(test)) => {
            let carried = values.iter().any(|known| matches(test, value, known));
            let case = values.iter().find(|known| matches(StringTest::IgnoreCase, value, known));
            (!carried).then(|| match case {
                Some(known) => format!("requests carry `{known}`, and this operator minds the case"),
                None => format!("no request carries `{written}`; there are {}", quoted(values)),
            })
        }
        (Values::Texts | Values::Among(_) | Values::Days | Values::Moment, _) => None,
    }
}

/// `aws:PrincipalArn` of an assumed role is the role's ARN
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn>).
fn is_session(value: &str) -> bool {
    let mut fields = value.split(':').skip(2);
    fields.next() == Some("sts")
}

fn matches(test: StringTest, pattern: &str, value: &str) -> bool {
    match test {
        StringTest::Exact => pattern == value,
        StringTest::IgnoreCase => pattern.eq_ignore_ascii_case(value),
        StringTest::Like => glob::matches(glob::tokens(pattern), value, Case::Sensitive),
    }
}

fn quoted(values: &[&str]) -> String {
    values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ")
}
