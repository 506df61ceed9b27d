//! The report for a pull request or a job summary: GitHub's Markdown, at most about 60 kB.
//!
//! GitHub cuts a comment at 65,536 characters and a job summary at 1 MiB; a report that is cut in the middle of a table
//! would lose what it says last, so it is shortened here, and says so.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::audit::{Finding, Report, Severity};
use crate::domain::printable;
use crate::render::markdown::{ROOM, escaped, row_of, section};
use crate::render::words::count;

use super::RuleCard;
use super::coverage::{coverage_word, is_short, reasons};
use super::headline::{Standing, coverage_sentence, findings_sentence};
use super::provisos::provisos;
use super::tally::{Tally, open_of, waived};
use super::words::{AccountNames, WORST_FIRST, owner, read_words, scope_words, severity_word, subject_line};

/// A part of that for what was not read, so that findings are never crowded out.
const ROOM_FOR_GAPS: usize = 16_000;

/// The report as Markdown.
pub(super) fn markdown(report: &Report, rules: &[RuleCard]) -> String {
    let tally = Tally::of(report);
    let names = AccountNames::of(report);
    let mark = match Standing::of(report) {
        Standing::Incomplete => "⚠️",
        Standing::Found => "❌",
        Standing::Clean => "✅",
    };
    let mut text = format!(
        "## {mark} Bedrock API keys: {}\n\n**{}**\n\n{}\n\n",
        escaped(&scope_words(report)),
        escaped(&coverage_sentence(report, &tally)),
        escaped(&findings_sentence(report, &tally)),
    );
    for proviso in provisos(report) {
        let _ = write!(text, "_{}_\n\n", escaped(&proviso.sentence));
    }
    gaps(&mut text, report, &names);
    for severity in WORST_FIRST {
        of_severity(&mut text, report, rules, severity, &names);
    }
    waivers(&mut text, report, &names);
    let _ = writeln!(
        text,
        "<sub>{} by bedrock-keys {}</sub>",
        escaped(&read_words(report)),
        env!("CARGO_PKG_VERSION")
    );
    text
}

fn gaps(text: &mut String, report: &Report, names: &AccountNames) {
    let mut rows = Vec::new();
    for account in report.coverage.iter().filter(|account| is_short(account)) {
        let why = reasons(&account.covered).join("; ");
        rows.push([names.with_id(&account.account), coverage_word(&account.covered).to_owned(), why]);
    }
    let mut by_reason: BTreeMap<_, Vec<&str>> = BTreeMap::new();
    for gap in &report.not_concluded {
        by_reason.entry((&gap.account, &gap.why)).or_default().push(gap.rule);
    }
    for ((account, why), rules) in by_reason {
        rows.push([names.with_id(account), format!("not concluded: {}", rules.join(", ")), why.clone()]);
    }
    if !rows.is_empty() {
        let rows = rows.iter().map(|row| row_of(row));
        section(
            text,
            "Not read",
            true,
            "| account | what | why |\n| --- | --- | --- |\n",
            rows,
            ROOM_FOR_GAPS,
        );
    }
}

fn of_severity(
    text: &mut String,
    report: &Report,
    rules: &[RuleCard],
    severity: Severity,
    names: &AccountNames,
) {
    let mut by_rule: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in open_of(report, severity) {
        by_rule.entry(finding.rule).or_default().push(finding);
    }
    for (rule, findings) in by_rule {
        let title = rules.iter().find(|card| card.code == rule).map_or(rule, |card| card.title.as_str());
        let number = count(findings.len(), "finding");
        let head = format!("{} · {rule}: {title} ({number})", severity_word(severity));
        let row = |finding: &&Finding| {
            let about = [Some(subject_line(&finding.subject)), owner(finding)];
            let about: Vec<String> = about.into_iter().flatten().map(|text| escaped(&text)).collect();
            format!(
                "| {} | {} | {} | <code>{}</code> |\n",
                escaped(&names.with_id(&finding.account)),
                about.join("<br>"),
                escaped(&finding.message),
                escaped(&finding.remediation),
            )
        };
        let table = "| account | about | what | do |\n| --- | --- | --- | --- |\n";
        section(text, &head, severity >= Severity::High, table, findings.iter().map(row), ROOM);
    }
}

fn waivers(text: &mut String, report: &Report, names: &AccountNames) {
    let rows: Vec<String> = waived(report)
        .map(|(finding, reason)| {
            row_of(&[
                finding.rule.to_owned(),
                names.with_id(&finding.account),
                subject_line(&finding.subject),
                printable(reason),
            ])
        })
        .collect();
    if !rows.is_empty() {
        let head = format!("{} waived", count(rows.len(), "finding"));
        let table = "| rule | account | about | because |\n| --- | --- | --- | --- |\n";
        section(text, &head, false, table, rows.into_iter(), ROOM);
    }
}
