//! Lint: what is wrong with a policy file that was meant to keep Bedrock API keys in bounds.
//!
//! Owns the checks and their explanations. What is no policy at all is told by the parser; the places are the parser's.
//! Where a check can ask the evaluator it does, so that it follows wildcards, `NotAction` and the other statements.
//! It cannot compare a number with the prose beside it: whether "more than 30 days" was meant to include the thirtieth is
//! for a person to say, so `age-includes-boundary` only says what the policy does.

mod code;
mod conditions;
mod document;
mod exempting;
mod found;
mod moment;
mod occurring;
mod overlap;
mod probe;
mod satisfiable;
mod statement;
#[cfg(test)]
mod tests;

pub use code::{LintCode, LintFinding};

use jiff::Timestamp;

use crate::policy::LocatedPolicy;
use found::Found;
use probe::Probe;

/// Checks a policy as it works at a time: findings in the order of the text, then by code.
pub fn lint(policy: &LocatedPolicy, now: Timestamp) -> Vec<LintFinding> {
    let mut found = Found::new(&policy.map);
    document::check(&policy.document, &Probe::new(&policy.document), &mut found);
    for (index, statement) in policy.document.statements().iter().enumerate() {
        statement::check(index, statement, &mut found);
        conditions::check(index, statement, &mut found);
        let strange = occurring::check(index, statement, &mut found);
        satisfiable::check(index, statement, &strange, &mut found);
        moment::check(index, statement, now, &mut found);
    }
    exempting::check(&policy.document, &mut found);
    overlap::check(&policy.document, &mut found);
    found.notices(&policy.notices);
    found.in_order()
}
