//! What becomes of a snapshot: exit codes, reports, files, shards.

use super::reading::{audit, audit_with, printed, said};

const PARTNER: &str = "178820436695";

#[test]
fn findings_are_10_from_the_threshold_on() {
    let scratch = tempfile::tempdir().unwrap();
    assert_eq!(audit(scratch.path(), &[]).status.code(), Some(10));
    assert_eq!(audit(scratch.path(), &["--fail-on", "critical"]).status.code(), Some(0));
}

#[test]
fn formats_that_would_mix_are_a_mistake_before_anything_is_called() {
    let scratch = tempfile::tempdir().unwrap();
    let output = audit(scratch.path(), &["--format", "table", "--format", "json", "--explain-calls"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(!said(&output).contains("calls"), "{}", said(&output));
}

#[test]
fn a_file_that_cannot_be_written_keeps_no_other_report_back() {
    let scratch = tempfile::tempdir().unwrap();
    let arguments = ["--format", "json=nowhere/x.json", "--format", "csv=x.csv", "--format", "markdown"];
    let output = audit(scratch.path(), &arguments);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("nowhere/x.json"), "{}", said(&output));
    assert!(scratch.path().join("x.csv").exists() && printed(&output).contains("key-never-expires"));
}

#[test]
fn rules_lead_to_the_pages_they_rest_on() {
    let scratch = tempfile::tempdir().unwrap();
    let output =
        audit(scratch.path(), &["--format", "sarif", "--format", "html=x.html", "--format", "ocsf=x.json"]);
    let report: serde_json::Value = serde_json::from_str(&printed(&output)).unwrap();
    let rules = report["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    let page = "https://docs.aws.amazon.com/";
    let led = rules.iter().filter(|rule| rule["helpUri"].as_str().is_some_and(|uri| uri.starts_with(page)));
    let lost: Vec<&str> = rules
        .iter()
        .filter(|rule| rule["helpUri"].is_null())
        .filter_map(|rule| rule["id"].as_str())
        .collect();
    assert!(led.count() > 15 && lost == ["waiver-expired", "waiver-unmatched"], "{lost:?}");
    let read = |name: &str| std::fs::read_to_string(scratch.path().join(name)).unwrap();
    assert!(read("x.html").contains(&format!("href=\"{page}")) && read("x.json").contains(page));
}

#[test]
fn a_kept_snapshot_gives_the_same_report_and_differs_from_itself_in_nothing() {
    let scratch = tempfile::tempdir().unwrap();
    let scope = ["--org", "--exclude", PARTNER, "--format", "json", "--save", "kept.json"];
    let online = audit(scratch.path(), &scope);
    let offline = audit(scratch.path(), &["--from", "kept.json", "--diff", "kept.json", "--format", "json"]);
    assert_eq!((online.status.code(), printed(&online)), (offline.status.code(), printed(&offline)));
    assert!(said(&offline).contains("none in what could be compared"), "{}", said(&offline));
}

#[test]
fn merged_shards_equal_one_run_and_a_missing_one_is_refused() {
    let scratch = tempfile::tempdir().unwrap();
    let whole = audit(scratch.path(), &["--org", "--format", "json", "--save", "whole.json"]);
    for (shard, file) in [("0/2", "0.json"), ("1/2", "1.json")] {
        audit(scratch.path(), &["--org", "--shard", shard, "--save", file]);
    }
    let merged =
        audit(scratch.path(), &["merge", "0.json", "1.json", "--format", "json", "--save", "merged.json"]);
    assert_eq!((whole.status.code(), printed(&whole)), (merged.status.code(), printed(&merged)));
    let read = |name: &str| std::fs::read_to_string(scratch.path().join(name)).unwrap();
    assert_eq!(read("whole.json"), read("merged.json"));
    let missing = audit(scratch.path(), &["merge", "1.json"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(said(&missing).contains("missing: 0"), "{}", said(&missing));
}

#[test]
fn machines_that_are_told_their_number_fill_a_directory_that_is_merged() {
    let scratch = tempfile::tempdir().unwrap();
    let whole = audit(scratch.path(), &["--org", "--format", "json"]);
    for (variable, index) in [("AWS_BATCH_JOB_ARRAY_INDEX", "0"), ("JOB_COMPLETION_INDEX", "1")] {
        let shard = [
            "--org",
            "--shard",
            "auto/2",
            "--save",
            "parts/new/",
            "--fail-on",
            "never",
            "--exclude",
            PARTNER,
        ];
        let output = audit_with(scratch.path(), &[(variable, index)], &shard);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    }
    // Whatever else lies there is no shard.
    std::fs::write(scratch.path().join("parts/new/snapshot.json"), "{}").unwrap();
    let merged = audit(scratch.path(), &["merge", "parts/new", "--format", "json"]);
    assert_eq!(merged.status.code(), Some(10), "{}", said(&merged));
    assert_eq!(keys(&merged), keys(&whole));
    let numberless = audit(scratch.path(), &["--org", "--shard", "auto/2"]);
    assert_eq!(numberless.status.code(), Some(2));
    assert!(
        said(&numberless).contains("AWS_BATCH_JOB_ARRAY_INDEX or JOB_COMPLETION_INDEX"),
        "{}",
        said(&numberless)
    );
    let empty = audit(scratch.path(), &["merge", "."]);
    assert!(empty.status.code() == Some(2) && said(&empty).contains("shard-"), "{}", said(&empty));
}

fn keys(output: &std::process::Output) -> serde_json::Value {
    let report: serde_json::Value = serde_json::from_str(&printed(output)).unwrap();
    assert!(report["keys"].as_array().is_some_and(|keys| keys.len() > 10));
    report["keys"].clone()
}

#[test]
fn a_shard_that_an_earlier_audit_left_is_refused() {
    let scratch = tempfile::tempdir().unwrap();
    audit(scratch.path(), &["--org", "--shard", "0/2", "--save", "parts/"]);
    let later = ["--org", "--shard", "1/2", "--save", "parts/", "--sandbox-now", "2026-11-24T12:00:00Z"];
    audit(scratch.path(), &later);
    let merge = |flags: &[&str]| {
        let flags = ["merge", "parts/", "--sandbox-now", "2026-11-24T13:00:00Z"].iter().chain(flags);
        audit(scratch.path(), &flags.copied().collect::<Vec<_>>())
    };
    let merged = merge(&[]);
    assert_eq!(merged.status.code(), Some(2));
    assert!(said(&merged).contains("more than 12h apart"), "{}", said(&merged));
    let merged = merge(&["--within", "48h"]);
    assert_eq!(merged.status.code(), Some(12), "{}", said(&merged));
    let merged = merge(&["--within", "48h", "--max-age", "6h"]);
    assert_eq!(merged.status.code(), Some(2));
    assert!(said(&merged).contains("more than 6h ago"), "{}", said(&merged));
}

#[test]
fn a_file_that_is_no_snapshot_is_a_mistake() {
    let scratch = tempfile::tempdir().unwrap();
    std::fs::write(scratch.path().join("other.json"), "{}").unwrap();
    for file in ["other.json", "nowhere.json"] {
        let output = audit(scratch.path(), &["--from", file]);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    }
}

#[test]
fn a_snapshot_from_the_future_is_not_judged_by_a_clock_that_is_slow() {
    let scratch = tempfile::tempdir().unwrap();
    audit(scratch.path(), &["--save", "kept.json"]);
    let at = |time| {
        let variables = [("BEDROCK_KEYS_SANDBOX_NOW", time)];
        audit_with(scratch.path(), &variables, &["--from", "kept.json"])
    };
    let early = at("2026-11-22T12:00:00Z");
    assert_eq!(early.status.code(), Some(2), "{}", printed(&early));
    assert!(said(&early).contains("2026-11-23T12:00:00Z"), "{}", said(&early));
    assert_eq!(at("2026-11-23T11:50:00Z").status.code(), Some(10));
}

#[test]
fn two_organizations_are_not_compared_without_a_word() {
    let scratch = tempfile::tempdir().unwrap();
    audit(scratch.path(), &["--org", "--save", "kept.json"]);
    let kept = std::fs::read_to_string(scratch.path().join("kept.json")).unwrap();
    std::fs::write(scratch.path().join("other.json"), kept.replace("o-sb7k2m9q4x", "o-otherorg12")).unwrap();
    let output = audit(scratch.path(), &["--from", "kept.json", "--diff", "other.json"]);
    let told =
        "not the same: the first is of organization o-otherorg12, the second of organization o-sb7k2m9q4x";
    assert!(said(&output).contains(told), "{}", said(&output));
    let same = audit(scratch.path(), &["--from", "kept.json", "--diff", "kept.json"]);
    assert!(!said(&same).contains("not the same"), "{}", said(&same));
}
