//! The report for people in a terminal: coverage, then findings by severity and rule, readable at 80 columns.

use std::collections::BTreeMap;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use crate::audit::{Finding, Report, Severity};
use crate::domain::printable;
use crate::render::table::Rows;
use crate::render::words::{count, wrapped};

use super::RuleCard;
use super::coverage::{coverage_word, is_short, reasons};
use super::headline::{Standing, coverage_sentence, findings_sentence};
use super::provisos::provisos;
use super::tally::{Tally, open_of, waived};
use super::words::{AccountNames, WORST_FIRST, owner, read_words, scope_words, severity_word, subject_line};

const BAD: Style = AnsiColor::Red.on_default().bold();
const DUBIOUS: Style = AnsiColor::Yellow.on_default().bold();
const GOOD: Style = AnsiColor::Green.on_default().bold();
const PLAIN: Style = Style::new().bold();

/// The report as tables of at most `width` columns. Colours are escape sequences; whoever writes it anywhere but to a
/// terminal strips them.
pub(super) fn write_table(
    report: &Report,
    rules: &[RuleCard],
    width: Option<u16>,
    output: &mut dyn Write,
) -> io::Result<()> {
    let names = AccountNames::of(report);
    output.write_all(opening(report, &Tally::of(report), width).as_bytes())?;
    gaps(report, &names, width, output)?;
    for severity in WORST_FIRST {
        of_severity((report, rules), severity, &names, width, output)?;
    }
    waivers(report, &names, width, output)?;
    output.write_all(b"\n")
}

/// What stands between two parts.
const BREAK: &[u8] = b"\n\n";

fn opening(report: &Report, tally: &Tally, width: Option<u16>) -> String {
    let style = match Standing::of(report) {
        Standing::Incomplete => BAD,
        Standing::Found => DUBIOUS,
        Standing::Clean => GOOD,
    };
    let coverage = wrapped(&coverage_sentence(report, tally), width);
    let (word, rest) = coverage.split_once(':').unwrap_or(("", &coverage));
    let mut text = format!(
        "{style}{word}{style:#}:{rest}\n{}\n{}",
        wrapped(&findings_sentence(report, tally), width),
        wrapped(&format!("{}, {}", scope_words(report), read_words(report)), width),
    );
    for proviso in provisos(report) {
        text.push('\n');
        text.push_str(&wrapped(&proviso.sentence, width));
    }
    text
}

/// What was not read, and what could not be concluded.
fn gaps(report: &Report, names: &AccountNames, width: Option<u16>, output: &mut dyn Write) -> io::Result<()> {
    if report.coverage.iter().any(is_short) {
        let mut table = Rows::under(&["ACCOUNT", "COVERAGE", "WHY"]);
        for account in report.coverage.iter().filter(|account| is_short(account)) {
            table.add([
                &[names.with_id(&account.account)],
                &[coverage_word(&account.covered).to_owned()],
                &reasons(&account.covered),
            ]);
        }
        output.write_all(BREAK)?;
        table.write(width, &[2, 0], output)?;
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
        output.write_all(BREAK)?;
        table.write(width, &[1, 0], output)?;
    }
    Ok(())
}

fn of_severity(
    (report, cards): (&Report, &[RuleCard]),
    severity: Severity,
    names: &AccountNames,
    width: Option<u16>,
    output: &mut dyn Write,
) -> io::Result<()> {
    let style = match severity {
        Severity::Critical | Severity::High => BAD,
        Severity::Medium => DUBIOUS,
        Severity::Low | Severity::Info => PLAIN,
    };
    let mut by_rule: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in open_of(report, severity) {
        by_rule.entry(finding.rule).or_default().push(finding);
    }
    for (rule, findings) in by_rule {
        let title = cards.iter().find(|card| card.code == rule).map(|card| format!(", {}", card.title));
        let heading = format!(
            "{}: {rule}{} ({})",
            severity_word(severity).to_uppercase(),
            title.unwrap_or_default(),
            count(findings.len(), "finding"),
        );
        let heading = wrapped(&heading, width);
        let (word, rest) = heading.split_once(':').unwrap_or(("", &heading));
        output.write_all(BREAK)?;
        writeln!(output, "{style}{word}{style:#} {rest}")?;
        let shared = said_of_all(&findings);
        if let Some(message) = shared {
            writeln!(output, "{}", wrapped(&printable(message), width))?;
        }
        rows(&findings, shared, names).write(width, &[1, 0], output)?;
    }
    Ok(())
}

fn rows(findings: &[&Finding], shared: Option<&str>, names: &AccountNames) -> Rows {
    let about = |finding: &Finding| {
        let place = [names.with_id(&finding.account), format!("  {}", subject_line(&finding.subject))];
        place.into_iter().chain(owner(finding).map(|owner| format!("  {owner}"))).collect::<Vec<_>>()
    };
    if shared.is_some() {
        let mut table = Rows::under(&["ACCOUNT\n  ABOUT", "DO"]);
        for finding in findings {
            table.add([&about(finding), std::slice::from_ref(&finding.remediation)]);
        }
        return table;
    }
    let mut table = Rows::under(&["ACCOUNT\n  ABOUT", "WHAT\n  DO"]);
    for finding in findings {
        table.add([&about(finding), &[finding.message.clone(), format!("  {}", finding.remediation)]]);
    }
    table
}

/// The sentence that several findings share, which is said once.
fn said_of_all<'a>(findings: &[&'a Finding]) -> Option<&'a str> {
    let (first, others) = findings.split_first()?;
    let shared = !others.is_empty() && others.iter().all(|other| other.message == first.message);
    shared.then_some(first.message.as_str())
}

fn waivers(
    report: &Report,
    names: &AccountNames,
    width: Option<u16>,
    output: &mut dyn Write,
) -> io::Result<()> {
    let mut waived = waived(report).peekable();
    if waived.peek().is_none() {
        return Ok(());
    }
    let mut table = Rows::under(&["WAIVED\n  ACCOUNT\n  ABOUT", "BECAUSE"]);
    for (finding, reason) in waived {
        let rule = format!("{} ({})", finding.rule, severity_word(finding.severity));
        let place = format!("  {}", names.with_id(&finding.account));
        let about = format!("  {}", subject_line(&finding.subject));
        table.add([&[rule, place, about], &[reason.to_owned()]]);
    }
    output.write_all(BREAK)?;
    table.write(width, &[1, 0], output)
}
