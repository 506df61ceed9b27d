//! The JSON Schemas of the files, from the types they are read into.
//!
//! Editors complete and check with them; `docs/` shows the same descriptions. A schema is looser than the reader:
//! whatever takes two fields to decide is not in it.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

use super::audit::{AccountPattern, LastDay, OwnerPattern, RuleChoices, RuleCode, UserPattern};
use super::choice::{Boundary, KmsKey, LifetimeChoice, PolicyChoice, RosterName, SourceNetwork};
use super::decode::{Field, Located};
use super::version::Version;
use super::{GuardrailParameters, GuardrailStage, RawRoster, RawSettings};
use crate::audit;
use crate::domain::{
    Lifetime, ModelId, Owner, Purpose, Region, SinkAddress, TagKey, TagValue, TargetId, UserName, UserPath,
};

/// The schema of a roster.
pub fn roster() -> Value {
    generate::<RawRoster>()
}

/// The schema of the configuration file.
pub fn configuration() -> Value {
    generate::<RawSettings>()
}

fn generate<T: JsonSchema>() -> Value {
    SchemaGenerator::default().into_root_schema_for::<T>().to_value()
}

/// A field has the schema of its value: where it was written is no part of the file.
macro_rules! transparent {
    ($wrapper:ident) => {
        impl<T: JsonSchema> JsonSchema for $wrapper<T> {
            fn inline_schema() -> bool {
                T::inline_schema()
            }

            fn schema_name() -> Cow<'static, str> {
                T::schema_name()
            }

            fn schema_id() -> Cow<'static, str> {
                T::schema_id()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                T::json_schema(generator)
            }
        }
    };
}

transparent!(Field);
transparent!(Located);

/// Text that a type parses.
macro_rules! text {
    ($type:ty, $pattern:literal, [$($example:literal),+ $(,)?]) => {
        impl JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "pattern": $pattern, "examples": [$($example),+] })
            }
        }
    };
}

/// A recipient: what the sinks take is checked by them, the schema knows the beginnings.
pub struct RecipientText;

text!(RecipientText, "^(age1|ssh-)", ["age1…", "ssh-ed25519 AAAA…"]);
text!(LifetimeChoice, "^([0-9]{1,9}[dw]|never)$", ["30d", "12w"]);
text!(Lifetime, "^[0-9]{1,9}[dw]$", ["7d", "2w"]);
text!(RosterName, r"^[\p{L}\p{N}_.:/=+@ -]{1,256}$", ["vision", "platform-developers"]);
text!(
    PolicyChoice,
    r"^([A-Za-z0-9_+=,.@-]{1,128}|arn:aws[A-Za-z0-9-]*:iam::[A-Za-z0-9-]*:policy/.+)$",
    ["inference-only", "AmazonBedrockMantleInferenceAccess", "arn:aws:iam::123456789012:policy/team/bedrock"]
);
text!(
    Boundary,
    r"^arn:aws[A-Za-z0-9-]*:iam::[A-Za-z0-9-]*:policy/.+$",
    ["arn:aws:iam::123456789012:policy/bedrock-boundary"]
);
text!(UserPath, r"^/([\x21-\x7e]{0,510}/)?$", ["/bedrock-keys/", "/teams/vision/"]);
text!(
    SinkAddress,
    r"^(stdout|(file|age|command):.*\S.*|secretsmanager:[A-Za-z0-9/_+=.@-]+)$",
    ["file:delivered", "age:delivered", "secretsmanager:bedrock-keys", "command:./deliver"]
);
text!(Region, r"^[a-z]+(-[a-z]+)+-[0-9]{1,2}$", ["eu-central-1"]);
text!(ModelId, r"^(?=.*\.)[a-z0-9.:_*-]{1,140}$", ["amazon.nova-lite-v1:0", "eu.anthropic.*"]);
text!(SourceNetwork, r"^[0-9A-Fa-f.:]+(/[0-9]{1,3})?$", ["192.0.2.0/24", "2001:db8::/32"]);
text!(KmsKey, r"^[A-Za-z0-9:/_-]{1,2048}$", ["alias/bedrock-keys"]);
text!(Owner, r"^\S(.{0,254}\S)?$", ["vision-team@example.com"]);
text!(Purpose, r"^(\S(.{0,254}\S)?)?$", ["chat"]);
text!(UserName, r"^[A-Za-z0-9_+=,.@-]{1,64}$", ["BedrockAPIKey-x1y2"]);
text!(UserPattern, r"^[A-Za-z0-9_+=,.@*?-]{1,64}$", ["BedrockAPIKey-*"]);
text!(OwnerPattern, r"^\S(.{0,254}\S)?$", ["*@vendor.example.com"]);
text!(LastDay, r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", ["2027-01-31"]);
text!(TagKey, r"^.{1,128}$", ["cost-center"]);

/// A number or truth value is taken as it was written.
impl JsonSchema for TagValue {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "TagValue".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "number", "boolean"], "maxLength": 256, "examples": ["vision", 4711] })
    }
}

impl JsonSchema for Version {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Version".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "const": 1 })
    }
}

/// An account id without quotes is a number.
impl JsonSchema for AccountPattern {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "AccountPattern".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "integer"], "pattern": "^[0-9*?]{1,12}$", "examples": ["123456789012", "1234*"] })
    }
}

/// The pattern of [`TargetId`].
pub(super) const TARGET: &str = "^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|[0-9]{12})$";

/// An account id without quotes is a number.
impl JsonSchema for TargetId {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "TargetId".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "integer"], "pattern": TARGET, "examples": ["ou-a1b2-c3d4e5f6", "123456789012", "r-a1b2"] })
    }
}

impl JsonSchema for GuardrailStage {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "GuardrailStage".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let target = TargetId::json_schema(generator);
        json_schema!({ "anyOf": [target, { "type": "array", "items": target, "minItems": 1 }] })
    }
}

impl JsonSchema for GuardrailParameters {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "GuardrailParameters".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let value = json!({ "type": ["string", "number"] });
        json_schema!({ "type": "object", "additionalProperties": { "anyOf": [value, { "type": "array", "items": value }] } })
    }
}

impl JsonSchema for RuleCode {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "RuleCode".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let waivable = audit::rules().iter().filter(|rule| rule.can_be_waived());
        let codes: Vec<&str> = waivable.map(|rule| rule.code).collect();
        json_schema!({ "type": "string", "enum": codes, "examples": ["key-never-expires"] })
    }
}

impl JsonSchema for RuleChoices {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "RuleChoices".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let choices =
            json!({ "enum": ["on", "off", "info", "low", "medium", "high", "critical", true, false] });
        let described = |rule: &audit::Rule| {
            let mut choice = choices.clone();
            if let Some(fields) = choice.as_object_mut() {
                fields.insert("description".to_owned(), rule.title.into());
            }
            (rule.code.to_owned(), choice)
        };
        let properties: serde_json::Map<String, Value> = audit::rules().iter().map(described).collect();
        json_schema!({ "type": "object", "properties": properties, "additionalProperties": false })
    }
}
