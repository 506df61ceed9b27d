//! Every documented condition operator: known, parsed without a remark, and with a named case of its own.

use bedrock_keys::policy::{ConditionOperator, OperatorMeaning, PolicyText};

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>, with a value
/// that each takes.
const DOCUMENTED: [(&str, &str); 27] = [
    ("StringEquals", "a"),
    ("StringNotEquals", "a"),
    ("StringEqualsIgnoreCase", "a"),
    ("StringNotEqualsIgnoreCase", "a"),
    ("StringLike", "a*"),
    ("StringNotLike", "a*"),
    ("NumericEquals", "1"),
    ("NumericNotEquals", "1"),
    ("NumericLessThan", "1"),
    ("NumericLessThanEquals", "1"),
    ("NumericGreaterThan", "1"),
    ("NumericGreaterThanEquals", "1"),
    ("DateEquals", "2026-11-25T00:00:00Z"),
    ("DateNotEquals", "2026-11-25T00:00:00Z"),
    ("DateLessThan", "2026-11-25T00:00:00Z"),
    ("DateLessThanEquals", "2026-11-25T00:00:00Z"),
    ("DateGreaterThan", "2026-11-25T00:00:00Z"),
    ("DateGreaterThanEquals", "2026-11-25T00:00:00Z"),
    ("Bool", "true"),
    ("BinaryEquals", "QQ=="),
    ("IpAddress", "192.0.2.0/24"),
    ("NotIpAddress", "2001:db8::/32"),
    ("ArnEquals", "arn:aws:iam::*:role/a"),
    ("ArnNotEquals", "arn:aws:iam::*:role/a"),
    ("ArnLike", "arn:aws:iam::*:role/a"),
    ("ArnNotLike", "arn:aws:iam::*:role/a"),
    ("Null", "true"),
];

/// The name with each way to qualify it; `Null` takes none.
fn spellings(name: &str) -> Vec<String> {
    if name == "Null" {
        return vec![name.to_owned()];
    }
    let qualified = ["", "ForAllValues:", "ForAnyValue:"].iter().map(|prefix| format!("{prefix}{name}"));
    qualified.flat_map(|spelling| [format!("{spelling}IfExists"), spelling]).collect()
}

#[test]
fn every_documented_operator_is_known_and_parsed_without_a_remark() {
    for (name, value) in DOCUMENTED {
        for operator in spellings(name) {
            assert_ne!(ConditionOperator::new(&operator).meaning(), OperatorMeaning::Unknown, "{operator}");
            let text = format!(
                r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Deny","Action":"*","Resource":"*","Condition":{{"{operator}":{{"aws:TagKeys":"{value}"}}}}}}}}"#
            );
            let located = PolicyText::new(text).parse().unwrap();
            assert_eq!(located.notices, [], "{operator}");
        }
    }
}

#[test]
fn every_documented_operator_has_a_case_that_holds_and_one_that_does_not() {
    let text = include_str!("../cases/policy/conditions.json");
    let cases: serde_json::Value = serde_json::from_str(text).unwrap();
    let cases = cases["cases"].as_array().unwrap();
    // With a value to compare: what an absent key does is another matter.
    let has = |operator: &str, holds: &str| {
        cases.iter().any(|case| {
            let asked =
                case["condition"].as_object().is_some_and(|it| it.len() == 1 && it.contains_key(operator));
            let with_value = case["context"].as_object().is_some_and(|context| !context.is_empty());
            asked && with_value && case["holds"] == holds
        })
    };
    let missing: Vec<String> = DOCUMENTED
        .iter()
        .flat_map(|(operator, _)| [(operator, "yes"), (operator, "no")])
        .filter(|(operator, holds)| !has(operator, holds))
        .map(|(operator, holds)| format!("{operator}: {holds}"))
        .collect();
    assert!(missing.is_empty(), "no case where it holds, or none where it does not: {missing:?}");
}
