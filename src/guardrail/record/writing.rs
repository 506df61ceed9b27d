//! From a run to its file.

use crate::guardrail::plan::{
    self, Before, PolicyBefore, RollbackEntry, RollbackRecord, StepOutcome, StepResult, TextChange,
};

use super::{KIND, Progress, RECORD_SCHEMA_VERSION, RunHeading, shape};

/// The file of a run, ending with a line break. It holds no secret.
pub fn record_json(heading: &RunHeading, rollback: &RollbackRecord, progress: Progress<'_>) -> String {
    let (state, steps) = match progress {
        Progress::Begun(steps) => {
            let planned = |step: &plan::Step| row(step, "not known", None);
            (shape::Progress::Begun, steps.iter().map(planned).collect())
        }
        Progress::Ended(steps) => (shape::Progress::Ended, steps.iter().map(outcome).collect()),
    };
    let file = shape::File {
        schema_version: RECORD_SCHEMA_VERSION,
        kind: KIND.to_owned(),
        command: heading.command.clone(),
        begun: heading.begun.to_string(),
        organization: heading.organization.to_string(),
        progress: state,
        policies: rollback.policies.iter().map(policy).collect(),
        steps,
    };
    // Every key of a map in these shapes is text, so there is nothing that cannot be written.
    let mut text = serde_json::to_string_pretty(&file).unwrap_or_default();
    text.push('\n');
    text
}

fn policy(entry: &RollbackEntry) -> shape::Policy {
    shape::Policy {
        name: entry.name.clone(),
        before: match &entry.before {
            Before::Absent => shape::Before::Absent,
            Before::There(before) => shape::Before::There(there(before)),
        },
        text: match &entry.text {
            TextChange::Untouched => shape::TextChange::Untouched,
            TextChange::Written(text) => shape::TextChange::Written(text.clone()),
            TextChange::Deleted => shape::TextChange::Deleted,
        },
        targets: entry.targets.clone(),
        tags: entry.tags.clone(),
    }
}

fn there(before: &PolicyBefore) -> shape::PolicyBefore {
    shape::PolicyBefore {
        id: before.id.clone(),
        description: before.description.clone(),
        content: before.content.clone(),
        tags: before.tags.clone(),
        targets: before.targets.clone(),
    }
}

fn outcome(outcome: &StepOutcome) -> shape::Step {
    let why = match &outcome.result {
        StepResult::Failed(why) => Some(why.clone()),
        StepResult::Done | StepResult::AlreadySo | StepResult::InFlight | StepResult::NotAttempted(_) => None,
    };
    row(&outcome.step, outcome.result.as_str(), why)
}

fn row(step: &plan::Step, result: &str, why: Option<String>) -> shape::Step {
    shape::Step {
        step: step.word().to_owned(),
        policy: step.policy().map(ToOwned::to_owned),
        target: step.target().map(ToOwned::to_owned),
        stage: step.stage().map(|stage| stage + 1),
        result: result.to_owned(),
        why,
    }
}
