//! Each check on a policy that has the fault, and on one that has not.

use super::*;
use crate::policy::PolicyText;

const CREATE: &str = "iam:CreateServiceSpecificCredential";
const SERVICE: &str =
    r#""StringEquals":{"iam:ServiceSpecificCredentialServiceName":"bedrock.amazonaws.com"}"#;

fn codes_of(text: &str) -> Vec<LintCode> {
    lint(&PolicyText::new(text).parse().unwrap()).into_iter().map(|finding| finding.code).collect()
}

fn policy(statements: &[String]) -> String {
    format!("{{\"Version\":\"2012-10-17\",\"Statement\":[{}]}}", statements.join(","))
}

fn deny(actions: &[&str], conditions: &str) -> String {
    format!(r#"{{"Effect":"Deny","Action":{actions:?},"Resource":"*","Condition":{{{conditions}}}}}"#)
}

fn codes(statements: &[String]) -> Vec<LintCode> {
    codes_of(&policy(statements))
}

const BOTH: [&str; 2] = ["bedrock:CallWithBearerToken", "bedrock-mantle:CallWithBearerToken"];

#[test]
fn a_cap_that_forgets_keys_without_expiry() {
    let cap = |operator: &str| {
        deny(&[CREATE], &format!(r#"{SERVICE},"{operator}":{{"iam:ServiceSpecificCredentialAgeDays":"30"}}"#))
    };
    assert_eq!(codes(&[cap("NumericGreaterThan")]), [LintCode::NeverExpiringGetsThrough]);
    assert_eq!(codes(&[cap("NumericGreaterThanIfExists")]), []);
    let null =
        deny(&[CREATE], &format!(r#"{SERVICE},"Null":{{"iam:ServiceSpecificCredentialAgeDays":"true"}}"#));
    assert_eq!(codes(&[cap("NumericGreaterThan"), null]), []);
}

#[test]
fn an_age_of_exactly_the_number_is_said_to_be_denied() {
    let age = r#""NumericGreaterThanEqualsIfExists":{"iam:ServiceSpecificCredentialAgeDays":"30"}"#;
    assert_eq!(codes(&[deny(&[CREATE], &format!("{SERVICE},{age}"))]), [LintCode::AgeIncludesBoundary]);
}

#[test]
fn one_endpoint_of_two_whichever_way_it_is_written() {
    for action in ["bedrock:CallWithBearerToken", "bedrock:*", "bedrock:Call*"] {
        assert_eq!(codes(&[deny(&[action], "")]), [LintCode::MantleNotCovered], "{action}");
    }
    assert_eq!(codes(&[deny(&BOTH, "")]), []);
    assert_eq!(codes(&[deny(&["bedrock*:CallWithBearerToken"], "")]), []);
}

#[test]
fn creation_without_reset() {
    assert_eq!(codes(&[deny(&[CREATE], SERVICE)]), [LintCode::ResetNotDenied]);
    assert_eq!(codes(&[deny(&[CREATE, "iam:ResetServiceSpecificCredential"], SERVICE)]), []);
}

#[test]
fn the_token_type_of_the_other_service() {
    let condition = r#""StringEquals":{"bedrock:BearerTokenType":"LONG_TERM"}"#;
    let found = codes(&[deny(&BOTH, condition)]);
    assert!(found.contains(&LintCode::WrongTokenTypeKey), "{found:?}");
    let own = deny(&["bedrock:CallWithBearerToken"], condition);
    let mantle =
        deny(&["bedrock-mantle:CallWithBearerToken"], &condition.replace("bedrock:", "bedrock-mantle:"));
    assert_eq!(codes(&[own, mantle]), []);
}

#[test]
fn a_resource_that_a_call_does_not_have() {
    let narrow = deny(&BOTH, "").replace(r#""Resource":"*""#, r#""Resource":"arn:aws:bedrock:*:*:*""#);
    assert_eq!(codes(&[narrow]), [LintCode::NarrowResource]);
}

#[test]
fn what_can_never_match() {
    let contradiction =
        r#""Null":{"aws:PrincipalTag/team":"true"},"StringEquals":{"aws:PrincipalTag/team":"x"}"#;
    assert_eq!(codes(&[deny(&BOTH, contradiction)]), [LintCode::NeverMatches]);
    assert_eq!(codes(&[deny(&["iam:CreateServiceSpecificCredentials"], "")]), [LintCode::NeverMatches]);
    let age = r#""NumericGreaterThan":{"iam:ServiceSpecificCredentialAgeDays":"30"}"#;
    assert_eq!(codes(&[deny(&["iam:ResetServiceSpecificCredential"], age)]), [LintCode::NeverMatches]);
    let far = age.replace("30", "36600");
    assert_eq!(codes(&[deny(&[CREATE], &format!("{SERVICE},{far}"))]), [LintCode::NeverMatches]);
}

#[test]
fn a_lock_out_and_a_denied_revocation() {
    assert_eq!(codes(&[deny(&["*"], "")]), [LintCode::DeniesEverything]);
    let found = codes(&[deny(&["iam:*ServiceSpecificCredential*"], SERVICE)]);
    assert_eq!(found, [LintCode::RevocationDenied, LintCode::RevocationDenied]);
    let region = r#"{"Effect":"Deny","NotAction":["iam:*","sts:*"],"Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":"us-east-1"}}}"#;
    assert_eq!(codes(&[region.to_owned()]), []);
}

#[test]
fn credentials_of_other_services() {
    let found = codes(&[deny(&[CREATE, "iam:ResetServiceSpecificCredential"], "")]);
    assert_eq!(found, [LintCode::Collateral, LintCode::Collateral]);
}

#[test]
fn a_set_operator_on_a_single_value() {
    let single = r#""ForAllValues:StringEquals":{"aws:PrincipalTag/team":"x"}"#;
    assert_eq!(codes(&[deny(&BOTH, single)]), [LintCode::ForAllValuesOnSingleValue]);
    let several = r#""ForAllValues:StringEquals":{"aws:TagKeys":"x"}"#;
    assert_eq!(codes(&[deny(&["iam:TagUser"], several)]), []);
}

#[test]
fn a_statement_twice() {
    let named = deny(&BOTH, "").replace(r#"{"Effect""#, r#"{"Sid":"Again","Effect""#);
    assert_eq!(codes(&[deny(&BOTH, ""), named]), [LintCode::Repeated]);
}

#[test]
fn a_document_that_is_or_nearly_is_too_large() {
    let many = |count: usize| {
        let roles: Vec<String> =
            (0..count).map(|number| format!("\"arn:aws:iam::*:role/{number:020}\"")).collect();
        let condition = format!(r#""ArnNotLike":{{"aws:PrincipalArn":[{}]}}"#, roles.join(","));
        codes(&[deny(&BOTH, &condition)])
    };
    assert_eq!(many(100), []);
    assert_eq!(many(220), [LintCode::NearSizeLimit]);
    assert_eq!(many(300), [LintCode::TooLarge]);
}

#[test]
fn what_the_parser_does_not_understand_is_passed_on_with_its_own_place() {
    let text = "{\"Version\":\"2012-10-17\",\"Statement\":[\n{\"Effect\":\"Deny\",\"Action\":\"s3:*\",\"Resource\":\"*\",\n\"Reason\":\"x\"}]}";
    let findings = lint(&PolicyText::new(text).parse().unwrap());
    assert_eq!(findings.len(), 1);
    assert_eq!((findings[0].code, findings[0].place.line), (LintCode::NotUnderstood, 3));
}

#[test]
fn a_finding_stands_at_its_statement() {
    let text =
        policy(&[deny(&["s3:*"], ""), deny(&[CREATE], SERVICE)]).replace(",{\"Effect\"", ",\n{\"Effect\"");
    let findings = lint(&PolicyText::new(text).parse().unwrap());
    assert_eq!((findings[0].place.line, findings[0].place.column), (2, 1));
}

#[test]
fn every_code_has_a_name_and_an_explanation_of_its_own() {
    let names: std::collections::BTreeSet<_> = LintCode::ALL.iter().map(|code| code.as_str()).collect();
    let explanations: std::collections::BTreeSet<_> =
        LintCode::ALL.iter().map(|code| code.explanation()).collect();
    assert_eq!((names.len(), explanations.len()), (LintCode::ALL.len(), LintCode::ALL.len()));
}
