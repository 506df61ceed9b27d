//! What programs read: schemas, structure, and what is the same from one audit to the next.

use bedrock_keys::audit::{CoverageState, Report};
use bedrock_keys::render::audit::{Format, json_schema, render, write, write_for_file};
use serde_json::Value;

use crate::support::is_documented;

use super::sample::{blind, cards, clean, hostile, large, narrow, typical};

fn shown(format: Format, report: &Report) -> String {
    render(format, report, &cards(), None)
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn the_schema_is_that_of_the_types() {
    is_documented("audit.schema.json", &json_schema());
}

#[test]
fn json_keeps_to_its_schema() {
    let validator = jsonschema::validator_for(&json_schema()).unwrap();
    for report in [typical(), clean(), blind(), narrow(), hostile(), large(20, 50)] {
        let text = parsed(&shown(Format::Json, &report));
        assert!(
            validator.is_valid(&text),
            "{:?}",
            validator.iter_errors(&text).next().map(|error| error.to_string())
        );
    }
    let mut broken = parsed(&shown(Format::Json, &typical()));
    broken["accounts"][0]["coverage"] = "fine".into();
    assert!(!validator.is_valid(&broken));
}

#[test]
fn every_format_says_which_accounts_and_rules_it_says_nothing_about() {
    let (whole, narrow) = (clean(), narrow());
    for format in Format::ALL {
        let said = |report: &Report| {
            let text = render(format, report, &cards(), None).replace("&#45;", "-").replace("&#95;", "_");
            // A calendar folds its lines.
            text.replace("\r\n ", "")
        };
        let (accounts, off, lowered) = match format {
            Format::Prometheus => (
                r#"audit_part{part="chosen"} 1"#,
                r#"rules_silenced{rule="key-never-expires",to="off"} 1"#,
                r#"rules_silenced{rule="user-overprivileged",to="info"} 1"#,
            ),
            Format::Json => (
                r#""part": "chosen""#,
                "\"rule\": \"key-never-expires\",\n      \"to\": \"off\"",
                "\"rule\": \"user-overprivileged\",\n      \"to\": \"info\"",
            ),
            _ => (
                "says nothing about others of the organization",
                "1 rule is turned off: key-never-expires.",
                "The severity of 1 rule is lowered: user-overprivileged",
            ),
        };
        for sentence in [accounts, off, lowered] {
            assert!(
                said(&narrow).contains(sentence),
                "{format:?} does not say {sentence}: {}",
                said(&narrow)
            );
            assert!(!said(&whole).contains(sentence), "{format:?} says {sentence} of a whole audit");
        }
    }
}

#[test]
fn an_audit_of_accounts_that_are_all_out_of_scope_is_clean_in_no_format() {
    let mut report = clean();
    for account in &mut report.coverage {
        account.covered = CoverageState::OutOfScope("the account is suspended".to_owned());
    }
    for format in [Format::Csv, Format::Ocsf, Format::Sarif, Format::Junit, Format::Markdown, Format::Html] {
        let said = shown(format, &report);
        assert!(said.contains("No account was to be read, so that none was audited."), "{format:?}: {said}");
    }
    assert!(shown(Format::Junit, &report).contains(r#"<error message="no account was audited""#));
}

#[test]
fn an_incomplete_audit_is_no_successful_execution() {
    let successful = |report: &Report| {
        parsed(&shown(Format::Sarif, report))["runs"][0]["invocations"][0]["executionSuccessful"]
            .as_bool()
            .unwrap()
    };
    assert!(successful(&clean()));
    assert!(!successful(&typical()));
    assert!(!successful(&blind()));
    let mut nothing = clean();
    nothing.coverage.clear();
    assert!(!successful(&nothing));
    assert!(render(Format::Sarif, &nothing, &[], None).contains("No account was audited."));
}

/// Whatever GitHub refuses a file without: <https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning>
#[test]
fn sarif_has_what_code_scanning_asks_for() {
    for report in [typical(), hostile()] {
        let log = parsed(&shown(Format::Sarif, &report));
        let run = &log["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        assert_eq!(run["results"].as_array().unwrap().len(), report.findings.len());
        for result in run["results"].as_array().unwrap() {
            assert_eq!(result["ruleId"], rules[result["ruleIndex"].as_u64().unwrap() as usize]["id"]);
            let place = &result["locations"][0]["physicalLocation"];
            assert_eq!(place["region"]["startLine"], 1);
            let uri = place["artifactLocation"]["uri"].as_str().unwrap();
            let allowed = |letter: char| letter.is_ascii_alphanumeric() || "-_.~/%".contains(letter);
            assert!(uri.chars().all(allowed), "{uri}");
        }
    }
}

#[test]
fn a_finding_keeps_its_fingerprint_when_its_words_change() {
    let prints = |report: &Report| -> Vec<String> {
        let log = parsed(&shown(Format::Sarif, report));
        let results = log["runs"][0]["results"].as_array().unwrap().clone();
        let print = |result: &Value| {
            result["partialFingerprints"]["bedrockKeysFinding/v1"].as_str().unwrap().to_owned()
        };
        results.iter().map(print).collect()
    };
    let before = typical();
    let mut after = before.clone();
    for finding in &mut after.findings {
        finding.message.push_str(", still");
        finding.owner = None;
        finding.waived = Some("later".to_owned());
    }
    assert_eq!(prints(&before), prints(&after));
    let all: std::collections::BTreeSet<String> = prints(&before).into_iter().collect();
    assert_eq!(all.len(), before.findings.len());
    // Pinned: another fingerprint would open every alert anew.
    assert_eq!(prints(&before)[1], "90dfa5894b953b1088039255d8c139f3");
}

#[test]
fn ocsf_events_have_what_their_class_requires() {
    let report = typical();
    let text = shown(Format::Ocsf, &report);
    let events: Vec<Value> = text.lines().map(parsed).collect();
    // Two accounts that were not read in full, one check without a result, and the findings.
    assert_eq!(events.len(), 3 + report.findings.len());
    for event in &events {
        for name in ["activity_id", "category_uid", "class_uid", "type_uid", "time", "severity_id"] {
            assert!(event[name].is_i64(), "{name} in {event}");
        }
        for path in ["/metadata/version", "/metadata/product/name", "/cloud/provider", "/finding_info/uid"] {
            assert!(event.pointer(path).is_some_and(Value::is_string), "{path} in {event}");
        }
        assert_eq!(
            event["type_uid"],
            100 * event["class_uid"].as_i64().unwrap() + event["activity_id"].as_i64().unwrap()
        );
    }
    assert_eq!(events.iter().filter(|event| event["compliance"]["status_id"] == 2).count(), 3);
    assert_eq!(events.iter().filter(|event| event["status_id"] == 3).count(), 1);
    assert_eq!(shown(Format::Ocsf, &clean()), "");
}

#[test]
fn a_ci_server_sees_an_unread_account_as_an_error() {
    let run = quick_junit::Report::deserialize_from_str(&shown(Format::Junit, &blind())).unwrap();
    assert_eq!((run.errors, run.failures), (2, 0));
    let run = quick_junit::Report::deserialize_from_str(&shown(Format::Junit, &typical())).unwrap();
    assert_eq!((run.errors, run.failures), (3, 4));
    let run = quick_junit::Report::deserialize_from_str(&shown(Format::Junit, &clean())).unwrap();
    assert_eq!((run.errors, run.failures), (0, 0));
}

#[test]
fn a_key_gets_a_series_only_while_there_is_room() {
    let text = shown(Format::Prometheus, &large(10, 3_000));
    let series = |name: &str| text.lines().filter(|line| line.starts_with(name)).count();
    assert_eq!(series("bedrock_keys_key_expiry_timestamp_seconds{"), 1_000);
    let left_out: usize = text
        .lines()
        .find_map(|line| line.strip_prefix("bedrock_keys_key_expiry_left_out "))
        .and_then(|number| number.parse().ok())
        .unwrap();
    let ending = large(10, 3_000)
        .keys
        .iter()
        .filter(|key| key.expiry.days_left(super::sample::now()) > Some(-1))
        .count();
    assert!(left_out > 0 && left_out <= ending - 1_000 + 10, "{left_out} of {ending}");
}

#[test]
fn files_hold_no_escape_sequences() {
    let written = |format| {
        let report = typical();
        let mut text = Vec::new();
        write_for_file(
            format,
            &|format, width, output| write(format, &report, &cards(), width, output),
            &mut text,
        )
        .unwrap();
        String::from_utf8(text).unwrap()
    };
    let table = render(Format::Table, &typical(), &cards(), Some(100));
    assert!(table.contains('\u{1b}'));
    assert_eq!(written(Format::Table), anstream::adapter::strip_str(&table).to_string());
    for format in Format::ALL {
        assert!(!written(format).contains('\u{1b}'), "{format}");
        if format != Format::Table {
            assert_eq!(written(format), shown(format, &typical()), "{format}");
        }
    }
}

#[test]
fn the_same_report_is_the_same_text() {
    for format in Format::ALL {
        let once = render(format, &typical(), &cards(), Some(80));
        assert_eq!(once, render(format, &typical(), &cards(), Some(80)), "{format}");
    }
}
