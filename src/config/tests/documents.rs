//! The files under `docs/` and `examples/`: generated ones are compared, and written with `UPDATE_DOCS=1`.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use serde_json::{Value, json};

use super::support::{recipient, source};
use crate::config::audit::{RawAudit, RawWaiver};
use crate::config::document::{self, Node, Source};
use crate::config::{
    Colour, RawEntry, RawGuardrail, RawRoster, RawSettings, Roster, Settings, Terms, schema,
};

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Holds a file to what the types say.
fn is_current(name: &str, wanted: &str) {
    let found = std::fs::read_to_string(path(name)).unwrap_or_default();
    if found != wanted && std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path(name), wanted).unwrap();
    } else {
        assert!(found == wanted, "{name} is out of date; run `UPDATE_DOCS=1 cargo test documents`");
    }
}

fn pretty(schema: &Value) -> String {
    serde_json::to_string_pretty(schema).unwrap() + "\n"
}

fn properties<'a>(schema: &'a Value, name: &str) -> &'a serde_json::Map<String, Value> {
    let object = if schema["title"] == name { schema } else { &schema["$defs"][name] };
    object["properties"].as_object().unwrap()
}

/// The table of a type's fields.
fn table(schema: &Value, name: &str, fields: &[&str]) -> String {
    let properties = properties(schema, name);
    let object = if schema["title"] == name { schema } else { &schema["$defs"][name] };
    let mut table =
        "| field | type | default | example | meaning |\n| --- | --- | --- | --- | --- |\n".to_owned();
    for field in fields {
        let property = &properties[*field];
        let required = object["required"].as_array().is_some_and(|names| names.contains(&json!(field)));
        let default = match &property["default"] {
            Value::Null if required => "required".to_owned(),
            Value::Null => "none".to_owned(),
            Value::String(text) => format!("`{text}`"),
            other @ (Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
                format!("`{other}`")
            }
        };
        let description = property["description"].as_str().unwrap().replace('|', "\\|");
        writeln!(
            table,
            "| `{field}` | {} | {default} | {} | {description} |",
            kind(property),
            example(property)
        )
        .unwrap();
    }
    table
}

fn kind(property: &Value) -> &'static str {
    match (property["type"].as_str(), property["$ref"].as_str()) {
        (Some("string"), _) => "text",
        (Some("boolean"), _) => "`true` or `false`",
        (Some("integer"), _) => "number",
        (Some("array"), _) if property["items"]["$ref"] == "#/$defs/Waiver" => "list of [waivers](#waivers)",
        (Some("array"), _) if property["items"]["$ref"] == "#/$defs/Guardrail" => {
            "list of [guardrails](#guardrails)"
        }
        (Some("array"), _) if property["items"]["anyOf"].is_array() => "list of targets, or of lists of them",
        (Some("array"), _) if property["items"]["pattern"] == schema::TARGET => "list of targets",
        (Some("array"), _) if property["items"]["$ref"].is_string() => "list of [entries](#an-entry)",
        (Some("array"), _) => "list of text",
        (Some("object"), _) => "mapping",
        (_, Some("#/$defs/Terms")) => "[terms](roster.md#terms)",
        (_, Some("#/$defs/Audit")) => "[audit](#audits)",
        (None, None) if property["type"] == json!(["string", "integer"]) => "text",
        other => panic!("{other:?}"),
    }
}

fn example(property: &Value) -> String {
    let first = |value: &Value| match &value["examples"][0] {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other @ (Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            Some(other.to_string())
        }
    };
    let item = first(&property["items"]).map(|item| format!("`[{item}]`"));
    let own = first(property).map(|text| format!("`{text}`"));
    let constant = property["const"].as_u64().map(|number| format!("`{number}`"));
    let other = match property["type"].as_str() {
        Some("boolean") => "`true`",
        Some("integer") => "`8`",
        Some("object") if property["properties"].is_object() => "`{key-unmanaged: off}`",
        Some("object") if property["additionalProperties"]["anyOf"].is_array() => "`{max_days: 30}`",
        Some("object") => "`{cost-center: 4711}`",
        Some("array")
            if ["#/$defs/Waiver", "#/$defs/Guardrail"]
                .map(Value::from)
                .contains(&property["items"]["$ref"]) =>
        {
            "see below"
        }
        Some("array") if property["items"]["anyOf"].is_array() => {
            "`[\"123456789012\", ou-a1b2-c3d4e5f6, r-a1b2]`"
        }
        _ if property["$ref"] == "#/$defs/Audit" => "`{max_age: 60d}`",
        _ => "`{lifetime: 30d}`",
    };
    item.or(own).or(constant).unwrap_or_else(|| other.to_owned())
}

