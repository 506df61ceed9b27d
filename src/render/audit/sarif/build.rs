//! From a report to SARIF.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use crate::audit::{CoverageState, Finding, Report, Severity};
use crate::domain::printable;
use crate::render::audit::RuleCard;
use crate::render::audit::coverage::{coverage_word, is_short, reasons};
use crate::render::audit::fingerprint::fingerprint;
use crate::render::audit::provisos::{is_about_nothing, provisos};
use crate::render::audit::words::{owner, severity_word};
use crate::render::json::{Each, write_pretty};
use crate::render::sarif::{
    Descriptor, Driver, Fingerprints, Invocation, Log, Message, Notification, Reference, ResultObject,
    ResultProperties, Rule, Run, SCHEMA, Suppression, Tool, level,
};

use super::address::{of_account, of_subject};

/// The report as SARIF: findings are results, waivers suppress them, and whatever was not read or not concluded is a
/// notification of an execution that was not successful.
pub(in crate::render) fn write_sarif(
    report: &Report,
    rules: &[RuleCard],
    output: &mut dyn Write,
) -> io::Result<()> {
    let rules = described(report, rules);
    let places: BTreeMap<String, usize> =
        rules.iter().enumerate().map(|(place, rule)| (rule.id.clone(), place)).collect();
    let result_of = |finding: &Finding| {
        let rule_index = places.get(finding.rule).copied().unwrap_or_default();
        result(finding, rule_index)
    };
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: env!("CARGO_PKG_NAME"),
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    rules,
                    notifications: descriptors(),
                },
            },
            invocations: [Invocation {
                execution_successful: report.is_complete(),
                start_time_utc: Some(report.taken_at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()),
                end_time_utc: Some(report.at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()),
                tool_execution_notifications: notifications(report),
            }],
            results: Each::of(&report.findings, &result_of),
        }],
    };
    write_pretty(&log, output)
}

/// Every rule there is, and those that only findings name.
fn described(report: &Report, rules: &[RuleCard]) -> Vec<Rule> {
    let known: BTreeSet<&str> = rules.iter().map(|card| card.code.as_str()).collect();
    let mut others: BTreeMap<&str, Severity> = BTreeMap::new();
    for finding in report.findings.iter().filter(|finding| !known.contains(finding.rule)) {
        others.insert(finding.rule, finding.severity);
    }
    let bare = others.into_iter().map(|(code, severity)| RuleCard {
        code: code.to_owned(),
        title: code.to_owned(),
        severity,
        help: String::new(),
        references: Vec::new(),
    });
    rules.iter().cloned().chain(bare).map(rule).collect()
}

fn rule(card: RuleCard) -> Rule {
    let help = if card.help.is_empty() { card.title.clone() } else { card.help };
    let uri = card.references.into_iter().find(|page| page.starts_with("https://"));
    Rule::of_security(card.code, Message { text: card.title }, Message { text: help }, uri, card.severity)
}

fn result(finding: &Finding, rule_index: usize) -> ResultObject {
    let fingerprint = fingerprint(finding);
    let suppression = |reason: &String| Suppression {
        kind: "external",
        status: "accepted",
        justification: printable(reason),
    };
    ResultObject {
        rule_id: finding.rule.to_owned(),
        rule_index,
        level: level(finding.severity),
        message: Message { text: message(finding) },
        locations: [of_subject(&finding.account, &finding.subject)],
        partial_fingerprints: Fingerprints { line: Some(format!("{fingerprint}:1")), finding: fingerprint },
        suppressions: finding.waived.iter().map(suppression).collect(),
        properties: ResultProperties {
            severity: severity_word(finding.severity),
            owner: owner(finding),
            remediation: printable(&finding.remediation),
        },
    }
}

/// What is wrong and, on a line of its own, what to do: code scanning shows nothing else of a result.
fn message(finding: &Finding) -> String {
    let message = printable(&finding.message);
    if finding.remediation.is_empty() {
        return message;
    }
    format!("{message}\n{}", printable(&finding.remediation))
}

const PARTLY: &str = "account-partly-audited";
const NOT_AUDITED: &str = "account-not-audited";
const NOT_CONCLUDED: &str = "not-concluded";
const NOTHING: &str = "no-account-audited";
const PROVISO: &str = "proviso";

fn descriptors() -> Vec<Descriptor> {
    [
        (PARTLY, "A part of an account was not read."),
        (NOT_AUDITED, "An account was not read."),
        (NOT_CONCLUDED, "A rule could not conclude, because something was not read."),
        (NOTHING, "No account was audited."),
        (PROVISO, "The audit is about less than it could be: about chosen accounts, or without some rules."),
    ]
    .map(|(id, text)| Descriptor { id, short_description: Message { text: text.to_owned() } })
    .into()
}

fn notifications(report: &Report) -> Vec<Notification> {
    let mut all = Vec::new();
    if is_about_nothing(report) {
        all.push(Notification {
            descriptor: Reference { id: NOTHING.to_owned() },
            associated_rule: None,
            level: "error",
            message: Message { text: "No account was audited.".to_owned() },
            locations: Vec::new(),
        });
    }
    for account in report.coverage.iter().filter(|account| is_short(account)) {
        let id = match account.covered {
            CoverageState::Partly(_) => PARTLY,
            CoverageState::NotAudited(_) | CoverageState::Audited | CoverageState::OutOfScope(_) => {
                NOT_AUDITED
            }
        };
        let why = reasons(&account.covered).join("; ");
        all.push(Notification {
            descriptor: Reference { id: id.to_owned() },
            associated_rule: None,
            level: "error",
            message: Message {
                text: format!("account {} was {}: {why}", account.account, coverage_word(&account.covered)),
            },
            locations: vec![of_account(&account.account)],
        });
    }
    for proviso in provisos(report) {
        all.push(Notification {
            descriptor: Reference { id: PROVISO.to_owned() },
            associated_rule: None,
            level: "note",
            message: Message { text: proviso.sentence },
            locations: Vec::new(),
        });
    }
    for gap in &report.not_concluded {
        all.push(Notification {
            descriptor: Reference { id: NOT_CONCLUDED.to_owned() },
            associated_rule: Some(Reference { id: gap.rule.to_owned() }),
            level: "error",
            message: Message { text: printable(&gap.why) },
            locations: vec![of_account(&gap.account)],
        });
    }
    all
}
