//! A plan about service control policies, and what became of it, as JSON.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::domain::printable;
use crate::guardrail::plan::{
    DocumentDifference, GuardrailOutcome, GuardrailPlan, Headroom, LineChange, Step, StepOutcome, StepResult,
};
use crate::guardrail::preview::Preview;
use crate::guardrail::{MOST_CHARACTERS, MOST_PER_TARGET, MOST_POLICIES, Organization};
use crate::render::json::pretty;

use super::places::Places;
use super::plan::remark_words;
use super::preview::PreviewSummary;

/// What plan and outcome are shown with.
#[derive(Debug, Clone, Copy)]
pub struct ChangeFacts<'a> {
    /// The organization's id.
    pub id: &'a str,
    /// The plan.
    pub plan: &'a GuardrailPlan,
    /// The organization, for the names of its places.
    pub organization: &'a Organization,
    /// What would break, where that was looked at.
    pub preview: Option<&'a Preview>,
}

impl ChangeFacts<'_> {
    /// What could not be read of what would break.
    fn not_read(&self) -> Vec<String> {
        let not_read = self.preview.map(Preview::not_read).unwrap_or_default();
        not_read.iter().map(|gap| printable(gap)).collect()
    }

    /// Whether all was read of what would break.
    fn is_known(&self) -> bool {
        self.preview.is_none_or(Preview::is_complete)
    }
}

#[derive(Serialize)]
struct PlanJson<'a> {
    schema_version: u32,
    organization: &'a str,
    /// Whether all was read of what would break.
    complete: bool,
    steps: Vec<StepJson<'a>>,
    notes: Vec<String>,
    room: RoomJson<'a>,
    preview: Option<PreviewSummary>,
    not_read: Vec<String>,
}

#[derive(Serialize)]
struct StepJson<'a> {
    step: &'a str,
    policy: Option<&'a str>,
    target: Option<&'a str>,
    target_name: Option<String>,
    stage: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    characters: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<&'a BTreeMap<String, String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    difference: Option<Vec<String>>,
}

#[derive(Serialize)]
struct RoomJson<'a> {
    policies: usize,
    most_policies: usize,
    targets: Vec<TargetRoomJson<'a>>,
    most_per_target: usize,
    characters: BTreeMap<&'a str, usize>,
    most_characters: usize,
}

#[derive(Serialize)]
struct TargetRoomJson<'a> {
    target: &'a str,
    before: usize,
    after: usize,
}

#[derive(Serialize)]
struct OutcomeJson<'a> {
    schema_version: u32,
    organization: &'a str,
    complete: bool,
    record: Option<String>,
    steps: Vec<StepOutcomeJson<'a>>,
    surprises: &'a [String],
    preview: Option<PreviewSummary>,
    not_read: Vec<String>,
}

#[derive(Serialize)]
struct StepOutcomeJson<'a> {
    #[serde(flatten)]
    step: StepJson<'a>,
    result: &'a str,
    why: Option<&'a str>,
}

/// The plan as JSON.
pub fn change_plan_json(facts: &ChangeFacts<'_>) -> String {
    let places = Places(facts.organization);
    let plan = facts.plan;
    pretty(&PlanJson {
        schema_version: 1,
        organization: facts.id,
        complete: facts.is_known(),
        steps: plan.steps.iter().map(|step| step_json(step, places)).collect(),
        notes: plan.remarks.iter().map(|remark| remark_words(remark, places)).collect(),
        room: room_json(&plan.headroom),
        preview: facts.preview.map(PreviewSummary::of),
        not_read: facts.not_read(),
    })
}

/// The outcome as JSON; `record` is the file with the way back, where one was written.
pub fn change_outcome_json(
    facts: &ChangeFacts<'_>,
    outcome: &GuardrailOutcome,
    record: Option<String>,
) -> String {
    let places = Places(facts.organization);
    let step = |each: &'_ StepOutcome| -> (&'static str, Option<String>) {
        let why = match &each.result {
            StepResult::Failed(why) => Some(why.clone()),
            StepResult::Done | StepResult::AlreadySo | StepResult::InFlight | StepResult::NotAttempted(_) => {
                None
            }
        };
        (each.result.as_str(), why)
    };
    let results: Vec<(&str, Option<String>)> = outcome.steps.iter().map(step).collect();
    let steps = outcome.steps.iter().zip(&results).map(|(each, (result, why))| StepOutcomeJson {
        step: step_json(&each.step, places),
        result,
        why: why.as_deref(),
    });
    pretty(&OutcomeJson {
        schema_version: 1,
        organization: facts.id,
        complete: outcome.is_complete() && facts.is_known(),
        record,
        steps: steps.collect(),
        surprises: &outcome.surprises,
        preview: facts.preview.map(PreviewSummary::of),
        not_read: facts.not_read(),
    })
}

fn step_json<'a>(step: &'a Step, places: Places<'_>) -> StepJson<'a> {
    let (characters, tags, difference) = match step {
        Step::CreatePolicy { content, tags, .. } => (Some(content.chars().count()), Some(tags), None),
        Step::UpdatePolicy { content, difference, .. } => {
            (Some(content.chars().count()), None, Some(lines(difference)))
        }
        Step::TagPolicy { tags, .. } => (None, Some(tags), None),
        Step::EnablePolicyType { .. }
        | Step::UntagPolicy { .. }
        | Step::AttachPolicy { .. }
        | Step::DetachPolicy { .. }
        | Step::DeletePolicy { .. } => (None, None, None),
    };
    StepJson {
        step: step.word(),
        policy: step.policy(),
        target: step.target(),
        target_name: step.target().and_then(|target| places.name(target)),
        stage: step.stage().map(|stage| stage + 1),
        characters,
        tags,
        difference,
    }
}

fn lines(difference: &DocumentDifference) -> Vec<String> {
    let line = |line: &LineChange| match line {
        LineChange::Same(text) => format!("  {text}"),
        LineChange::Removed(text) => format!("- {text}"),
        LineChange::Added(text) => format!("+ {text}"),
    };
    difference.lines.iter().map(line).collect()
}

fn room_json(headroom: &Headroom) -> RoomJson<'_> {
    let target = |target: &'_ crate::guardrail::plan::TargetHeadroom| (target.before, target.after);
    RoomJson {
        policies: headroom.policies,
        most_policies: MOST_POLICIES,
        targets: headroom
            .targets
            .iter()
            .map(|each| {
                let (before, after) = target(each);
                TargetRoomJson { target: &each.target, before, after }
            })
            .collect(),
        most_per_target: MOST_PER_TARGET,
        characters: headroom.sizes.iter().map(|(name, size)| (name.as_str(), size.characters())).collect(),
        most_characters: MOST_CHARACTERS,
    }
}
