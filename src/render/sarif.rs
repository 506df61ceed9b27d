//! The part of SARIF 2.1.0 that a report needs, by the names of the standard.
//!
//! Types of our own: the crate for it generates its types at build time with a second generation of procedural macros,
//! for the thirty fields used here. <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use serde::Serialize;

use crate::audit::Severity;

/// What the logs follow.
pub(in crate::render) const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

#[derive(Serialize)]
pub(in crate::render) struct Log<Results> {
    #[serde(rename = "$schema")]
    pub(in crate::render) schema: &'static str,
    pub(in crate::render) version: &'static str,
    pub(in crate::render) runs: [Run<Results>; 1],
}

#[derive(Serialize)]
pub(in crate::render) struct Run<Results> {
    pub(in crate::render) tool: Tool,
    pub(in crate::render) invocations: [Invocation; 1],
    pub(in crate::render) results: Results,
}

#[derive(Serialize)]
pub(in crate::render) struct Tool {
    pub(in crate::render) driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::render) struct Driver {
    pub(in crate::render) name: &'static str,
    pub(in crate::render) semantic_version: &'static str,
    pub(in crate::render) rules: Vec<Rule>,
    pub(in crate::render) notifications: Vec<Descriptor>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::render) struct Rule {
    pub(in crate::render) id: String,
    pub(in crate::render) short_description: Message,
    pub(in crate::render) full_description: Message,
    pub(in crate::render) help: Message,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::render) help_uri: Option<String>,
    pub(in crate::render) default_configuration: Configuration,
    pub(in crate::render) properties: RuleProperties,
}

#[derive(Serialize)]
pub(in crate::render) struct Configuration {
    pub(in crate::render) level: &'static str,
}

/// What GitHub sorts alerts by: critical from 9.0, high from 7.0, medium from 4.0.
#[derive(Serialize)]
pub(in crate::render) struct RuleProperties {
    pub(in crate::render) tags: [&'static str; 1],
    pub(in crate::render) precision: &'static str,
    #[serde(rename = "security-severity")]
    pub(in crate::render) security_severity: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::render) struct Descriptor {
    pub(in crate::render) id: &'static str,
    pub(in crate::render) short_description: Message,
}

#[derive(Serialize)]
pub(in crate::render) struct Message {
    pub(in crate::render) text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::render) struct Invocation {
    pub(in crate::render) execution_successful: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::render) start_time_utc: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::render) end_time_utc: Option<String>,
    pub(in crate::render) tool_execution_notifications: Vec<Notification>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::render) struct Notification {
    pub(in crate::render) descriptor: Reference,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::render) associated_rule: Option<Reference>,
    pub(in crate::render) level: &'static str,
    pub(in crate::render) message: Message,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::render) locations: Vec<Location>,
}

#[derive(Serialize)]
pub(in crate::render) struct Reference {
    pub(in crate::render) id: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::render) struct ResultObject {
    pub(in crate::render) rule_id: String,
    pub(in crate::render) rule_index: usize,
    pub(in crate::render) level: &'static str,
    pub(in crate::render) message: Message,
    pub(in crate::render) locations: [Location; 1],
    pub(in crate::render) partial_fingerprints: Fingerprints,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::render) suppressions: Vec<Suppression>,
    pub(in crate::render) properties: ResultProperties,
}

/// Ours, and the one that GitHub matches alerts by.
#[derive(Serialize)]
pub(in crate::render) struct Fingerprints {
    #[serde(rename = "bedrockKeysFinding/v1")]
    pub(in crate::render) finding: String,
    #[serde(rename = "primaryLocationLineHash", skip_serializing_if = "Option::is_none")]
    pub(in crate::render) line: Option<String>,
}

#[derive(Serialize)]
pub(in crate::render) struct Suppression {
    pub(in crate::render) kind: &'static str,
    pub(in crate::render) status: &'static str,
    pub(in crate::render) justification: String,
}

#[derive(Serialize)]
pub(in crate::render) struct ResultProperties {
    pub(in crate::render) severity: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::render) owner: Option<String>,
    pub(in crate::render) remediation: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::render) struct Location {
    pub(in crate::render) physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::render) logical_locations: Vec<LogicalLocation>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::render) struct PhysicalLocation {
    pub(in crate::render) artifact_location: ArtifactLocation,
    pub(in crate::render) region: Region,
}

#[derive(Serialize)]
pub(in crate::render) struct ArtifactLocation {
    pub(in crate::render) uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::render) struct Region {
    pub(in crate::render) start_line: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::render) start_column: Option<usize>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::render) struct LogicalLocation {
    pub(in crate::render) name: String,
    pub(in crate::render) fully_qualified_name: String,
    pub(in crate::render) kind: &'static str,
}

impl Rule {
    /// A rule about security that is never wrong about what it says.
    pub(in crate::render) fn of_security(
        id: String,
        title: Message,
        help: Message,
        help_uri: Option<String>,
        severity: Severity,
    ) -> Self {
        Self {
            id,
            short_description: title,
            full_description: Message { text: help.text.clone() },
            help,
            help_uri,
            default_configuration: Configuration { level: level(severity) },
            properties: RuleProperties {
                tags: ["security"],
                precision: "very-high",
                security_severity: match severity {
                    Severity::Critical => "9.5",
                    Severity::High => "8.0",
                    Severity::Medium => "5.5",
                    Severity::Low => "3.0",
                    Severity::Info => "1.0",
                },
            },
        }
    }
}

/// The level of the standard for a severity of ours.
pub(in crate::render) fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}
