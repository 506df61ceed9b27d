//! The report for auditors: one page that needs nothing but itself, with the organization as a tree coloured by coverage.
//!
//! Nothing is told by colour alone: every standing has a shape and a word. Style, script and what they are admitted by
//! are the audit page's.

use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::LazyLock;

use askama::Template;

use crate::domain::{AccountId, AccountState, Known, printable};
use crate::guardrail::coverage::Answer;
use crate::guardrail::report::{AccountStanding, CoverageReport, ReportedAccount};
use crate::render::nest::{self, Nest};
use crate::render::page::{Frame, STYLE, shares};
use crate::render::words::count;

use super::outline::{Outline, outlines};
use super::words::{Names, Stand, answer_word, why_unknown};

/// The audit page's style, and what only this page has.
static SHEET: LazyLock<String> =
    LazyLock::new(|| format!("{STYLE}{}", include_str!("templates/coverage.css")));

/// Trees of up to this many accounts are shown unfolded.
const UNFOLDED: usize = 60;
/// So many things that were not read stand on the page.
const GAPS: usize = 1_000;

type Branch = nest::Branch<Unit, Leaf>;

#[derive(Template)]
#[template(path = "coverage.html")]
struct Page {
    frame: Frame,
    circumstances: String,
    notes: Vec<String>,
    standings: Vec<Tile>,
    gaps: Vec<String>,
    gaps_left_out: usize,
    branches: Vec<Branch>,
    sections: Vec<Section>,
}

/// A standing and how many accounts have it.
struct Tile {
    code: &'static str,
    word: &'static str,
    number: usize,
}

/// A unit in the tree.
struct Unit {
    name: String,
    id: String,
    summary: String,
    unfolded: bool,
}

/// An account in the tree.
struct Leaf {
    id: String,
    name: String,
    code: &'static str,
    word: &'static str,
    /// Where its answers stand; 0 where it has none.
    answers: usize,
    /// How much is closed.
    closed: String,
    remark: String,
    why: Vec<String>,
}

/// Accounts that read the same.
struct Section {
    number: usize,
    code: &'static str,
    word: &'static str,
    accounts: String,
    holes: Vec<String>,
    lines: Vec<Line>,
}

/// A question with its answer.
struct Line {
    question: &'static str,
    collateral: bool,
    code: &'static str,
    word: &'static str,
    why: Vec<String>,
}

/// The report as a page.
pub(super) fn write_html(report: &CoverageReport, output: &mut dyn Write) -> io::Result<()> {
    let names = Names::of(report);
    let outlines = outlines(report);
    let standings: Vec<(&'static str, &'static str, usize)> = AccountStanding::ALL
        .map(|standing| (standing.as_str(), standing.words(), report.count(standing)))
        .to_vec();
    let tile =
        |(code, word, number): &(&'static str, &'static str, usize)| Tile { code, word, number: *number };
    let page = Page {
        frame: Frame {
            scope: names.scope(),
            standing: Stand::of(report).word(),
            coverage: names.coverage_sentence(),
            result: names.result_sentence(),
            shares: shares(&standings),
            ..Frame::styled(&SHEET)
        },
        circumstances: names.circumstances(),
        notes: names.notes(),
        standings: standings.iter().filter(|(_, _, number)| *number > 0).map(tile).collect(),
        gaps: report.gaps.iter().take(GAPS).map(|gap| printable(gap)).collect(),
        gaps_left_out: report.gaps.len().saturating_sub(GAPS),
        branches: tree(report, &names, &outlines),
        sections: outlines.iter().map(|outline| section(outline, &names)).collect(),
    };
    page.write_into(output)
}

fn section(outline: &Outline<'_>, names: &Names<'_>) -> Section {
    let line = |line: &super::outline::Line<'_>| Line {
        question: line.question.words(),
        collateral: line.question.is_collateral(),
        code: line.answer.as_str(),
        word: answer_word(line.question, line.answer),
        why: line.why_and_example().iter().map(|why| printable(why)).collect(),
    };
    Section {
        number: outline.number,
        code: outline.standing.as_str(),
        word: outline.standing.words(),
        accounts: count(outline.accounts.len(), "account"),
        holes: outline.holes.iter().map(|hole| hole.words()).collect(),
        lines: outline.lines(names).iter().map(line).collect(),
    }
}

/// The tree of the accounts. Those whose place was not read stand under a heading of their own.
fn tree(report: &CoverageReport, names: &Names<'_>, outlines: &[Outline<'_>]) -> Vec<Branch> {
    let mut numbers: HashMap<&AccountId, usize> = HashMap::new();
    for outline in outlines {
        numbers.extend(outline.accounts.iter().map(|account| (&account.id, outline.number)));
    }
    let mut root = Nest::default();
    for account in &report.accounts {
        let (lost, path): (Option<&str>, &[String]) = match &account.path {
            Known::Known(path) => (None, path),
            Known::Unknown(_) => (Some("place not read"), &[]),
        };
        root.add(lost.into_iter().chain(path.iter().map(String::as_str)), account);
    }
    let small = report.accounts.len() <= UNFOLDED;
    let unit = |id: &str, inside: &Nest<'_, &ReportedAccount>| {
        let wants = |account: &&&ReportedAccount| {
            matches!(
                account.standing,
                AccountStanding::FallsShort | AccountStanding::NotShown | AccountStanding::Unknown
            )
        };
        let attention = inside.each().filter(wants).count();
        Unit {
            name: names.place(id),
            id: printable(id),
            summary: summary(inside),
            unfolded: small || attention > 0 || id == report.root,
        }
    };
    root.laid_out(&unit, &|account| leaf(report, account, names, numbers.get(&account.id).copied()))
}

/// `12 accounts: 4 open, 8 denied`.
fn summary(inside: &Nest<'_, &ReportedAccount>) -> String {
    let parts: Vec<String> = AccountStanding::ALL
        .into_iter()
        .map(|standing| {
            (inside.each().filter(|account| account.standing == standing).count(), standing.words())
        })
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| format!("{number} {word}"))
        .collect();
    format!("{}: {}", count(inside.each().count(), "account"), parts.join(", "))
}

fn leaf(
    report: &CoverageReport,
    account: &ReportedAccount,
    names: &Names<'_>,
    number: Option<usize>,
) -> Leaf {
    let mut why = names.shortfalls(account);
    let unknown = why_unknown(account);
    why.extend((!unknown.is_empty()).then_some(unknown));
    let closed = report.group_of(account).map(|group| {
        let about_keys = || group.answers.iter().filter(|(question, _)| !question.is_collateral());
        let closed = |answer: &Answer| answer.is_denied() || answer.is_guarded();
        let number = about_keys().filter(|(_, answer)| closed(answer)).count();
        why.extend(group.holes.iter().map(|hole| format!("hole: {}", hole.words())));
        format!("{number} of {} denied", about_keys().count())
    });
    Leaf {
        id: account.id.to_string(),
        name: names.name(&account.id).to_owned(),
        code: account.standing.as_str(),
        word: account.standing.words(),
        answers: number.unwrap_or_default(),
        closed: closed.unwrap_or_default(),
        remark: match &account.state {
            AccountState::Active | AccountState::Suspended => String::new(),
            state @ (AccountState::PendingActivation
            | AccountState::PendingClosure
            | AccountState::Closed
            | AccountState::Unknown(_)) => printable(&state.to_string()),
        },
        why: why.iter().map(|why| printable(why)).collect(),
    }
}