/// A document with its generated tables in place.
fn with_tables(name: &str, tables: &[(&str, String)]) -> String {
    let mut text = std::fs::read_to_string(path(name)).unwrap();
    for (of, table) in tables {
        let (begin, end) = (format!("<!-- fields of {of} -->\n"), format!("<!-- end of {of} -->"));
        let (before, rest) = text.split_once(&begin).unwrap_or_else(|| panic!("{name} lacks {begin}"));
        let (_, after) = rest.split_once(&end).unwrap_or_else(|| panic!("{name} lacks {end}"));
        text = format!("{before}{begin}\n{table}\n{end}{after}");
    }
    text
}

#[test]
fn the_schemas_are_those_of_the_types() {
    is_current("docs/roster.schema.json", &pretty(&schema::roster()));
    is_current("docs/configuration.schema.json", &pretty(&schema::configuration()));
}

#[test]
fn the_references_have_every_field() {
    let roster = schema::roster();
    let tables = [
        ("Roster", table(&roster, "Roster", &RawRoster::FIELDS)),
        ("Entry", table(&roster, "Entry", &RawEntry::OWN_FIELDS)),
        ("Terms", table(&roster, "Terms", &Terms::FIELDS)),
    ];
    is_current("docs/roster.md", &with_tables("docs/roster.md", &tables));
    let configuration = schema::configuration();
    let tables = [
        ("Configuration", table(&configuration, "Configuration", &RawSettings::FIELDS)),
        ("Audit", table(&configuration, "Audit", &RawAudit::FIELDS)),
        ("Waiver", table(&configuration, "Waiver", &RawWaiver::FIELDS)),
        ("Guardrail", table(&configuration, "Guardrail", &RawGuardrail::FIELDS)),
    ];
    is_current("docs/configuration.md", &with_tables("docs/configuration.md", &tables));
}

#[test]
fn the_reader_knows_exactly_the_fields_of_the_types() {
    let (roster, configuration) = (schema::roster(), schema::configuration());
    let entry: Vec<&str> = RawEntry::OWN_FIELDS.into_iter().chain(Terms::FIELDS).collect();
    for (schema, name, known) in [
        (&roster, "Roster", &RawRoster::FIELDS[..]),
        (&roster, "Entry", &entry[..]),
        (&roster, "Terms", &Terms::FIELDS[..]),
        (&configuration, "Configuration", &RawSettings::FIELDS[..]),
        (&configuration, "Terms", &Terms::FIELDS[..]),
        (&configuration, "Audit", &RawAudit::FIELDS[..]),
        (&configuration, "Waiver", &RawWaiver::FIELDS[..]),
        (&configuration, "Guardrail", &RawGuardrail::FIELDS[..]),
    ] {
        let fields: Vec<&String> = properties(schema, name).keys().collect();
        assert_eq!(fields, known, "{name}");
    }
}

fn validator(schema: &Value) -> Validator {
    jsonschema::draft202012::meta::validate(schema).unwrap();
    jsonschema::draft202012::new(schema).unwrap()
}

/// A file as the JSON that an editor would hold against the schema.
fn as_json(text: &str) -> Value {
    fn json_of(node: Node) -> Value {
        match node.value {
            document::Value::Null => Value::Null,
            document::Value::Truth { value, .. } => value.into(),
            document::Value::Number(written) => serde_json::from_str(&written).unwrap(),
            document::Value::Text(text) => text.into(),
            document::Value::List(items) => items.into_iter().map(json_of).collect(),
            document::Value::Map(entries) => {
                entries.into_iter().map(|(key, value)| (key.name, json_of(value))).collect()
            }
        }
    }
    json_of(document::parse(&source("file.yaml", text)).unwrap())
}

