//! What became of a plan about service control policies.

use crate::domain::printable;
use crate::guardrail::Organization;
use crate::guardrail::plan::{GuardrailOutcome, GuardrailPlan, StepResult, WhyNot};
use crate::render::table::Rows;

use super::places::Places;
use super::plan::step_words;

/// The outcome as a table, a row a step; what failed stands with what AWS said.
pub fn change_outcome_text(
    outcome: &GuardrailOutcome,
    plan: &GuardrailPlan,
    organization: &Organization,
    width: Option<u16>,
) -> String {
    let places = Places(organization);
    let mut rows = Rows::under(&["RESULT", "STEP", "POLICY", "WHAT"]);
    for each in &outcome.steps {
        let policy = each.step.policy().unwrap_or("–").to_owned();
        let mut lines: Vec<String> =
            step_words(&each.step, plan.stages(), places).into_iter().take(1).collect();
        lines.extend(why(&each.result));
        rows.add([&[each.result.word().to_owned()], &[each.step.word().to_owned()], &[policy], &lines]);
    }
    let mut parts = vec![rows.text(width, &[3, 2])];
    parts.extend(outcome.surprises.iter().map(|what| format!("not as it should be: {}", printable(what))));
    parts.join("\n\n")
}

fn why(result: &StepResult) -> Option<String> {
    match result {
        StepResult::Done | StepResult::AlreadySo => None,
        StepResult::Failed(why) => Some(why.clone()),
        StepResult::InFlight => {
            Some("interrupted in the middle of it: run the same command again".to_owned())
        }
        StepResult::NotAttempted(WhyNot::AfterSurprise) => Some("after the failure above".to_owned()),
        StepResult::NotAttempted(WhyNot::Interrupted) => Some("interrupted before it".to_owned()),
    }
}

/// `organization o-…: 3 done, 1 failed`, as a closing line.
pub fn change_summary(id: &str, outcome: &GuardrailOutcome) -> String {
    let mut counted: Vec<(&str, usize)> = Vec::new();
    for step in &outcome.steps {
        match counted.iter_mut().find(|(word, _)| *word == step.result.word()) {
            Some((_, number)) => *number += 1,
            None => counted.push((step.result.word(), 1)),
        }
    }
    let parts: Vec<String> = counted.iter().map(|(word, number)| format!("{number} {word}")).collect();
    format!("organization {}: {}", printable(id), parts.join(", "))
}
