//! The report for a pull request or a job summary: GitHub's Markdown, at most about 60 kB.

use std::fmt::Write as _;

use crate::domain::first_few;
use crate::guardrail::report::{AccountStanding, CoverageReport};
use crate::render::markdown::{ROOM, escaped, row_of, section};
use crate::render::words::count;

use super::outline::{Outline, outlines};
use super::words::{Names, Stand, answer_word, why_unknown};

/// A part of the room for what was not read, so that what was read is never crowded out.
const ROOM_FOR_GAPS: usize = 16_000;

/// So many accounts are named in one line.
const NAMED: usize = 50;

/// The report as Markdown.
pub(super) fn markdown(report: &CoverageReport) -> String {
    let names = Names::of(report);
    let mark = match Stand::of(report) {
        Stand::Incomplete => "⚠️",
        Stand::Found => "❌",
        Stand::Clean => "✅",
    };
    let mut text = format!(
        "## {mark} Guardrails for Bedrock API keys: {}\n\n**{}**\n\n{}\n\n",
        escaped(&names.scope()),
        escaped(&names.coverage_sentence()),
        escaped(&names.result_sentence()),
    );
    for note in names.notes() {
        let _ = write!(text, "{}\n\n", escaped(&note));
    }
    gaps(&mut text, report, &names);
    for outline in outlines(report) {
        told(&mut text, &outline, &names);
    }
    let version = env!("CARGO_PKG_VERSION");
    let _ = writeln!(text, "<sub>{} by bedrock-keys {version}</sub>", escaped(&names.circumstances()));
    text
}

fn gaps(text: &mut String, report: &CoverageReport, names: &Names<'_>) {
    let lost = report
        .accounts
        .iter()
        .filter(|account| account.standing == AccountStanding::Unknown && account.group.is_none());
    let accounts = lost.map(|account| row_of(&[names.with_id(&account.id), why_unknown(account)]));
    let rows: Vec<String> = report
        .gaps
        .iter()
        .map(|gap| row_of(&["organization".to_owned(), gap.clone()]))
        .chain(accounts)
        .collect();
    if !rows.is_empty() {
        let head = "| what | why |\n| --- | --- |\n";
        section(text, "Not read", true, head, rows.into_iter(), ROOM_FOR_GAPS);
    }
}

fn told(text: &mut String, outline: &Outline<'_>, names: &Names<'_>) {
    let head = format!("{}: {}", outline.standing.words(), count(outline.accounts.len(), "account"));
    let named = first_few(outline.accounts.iter().map(|account| escaped(&names.with_id(&account.id))), NAMED);
    let mut about = format!("{named}\n\n");
    let short = outline.accounts.first().map(|account| names.shortfalls(account)).unwrap_or_default();
    for line in short.into_iter().chain(outline.holes.iter().map(|hole| format!("hole: {}", hole.words()))) {
        let _ = writeln!(about, "- {}", escaped(&line));
    }
    let rows: Vec<String> = outline
        .lines(names)
        .iter()
        .map(|line| {
            let why: Vec<String> = line.why_and_example().iter().map(|why| escaped(why)).collect();
            format!(
                "| {} | {} | {} |\n",
                line.question.words(),
                answer_word(line.question, line.answer),
                why.join("<br>")
            )
        })
        .collect();
    let open = matches!(
        outline.standing,
        AccountStanding::FallsShort
            | AccountStanding::NotShown
            | AccountStanding::Unknown
            | AccountStanding::Open
    );
    let head_of_table = format!("{about}\n| question | answer | why |\n| --- | --- | --- |\n");
    section(text, &head, open, &head_of_table, rows.into_iter(), ROOM);
}
