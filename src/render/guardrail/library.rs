//! The library of guardrails, and what is said about one of them.

use std::slice;

use anstyle::Style;
use serde::Serialize;

use crate::guardrail::library::{Default, Description, Library, Parameter};
use crate::render::json::pretty;
use crate::render::table::{Rows, paragraph};

const HEAD: Style = Style::new().bold();

/// Columns of a paragraph where no terminal limits it.
const READABLE: u16 = 100;

/// The policies, a row each. Parameters that every policy takes are named once, below.
pub fn library_table(library: &Library, width: Option<u16>) -> String {
    let in_all = |parameter: &Parameter| {
        library
            .iter()
            .all(|policy| policy.description().parameters.iter().any(|other| other.name == parameter.name))
    };
    let mut rows = Rows::under(&["NAME", "WHAT IT DOES", "PARAMETERS"]);
    let mut common = Vec::new();
    for policy in library.iter() {
        let Description { name, title, parameters, .. } = policy.description();
        let (shared, own): (Vec<_>, Vec<_>) = parameters.iter().partition(|parameter| in_all(parameter));
        common = shared.into_iter().map(|parameter| parameter.name.as_str()).collect();
        let own: Vec<String> = own.into_iter().map(short).collect();
        rows.add([slice::from_ref(name), slice::from_ref(title), &own]);
    }
    let table = rows.text(width, &[1]);
    if common.is_empty() { table } else { format!("{table}\n\nall of them take {}", common.join(", ")) }
}

/// `max_days=90`, `provisioner_roles (required)`, or the name alone for a list that is empty unless given.
fn short(parameter: &Parameter) -> String {
    match &parameter.default {
        Default::Required => format!("{} (required)", parameter.name),
        Default::Values(values) if values.is_empty() => parameter.name.clone(),
        Default::Values(values) => format!("{}={}", parameter.name, values.join(",")),
    }
}

/// What is said about a policy: purpose, parameters, side effects, what it does not do.
pub fn description_text(description: &Description, width: Option<u16>) -> String {
    let width = width.unwrap_or(READABLE).min(READABLE);
    let Description { name, title, purpose, parameters, side_effects, does_not_do } = description;
    let mut text = format!("{HEAD}{name}{HEAD:#}: {title}\n{}\n", paragraph("", purpose, width));
    let mut section = |head: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            text.push_str(&format!("\n{HEAD}{head}{HEAD:#}\n{}\n", lines.join("\n")));
        }
    };
    let described = |parameter: &Parameter| {
        let given = match &parameter.default {
            Default::Required => "required".to_owned(),
            Default::Values(values) if values.is_empty() => "none unless given".to_owned(),
            Default::Values(values) => format!("{} unless given", values.join(", ")),
        };
        format!(
            "  {} ({}; {given})\n{}",
            parameter.name,
            parameter.kind,
            paragraph("      ", &parameter.description, width)
        )
    };
    section("Parameters", parameters.iter().map(described).collect());
    let listed = |items: &[String]| items.iter().map(|item| paragraph("  - ", item, width)).collect();
    section("Side effects", listed(side_effects));
    section("What it does not do", listed(does_not_do));
    text
}

#[derive(Serialize)]
struct LibraryJson<'a> {
    schema_version: u32,
    policies: Vec<DescriptionJson<'a>>,
}

/// What is said about a policy, as JSON.
#[derive(Serialize)]
pub(super) struct DescriptionJson<'a> {
    name: &'a str,
    title: &'a str,
    purpose: &'a str,
    parameters: Vec<ParameterJson<'a>>,
    side_effects: &'a [String],
    does_not_do: &'a [String],
}

#[derive(Serialize)]
struct ParameterJson<'a> {
    name: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    required: bool,
    default: &'a [String],
    description: &'a str,
}

/// The library as JSON, with all that is said about each policy.
pub fn library_json(library: &Library) -> String {
    let policies = library.iter().map(|policy| described(policy.description())).collect();
    pretty(&LibraryJson { schema_version: 1, policies })
}

pub(super) fn described(description: &Description) -> DescriptionJson<'_> {
    DescriptionJson {
        name: &description.name,
        title: &description.title,
        purpose: &description.purpose,
        parameters: description.parameters.iter().map(parameter_json).collect(),
        side_effects: &description.side_effects,
        does_not_do: &description.does_not_do,
    }
}

fn parameter_json(parameter: &Parameter) -> ParameterJson<'_> {
    let (required, default) = match &parameter.default {
        Default::Required => (true, [].as_slice()),
        Default::Values(values) => (false, values.as_slice()),
    };
    ParameterJson {
        name: &parameter.name,
        kind: parameter.kind.as_str(),
        required,
        default,
        description: &parameter.description,
    }
}