#[test]
fn the_examples_fit_their_schemas_and_are_read() {
    let schema = validator(&schema::roster());
    for (name, entries) in [("examples/roster.yaml", 6), ("examples/roster-20.yaml", 20)] {
        let source = Source::read(&path(name)).unwrap();
        let errors: Vec<String> =
            schema.iter_errors(&as_json(source.text())).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{name}: {errors:?}");
        assert!(source.line(1).ends_with("$schema=../docs/roster.schema.json"), "{name}");
        let roster = Roster::load(&source, &Settings::default(), recipient);
        let roster = roster.unwrap_or_else(|mistakes| panic!("{}", mistakes.render(Colour::None)));
        assert_eq!(roster.keys().len(), entries, "{name}");
    }
    let source = Source::read(&path("examples/bedrock-keys.yaml")).unwrap();
    assert!(validator(&schema::configuration()).is_valid(&as_json(source.text())));
    assert!(source.line(1).ends_with("$schema=../docs/configuration.schema.json"));
    let settings = Settings::load(&source).unwrap();
    assert_eq!((settings.concurrency(), settings.max_lifetime().unwrap().value.days()), (4, 90));
}

#[test]
fn the_roster_in_its_reference_is_read() {
    let text = std::fs::read_to_string(path("docs/roster.md")).unwrap();
    let (_, rest) = text.split_once("```yaml\n").unwrap();
    let (yaml, _) = rest.split_once("```").unwrap();
    assert_eq!(super::support::keys(yaml).len(), 2);
}

#[test]
fn the_schemas_refuse_what_an_editor_should_underline() {
    let roster = validator(&schema::roster());
    for bad in [
        "{version: 1}",
        "{version: 2, keys: []}",
        "{version: '1', keys: []}",
        "{version: 1, keys: {}}",
        "{version: 1, keys: [], extra: 1}",
        "{version: 1, keys: [{}]}",
        "{version: 1, keys: [{owner: ''}]}",
        "{version: 1, keys: [{owner: ' a'}]}",
        "{version: 1, keys: [{owner: 5}]}",
        "{version: 1, keys: [{owner: a, lifetme: 30d}]}",
        "{version: 1, keys: [{owner: a, lifetime: 30}]}",
        "{version: 1, keys: [{owner: a, lifetime: 30y}]}",
        "{version: 1, keys: [{owner: a, renew_within: never}]}",
        "{version: 1, keys: [{owner: a, boundary: x}]}",
        "{version: 1, keys: [{owner: a, path: x}]}",
        "{version: 1, keys: [{owner: a, sink: 's3:x'}]}",
        "{version: 1, keys: [{owner: a, sink: 'file:'}]}",
        "{version: 1, keys: [{owner: a, tags: {x: [y]}}]}",
        "{version: 1, keys: [{owner: a, region: mars}]}",
        "{version: 1, keys: [{owner: a, models: amazon.nova}]}",
        "{version: 1, keys: [{owner: a, models: [nova]}]}",
        "{version: 1, keys: [{owner: a, source_ips: [here]}]}",
        "{version: 1, keys: [{owner: a, recipient: 'AGE-SECRET-KEY-1X'}]}",
        "{version: 1, keys: [{owner: a, adopt: 'a b'}]}",
        "{version: 1, keys: [], defaults: {owner: a}}",
    ] {
        assert!(!roster.is_valid(&as_json(bad)), "{bad}");
    }
    let configuration = validator(&schema::configuration());
    for bad in [
        "{}",
        "{version: 1, keys: []}",
        "{version: 1, max_lifetime: never}",
        "{version: 1, allow_never_expires: 'yes'}",
        "{version: 1, concurrency: 0}",
        "{version: 1, concurrency: 33}",
        "{version: 1, audit: {max_age: never}}",
        "{version: 1, audit: {rules: {key-unmanagd: off}}}",
        "{version: 1, audit: {rules: {key-unmanaged: loud}}}",
        "{version: 1, waivers: [{rule: key-unmanaged, user: a, reason: b, owner: c}]}",
        "{version: 1, waivers: [{rule: waiver-expired, user: a, reason: b, owner: c, until: 2027-01-31}]}",
        "{version: 1, waivers: [{rule: key-unmanaged, account: x, reason: b, owner: c, until: 2027-01-31}]}",
        "{version: 1, guardrails: [{targets: [r-a1b2]}]}",
        "{version: 1, guardrails: [{policy: x, targets: [root]}]}",
        "{version: 1, guardrails: [{policy: x, stages: [[]]}]}",
        "{version: 1, guardrails: [{policy: x, parameters: {max_days: {}}}]}",
    ] {
        assert!(!configuration.is_valid(&as_json(bad)), "{bad}");
    }
}
