//! The report for people in a terminal: what is not known, what holds, then accounts that read the same.

use anstyle::{AnsiColor, Style};

use crate::domain::{first_few, printable};
use crate::guardrail::report::{AccountStanding, CoverageReport, ReportedAccount};
use crate::render::table::{Rows, paragraph};
use crate::render::words::{count, wrapped};

use super::outline::{Outline, outlines};
use super::words::{Names, Stand, answer_word, why_unknown};

const BAD: Style = AnsiColor::Red.on_default().bold();
const DUBIOUS: Style = AnsiColor::Yellow.on_default().bold();
const GOOD: Style = AnsiColor::Green.on_default().bold();

/// So many accounts are named in a heading; the other formats have all.
const NAMED: usize = 12;
/// So many of the things that were not read are listed.
const GAPS: usize = 40;

/// The report as tables of at most `width` columns. Colours are escape sequences; whoever writes it anywhere but to a
/// terminal strips them.
pub(super) fn table(report: &CoverageReport, width: Option<u16>) -> String {
    let names = Names::of(report);
    let mut parts = vec![opening(report, &names, width)];
    parts.extend(names.notes().iter().map(|note| wrapped(note, width)));
    parts.extend(gaps(report, width));
    parts.extend(unknown(report, &names, width));
    parts.extend(outlines(report).iter().map(|outline| section(outline, report, &names, width)));
    parts.join("\n\n") + "\n"
}

fn opening(report: &CoverageReport, names: &Names<'_>, width: Option<u16>) -> String {
    let style = match Stand::of(report) {
        Stand::Incomplete => BAD,
        Stand::Found => DUBIOUS,
        Stand::Clean => GOOD,
    };
    let coverage = wrapped(&names.coverage_sentence(), width);
    let (word, rest) = coverage.split_once(':').unwrap_or(("", &coverage));
    format!(
        "{style}{word}{style:#}:{rest}\n{}\n{}",
        wrapped(&names.result_sentence(), width),
        wrapped(&format!("{}, {}", names.scope(), names.circumstances()), width),
    )
}

fn gaps(report: &CoverageReport, width: Option<u16>) -> Option<String> {
    let mut table = Rows::under(&["NOT READ"]);
    for gap in report.gaps.iter().take(GAPS) {
        table.add([std::slice::from_ref(gap)]);
    }
    let more = report.gaps.len().saturating_sub(GAPS);
    if more > 0 {
        table.add([&[format!("and {more} more, in the format json")]]);
    }
    (!report.gaps.is_empty()).then(|| table.text(width, &[0]))
}

/// Accounts of which nothing can be told.
fn unknown(report: &CoverageReport, names: &Names<'_>, width: Option<u16>) -> Option<String> {
    let lost =
        |account: &&ReportedAccount| account.standing == AccountStanding::Unknown && account.group.is_none();
    let lost: Vec<_> = report.accounts.iter().filter(lost).collect();
    let mut table = Rows::under(&["UNKNOWN", "WHY"]);
    for account in lost.iter().take(NAMED) {
        table.add([&[names.with_id(&account.id)], &[why_unknown(account)]]);
    }
    let more = lost.len().saturating_sub(NAMED);
    if more > 0 {
        table.add([&[format!("and {more} more")], &[String::new()]]);
    }
    (!lost.is_empty()).then(|| table.text(width, &[0, 1]))
}

fn section(outline: &Outline<'_>, report: &CoverageReport, names: &Names<'_>, width: Option<u16>) -> String {
    let style = match outline.standing {
        AccountStanding::FallsShort | AccountStanding::Open | AccountStanding::Unknown => BAD,
        AccountStanding::NotShown | AccountStanding::Partly => DUBIOUS,
        AccountStanding::Meets
        | AccountStanding::Denied
        | AccountStanding::Exempt
        | AccountStanding::Suspended => GOOD,
    };
    let number = count(outline.accounts.len(), "account");
    let mut text = format!("{style}{}{style:#}: {number}", outline.standing.words().to_uppercase());
    let named = first_few(outline.accounts.iter().map(|account| names.with_id(&account.id)), NAMED);
    text.push_str(&format!("\n{}", wrapped(&named, width)));
    if let Some(account) = outline.accounts.first().filter(|_| !report.request.requirements.is_empty()) {
        for line in names.shortfalls(account) {
            text.push_str(&format!("\n{}", wrapped(&line, width)));
        }
    }
    for hole in outline.holes {
        text.push_str(&format!("\n{}", wrapped(&format!("hole: {}", hole.words()), width)));
    }
    let lines = outline.lines(names);
    let mut table = Rows::under(&["QUESTION", "ANSWER", "WHY"]);
    for line in &lines {
        let word = answer_word(line.question, line.answer);
        table.add([&[line.question.words().to_owned()], &[word.to_owned()], &line.why]);
    }
    text.push_str(&format!("\n{}", table.text(width, &[2, 0])));
    let mut examples = lines.iter().filter_map(|line| line.example).peekable();
    if examples.peek().is_some() {
        text.push_str("\nThese requests get through, for example:");
    }
    for example in examples {
        let example = match width {
            Some(width) => paragraph("- ", &example.to_string(), width),
            None => format!("- {}", printable(&example.to_string())),
        };
        text.push_str(&format!("\n{example}"));
    }
    text
}
