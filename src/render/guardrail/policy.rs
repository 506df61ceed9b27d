//! A policy document: as text, its size, and as JSON with what is said about it.

use serde::Serialize;

use crate::domain::printable;
use crate::guardrail::library::Description;
use crate::guardrail::{MOST_CHARACTERS, SizeVerdict};
use crate::policy::{Json, PolicyDocument};
use crate::render::json::{harmless_json, pretty};

use super::library::{DescriptionJson, described};

/// The document for people. Still the same document: what would steer a terminal is escaped as JSON escapes it.
pub fn policy_text(document: &PolicyDocument) -> String {
    harmless_json(&document.pretty())
}

/// The document without white space.
pub fn policy_minified(document: &PolicyDocument) -> String {
    harmless_json(&document.minified())
}

/// `deny-api-keys: 512 of 10,240 characters`.
pub fn policy_size(name: &str, document: &PolicyDocument) -> String {
    let verdict = SizeVerdict::of(document);
    let remark = match verdict {
        SizeVerdict::Fits { .. } => "",
        SizeVerdict::NearLimit { .. } => "; there is little room left",
        SizeVerdict::TooLarge { .. } => "; AWS refuses it",
    };
    let (characters, most) = (thousands(verdict.characters()), thousands(MOST_CHARACTERS));
    format!("{}: {characters} of {most} characters without white space{remark}", printable(name))
}

/// `10,240`.
pub(super) fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[derive(Serialize)]
struct PolicyJson<'a> {
    schema_version: u32,
    name: &'a str,
    description: Option<DescriptionJson<'a>>,
    characters: usize,
    most_characters: usize,
    document: serde_json::Value,
}

/// The document as JSON, with its size and, where the library has it, what is said about it.
pub fn policy_json(name: &str, description: Option<&Description>, document: &PolicyDocument) -> String {
    pretty(&PolicyJson {
        schema_version: 1,
        name,
        description: description.map(described),
        characters: document.minified_size(),
        most_characters: MOST_CHARACTERS,
        document: value(&document.to_json()),
    })
}

fn value(json: &Json) -> serde_json::Value {
    use serde_json::Value;
    match json {
        Json::Null => Value::Null,
        Json::Boolean(truth) => Value::Bool(*truth),
        // A number in a policy is text to AWS; one that JSON cannot hold stays the text it was.
        Json::Number(spelling) => {
            spelling.parse().map_or_else(|_| Value::String(spelling.clone()), Value::Number)
        }
        Json::Text(text) => Value::String(text.clone()),
        Json::List(items) => Value::Array(items.iter().map(value).collect()),
        Json::Object(members) => {
            Value::Object(members.iter().map(|(name, member)| (name.clone(), value(member))).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_have_their_comma() {
        assert_eq!(
            ["7", "512", "1,024", "10,240"],
            [7, 512, 1_024, 10_240].map(thousands).each_ref().map(String::as_str)
        );
    }

    #[test]
    fn a_document_never_steers_a_terminal_and_stays_the_same_document() {
        let text = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"a\u{202e}\\u001b[2J\",\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}]}";
        let document = PolicyDocument::parse(text).unwrap();
        for shown in [policy_text(&document), policy_minified(&document)] {
            assert!(shown.contains("\\u202e") && shown.contains("\\u001b"), "{shown}");
            assert_eq!(PolicyDocument::parse(&shown).unwrap(), document);
        }
    }
}
