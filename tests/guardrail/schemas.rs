//! The JSON Schemas of `scp lint` and `scp eval`: those of the types, and what the binary writes keeps to them.

use bedrock_keys::render::guardrail::{lint_json_schema, verdict_json_schema};
use serde_json::Value;

use crate::support::{Faults, Outcome, Scratch, is_documented};

const CREATE: &str = "iam:CreateServiceSpecificCredential";
const USER: &str = "arn:aws:iam::211125478306:user/a";
const HOLES: &str = r#"{"Version":"2012-10-17","Statement":{"Sid":"Cap","Effect":"Deny",
    "Action":"iam:CreateServiceSpecificCredential","Resource":"arn:aws:iam::*:user/team/*",
    "Condition":{"NumericGreaterThan":{"iam:ServiceSpecificCredentialAgeDays":"30"}}}}"#;
const NOTHING_ALLOWED: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#;

/// What a run wrote, which keeps to a schema; so it does not, once a value is another one.
fn kept(schema: &Value, outcome: &Outcome, broken: &str) -> Value {
    let mut json: Value = serde_json::from_str(&outcome.stdout).unwrap();
    let validator = jsonschema::validator_for(schema).unwrap();
    let wrong = validator.iter_errors(&json).next().map(|error| error.to_string());
    assert_eq!(wrong, None, "{json:#}");
    let right = json.pointer_mut(broken).unwrap().take();
    assert!(!validator.is_valid(&json), "{broken} is free");
    *json.pointer_mut(broken).unwrap() = right;
    json
}

fn scratch() -> Scratch {
    let scratch = Scratch::new();
    scratch.write("holes.json", HOLES);
    scratch.write("little.json", NOTHING_ALLOWED);
    scratch.write("broken.json", "{\n  \"Version\": 3\n}");
    scratch
}

fn scp(scratch: &Scratch, words: &str, faults: &Faults) -> Outcome {
    let words: Vec<&str> = std::iter::once("scp").chain(words.split(' ')).collect();
    scratch.run(&words, faults)
}

#[test]
fn the_schemas_of_lint_and_eval_are_those_of_the_types() {
    is_documented("scp-lint.schema.json", &lint_json_schema());
    is_documented("scp-eval.schema.json", &verdict_json_schema());
}

#[test]
fn what_lint_writes_keeps_to_its_schema() {
    let scratch = scratch();
    let schema = lint_json_schema();
    let lint = |files: &str| scp(&scratch, &format!("lint {files} --format json"), &Faults::none());
    let found = kept(&schema, &lint("holes.json"), "/files/0/findings/0/severity");
    assert_eq!((&found["complete"], &found["files"][0]["checked"]), (&true.into(), &true.into()));
    let unread = kept(&schema, &lint("broken.json nowhere.json"), "/files/0/mistakes/0/message");
    assert_eq!((&unread["complete"], &unread["files"][1]["characters"]), (&false.into(), &Value::Null));
}

#[test]
fn what_eval_writes_keeps_to_its_schema() {
    let scratch = scratch();
    let schema = verdict_json_schema();
    let denied = Faults::at_every("DescribePolicy", "deny");
    let call = "--action bedrock:CallWithBearerToken";
    let cases = [
        (format!("--policy deny-api-keys {call} --expect allowed"), "explicitly-denied", "levels"),
        (format!("--policy holes.json {call}"), "allowed", "levels"),
        (format!("--policy little.json {call}"), "implicitly-denied", "levels"),
        (format!("--policy holes.json --action {CREATE}"), "conditional", "levels"),
        (format!("--policy holes.json --action {CREATE} --principal {USER} --complete"), "allowed", "levels"),
        (
            format!(
                "--policy holes.json --action {CREATE} --resource {USER} --context aws:TagKeys=a --context aws:TagKeys=b"
            ),
            "allowed",
            "levels",
        ),
        (format!("--account 418306925710 {call}"), "allowed", "management-account"),
    ];
    for (words, verdict, scope) in cases {
        let outcome = scp(&scratch, &format!("eval {words} --output json"), &Faults::none());
        let json = kept(&schema, &outcome, "/verdict");
        assert_eq!((&json["verdict"], &json["scope"]), (&verdict.into(), &scope.into()), "{words}");
    }
    let unread = scp(&scratch, &format!("eval --account 211125478306 {call} --output json"), &denied);
    let json = kept(&schema, &unread, "/question");
    assert!(json.to_string().contains("unreadable-policy"), "{json:#}");
}
