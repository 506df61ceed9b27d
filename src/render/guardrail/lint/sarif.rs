//! The report for code scanning: SARIF 2.1.0. A file that could not be read makes the run one that did not succeed.

use data_encoding::HEXLOWER;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest as _, Sha256};

use crate::domain::printable;
use crate::guardrail::lint::{LintCode, LintFinding};
use crate::render::json::pretty;
use crate::render::sarif::{
    ArtifactLocation, Descriptor, Driver, Fingerprints, Invocation, Location, Log, Message, Notification,
    PhysicalLocation, Reference, Region, ResultObject, ResultProperties, Rule, Run, SCHEMA, Tool, level,
};

use super::{Linted, LintedFile, UnreadPlace};

/// What a path keeps as it is.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');

const NOT_READ: &str = "not-read";

pub(super) fn sarif(files: &[LintedFile]) -> String {
    let results = files.iter().flat_map(|file| file.findings().iter().map(|finding| result(file, finding)));
    let notifications: Vec<Notification> = files.iter().flat_map(notifications).collect();
    pretty(&Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: env!("CARGO_PKG_NAME"),
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    rules: LintCode::ALL.into_iter().map(rule).collect(),
                    notifications: vec![Descriptor {
                        id: NOT_READ,
                        short_description: Message { text: "A policy file could not be read.".to_owned() },
                    }],
                },
            },
            invocations: [Invocation {
                execution_successful: notifications.is_empty(),
                start_time_utc: None,
                end_time_utc: None,
                tool_execution_notifications: notifications,
            }],
            results: results.collect::<Vec<_>>(),
        }],
    })
}

fn rule(code: LintCode) -> Rule {
    let help = || Message { text: code.explanation().to_owned() };
    let title = code.as_str().replace('-', " ");
    Rule::of_security(code.as_str().to_owned(), Message { text: title }, help(), None, code.severity())
}

fn result(file: &LintedFile, finding: &LintFinding) -> ResultObject {
    let LintFinding { code, place, message } = finding;
    let severity = code.severity();
    ResultObject {
        rule_id: code.as_str().to_owned(),
        rule_index: LintCode::ALL.iter().position(|other| other == code).unwrap_or_default(),
        level: level(severity),
        message: Message { text: format!("{}\n{}", printable(message), code.explanation()) },
        locations: [location(&file.name, place.line, Some(place.column))],
        partial_fingerprints: Fingerprints { finding: fingerprint(file, finding), line: None },
        suppressions: Vec::new(),
        properties: ResultProperties {
            severity: severity.as_str(),
            owner: None,
            remediation: code.explanation().to_owned(),
        },
    }
}

/// The same finding in the same file, wherever in it the line stands by then.
fn fingerprint(file: &LintedFile, finding: &LintFinding) -> String {
    let mut hash = Sha256::new();
    for part in [&file.name, finding.code.as_str(), &finding.message, finding.place.excerpt.trim()] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    HEXLOWER.encode(&hash.finalize())
}

fn notifications(file: &LintedFile) -> Vec<Notification> {
    let one = |mistake: &UnreadPlace| {
        let (line, column) = mistake.line_and_column.unzip();
        Notification {
            descriptor: Reference { id: NOT_READ.to_owned() },
            associated_rule: None,
            level: "error",
            message: Message { text: printable(&mistake.message) },
            locations: vec![location(&file.name, line.unwrap_or(1), column)],
        }
    };
    match &file.linted {
        Linted::Checked { .. } => Vec::new(),
        Linted::Unread(mistakes) => mistakes.iter().map(one).collect(),
    }
}

/// Relative to wherever the program ran, which for code scanning is the root of the repository.
fn location(file: &str, line: usize, column: Option<usize>) -> Location {
    let path = utf8_percent_encode(file.trim_start_matches("./"), PATH).to_string();
    let uri = if path.starts_with('/') { format!("file://{path}") } else { path };
    Location {
        physical_location: PhysicalLocation {
            artifact_location: ArtifactLocation { uri },
            region: Region { start_line: line, start_column: column },
        },
        logical_locations: Vec::new(),
    }
}
