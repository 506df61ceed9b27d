//! Accounts that read the same: with the same standing, the same kinds of answers and the same holes.
//!
//! Two OUs with the same policies attached at each differ in why, and not in what; told apart they would fill pages.

use std::collections::BTreeMap;

use crate::domain::first_few;
use crate::guardrail::Question;
use crate::guardrail::coverage::{Answer, Hole};
use crate::guardrail::report::{AccountStanding, AnswerGroup, CoverageReport, Example, ReportedAccount};

use super::words::{Names, example};

/// So many reasons are shown of one answer.
const REASONS: usize = 4;

/// So many of the accounts that a reason is about are named.
const NAMED: usize = 3;

/// Accounts that read the same.
pub(super) struct Outline<'report> {
    /// How each of them stands.
    pub(super) standing: AccountStanding,
    /// Where they are told together, for links.
    pub(super) number: usize,
    /// The accounts, by id.
    pub(super) accounts: Vec<&'report ReportedAccount>,
    /// The holes of all of them.
    pub(super) holes: &'report [Hole],
    /// The groups they come from, with their indexes.
    groups: Vec<(usize, &'report AnswerGroup)>,
}

/// A question with its answer and why.
pub(super) struct Line<'report> {
    /// The question.
    pub(super) question: Question,
    /// The first of the answers; all are of its kind.
    pub(super) answer: &'report Answer,
    /// Why, with what differs from account to account in it; not more than a few lines.
    pub(super) why: Vec<String>,
    /// A request that gets through in the first account, where that is wrong.
    pub(super) example: Option<&'report Example>,
}

/// The outlines of a report: what wants attention first, then the largest.
pub(super) fn outlines(report: &CoverageReport) -> Vec<Outline<'_>> {
    type Key<'report> = (AccountStanding, Vec<&'static str>, &'report [Hole]);
    let kinds = |group: &AnswerGroup| group.answers.iter().map(|(_, answer)| answer.as_str()).collect();
    let kinds: Vec<Vec<&'static str>> = report.groups.iter().map(kinds).collect();
    let mut alike: BTreeMap<Key<'_>, (Vec<&ReportedAccount>, Vec<usize>)> = BTreeMap::new();
    for account in &report.accounts {
        let Some(index) = account.group else { continue };
        let (Some(group), Some(kinds)) = (report.groups.get(index), kinds.get(index)) else { continue };
        let (accounts, groups) =
            alike.entry((account.standing, kinds.clone(), group.holes.as_slice())).or_default();
        accounts.push(account);
        if !groups.contains(&index) {
            groups.push(index);
        }
    }
    let mut outlines: Vec<Outline<'_>> = alike
        .into_iter()
        .map(|((standing, _, holes), (accounts, mut groups))| {
            groups.sort_unstable();
            let group = |index| report.groups.get(index).map(|group| (index, group));
            let groups = groups.into_iter().filter_map(group).collect();
            Outline { standing, number: 0, accounts, holes, groups }
        })
        .collect();
    outlines.sort_by(|one, other| {
        (one.standing, other.accounts.len()).cmp(&(other.standing, one.accounts.len())).then_with(|| {
            one.accounts.first().map(|each| &each.id).cmp(&other.accounts.first().map(|each| &each.id))
        })
    });
    for (place, outline) in outlines.iter_mut().enumerate() {
        outline.number = place + 1;
    }
    outlines
}

impl Line<'_> {
    /// Why, with the example.
    pub(super) fn why_and_example(&self) -> Vec<String> {
        let example = self.example.map(|example| format!("e.g. {example}"));
        example.into_iter().chain(self.why.iter().cloned()).collect()
    }
}

impl<'report> Outline<'report> {
    /// Every question with its answer and why.
    pub(super) fn lines(&self, names: &Names<'_>) -> Vec<Line<'report>> {
        let Some((_, first)) = self.groups.first() else { return Vec::new() };
        let line = |(question, answer): (Question, &'report Answer)| {
            let (why, example) = (self.why(question, names), example(first, question));
            Line { question, answer, why, example }
        };
        first.answers.iter().map(line).collect()
    }

    /// Why, in the order of the groups. What is a reason for some of the accounts only names them: a statement that is taken
    /// for what protects an account must be above it.
    fn why(&self, question: Question, names: &Names<'_>) -> Vec<String> {
        let mut reasons: Vec<(String, Vec<usize>)> = Vec::new();
        for (index, group) in &self.groups {
            let Some(answer) = group.answers.to(question) else { continue };
            for reason in names.reasons(answer) {
                match reasons.iter_mut().find(|(known, _)| *known == reason) {
                    Some((_, groups)) if groups.last() == Some(index) => {}
                    Some((_, groups)) => groups.push(*index),
                    None => reasons.push((reason, vec![*index])),
                }
            }
        }
        let more = reasons.len().saturating_sub(REASONS);
        let shown = reasons.into_iter().take(REASONS);
        let mut why: Vec<String> =
            shown.map(|(reason, groups)| format!("{reason}{}", self.whose(&groups, names))).collect();
        if more > 0 {
            why.push(format!("and {more} more, in the formats json and csv"));
        }
        why
    }

    /// For which accounts something holds; nothing where it does for all.
    fn whose(&self, groups: &[usize], names: &Names<'_>) -> String {
        if groups.len() == self.groups.len() {
            return String::new();
        }
        let concerned =
            |account: &&&ReportedAccount| account.group.is_some_and(|group| groups.contains(&group));
        let accounts: Vec<&&ReportedAccount> = self.accounts.iter().filter(concerned).collect();
        format!(" (only {})", first_few(accounts.iter().map(|account| names.with_id(&account.id)), NAMED))
    }
}
