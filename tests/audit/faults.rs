//! Every call of an audit × every way to fail, through the binary: never exit 0, nothing concluded from what was not read,
//! and what was read still reported.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Output;

use serde_json::Value;

use super::reading::{audit, command, printed, said};
use crate::support::in_parallel;

/// Where no role leads; left out, so that a complete audit is complete.
const PARTNER: &str = "178820436695";

const ONE: [&str; 10] = [
    "GetCallerIdentity",
    "DescribeOrganization",
    "ListServiceSpecificCredentials",
    "GetAccountAuthorizationDetails",
    "GenerateCredentialReport",
    "GetCredentialReport",
    "ListAccessKeys",
    "GetLoginProfile",
    "GetPolicy",
    "GetPolicyVersion",
];
const ORGANIZATION: [&str; 2] = ["ListAccounts", "AssumeRole"];
/// Called where accounts do not name their path.
const TREE: [&str; 2] = ["ListAccountsForParent", "ListOrganizationalUnitsForParent"];
const FAULTS: [&str; 7] = ["deny", "throttle", "server-error", "garble", "truncate", "empty", "hang"];

/// A run that is struck, and the same run as it should be.
struct Case {
    operation: &'static str,
    fault: &'static str,
    flags: Vec<&'static str>,
    style: &'static str,
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for fault in FAULTS {
        let mut case = |operation, flags: &[&'static str], style| {
            cases.push(Case { operation, fault, flags: flags.to_vec(), style });
        };
        for operation in ONE.into_iter().chain(ORGANIZATION) {
            // What is listed directly needs no report.
            let fresh: &[&str] = if operation.contains("CredentialReport") { &[] } else { &["--fresh"] };
            if ONE.contains(&operation) {
                case(operation, fresh, "");
            }
            case(operation, &[fresh, &["--org", "--exclude", PARTNER]].concat(), "");
        }
        for operation in TREE {
            case(operation, &["--org", "--ou", "ou-sbx1-workl0ad"], r#","accounts":{"paths":"absent"}"#);
        }
    }
    cases
}

fn run(directory: &Path, name: &str, plan: &str, flags: &[&str]) -> Output {
    let file = directory.join(format!("{name}.json"));
    std::fs::write(&file, plan).unwrap();
    let file = file.to_str().unwrap().to_owned();
    // What hangs is cut off soon; everything else needs a fraction of that.
    let common = ["--format", "json", "--account-timeout", "4", "--sandbox-faults", &file];
    audit(directory, &flags.iter().copied().chain(common).collect::<Vec<_>>())
}

/// What was found, but for that something was not read, by account.
fn findings(report: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for finding in report["findings"].as_array().unwrap() {
        if finding["rule"] != "account-not-audited" {
            let words = format!(
                "{} {}",
                finding["rule"],
                finding["subject"].to_string() + &finding["user"].to_string() + &finding["key"].to_string()
            );
            found.entry(finding["account"].as_str().unwrap().to_owned()).or_default().insert(words);
        }
    }
    found
}

fn whole(report: &Value) -> BTreeSet<String> {
    let rows = report["accounts"].as_array().unwrap().iter();
    rows.filter(|row| row["coverage"] == "audited")
        .map(|row| row["id"].as_str().unwrap().to_owned())
        .collect()
}

fn json(output: &Output) -> Value {
    serde_json::from_str(&printed(output)).unwrap_or_else(|error| panic!("{error}: {}", said(output)))
}

#[test]
fn whatever_fails_is_never_good_news_and_hides_nothing_else() {
    let cases = cases();
    let scratch = tempfile::tempdir().unwrap();
    // A policy that only serves as a boundary is read by itself.
    let boundary = "arn:aws:iam::aws:policy/AmazonBedrockReadOnly";
    let create = ["create", "--owner", "anna@example.com", "--expires-in", "30d", "--to", "file:delivered"];
    let flags = create.iter().copied().chain(["--boundary", boundary, "--yes"]).collect::<Vec<_>>();
    let made = command(scratch.path(), "keys", &[], &flags);
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    // A credential report takes its time once.
    audit(scratch.path(), &["--org"]);
    let calm: BTreeMap<Vec<&str>, Value> = cases
        .iter()
        .map(|case| &case.flags)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .map(|flags| {
            let output = run(scratch.path(), "calm", r#"{"accounts":{"paths":"absent"}}"#, flags);
            assert_eq!(output.status.code(), Some(10), "{}", said(&output));
            (flags.clone(), json(&output))
        })
        .collect();
    in_parallel(4, &cases, |case| {
        let name = format!("{} {} {}", case.operation, case.fault, case.flags.len());
        let plan = format!(
            r#"{{"rules":[{{"at":{{"operation":"{}"}},"fault":"{}"}}]{}}}"#,
            case.operation, case.fault, case.style
        );
        let output = run(scratch.path(), &name.replace(' ', "-"), &plan, &case.flags);
        let nobody = case.operation == "GetCallerIdentity";
        assert_eq!(output.status.code(), Some(if nobody { 1 } else { 12 }), "{name}: {}", said(&output));
        if nobody || case.operation == "ListAccounts" {
            assert!(
                printed(&output).is_empty() && said(&output).contains("error: "),
                "{name}: {}",
                said(&output)
            );
            return;
        }
        let (struck, calm) = (json(&output), &calm[&case.flags]);
        assert_eq!(struck["complete"], false, "{name}");
        let (left, all) = (findings(&struck), findings(calm));
        for (account, found) in &left {
            let known = all.get(account).cloned().unwrap_or_default();
            let made_up: Vec<_> = found.difference(&known).collect();
            assert!(made_up.is_empty(), "{name}: {account}: concluded from what was not read: {made_up:?}");
        }
        for account in whole(&struck) {
            assert_eq!(
                left.get(&account),
                all.get(&account),
                "{name}: {account} was read and is not all there"
            );
        }
    });
}
