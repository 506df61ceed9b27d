//! Flags of reading, coverage and exit codes.

use std::path::Path;
use std::process::Output;

use assert_cmd::Command;

const PARTNER: &str = "178820436695";

pub(super) fn audit(directory: &Path, arguments: &[&str]) -> Output {
    audit_with(directory, &[], arguments)
}

pub(super) fn audit_with(directory: &Path, variables: &[(&str, &str)], arguments: &[&str]) -> Output {
    command(directory, "audit", variables, arguments)
}

pub(super) fn command(
    directory: &Path,
    verb: &str,
    variables: &[(&str, &str)],
    arguments: &[&str],
) -> Output {
    let mut command = Command::cargo_bin("bedrock-keys").unwrap();
    command
        .env_remove("BEDROCK_KEYS_CONFIG")
        .current_dir(directory)
        .env("BEDROCK_KEYS_SANDBOX_NOW", "2026-11-23T12:00:00Z")
        .envs(variables.iter().copied())
        .args(["--sandbox", "--sandbox-dir"])
        .arg(directory.join("state"))
        .arg(verb)
        .args(arguments);
    command.output().unwrap()
}

fn faulty(directory: &Path, plan: &str, arguments: &[&str]) -> Output {
    let file = directory.join("faults.json");
    std::fs::write(&file, plan).unwrap();
    let file = file.to_str().unwrap().to_owned();
    let arguments: Vec<&str> = arguments.iter().copied().chain(["--sandbox-faults", &file]).collect();
    audit(directory, &arguments)
}

pub(super) fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub(super) fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn an_account_that_cannot_be_entered_is_named_and_the_exit_code_is_12() {
    let scratch = tempfile::tempdir().unwrap();
    let output = audit(scratch.path(), &["--org", "--role-name", "BedrockKeysAuditor"]);
    assert_eq!(output.status.code(), Some(12), "{}", said(&output));
    let text = printed(&output);
    assert!(text.contains(PARTNER) && text.contains("AccessDenied"), "{text}");
    assert!(text.contains("Machine Learning Lab"), "{text}");
}

#[test]
fn an_excluded_account_does_not_make_coverage_incomplete() {
    let scratch = tempfile::tempdir().unwrap();
    let output = audit(scratch.path(), &["--org", "--exclude", PARTNER, "--format", "json"]);
    assert_ne!(output.status.code(), Some(12), "{}", printed(&output));
    assert!(printed(&output).contains("excluded"), "{}", printed(&output));
}

#[test]
fn an_audit_that_was_to_read_nothing_is_12_in_every_format() {
    let scratch = tempfile::tempdir().unwrap();
    let reports = ["--format", "json", "--format", "prometheus=x.prom", "--format", "sarif=x.sarif"];
    for choice in [&["--account", "026690713384"][..], &["--account", PARTNER, "--exclude", PARTNER]] {
        let arguments: Vec<&str> = ["--org"].iter().chain(choice).chain(&reports).copied().collect();
        let output = audit(scratch.path(), &arguments);
        assert_eq!(output.status.code(), Some(12), "{choice:?}: {}", printed(&output));
        assert!(printed(&output).contains(r#""complete": false"#), "{}", printed(&output));
        let read = |name: &str| std::fs::read_to_string(scratch.path().join(name)).unwrap();
        assert!(read("x.prom").contains("bedrock_keys_audit_complete 0"));
        assert!(read("x.sarif").contains(r#""executionSuccessful": false"#));
    }
}

#[test]
fn a_denied_listing_is_12_and_never_clean() {
    let scratch = tempfile::tempdir().unwrap();
    for (operation, flags) in [
        ("ListServiceSpecificCredentials", &[][..]),
        ("GetAccountAuthorizationDetails", &[]),
        ("GetCredentialReport", &[]),
        ("DescribeOrganization", &[]),
        ("ListAccounts", &["--org"]),
    ] {
        let plan = format!(r#"{{"rules":[{{"at":{{"operation":"{operation}"}},"fault":"deny"}}]}}"#);
        let output = faulty(scratch.path(), &plan, flags);
        assert_eq!(output.status.code(), Some(12), "{operation}: {}", said(&output));
    }
}

#[test]
fn calls_are_explained_on_standard_error_only() {
    let scratch = tempfile::tempdir().unwrap();
    let output = audit(scratch.path(), &["--explain-calls"]);
    let text = said(&output);
    assert!(text.contains("calls about 418306925710: 7 (IAM:GenerateCredentialReport 1, "), "{text}");
    assert!(!printed(&output).contains("IAM:"), "{}", printed(&output));
}

#[test]
fn flags_of_the_organization_want_the_organization() {
    let scratch = tempfile::tempdir().unwrap();
    for flags in [
        ["--account", "123456789012"],
        ["--ou", "ou-sbx1-workl0ad"],
        ["--role-name", "X"],
        ["--exclude", PARTNER],
    ] {
        let output = audit(scratch.path(), &flags);
        assert_eq!(output.status.code(), Some(2), "{flags:?}");
        assert!(said(&output).contains("--org"), "{}", said(&output));
    }
    let output = audit(scratch.path(), &["--org", "--ou", "Production"]);
    assert!(output.status.code() == Some(2) && said(&output).contains("`Production`"), "{}", said(&output));
}

#[test]
fn a_unit_without_accounts_is_a_mistake_and_not_an_empty_success() {
    let scratch = tempfile::tempdir().unwrap();
    let output = audit(scratch.path(), &["--org", "--ou", "ou-sbx1-nowhere12"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
}
