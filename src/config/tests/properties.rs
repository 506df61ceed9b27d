//! Any text is answered, and whatever a schema takes is resolved or told with its place.

use std::sync::LazyLock;

use jsonschema::Validator;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::support::{load, recipient, source};
use crate::config::document::Source;
use crate::config::{Colour, Roster, Settings, schema};

static SCHEMA: LazyLock<Validator> = LazyLock::new(|| jsonschema::validator_for(&schema::roster()).unwrap());

/// Text that looks like YAML more often than chance would have it.
fn yaml_like() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[ \\t\\r\\n:,&*!|>'\"%@`{}\\[\\]#?-]{1,4}",
        "(version|keys|owner|defaults|lifetime|tags|models|<<)",
        "[a-z0-9é日]{0,6}",
        any::<String>(),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn text(field: &str) -> BoxedStrategy<Value> {
    let good = match field {
        "lifetime" => "([1-9][0-9]?[dw]|never|0d|99999w)",
        "renew_within" => "[0-9]{1,2}[dw]",
        "policy" => "(inference-only|AmazonBedrockFullAccess|arn:aws:iam::aws:policy/X|inference_only)",
        "boundary" => "arn:aws:iam::123456789012:policy/[a-z]{1,3}",
        "path" => "/([a-z]{1,3}/)?",
        "sink" => "(stdout|file:out|age:out|secretsmanager:x|command:\\./x)",
        "region" => "(us|eu)-(east|west)-[12]",
        "model" => "(amazon|eu\\.amazon)\\.[a-z]{1,2}\\*?",
        "kms_key" => "(alias/x|key/x|1234)",
        "owner" => "[a-dA-D]( x)?",
        "purpose" => "[a-b]?",
        "adopt" => "[a-cA-C]{1}",
        "recipient" => "(age1|ssh-)x",
        other => unreachable!("{other}"),
    };
    good.prop_map(Value::from).boxed()
}

fn list(item: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    proptest::collection::vec(item, 0..4).prop_map(Value::from).boxed()
}

fn tags() -> BoxedStrategy<Value> {
    let value = prop_oneof![
        "[a-z ]{0,3}".prop_map(Value::from),
        any::<u8>().prop_map(Value::from),
        Just(json!(true))
    ];
    proptest::collection::btree_map("[a-bA-B:]{1,2}|aws:x", value, 0..3)
        .prop_map(|map| map.into_iter().collect::<Map<_, _>>().into())
        .boxed()
}

/// A mapping in which each of the fields is there or not.
fn mapping(fields: &[&'static str]) -> BoxedStrategy<Map<String, Value>> {
    let start = Just(Map::new()).boxed();
    fields.iter().fold(start, |map, &name| {
        let value = match name {
            "tags" => tags(),
            "models" => list(text("model")),
            "regions" => list(text("region")),
            "source_ips" => list(
                "(192\\.0\\.2\\.[0-9]{1,2}(/(24|32))?|2001:db8::/32|0\\.0\\.0\\.0/0)"
                    .prop_map(Value::from)
                    .boxed(),
            ),
            name => text(name),
        };
        (map, proptest::option::of(value))
            .prop_map(move |(mut map, value)| {
                map.extend(value.map(|value| (name.to_owned(), value)));
                map
            })
            .boxed()
    })
}

const TERMS: [&str; 13] = crate::config::Terms::FIELDS;

fn roster() -> impl Strategy<Value = Value> {
    let entry = ("[a-dA-D]", mapping(&["purpose", "adopt", "recipient"]), mapping(&TERMS)).prop_map(
        |(owner, own, terms)| {
            let mut entry = Map::from_iter([("owner".to_owned(), Value::from(owner))]);
            entry.extend(own);
            entry.extend(terms);
            Value::from(entry)
        },
    );
    (mapping(&TERMS), proptest::collection::vec(entry, 0..4)).prop_map(|(mut defaults, keys)| {
        // Most rosters say at least this, and without it every entry would fail for the same reason.
        defaults.entry("lifetime").or_insert_with(|| "30d".into());
        defaults.entry("sink").or_insert_with(|| "file:out".into());
        json!({ "version": 1, "defaults": defaults, "keys": keys })
    })
}

proptest! {
    #[test]
    fn any_text_is_answered(text in yaml_like()) {
        if let Err(mistakes) = load(&text, &Settings::default()) {
            prop_assert!(mistakes.iter().len() > 0);
            let shown = mistakes.render(Colour::None);
            let control = shown.chars().find(|character| character.is_control() && *character != '\n');
            prop_assert_eq!(control, None);
        }
    }

    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(source) = Source::from_bytes("roster.yaml", &bytes) {
            let _ = Roster::load(&source, &Settings::default(), recipient);
            let _ = Settings::load(&source);
        }
    }

    #[test]
    fn what_the_schema_takes_resolves_or_is_told_with_its_place(roster in roster()) {
        prop_assert!(SCHEMA.is_valid(&roster), "{:?}", SCHEMA.iter_errors(&roster).map(|error| error.to_string()).collect::<Vec<_>>());
        // JSON is YAML.
        let text = serde_json::to_string_pretty(&roster).unwrap();
        match Roster::load(&source("roster.yaml", &text), &Settings::default(), recipient) {
            Ok(found) => {
                let wanted = roster.get("keys").and_then(Value::as_array).map(Vec::len);
                prop_assert_eq!(Some(found.keys().len()), wanted);
            }
            Err(mistakes) => {
                prop_assert!(mistakes.iter().len() > 0);
                for mistake in mistakes.iter() {
                    prop_assert!(mistake.place.line_and_column().is_some(), "{}", mistake.message);
                    let unknown = ["unknown field", "expected ", "is missing"];
                    prop_assert!(!unknown.iter().any(|word| mistake.message.contains(word)), "{}", mistake.message);
                }
            }
        }
    }
}
