//! Lint: what is wrong with a policy file that was meant to keep Bedrock API keys in bounds.
//!
//! Owns the checks and their explanations. What is no policy at all is told by the parser; the places are the parser's.
//! Where a check can ask the evaluator it does, so that it follows wildcards, `NotAction` and the other statements.
//! It cannot compare a number with the prose beside it: whether "more than 30 days" was meant to include the thirtieth is
//! for a person to say, so `age-includes-boundary` only says what the policy does.

mod code;
mod conditions;
mod document;
mod probe;
mod statement;
#[cfg(test)]
mod tests;

pub use code::{LintCode, LintFinding};

use crate::policy::{LocatedPolicy, Place};
use probe::Probe;

/// Checks a policy: findings in the order of the text, then by code.
pub fn lint(policy: &LocatedPolicy) -> Vec<LintFinding> {
    let probe = Probe::new(&policy.document);
    let mut findings = Vec::new();
    document::check(policy, &probe, &mut findings);
    for (index, statement) in policy.document.statements().iter().enumerate() {
        let place = place_of(policy, index);
        statement::check(statement, &place, &mut findings);
        conditions::check(statement, &place, &mut findings);
    }
    statement::check_repeated(policy, &mut findings);
    for notice in &policy.notices {
        let message = notice.notice.to_string();
        findings.push(LintFinding { code: LintCode::NotUnderstood, place: notice.place.clone(), message });
    }
    findings.sort_by(|one, other| {
        (one.place.line, one.place.column, one.code).cmp(&(other.place.line, other.place.column, other.code))
    });
    findings.dedup();
    findings
}

/// Where a statement begins.
fn place_of(policy: &LocatedPolicy, index: usize) -> Place {
    let beginning = || Place { line: 1, column: 1, excerpt: String::new(), caret: 0 };
    policy.statements.get(index).or_else(|| policy.statements.first()).cloned().unwrap_or_else(beginning)
}
