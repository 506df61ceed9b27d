//! What is written is read again, and what was damaged is refused with its place.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::guardrail::plan::{Before, PolicyBefore, RollbackEntry, TextChange};

fn heading() -> RunHeading {
    RunHeading {
        command: "scp apply".to_owned(),
        begun: "2026-11-23T12:00:00Z".parse().unwrap(),
        organization: "o-sb7k2m9q4x".parse().unwrap(),
    }
}

fn rollback() -> RollbackRecord {
    let before = PolicyBefore {
        id: "p-abcdefgh".to_owned(),
        description: "none \u{1b}[31m".to_owned(),
        content: "{}".to_owned(),
        tags: BTreeMap::from([("team".to_owned(), "one".to_owned())]),
        targets: BTreeSet::from(["r-root".to_owned()]),
    };
    let entry = |name: &str, before, text| RollbackEntry {
        name: name.to_owned(),
        before,
        text,
        targets: BTreeSet::from(["222222222222".to_owned(), "ou-root-12345678".to_owned()]),
        tags: BTreeSet::from(["bedrock-keys:managed".to_owned()]),
    };
    RollbackRecord {
        policies: vec![
            entry("new", Before::Absent, TextChange::Written("{\"a\":1}".to_owned())),
            entry("old", Before::There(before.clone()), TextChange::Untouched),
            entry("gone", Before::There(before), TextChange::Deleted),
        ],
    }
}

#[test]
fn what_is_written_is_read_again() {
    let text = record_json(&heading(), &rollback(), Progress::Begun(&[]));
    let read = parse_record(&text).unwrap();
    assert_eq!(read, GuardrailRecord { heading: heading(), rollback: rollback() });
    assert_eq!(parse_record(&record_json(&heading(), &rollback(), Progress::Ended(&[]))).unwrap(), read);
}

#[test]
fn what_makes_no_sense_is_refused_with_its_place() {
    let text = record_json(&heading(), &rollback(), Progress::Begun(&[]));
    for (from, to, place) in [
        ("o-sb7k2m9q4x", r"o-\u001b[31m", "at `organization`"),
        ("2026-11-23T12:00:00Z", "yesterday", "at `begun`"),
        ("p-abcdefgh", "p-../x", "at `policies[1].before.there.id`"),
        ("222222222222", "22222222222x", "at `policies[0].targets`"),
        ("\"r-root\"", "\"everything\"", "at `policies[1].before.there.targets`"),
        ("\"name\": \"new\"", "\"name\": \"old\"", "at `policies[1].name`"),
        ("\"text\": \"untouched\"", "\"text\": \"burnt\"", "at `policies[1].text`"),
        ("\"schema_version\": 1", "\"schema_version\": 2", "schema version 2"),
        ("guardrail record", "shopping list", "not the record of a run"),
    ] {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text, "{from}");
        let error = parse_record(&changed).unwrap_err().to_string();
        assert!(error.contains(place), "{error}");
        assert!(!error.contains('\u{1b}'), "{error:?}");
    }
    for text in ["", "[]", "{}", "null", "{\"kind\":"] {
        assert!(parse_record(text).is_err(), "{text}");
    }
}

proptest! {
    #[test]
    fn a_damaged_file_never_panics(position in 0_usize..2_000, byte in any::<u8>()) {
        let mut bytes = record_json(&heading(), &rollback(), Progress::Begun(&[])).into_bytes();
        let position = position % bytes.len();
        bytes[position] = byte;
        let _ = parse_record(&String::from_utf8_lossy(&bytes));
        let _ = parse_record(&String::from_utf8_lossy(&bytes[..position]));
    }
}
