//! Owns what policies deny beside what is asked about keys: by their own words, so that nothing of it is left out.

use std::collections::BTreeMap;

use super::{Change, Effect};
use crate::domain::{Known, printable};
use crate::guardrail::Question;
use crate::policy::{
    ActionElement, ActionPattern, PolicyDocument, ResourceElement, ResourcePattern, Statement,
};

/// Other actions that a policy denies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlsoDenied {
    /// The actions as the policy names them, for people: `s3:*`, or `everything but iam:*, sts:*`.
    pub actions: String,
    /// Lost where the statement has neither conditions nor a narrower resource than everything.
    pub effect: Effect,
}

/// What the policies of changes deny beside the actions on keys that questions ask for, in alphabetical order. What is only
/// taken off denies nothing any more.
pub(super) fn also_denied(changes: &[Change]) -> Vec<AlsoDenied> {
    let mut denied: BTreeMap<String, Effect> = BTreeMap::new();
    let stays = |change: &&Change| !change.targets.is_empty() || change.detached.is_empty();
    for document in changes.iter().filter(stays).filter_map(|change| known(&change.document)) {
        let denying = document.statements().iter().filter(|it| it.effect == crate::policy::Effect::Deny);
        for statement in denying {
            let effect = effect(statement);
            for actions in other_actions(&statement.actions) {
                denied.entry(actions).and_modify(|least| *least = effect.min(*least)).or_insert(effect);
            }
        }
    }
    denied.into_iter().map(|(actions, effect)| AlsoDenied { actions, effect }).collect()
}

fn known(document: &Known<PolicyDocument>) -> Option<&PolicyDocument> {
    match document {
        Known::Known(document) => Some(document),
        // That it is not known is said as such.
        Known::Unknown(_) => None,
    }
}

fn effect(statement: &Statement) -> Effect {
    let on_everything = match &statement.resources {
        ResourceElement::Resource(resources) => {
            resources.as_slice().iter().any(ResourcePattern::is_everything)
        }
        ResourceElement::NotResource(_) => false,
    };
    if on_everything && statement.conditions.is_empty() { Effect::Lost } else { Effect::Perhaps }
}

fn other_actions(actions: &ActionElement) -> Vec<String> {
    let written = |pattern: &ActionPattern| printable(pattern.as_str());
    match actions {
        ActionElement::Action(patterns) => {
            patterns.as_slice().iter().filter(|pattern| !is_about_keys_alone(pattern)).map(written).collect()
        }
        ActionElement::NotAction(patterns) => {
            let spared: Vec<String> = patterns.as_slice().iter().map(written).collect();
            vec![format!("everything but {}", spared.join(", "))]
        }
    }
}

/// Whether a pattern takes in nothing but what questions ask for. Only the services of Bedrock's endpoints begin as it does.
fn is_about_keys_alone(pattern: &ActionPattern) -> bool {
    let written = pattern.as_str().to_ascii_lowercase();
    let is_asked_for = |name: &str| {
        Question::ALL.iter().any(|question| question.action().as_str().eq_ignore_ascii_case(name))
    };
    let is_use =
        |(service, name): (&str, &str)| service.starts_with("bedrock") && name == "callwithbearertoken";
    is_asked_for(&written) || written.split_once(':').is_some_and(is_use)
}
