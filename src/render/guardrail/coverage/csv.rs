//! The report for spreadsheets: a row for every account and question, what was not read first.

use crate::guardrail::report::{CoverageReport, ReportedAccount};
use crate::render::csv::csv as rows_as_csv;

use super::words::{Names, why_unknown};

const HEAD: [&str; 9] =
    ["kind", "account", "account_name", "standing", "question", "answer", "why", "falls_short", "hole"];

/// The report as CSV. `kind` is `not-read`, `account` (one of which no question is asked) or `answer`.
pub(super) fn csv(report: &CoverageReport) -> String {
    let names = Names::of(report);
    let mut rows = Vec::new();
    for gap in &report.gaps {
        rows.push(row([("kind", "not-read"), ("why", gap)]));
    }
    for account in &report.accounts {
        let standing = account.mark.as_str();
        let (id, name) = (account.id.as_str(), names.name(&account.id));
        let Some(group) = report.group_of(account) else {
            let why = why_unknown(account);
            rows.push(row([
                ("kind", "account"),
                ("account", id),
                ("account_name", name),
                ("standing", standing),
                ("why", &why),
            ]));
            continue;
        };
        for (question, answer) in group.answers.iter() {
            let holes = group.holes.iter().filter(|hole| hole.question() == question);
            let holes: Vec<String> = holes.map(|hole| hole.words()).collect();
            rows.push(row([
                ("kind", "answer"),
                ("account", id),
                ("account_name", name),
                ("standing", standing),
                ("question", question.as_str()),
                ("answer", answer.as_str()),
                ("why", &names.reasons_and_example(group, question, answer).join("; ")),
                ("falls_short", &short_of(account, question, &names)),
                ("hole", &holes.join("; ")),
            ]));
        }
    }
    rows_as_csv(&HEAD, &rows)
}

/// The bars that an account falls short of in a question.
fn short_of(account: &ReportedAccount, question: crate::guardrail::Question, names: &Names<'_>) -> String {
    let bars = account.judged.iter().filter(|judged| judged.falls_short_in(question));
    bars.map(|judged| names.bar(judged.bar)).collect::<Vec<_>>().join("; ")
}

fn row<const N: usize>(cells: [(&str, &str); N]) -> Vec<String> {
    let cell = |head: &&str| cells.iter().find(|(name, _)| name == head).map_or("", |(_, value)| value);
    HEAD.iter().map(|head| cell(head).to_owned()).collect()
}
