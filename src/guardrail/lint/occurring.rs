//! Owns the check of condition values against those that requests really carry.

use std::collections::BTreeSet;

use super::LintCode;
use super::found::Found;
use crate::policy::glob::{self, Case};
use crate::policy::{
    Condition, ConditionBlock, Family, OperatorMeaning, Part, Scalar, Statement, StringTest,
};

/// Keys whose values are known, in lower case, with the values
/// (<https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-permissions.html>,
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_api_keys_for_aws_services.html>).
pub(super) const KNOWN: [(&str, &[&str]); 5] = [
    ("bedrock:bearertokentype", &TOKEN_TYPES),
    ("bedrock-mantle:bearertokentype", &TOKEN_TYPES),
    ("aws-external-anthropic:bearertokentype", &TOKEN_TYPES),
    ("sagemaker:bearertokentype", &TOKEN_TYPES),
    (
        "iam:servicespecificcredentialservicename",
        &[
            "aws-external-anthropic.amazonaws.com",
            "bedrock.amazonaws.com",
            "cassandra.amazonaws.com",
            "cloudwatch.amazonaws.com",
            "codecommit.amazonaws.com",
            "logs.amazonaws.com",
        ],
    ),
];

const TOKEN_TYPES: [&str; 2] = ["LONG_TERM", "SHORT_TERM"];

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
    match (condition.key.folded(), comparison.family) {
        ("aws:principalarn", Family::String(_) | Family::Arn) => {
            is_session(value).then(|| format!("`{written}` is a session; requests carry the ARN of its role"))
        }
        (key, Family::String(test)) => {
            let (_, values) = KNOWN.iter().find(|(known, _)| *known == key)?;
            let carried = values.iter().any(|known| matches(test, value, known));
            let case = values.iter().find(|known| matches(StringTest::IgnoreCase, value, known));
            (!carried).then(|| match case {
                Some(known) => format!("requests carry `{known}`, and this operator minds the case"),
                None => format!("no request carries `{written}`; there are {}", quoted(values)),
            })
        }
        (_, _) => None,
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
