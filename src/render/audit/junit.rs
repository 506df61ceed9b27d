//! The report for CI servers.
//!
//! A suite `coverage` with a case for every account, so that an audit that read nothing cannot look like a run in which
//! nothing failed; then a suite for every rule with a case for each finding (a failure, or skipped where it is waived)
//! and for each check that could not conclude (an error). A rule with neither has one passing case.

use std::collections::BTreeSet;

use quick_junit::{NonSuccessKind, Report as JunitReport, TestCase, TestCaseStatus, TestSuite};

use crate::audit::{AccountCoverage, CoverageState, Finding, Report};
use crate::domain::{Severity, printable};

use super::RuleCard;
use super::coverage::{coverage_word, reasons};
use super::words::{AccountNames, severity_word, subject_line};

/// The report as JUnit XML.
pub fn junit(report: &Report, rules: &[RuleCard]) -> String {
    junit_of(("bedrock-keys audit", Severity::Info), report, rules)
}

/// The report as JUnit XML under the name of a command. What is found below the severity is said in a skipped case, for
/// commands whose findings are not all failures.
pub(in crate::render) fn junit_of(
    (command, least): (&str, Severity),
    report: &Report,
    rules: &[RuleCard],
) -> String {
    let names = AccountNames::of(report);
    let mut run = JunitReport::new(command);
    run.add_test_suite(coverage(report, &names));
    let found = report.findings.iter().map(|finding| finding.rule);
    let missing = report.not_concluded.iter().map(|gap| gap.rule);
    let codes: BTreeSet<&str> =
        rules.iter().map(|card| card.code.as_str()).chain(found).chain(missing).collect();
    run.add_test_suites(codes.into_iter().map(|code| rule((report, least), code, &names)));
    // Writing to memory does not fail; an empty file would read as an error, never as a success.
    run.to_string().unwrap_or_default()
}

fn coverage(report: &Report, names: &AccountNames) -> TestSuite {
    let mut suite = TestSuite::new("coverage");
    for account in &report.coverage {
        suite.add_test_case(case("coverage", &names.with_id(&account.account), covered(account)));
    }
    if report.coverage.is_empty() {
        let status = said(NonSuccessKind::Error, "not audited", "no account was audited");
        suite.add_test_case(case("coverage", "any account", status));
    }
    suite
}

fn covered(account: &AccountCoverage) -> TestCaseStatus {
    let why = reasons(&account.covered).join("\n");
    match account.covered {
        CoverageState::Audited => TestCaseStatus::success(),
        CoverageState::Partly(_) | CoverageState::NotAudited(_) => {
            said(NonSuccessKind::Error, coverage_word(&account.covered), &why)
        }
        CoverageState::OutOfScope(_) => skipped(&why),
    }
}

fn rule((report, least): (&Report, Severity), code: &str, names: &AccountNames) -> TestSuite {
    let mut suite = TestSuite::new(code);
    for gap in report.not_concluded.iter().filter(|gap| gap.rule == code) {
        let status = said(NonSuccessKind::Error, "not concluded", &gap.why);
        suite.add_test_case(case(code, &names.with_id(&gap.account), status));
    }
    for finding in report.findings.iter().filter(|finding| finding.rule == code) {
        let name = format!("{} {}", names.with_id(&finding.account), subject_line(&finding.subject));
        suite.add_test_case(case(code, &name, found(finding, least)));
    }
    if suite.test_cases.is_empty() {
        suite.add_test_case(case(code, "nothing found", TestCaseStatus::success()));
    }
    suite
}

fn found(finding: &Finding, least: Severity) -> TestCaseStatus {
    if let Some(reason) = &finding.waived {
        return skipped(&format!("waived: {reason}"));
    }
    if finding.severity < least {
        return skipped(&format!("{}: {}", severity_word(finding.severity), finding.message));
    }
    let mut status = said(NonSuccessKind::Failure, severity_word(finding.severity), &finding.message);
    let (message, remediation) = (printable(&finding.message), printable(&finding.remediation));
    status.set_description(format!("{message}\n{remediation}"));
    status
}

fn case(class: &str, name: &str, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(name, status);
    case.set_classname(class);
    case
}

fn said(kind: NonSuccessKind, what: &str, why: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    status.set_type(what).set_message(printable(why));
    status
}

fn skipped(why: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_message(printable(why));
    status
}
