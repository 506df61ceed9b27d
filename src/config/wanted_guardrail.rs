//! `guardrails:`, the service control policies that an organization wants in force.
//!
//! Owns how they are written. Which policy a name or a file stands for, and whether its parameters fit, is for whoever has
//! the library and the file system (`commands::scp`); the places are kept for that.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::decode::{Field, Fields, Located, Reader};
use super::document::{Node, Value};
use super::{Mistake, Place};
use crate::domain::TargetId;

/// A guardrail that is wanted: which policy, and where.
// The comments of the fields are the descriptions in the JSON Schema and in docs/configuration.md.
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Guardrail")]
pub struct RawGuardrail {
    /// A policy of the library (`scp list`), or a file, from the folder of this configuration.
    #[schemars(required, extend("examples" = ["deny-api-keys", "policies/ours.json"]))]
    pub policy: Field<String>,
    /// The name of the policy in the organization. By default that of the library or of the file, without its ending.
    #[schemars(default, length(min = 1, max = 128), extend("examples" = ["DenyBedrockApiKeys"]))]
    pub name: Field<String>,
    /// Values for the parameters of a policy of the library.
    #[schemars(default)]
    pub parameters: Field<GuardrailParameters>,
    /// Roots, organizational units and accounts to attach it to, all at once. Either this or `stages`.
    #[schemars(default)]
    pub targets: Field<Vec<Located<TargetId>>>,
    /// The same in the order of a roll-out: each stage is a target or a list of them, and is verified before the next one.
    #[schemars(default)]
    pub stages: Field<Vec<Located<GuardrailStage>>>,
    /// Whether a policy of this name that somebody else made is taken over.
    #[schemars(default, extend("default" = false))]
    pub adopt: Field<bool>,
}

/// Values by the parameter's name, each with its place.
#[derive(Debug, Clone, Default)]
pub struct GuardrailParameters(pub BTreeMap<String, Located<Vec<String>>>);

/// The targets of a stage.
#[derive(Debug, Clone, Default)]
pub struct GuardrailStage(pub Vec<Located<TargetId>>);

impl RawGuardrail {
    /// The names of the fields.
    pub(super) const FIELDS: [&'static str; 6] =
        ["policy", "name", "parameters", "targets", "stages", "adopt"];

    pub(super) fn decode(reader: &mut Reader<'_>, node: &Node) -> Option<Self> {
        let mut fields = Fields::open(reader, node, "a guardrail", &Self::FIELDS)?;
        let guardrail = Self {
            policy: fields.required("policy", "policy: deny-api-keys", said),
            name: fields.optional("name", said),
            parameters: fields.optional("parameters", GuardrailParameters::decode),
            targets: fields.optional("targets", targets),
            stages: fields.optional("stages", stages),
            adopt: fields.optional("adopt", Reader::truth),
        };
        let mut wrong = |message: &str, help: &str| {
            let mistake = Mistake::new(reader.place(node.used), message);
            reader.mistakes.add(mistake.help(help));
        };
        match (guardrail.targets.is_written(), guardrail.stages.is_written()) {
            (false, false) => wrong(
                "the guardrail is attached to nothing",
                "add `targets: [ou-…]`, or `stages` to roll it out step by step",
            ),
            (true, true) => wrong("`targets` and `stages` exclude each other", "keep one of the two"),
            (true, false) | (false, true) => {}
        }
        guardrail.refuse_repetitions(reader);
        Some(guardrail)
    }

    fn refuse_repetitions(&self, reader: &mut Reader<'_>) {
        let mut first: BTreeMap<&TargetId, &Place> = BTreeMap::new();
        for stage in self.stages() {
            for target in stage {
                if let Some(earlier) = first.insert(&target.value, &target.place) {
                    let message = format!("the target `{}` is here twice", target.value);
                    let mistake = Mistake::new(target.place.clone(), message);
                    reader.mistakes.add(mistake.related(earlier.clone(), "first here"));
                }
            }
        }
    }

    /// The targets, stage by stage.
    pub fn stages(&self) -> Vec<&[Located<TargetId>]> {
        match (self.targets.given(), self.stages.given()) {
            (Some(targets), _) => vec![targets.value.as_slice()],
            (None, Some(stages)) => stages.value.iter().map(|stage| stage.value.0.as_slice()).collect(),
            (None, None) => Vec::new(),
        }
    }
}

impl GuardrailParameters {
    fn decode(reader: &mut Reader<'_>, node: &Node) -> Option<Self> {
        let Value::Map(entries) = &node.value else {
            let message = format!("expected a mapping (`max_days: 30`), found {}", node.value.kind());
            reader.wrong(node.span, message, None);
            return None;
        };
        let mut parameters: BTreeMap<String, Located<Vec<String>>> = BTreeMap::new();
        for (key, value) in entries {
            let values = match &value.value {
                Value::List(_) => {
                    reader.list(value, scalar).map(|list| list.into_iter().map(|each| each.value).collect())
                }
                Value::Null | Value::Truth { .. } | Value::Number(_) | Value::Text(_) | Value::Map(_) => {
                    scalar(reader, value).map(|value| vec![value])
                }
            };
            let place = reader.place(key.span);
            if let Some(earlier) = parameters.get(&key.name) {
                let message = format!("the parameter `{}` is here twice", key.name);
                let mistake = Mistake::new(place, message).related(earlier.place.clone(), "first here");
                reader.mistakes.add(mistake);
            } else if let Some(value) = values {
                parameters.insert(key.name.clone(), Located { value, place });
            }
        }
        (parameters.len() == entries.len()).then_some(Self(parameters))
    }
}

/// A number is taken as it was written: `max_days: 30`.
fn scalar(reader: &mut Reader<'_>, node: &Node) -> Option<String> {
    match &node.value {
        Value::Number(written) => Some(written.clone()),
        Value::Null | Value::Truth { .. } | Value::Text(_) | Value::List(_) | Value::Map(_) => {
            reader.text(node)
        }
    }
}

/// An account id without quotes is a number, and still one.
fn target(reader: &mut Reader<'_>, node: &Node) -> Option<TargetId> {
    match &node.value {
        Value::Number(written) => reader.told(node.span, written.parse()),
        Value::Null | Value::Truth { .. } | Value::Text(_) | Value::List(_) | Value::Map(_) => {
            reader.parsed(node)
        }
    }
}

fn targets(reader: &mut Reader<'_>, node: &Node) -> Option<Vec<Located<TargetId>>> {
    filled(reader, node, target)
}

fn stages(reader: &mut Reader<'_>, node: &Node) -> Option<Vec<Located<GuardrailStage>>> {
    filled(reader, node, |reader, node| match &node.value {
        Value::List(_) => targets(reader, node).map(GuardrailStage),
        Value::Null | Value::Truth { .. } | Value::Number(_) | Value::Text(_) | Value::Map(_) => {
            let place = reader.place(node.span);
            target(reader, node).map(|value| GuardrailStage(vec![Located { value, place }]))
        }
    })
}

/// A list with something in it.
fn filled<T>(
    reader: &mut Reader<'_>,
    node: &Node,
    item: impl FnMut(&mut Reader<'_>, &Node) -> Option<T>,
) -> Option<Vec<Located<T>>> {
    let list = reader.list(node, item)?;
    let something = if list.is_empty() { Err("this list is empty") } else { Ok(list) };
    reader.told(node.span, something)
}

/// Text that says something.
fn said(reader: &mut Reader<'_>, node: &Node) -> Option<String> {
    let text = reader.text(node)?;
    let something = if text.trim().is_empty() { Err("this text says nothing") } else { Ok(text) };
    reader.told(node.span, something)
}
