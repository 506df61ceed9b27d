//! The snapshot file.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::organization::{account, any_snapshot, onboarded, snapshot};
use crate::audit::{Part, Scope, Shard, Snapshot, SnapshotFileError, parse_snapshot, snapshot_file};

/// The file as a text.
pub(super) fn snapshot_json(snapshot: &Snapshot) -> String {
    serde_json::to_string(&snapshot_file(snapshot)).unwrap()
}

/// The file of a small organization, with one change.
fn changed(pointer: &str, value: Value) -> SnapshotFileError {
    let (user, key) = onboarded("alice", 1);
    let text = snapshot_json(&snapshot(vec![account("123456789012", vec![user], vec![key])]));
    let mut file: Value = serde_json::from_str(&text).unwrap();
    *file.pointer_mut(pointer).unwrap() = value;
    parse_snapshot(&file.to_string()).unwrap_err()
}

#[test]
fn a_mistake_is_told_with_its_path() {
    for (pointer, value, message) in [
        ("/taken_at", json!("yesterday"), "at `taken_at`: "),
        ("/partition", json!("a:b"), "at `partition`: `a:b` is not a partition"),
        ("/caller", json!("1"), "at `caller`: `1` is not an AWS account id (twelve digits)"),
        ("/accounts/0/state", json!("asleep"), "at `accounts[0].state`: unknown variant `asleep`"),
        ("/accounts/0/reading/audited/keys", json!([]), "at `accounts[0].reading.audited.keys`: "),
        (
            "/accounts/0/reading/audited/keys/known/0/id",
            json!("short"),
            "at `accounts[0].reading.audited.keys.known[0].id`: `short` is not a credential id",
        ),
        (
            "/accounts/0/reading/audited/users/known/0/name",
            json!("a b"),
            "at `accounts[0].reading.audited.users.known[0].name`: `a b` is not an IAM user name",
        ),
        ("/part", json!({"shard": "4/4"}), "at `part.shard`: `4/4`: shards count from 0"),
    ] {
        let error = changed(pointer, value).to_string();
        assert!(error.starts_with(message), "{error}");
    }
}

#[test]
fn another_version_or_another_file_is_refused() {
    let version = changed("/schema_version", json!(3)).to_string();
    assert_eq!(version, "the snapshot has schema version 3; this bedrock-keys reads versions 1 to 2");
    assert_eq!(
        changed("/schema_version", Value::Null),
        SnapshotFileError::Version { found: "null".to_owned(), known: 2 }
    );
    assert_eq!(changed("/kind", json!("roster")), SnapshotFileError::NotASnapshot);
    assert_eq!(parse_snapshot("[1]").unwrap_err(), SnapshotFileError::NotASnapshot);
    assert!(matches!(parse_snapshot("").unwrap_err(), SnapshotFileError::NotJson(_)));
    assert!(matches!(parse_snapshot("{\"kind\": ").unwrap_err(), SnapshotFileError::NotJson(_)));
}

#[test]
fn an_account_or_user_that_is_there_twice_is_refused() {
    let twice = snapshot(vec![
        account("123456789012", Vec::new(), Vec::new()),
        account("123456789012", Vec::new(), Vec::new()),
    ]);
    let error = parse_snapshot(&snapshot_json(&twice)).unwrap_err().to_string();
    assert_eq!(error, "at `accounts[1].id`: account 123456789012 is here twice");
}

#[test]
fn what_a_file_says_never_steers_a_terminal() {
    let error = changed("/caller", json!("\u{1b}[2J")).to_string();
    assert!(!error.chars().any(char::is_control), "{error:?}");
}

#[test]
fn scope_and_part_survive() {
    let whole = snapshot(Vec::new());
    for (scope, part) in [
        (Scope::Account, Part::Whole),
        (Scope::Organization("o-example123".parse().unwrap()), Part::Chosen),
        (Scope::UnknownOrganization, Part::Whole),
        (Scope::Organization("o-example123".parse().unwrap()), Part::Shard(Shard::new(2, 3).unwrap())),
    ] {
        let written = crate::audit::Snapshot { scope, part, ..whole.clone() };
        assert_eq!(parse_snapshot(&snapshot_json(&written)), Ok(written));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_is_read_back(snapshot in any_snapshot()) {
        prop_assert_eq!(parse_snapshot(&snapshot_json(&snapshot)), Ok(snapshot));
    }

    #[test]
    fn no_text_is_a_panic(text in "\\PC{0,40}") {
        prop_assert!(parse_snapshot(&text).is_err());
    }
}
