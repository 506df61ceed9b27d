//! Owns what a plan changes, as far as it can break something.

use std::collections::{BTreeMap, BTreeSet};

use super::Change;
use crate::domain::Known;
use crate::guardrail::plan::{Allowing, ObservedPolicies, Step};
use crate::policy::PolicyDocument;

/// What the steps of a plan come to, policy by policy: of every plan that attaches a policy, writes the text of one, or takes
/// one off that allows something, a way back too. Nothing where it does none of these: what only denied breaks nothing when
/// it goes.
pub fn planned_changes(steps: &[Step], observed: &ObservedPolicies) -> Vec<Change> {
    let mut changes: BTreeMap<&str, Change> = BTreeMap::new();
    let mut bites = false;
    for step in steps {
        let Some(name) = step.policy() else { continue };
        let change = changes.entry(name).or_insert_with(|| unchanged(name, observed));
        match step {
            Step::CreatePolicy { content, .. } => change.document = read(content),
            Step::UpdatePolicy { content, .. } => {
                change.document = read(content);
                bites = true;
            }
            Step::AttachPolicy { target, .. } => {
                change.targets.insert(target.clone());
                bites = true;
            }
            Step::DetachPolicy { target, .. } => {
                change.detached.insert(target.clone());
                let there = observed.named(name).map(|(_, there)| Allowing::of(&there.content));
                bites |= there != Some(Allowing::Nothing);
            }
            // What is deleted is attached to nothing by then.
            Step::EnablePolicyType { .. }
            | Step::TagPolicy { .. }
            | Step::UntagPolicy { .. }
            | Step::DeletePolicy { .. } => {}
        }
    }
    if bites { changes.into_values().collect() } else { Vec::new() }
}

fn unchanged(name: &str, observed: &ObservedPolicies) -> Change {
    let document = match observed.named(name) {
        Some((_, there)) => read(&there.content),
        // The step that makes it says what it says.
        None => Known::Unknown("it is not there".to_owned()),
    };
    Change { name: name.to_owned(), document, targets: BTreeSet::new(), detached: BTreeSet::new() }
}

fn read(content: &str) -> Known<PolicyDocument> {
    let read = PolicyDocument::parse(content);
    Known::from(read.map_err(|mistakes| format!("its text is no policy: {mistakes}")))
}
