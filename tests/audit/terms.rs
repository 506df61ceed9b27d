//! What the configuration and an earlier snapshot change about a report.

use std::path::Path;

use super::reading::{audit, command, printed, said};

const NEVER: &str = "version: 1\naudit:\n  rules: {key-in-management-account: off, user-can-mint-keys: off, user-has-access-keys: off, user-overprivileged: off}\n";

fn configured(directory: &Path, text: &str) {
    std::fs::write(directory.join("bedrock-keys.yaml"), text).unwrap();
}

fn waiver(until: &str) -> String {
    format!(
        "{NEVER}waivers:\n  - rule: key-never-expires\n    account: '*'\n    user: BedrockAPIKey-*\n    \
         reason: replaced in January\n    owner: security@example.com\n    until: {until}\n"
    )
}

#[test]
fn a_waiver_counts_until_its_last_day_and_is_a_finding_from_then_on() {
    let scratch = tempfile::tempdir().unwrap();
    configured(scratch.path(), NEVER);
    let without = audit(scratch.path(), &[]);
    assert_eq!(without.status.code(), Some(10), "{}", printed(&without));
    assert!(printed(&without).contains("key-never-expires"), "{}", printed(&without));
    configured(scratch.path(), &waiver("2026-11-23"));
    let waived = audit(scratch.path(), &[]);
    assert_eq!(waived.status.code(), Some(0), "{}", printed(&waived));
    assert!(printed(&waived).contains("replaced in January"), "{}", printed(&waived));
    configured(scratch.path(), &waiver("2026-11-22"));
    let ended = audit(scratch.path(), &[]);
    assert_eq!(ended.status.code(), Some(10), "{}", printed(&ended));
    assert!(printed(&ended).contains("waiver-expired"), "{}", printed(&ended));
}

#[test]
fn a_mistake_in_a_waiver_is_told_with_its_line_before_anything_is_called() {
    let scratch = tempfile::tempdir().unwrap();
    configured(scratch.path(), &waiver("31.1.2027"));
    let output = audit(scratch.path(), &["--explain-calls"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    let text = said(&output);
    let (line, column) = (10, 12);
    assert!(text.contains(&format!("bedrock-keys.yaml:{line}:{column}")), "{text}");
    assert!(text.contains("until: 31.1.2027") && !text.contains("calls"), "{text}");
}

#[test]
fn what_is_new_gone_and_altered_since_a_snapshot_is_said() {
    let scratch = tempfile::tempdir().unwrap();
    audit(scratch.path(), &["--save", "before.json"]);
    let keys = |arguments: &[&str]| {
        let output = command(scratch.path(), "keys", &[], arguments);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    };
    keys(&[
        "create",
        "--owner",
        "anna@example.com",
        "--expires-in",
        "30d",
        "--to",
        "file:delivered",
        "--yes",
    ]);
    keys(&["deactivate", "ACCA76JUF73FJZHJHRFPL", "--adopt", "--yes"]);
    keys(&["revoke", "ACCAYNAWSWDQLHTRC6P6U", "--adopt", "--yes"]);
    let output = audit(scratch.path(), &["--diff", "before.json", "--format", "json"]);
    let text = said(&output);
    for words in [
        "new key ACCA",
        "of user `bedrock-key-",
        "gone key ACCAYNAWSWDQLHTRC6P6U of user `BedrockAPIKey-ab12`",
        "altered key ACCA76JUF73FJZHJHRFPL of user `chatbot-prototype`",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(serde_json::from_str::<serde_json::Value>(&printed(&output)).is_ok());
}

#[test]
fn fresh_asks_for_access_keys_and_passwords_directly_and_needs_no_credential_report() {
    let scratch = tempfile::tempdir().unwrap();
    let plan = r#"{"rules":[{"at":{"operation":"GetCredentialReport"},"fault":"deny"}]}"#;
    std::fs::write(scratch.path().join("denied.json"), plan).unwrap();
    let run = |flags: &[&str]| {
        let common = ["--explain-calls", "--format", "csv", "--sandbox-faults", "denied.json"];
        audit(scratch.path(), &flags.iter().copied().chain(common).collect::<Vec<_>>())
    };
    let (report, fresh) = (run(&[]), run(&["--fresh"]));
    assert_eq!((report.status.code(), fresh.status.code()), (Some(12), Some(10)), "{}", printed(&fresh));
    let found = |output: &std::process::Output| {
        printed(output)
            .lines()
            .any(|line| line.starts_with("finding,") && line.contains(",user-has-access-keys,"))
    };
    assert!(!said(&report).contains("IAM:ListAccessKeys") && !found(&report), "{}", printed(&report));
    assert!(said(&fresh).contains("IAM:ListAccessKeys") && said(&fresh).contains("IAM:GetLoginProfile"));
    assert!(found(&fresh), "{}", printed(&fresh));
}

#[test]
fn a_rule_that_was_not_asked_passes_in_no_report() {
    let scratch = tempfile::tempdir().unwrap();
    let config = "version: 1\naudit:\n  rules:\n    key-never-expires: off\n    key-unmanaged: info\n";
    std::fs::write(scratch.path().join("bedrock-keys.yaml"), config).unwrap();
    let reports = ["--format", "table", "--format", "junit=x.xml", "--format", "prometheus=x.prom"];
    let output = audit(scratch.path(), &reports);
    let text = printed(&output);
    assert!(text.contains("1 rule is turned off: key-never-expires."), "{text}");
    assert!(text.contains("The severity of 1 rule is lowered: key-unmanaged (medium to info)."), "{text}");
    let read = |name: &str| std::fs::read_to_string(scratch.path().join(name)).unwrap();
    // Off in the configuration, off by default, about an organization, about guardrails that nobody wants.
    for rule in ["key-never-expires", "user-without-boundary", "guardrail-partial", "account-not-guarded"] {
        assert!(!read("x.xml").contains(&format!("testsuite name=\"{rule}\"")), "{rule}");
        assert!(!read("x.prom").contains(&format!("findings{{rule=\"{rule}\"")), "{rule}");
    }
    assert!(read("x.xml").contains("testsuite name=\"user-overprivileged\""));
}
