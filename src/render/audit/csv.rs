//! The report for spreadsheets: a row for everything that is not as it should be, what was not read first.

use crate::audit::{Finding, Report};
use crate::render::csv::csv as rows_as_csv;

use super::coverage::{coverage_code, is_short, reasons};
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

/// The report as CSV. `kind` is `not-audited`, `partly`, `not-concluded` or `finding`; a complete report with nothing to
/// say is its head alone.
pub fn csv(report: &Report) -> String {
    let names = AccountNames::of(report);
    let gap = |kind: &str, rule: &str, account: &crate::domain::AccountId, why: &str| {
        let mut row = vec![String::new(); HEAD.len()];
        let named =
            [(0, kind), (2, rule), (3, account.as_str()), (4, names.name(account)), (5, "account"), (9, why)];
        for (place, value) in named {
            if let Some(cell) = row.get_mut(place) {
                value.clone_into(cell);
            }
        }
        row
    };
    let mut rows = Vec::new();
    for account in report.coverage.iter().filter(|account| is_short(account)) {
        let why = reasons(&account.covered).join("; ");
        rows.push(gap(coverage_code(&account.covered), "", &account.account, &why));
    }
    for missing in &report.not_concluded {
        rows.push(gap("not-concluded", missing.rule, &missing.account, &missing.why));
    }
    rows.extend(report.findings.iter().map(|finding| row(finding, &names)));
    rows_as_csv(&HEAD, &rows)
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
