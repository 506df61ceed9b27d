//! `scp lint`, by the real binary.

use crate::support::{Faults, Outcome, Scratch};

const CAP: &str = r#"{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "Action": ["iam:CreateServiceSpecificCredential", "iam:ResetServiceSpecificCredential"],
    "Resource": "*",
    "Condition": {
      "StringEquals": { "iam:ServiceSpecificCredentialServiceName": "bedrock.amazonaws.com" },
      "NumericGreaterThan": { "iam:ServiceSpecificCredentialAgeDays": "30" }
    }
  }
}
"#;
const GOOD: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*"}}"#;
const REPEATED: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":["s3:*","s3:Get*"],"Resource":"*"}}"#;
const BROKEN: &str =
    "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [ { \"Effect\": \"deny\", \"Action\": 3 } ]\n}\n";

fn with_files(files: &[(&str, &str)]) -> Scratch {
    let scratch = Scratch::new();
    std::fs::create_dir(scratch.work().join("my policies")).unwrap();
    files.iter().for_each(|(name, text)| scratch.write(name, text));
    scratch
}

fn lint(scratch: &Scratch, arguments: &[&str]) -> Outcome {
    let all: Vec<&str> = ["scp", "lint"].iter().chain(arguments).copied().collect();
    scratch.run(&all, &Faults::none())
}

fn code(outcome: &Outcome) -> i32 {
    outcome.status.code().unwrap()
}

