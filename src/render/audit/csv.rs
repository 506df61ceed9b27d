//! The report for spreadsheets: a row for everything that is not as it should be, what was not read first.

use std::io::{self, Write};

use crate::audit::{Finding, Report};
use crate::domain::AccountId;
use crate::render::csv::write_csv;

use super::coverage::{coverage_code, is_short, reasons};
use super::provisos::{Proviso, provisos};
use super::words::{AccountNames, severity_word, subject_kind, user_and_key};

const HEAD: [&str; 12] = [
    "kind",
    "severity",
    "rule",
    "account",
    "account_name",
    "subject",
    "user",
    "key",
    "owner",
    "message",
    "remediation",
    "waived",
];

/// The report as CSV. `kind` is `not-audited`, `partly`, `not-concluded`, `proviso` or `finding`; a complete report with
/// nothing to say is its head alone.
pub(super) fn write_audit_csv(report: &Report, output: &mut dyn Write) -> io::Result<()> {
    let names = AccountNames::of(report);
    let short = report.coverage.iter().filter(|account| is_short(account)).map(|account| {
        let why = reasons(&account.covered).join("; ");
        gap(coverage_code(&account.covered), "", (&account.account, &names), &why)
    });
    let not_concluded = report
        .not_concluded
        .iter()
        .map(|missing| gap("not-concluded", missing.rule, (&missing.account, &names), &missing.why));
    let limits = provisos(report);
    let provisos = limits.iter().map(limit);
    let findings = report.findings.iter().map(|finding| row(finding, &names));
    write_csv(&HEAD, short.chain(not_concluded).chain(provisos).chain(findings), output)
}

fn limit(proviso: &Proviso) -> Vec<String> {
    let mut row = vec![String::new(); HEAD.len()];
    for (place, value) in [(0, "proviso"), (5, proviso.kind), (9, proviso.sentence.as_str())] {
        if let Some(cell) = row.get_mut(place) {
            value.clone_into(cell);
        }
    }
    row
}

fn gap(kind: &str, rule: &str, (account, names): (&AccountId, &AccountNames), why: &str) -> Vec<String> {
    let mut row = vec![String::new(); HEAD.len()];
    let named =
        [(0, kind), (2, rule), (3, account.as_str()), (4, names.name(account)), (5, "account"), (9, why)];
    for (place, value) in named {
        if let Some(cell) = row.get_mut(place) {
            value.clone_into(cell);
        }
    }
    row
}

fn row(finding: &Finding, names: &AccountNames) -> Vec<String> {
    let (user, key) = user_and_key(&finding.subject);
    let cells = [
        "finding",
        severity_word(finding.severity),
        finding.rule,
        finding.account.as_str(),
        names.name(&finding.account),
        subject_kind(&finding.subject),
        user.unwrap_or_default(),
        key.unwrap_or_default(),
        finding.owner.as_deref().unwrap_or_default(),
        &finding.message,
        &finding.remediation,
        finding.waived.as_deref().unwrap_or_default(),
    ];
    cells.map(ToOwned::to_owned).to_vec()
}
