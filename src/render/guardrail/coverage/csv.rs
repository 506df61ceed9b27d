//! The report for spreadsheets: a row for every account and question, what was not read first.

use std::io::{self, Write};

use crate::guardrail::Question;
use crate::guardrail::coverage::Answer;
use crate::guardrail::report::{CoverageReport, ReportedAccount};
use crate::render::csv::write_csv;

use super::words::{Names, why_unknown};

const HEAD: [&str; 9] =
    ["kind", "account", "account_name", "standing", "question", "answer", "why", "falls_short", "hole"];

/// The report as CSV. `kind` is `not-read`, `account` (one of which no question is asked) or `answer`.
pub(super) fn write_coverage_csv(report: &CoverageReport, output: &mut dyn Write) -> io::Result<()> {
    let names = Names::of(report);
    let gaps = report.gaps.iter().map(|gap| row([("kind", "not-read"), ("why", gap)]));
    let accounts = report.accounts.iter().flat_map(|account| rows_of(report, account, &names));
    write_csv(&HEAD, gaps.chain(accounts), output)
}

fn rows_of(report: &CoverageReport, account: &ReportedAccount, names: &Names<'_>) -> Vec<Vec<String>> {
    let standing = account.standing.as_str();
    let (id, name) = (account.id.as_str(), names.name(&account.id));
    let Some(group) = report.group_of(account) else {
        let why = why_unknown(account);
        return vec![row([
            ("kind", "account"),
            ("account", id),
            ("account_name", name),
            ("standing", standing),
            ("why", &why),
        ])];
    };
    let answer = |(question, answer): (Question, &Answer)| {
        let holes = group.holes.iter().filter(|hole| hole.question() == question);
        let holes: Vec<String> = holes.map(|hole| hole.words()).collect();
        row([
            ("kind", "answer"),
            ("account", id),
            ("account_name", name),
            ("standing", standing),
            ("question", question.as_str()),
            ("answer", answer.as_str()),
            ("why", &why(report, (account, names), question, answer)),
            ("falls_short", &short_of(account, question, names)),
            ("hole", &holes.join("; ")),
        ])
    };
    group.answers.iter().map(answer).collect()
}

/// Why a question has its answer, after a request that gets through where that is wrong: collateral is right where it is open.
fn why(
    report: &CoverageReport,
    (account, names): (&ReportedAccount, &Names<'_>),
    question: Question,
    answer: &Answer,
) -> String {
    let example = report.example_in(account, question).filter(|_| !question.is_collateral());
    let example = example.map(|example| format!("e.g. {example}"));
    example.into_iter().chain(names.reasons(answer)).collect::<Vec<_>>().join("; ")
}

/// The requirements that an account falls short of in a question.
fn short_of(account: &ReportedAccount, question: Question, names: &Names<'_>) -> String {
    let requirements = account.judged.iter().filter(|judged| judged.falls_short_in(question));
    requirements.map(|judged| names.requirement(judged.requirement)).collect::<Vec<_>>().join("; ")
}

fn row<const N: usize>(cells: [(&str, &str); N]) -> Vec<String> {
    let cell = |head: &&str| cells.iter().find(|(name, _)| name == head).map_or("", |(_, value)| value);
    HEAD.iter().map(|head| cell(head).to_owned()).collect()
}
