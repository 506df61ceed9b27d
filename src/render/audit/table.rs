//! The report for people in a terminal: coverage, then findings by severity and rule, readable at 80 columns.

use std::collections::BTreeMap;

use anstyle::{AnsiColor, Style};

use crate::audit::{Finding, Report, Severity};
use crate::render::table::Rows;
use crate::render::words::{count, wrapped};

use super::RuleCard;
use super::coverage::{coverage_word, is_short, reasons};
use super::headline::{Standing, coverage_sentence, findings_sentence};
use super::tally::{Tally, open_of, waived};
use super::words::{AccountNames, WORST_FIRST, owner, scope_words, severity_word, subject_line};

const BAD: Style = AnsiColor::Red.on_default().bold();
const DUBIOUS: Style = AnsiColor::Yellow.on_default().bold();
const GOOD: Style = AnsiColor::Green.on_default().bold();
const PLAIN: Style = Style::new().bold();

/// The report as tables of at most `width` columns. Colours are escape sequences; whoever writes it anywhere but to a
/// terminal strips them.
pub fn table(report: &Report, rules: &[RuleCard], width: Option<u16>) -> String {
    let tally = Tally::of(report);
    let names = AccountNames::of(report);
    let mut text = opening(report, &tally, width);
    let findings =
        WORST_FIRST.iter().flat_map(|severity| of_severity(report, rules, *severity, &names, width));
    // A part at a time: each may be many megabytes.
    for part in gaps(report, &names, width).into_iter().chain(findings).chain(waivers(report, &names, width))
    {
        text.push_str("\n\n");
        text.push_str(&part);
    }
    text.push('\n');
    text
}

fn opening(report: &Report, tally: &Tally, width: Option<u16>) -> String {
    let style = match Standing::of(report) {
        Standing::Incomplete => BAD,
        Standing::Found => DUBIOUS,
        Standing::Clean => GOOD,
    };
    let coverage = wrapped(&coverage_sentence(report, tally), width);
    let (word, rest) = coverage.split_once(':').unwrap_or(("", &coverage));
    let read = report.taken_at.strftime("%Y-%m-%d %H:%M UTC");
    format!(
        "{style}{word}{style:#}:{rest}\n{}\n{}",
        wrapped(&findings_sentence(report, tally), width),
        wrapped(&format!("{}, read {read}", scope_words(report)), width),
    )
}

/// What was not read, and what could not be concluded.
fn gaps(report: &Report, names: &AccountNames, width: Option<u16>) -> Vec<String> {
    let mut parts = Vec::new();
    if report.coverage.iter().any(is_short) {
        let mut table = Rows::under(&["ACCOUNT", "COVERAGE", "WHY"]);
        for account in report.coverage.iter().filter(|account| is_short(account)) {
            table.add([
                &[names.with_id(&account.account)],
                &[coverage_word(&account.covered).to_owned()],
                &reasons(&account.covered),
            ]);
        }
        parts.push(table.text(width, &[2, 0]));
    }
    if !report.not_concluded.is_empty() {
        let mut table = Rows::under(&["NOT CONCLUDED\n  ACCOUNT", "WHY"]);
        // One broken call fails several rules of an account with the same words: said once.
        let mut by_reason: BTreeMap<_, Vec<&str>> = BTreeMap::new();
        for gap in &report.not_concluded {
            by_reason.entry((&gap.account, &gap.why)).or_default().push(gap.rule);
        }
        for ((account, why), rules) in by_reason {
            let account = format!("  {}", names.with_id(account));
            let lines: Vec<String> = rules.into_iter().map(ToOwned::to_owned).chain([account]).collect();
            table.add([&lines, std::slice::from_ref(why)]);
        }
        parts.push(table.text(width, &[1, 0]));
    }
    parts
}

fn of_severity(
    report: &Report,
    rules: &[RuleCard],
    severity: Severity,
    names: &AccountNames,
    width: Option<u16>,
) -> impl Iterator<Item = String> {
    let style = match severity {
        Severity::Critical | Severity::High => BAD,
        Severity::Medium => DUBIOUS,
        Severity::Low | Severity::Info => PLAIN,
    };
    let mut by_rule: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in open_of(report, severity) {
        by_rule.entry(finding.rule).or_default().push(finding);
    }
    let part = move |(rule, findings): (&str, Vec<&Finding>)| {
        let title = rules.iter().find(|card| card.code == rule).map(|card| format!(", {}", card.title));
        let heading = format!(
            "{}: {rule}{} ({})",
            severity_word(severity).to_uppercase(),
            title.unwrap_or_default(),
            count(findings.len(), "finding"),
        );
        let heading = wrapped(&heading, width);
        let (word, rest) = heading.split_once(':').unwrap_or(("", &heading));
        format!("{style}{word}{style:#} {rest}\n{}", rows(&findings, names, width))
    };
    by_rule.into_iter().map(part)
}

fn rows(findings: &[&Finding], names: &AccountNames, width: Option<u16>) -> String {
    let mut table = Rows::under(&["ACCOUNT\n  ABOUT", "WHAT\n  DO"]);
    for finding in findings {
        let mut about =
            vec![names.with_id(&finding.account), format!("  {}", subject_line(&finding.subject))];
        about.extend(owner(finding).map(|owner| format!("  {owner}")));
        table.add([&about, &[finding.message.clone(), format!("  {}", finding.remediation)]]);
    }
    table.text(width, &[1, 0])
}

fn waivers(report: &Report, names: &AccountNames, width: Option<u16>) -> Option<String> {
    let mut table = Rows::under(&["WAIVED\n  ACCOUNT\n  ABOUT", "BECAUSE"]);
    let mut any = false;
    for (finding, reason) in waived(report) {
        any = true;
        let rule = format!("{} ({})", finding.rule, severity_word(finding.severity));
        let place = format!("  {}", names.with_id(&finding.account));
        let about = format!("  {}", subject_line(&finding.subject));
        table.add([&[rule, place, about], &[reason.to_owned()]]);
    }
    any.then(|| table.text(width, &[1, 0]))
}