#[test]
fn a_finding_has_its_place_its_line_and_a_caret() {
    let scratch = with_files(&[("cap.json", CAP)]);
    let outcome = lint(&scratch, &["cap.json"]);
    assert_eq!((code(&outcome), outcome.stderr.as_str()), (10, ""));
    insta::assert_snapshot!(outcome.stdout, @r#"
    cap.json:9:7: high: it caps the age of keys, and a key that never expires gets through (never-expiring-gets-through)
      9 |       "NumericGreaterThan": { "iam:ServiceSpecificCredentialAgeDays": "30" }
        |       ^
        A request without an age makes a key that never expires, and carries no
        `iam:ServiceSpecificCredentialAgeDays` for the condition to compare, so the deny does not apply.
        Write `NumericGreaterThanIfExists`, or add a statement with `Null` on the key.

    cap.json:9:7: medium: it never denies `iam:ResetServiceSpecificCredential`: such a request carries no age (age-not-carried)
      9 |       "NumericGreaterThan": { "iam:ServiceSpecificCredentialAgeDays": "30" }
        |       ^
        Only a request to create a key carries `iam:ServiceSpecificCredentialAgeDays`. For every other
        action an operator with `IfExists` always holds, and one without it never does. Keep the
        condition on the age in a statement of its own that names `iam:CreateServiceSpecificCredential`
        alone.

    1 policy file checked, 2 findings: 1 high, 1 medium
    "#);
}

#[test]
fn the_threshold_decides_the_exit_code() {
    let scratch = with_files(&[("cap.json", CAP), ("good.json", GOOD), ("low.json", REPEATED)]);
    let ended = |arguments: &[&str]| code(&lint(&scratch, arguments));
    assert_eq!(ended(&["good.json", "--fail-on", "info"]), 0);
    assert_eq!(ended(&["low.json"]), 0);
    assert_eq!(ended(&["low.json", "--fail-on", "low"]), 10);
    assert_eq!(ended(&["low.json", "--fail-on", "medium"]), 0);
    assert_eq!(ended(&["good.json", "cap.json"]), 10);
    assert_eq!(ended(&["cap.json", "--fail-on", "critical"]), 0);
}

#[test]
fn a_date_is_held_against_the_clock() {
    let dated = GOOD.replace(
        "\"*\"}}",
        r#""*","Condition":{"DateLessThan":{"aws:CurrentTime":"2026-12-01T00:00:00Z"}}}}"#,
    );
    let scratch = with_files(&[("dated.json", &dated)]);
    let linted = |now: &str| scratch.run_at(now, &["scp", "lint", "dated.json"], &Faults::none());
    let before = linted("2026-11-30T23:59:59Z");
    assert_eq!((code(&before), before.stdout.as_str()), (0, "1 policy file checked, nothing found\n"));
    let after = linted("2026-12-01T00:00:00Z");
    assert_eq!(code(&after), 10);
    let told = "high: it denies nothing any more; it did until 2026-11-30 23:59:59 UTC (date-passed)";
    assert!(after.stdout.contains(told), "{}", after.stdout);
}

#[test]
fn nothing_found_is_said() {
    let outcome = lint(&with_files(&[("a.json", GOOD), ("b.json", GOOD)]), &["a.json", "b.json"]);
    assert_eq!(outcome.stdout, "2 policy files checked, nothing found\n");
}

#[test]
fn a_file_that_is_no_policy_is_never_clean_and_hides_no_other() {
    let scratch = with_files(&[("cap.json", CAP), ("broken.json", BROKEN)]);
    let outcome = lint(&scratch, &["broken.json", "nowhere.json", "cap.json"]);
    assert_eq!(code(&outcome), 2);
    insta::assert_snapshot!(outcome.stderr, @r#"
    error: the statement has no `Resource` and no `NotResource`
     --> broken.json:3:18
      |
    3 |   "Statement": [ { "Effect": "deny", "Action": 3 } ]
      |                  ^

    error: `Effect` is `deny`, not `Allow` or `Deny`
     --> broken.json:3:30
      |
    3 |   "Statement": [ { "Effect": "deny", "Action": 3 } ]
      |                              ^

    error: a value of `Action` must be a string, but is a number
     --> broken.json:3:48
      |
    3 |   "Statement": [ { "Effect": "deny", "Action": 3 } ]
      |                                                ^

    error: cannot read the file: No such file or directory (os error 2)
    --> nowhere.json
    "#);
    assert!(outcome.stdout.starts_with("cap.json:9:7: high: it caps the age"), "{}", outcome.stdout);
    let last = outcome.stdout.lines().last().unwrap();
    assert_eq!(last, "2 policy files not checked; 1 policy file checked, 2 findings: 1 high, 1 medium");
    let alone = lint(&scratch, &["broken.json"]);
    assert_eq!((code(&alone), alone.stdout.as_str()), (2, "1 policy file not checked\n"));
}

#[test]
fn the_name_of_a_policy_of_the_library_is_no_file_and_the_way_to_check_it_is_said() {
    let scratch = with_files(&[]);
    let outcome = lint(&scratch, &["deny-api-keys"]);
    assert_eq!(code(&outcome), 2);
    let way = "`bedrock-keys scp show deny-api-keys | bedrock-keys scp lint -` checks it";
    assert!(outcome.stderr.contains(way), "{}", outcome.stderr);
    // A file of that name is a file.
    let scratch = with_files(&[("deny-api-keys", CAP)]);
    assert_eq!(code(&lint(&scratch, &["deny-api-keys"])), 10);
}

#[test]
fn standard_input_is_a_file_too() {
    let scratch = Scratch::new();
    let piped = |text: &str| scratch.run_with_input(&["scp", "lint", "-"], &Faults::none(), text);
    let outcome = piped(CAP);
    assert_eq!(code(&outcome), 10);
    assert!(outcome.stdout.starts_with("standard input:9:7: high: "), "{}", outcome.stdout);
    let outcome = piped("");
    assert_eq!(code(&outcome), 2);
    assert!(outcome.stderr.contains("--> standard input:1:1"), "{}", outcome.stderr);
}

#[test]
fn programs_get_the_same_with_a_schema_version() {
    let scratch = with_files(&[("cap.json", CAP), ("broken.json", BROKEN)]);
    let outcome = lint(&scratch, &["cap.json", "broken.json", "--format", "json"]);
    assert_eq!(code(&outcome), 2);
    let json: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!((&json["schema_version"], &json["complete"]), (&1.into(), &false.into()));
    let finding = &json["files"][0]["findings"][0];
    assert_eq!(finding["code"], "never-expiring-gets-through");
    assert_eq!((&finding["line"], &finding["column"]), (&9.into(), &7.into()));
    assert_eq!(json["files"][1]["checked"], false);
    assert_eq!(json["files"][1]["mistakes"].as_array().unwrap().len(), 3);
}

#[test]
fn code_scanning_gets_places_rules_and_what_was_not_read() {
    let scratch = with_files(&[("my policies/cap.json", CAP), ("broken.json", BROKEN)]);
    let arguments =
        ["my policies/cap.json", "./broken.json", "--format", "table", "--format", "sarif=out.sarif"];
    let outcome = lint(&scratch, &arguments);
    assert!(outcome.stdout.starts_with("my policies/cap.json:9:7"), "{}", outcome.stdout);
    let text = std::fs::read_to_string(scratch.work().join("out.sarif")).unwrap();
    let log: serde_json::Value = serde_json::from_str(&text).unwrap();
    let run = &log["runs"][0];
    let result = &run["results"][0];
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "my%20policies/cap.json");
    assert_eq!(place["region"], serde_json::json!({ "startLine": 9, "startColumn": 7 }));
    let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
    assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
    let invocation = &run["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    assert_eq!(invocation["toolExecutionNotifications"].as_array().unwrap().len(), 3);
}

#[test]
fn formats_that_would_mix_are_refused_before_anything_is_read() {
    let outcome = lint(&Scratch::new(), &["nowhere.json", "--format", "table", "--format", "json"]);
    assert_eq!(code(&outcome), 2);
    assert_eq!(
        outcome.stderr,
        "error: two formats go to standard output; write `json=FILE` for one of them\n"
    );
}

#[test]
fn a_hostile_policy_never_steers_the_terminal() {
    let text = CAP.replace("bedrock.amazonaws.com", "\u{202e}x\\u001b[2J");
    let scratch = with_files(&[("\u{202e}evil.json", &text)]);
    for format in ["table", "json", "sarif"] {
        let outcome = lint(&scratch, &["\u{202e}evil.json", "--format", format]);
        let shown = outcome.stdout + &outcome.stderr;
        assert!(!shown.is_empty() && !shown.contains(['\u{202e}', '\u{1b}']), "{format}: {shown}");
    }
}

#[test]
fn the_page_lists_every_check_with_its_severity() {
    use bedrock_keys::guardrail::lint::LintCode;
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/guardrails.md")).unwrap();
    for code in LintCode::ALL {
        let row = format!("\n| `{code}` | {} | ", code.severity().as_str());
        assert!(page.contains(&row), "{row}");
    }
}

#[test]
fn a_directory_is_answered_with_how_to_name_its_files() {
    let outcome = lint(&with_files(&[]), &["my policies/"]);
    assert_eq!(code(&outcome), 2);
    insta::assert_snapshot!(outcome.stderr, @r"
    error: it is a directory, and policies are named one by one
    --> my policies/
     = help: `my policies/*.json` names all that it has
    ");
}
