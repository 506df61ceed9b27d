//! The report for security data lakes: OCSF 1.5 Compliance Findings, one JSON object a line.
//!
//! A rule checks a resource against a requirement, which is what class 2003 is for; a Detection Finding would claim that
//! something happened. What could not be concluded has the status *Warning*, which OCSF defines as a check without a
//! result for want of information. <https://schema.ocsf.io/1.5.0/classes/compliance_finding>

use std::io::{self, Write};

use serde::Serialize;

use crate::audit::{Finding, Report, Severity};
use crate::domain::{AccountId, printable};

use super::RuleCard;
use super::coverage::{coverage_word, is_short, reasons};
use super::fingerprint::{fingerprint, fingerprint_of_gap};
use super::provisos::{Proviso, provisos};
use super::words::{AccountNames, owner, subject_kind, subject_line, user_and_key};

#[derive(Serialize)]
struct ComplianceFinding<'a> {
    activity_id: u8,
    category_uid: u8,
    class_uid: u16,
    type_uid: u32,
    time: i64,
    severity_id: u8,
    status_id: u8,
    message: String,
    metadata: Metadata,
    cloud: Cloud<'a>,
    compliance: Compliance<'a>,
    finding_info: FindingInfo<'a>,
    resources: [Resource<'a>; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    remediation: Option<Remediation<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status_detail: Option<String>,
}

#[derive(Serialize)]
struct Metadata {
    version: &'static str,
    product: Product,
    profiles: [&'static str; 1],
}

#[derive(Serialize)]
struct Product {
    name: &'static str,
    vendor_name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Cloud<'a> {
    provider: &'static str,
    account: Account<'a>,
}

#[derive(Serialize)]
struct Account<'a> {
    uid: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'a str,
    type_id: u8,
}

#[derive(Serialize)]
struct Compliance<'a> {
    control: &'a str,
    standards: [&'static str; 1],
    status_id: u8,
    status: &'static str,
}

#[derive(Serialize)]
struct FindingInfo<'a> {
    uid: String,
    title: &'a str,
    desc: String,
    analytic: Analytic<'a>,
}

#[derive(Serialize)]
struct Analytic<'a> {
    uid: &'a str,
    name: &'a str,
    type_id: u8,
}

#[derive(Serialize)]
struct Resource<'a> {
    uid: &'a str,
    name: String,
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<Named>,
}

#[derive(Serialize)]
struct Named {
    name: String,
}

#[derive(Serialize)]
struct Remediation<'a> {
    desc: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    references: Vec<&'a str>,
}

/// The report as lines of JSON. A complete report with nothing to say is empty.
pub(in crate::render) fn write_ocsf(
    report: &Report,
    rules: &[RuleCard],
    output: &mut dyn Write,
) -> io::Result<()> {
    let lines = Lines { report, rules, names: AccountNames::of(report) };
    let short = report.coverage.iter().filter(|account| is_short(account)).map(|account| {
        let why = format!("{}: {}", coverage_word(&account.covered), reasons(&account.covered).join("; "));
        lines.gap("account-not-audited", &account.account, &why)
    });
    let gaps = report.not_concluded.iter().map(|gap| lines.gap(gap.rule, &gap.account, &gap.why));
    let findings = report.findings.iter().map(|finding| lines.finding(finding));
    for event in short.chain(gaps).chain(lines.provisos()).chain(findings) {
        serde_json::to_writer(&mut *output, &event)?;
        output.write_all(b"\n")?;
    }
    Ok(())
}

struct Lines<'a> {
    report: &'a Report,
    rules: &'a [RuleCard],
    names: AccountNames,
}

impl<'a> Lines<'a> {
    fn finding(&'a self, finding: &'a Finding) -> ComplianceFinding<'a> {
        let card = self.card(finding.rule);
        let (user, key) = user_and_key(&finding.subject);
        let resource = Resource {
            uid: key.or(user).unwrap_or(finding.account.as_str()),
            name: subject_line(&finding.subject),
            r#type: subject_kind(&finding.subject),
            owner: owner(finding).map(|name| Named { name }),
        };
        let remediation = Remediation {
            desc: printable(&finding.remediation),
            references: card
                .into_iter()
                .flat_map(|card| card.references.iter().map(String::as_str))
                .collect(),
        };
        let base =
            self.event(finding.rule, &finding.account, fingerprint(finding), &finding.message, resource);
        ComplianceFinding {
            severity_id: severity_id(finding.severity),
            // Suppressed where a waiver covers it, else New.
            status_id: if finding.waived.is_some() { 3 } else { 1 },
            status_detail: finding.waived.as_deref().map(printable),
            compliance: Compliance { status_id: 3, status: "Fail", ..base.compliance },
            remediation: Some(remediation),
            ..base
        }
    }

    /// What limits the report, said about the first of its accounts: an event has one.
    fn provisos(&'a self) -> Vec<ComplianceFinding<'a>> {
        let Some(account) = self.report.coverage.first() else { return Vec::new() };
        let event = |proviso: Proviso| {
            let base = self.gap(proviso.kind, &account.account, &proviso.sentence);
            // 0 is a check of unknown result: nobody made it.
            let compliance = Compliance { status_id: 0, status: "Unknown", ..base.compliance };
            ComplianceFinding { severity_id: 1, compliance, ..base }
        };
        provisos(self.report).into_iter().map(event).collect()
    }

    fn gap(&'a self, rule: &'a str, account: &'a AccountId, why: &str) -> ComplianceFinding<'a> {
        let resource = Resource {
            uid: account.as_str(),
            name: self.names.with_id(account),
            r#type: "account",
            owner: None,
        };
        self.event(rule, account, fingerprint_of_gap(rule, account), why, resource)
    }

    /// A check of unknown severity and without a result.
    fn event(
        &'a self,
        rule: &'a str,
        account: &'a AccountId,
        uid: String,
        message: &str,
        resource: Resource<'a>,
    ) -> ComplianceFinding<'a> {
        let title = self.card(rule).map_or(rule, |card| card.title.as_str());
        ComplianceFinding {
            activity_id: 1,
            category_uid: 2,
            class_uid: 2003,
            type_uid: 200_301,
            time: self.report.at.as_millisecond(),
            severity_id: 0,
            status_id: 1,
            message: printable(message),
            metadata: Metadata {
                version: "1.5.0",
                product: Product {
                    name: env!("CARGO_PKG_NAME"),
                    vendor_name: env!("CARGO_PKG_NAME"),
                    version: env!("CARGO_PKG_VERSION"),
                },
                profiles: ["cloud"],
            },
            cloud: Cloud {
                provider: "AWS",
                // 10 is an AWS account.
                account: Account { uid: account.as_str(), name: self.names.name(account), type_id: 10 },
            },
            compliance: Compliance {
                control: rule,
                standards: ["bedrock-keys audit"],
                status_id: 2,
                status: "Warning",
            },
            finding_info: FindingInfo {
                uid,
                title,
                desc: printable(message),
                // 1 is a rule.
                analytic: Analytic { uid: rule, name: title, type_id: 1 },
            },
            resources: [resource],
            remediation: None,
            status_detail: None,
        }
    }

    fn card(&self, rule: &str) -> Option<&'a RuleCard> {
        self.rules.iter().find(|card| card.code == rule)
    }
}

fn severity_id(severity: Severity) -> u8 {
    match severity {
        Severity::Info => 1,
        Severity::Low => 2,
        Severity::Medium => 3,
        Severity::High => 4,
        Severity::Critical => 5,
    }
}
