//! The look at a stage: before it begins, and back at it before the next one does.

use std::collections::BTreeSet;

use crate::domain::printable;
use crate::guardrail::plan::{Before, PlannedPolicy, RollbackEntry, Step, same_text};

use super::applier::{GuardrailApplier, Made, id_of};
use super::reading_back::{Attachment, Found};

impl GuardrailApplier<'_> {
    /// What was changed since the plan was shown, of the policies that a stage attaches: nobody said yes to that.
    pub(super) async fn check_texts(&self, stage: usize) -> Vec<String> {
        let mut surprises = Vec::new();
        let mut looked_at = BTreeSet::new();
        for step in self.plan.steps.iter().filter(|step| step.stage() == Some(stage)) {
            let Step::AttachPolicy { policy: PlannedPolicy::Existing(id), name, .. } = step else { continue };
            if !looked_at.insert(id) {
                continue;
            }
            let entry = self.plan.rollback.entry(name);
            let before = entry.and_then(|entry| match &entry.before {
                Before::There(before) => Some(before.content.as_str()),
                Before::Absent => None,
            });
            // A rollback attaches first and puts the text back afterwards; everything else writes it before.
            let shown = [before, entry.and_then(RollbackEntry::text_after)];
            let what = match self.text(id).await {
                Ok(Found::There(text)) if shown.into_iter().flatten().any(|each| same_text(each, &text)) => {
                    continue;
                }
                Ok(Found::There(_) | Found::Absent) => {
                    "it was changed since the plan was made, and was not attached; plan again".to_owned()
                }
                Err(error) => format!("it could not be read again, and was not attached: {error}"),
            };
            surprises.push(format!("stage {}: `{}`: {what}", stage + 1, printable(name)));
        }
        surprises
    }

    /// What of a stage is not as it should be, a sentence each: the policies say what they should, and hang where they
    /// were attached. Whoever works against a roll-out is noticed here, and not after the root was reached.
    pub(super) async fn check_stage(&self, stage: usize, made: &Made) -> Vec<String> {
        let number = stage + 1;
        let mut surprises = Vec::new();
        let mut looked_at = BTreeSet::new();
        for step in self.plan.steps.iter().filter(|step| step.stage() == Some(stage)) {
            let Step::AttachPolicy { policy, name, target, .. } = step else { continue };
            let Some(id) = id_of(policy, made) else { continue };
            let mut tell = |what: String| {
                surprises.push(format!("stage {number}: `{}`: {what}", printable(name)));
            };
            let text = self.plan.rollback.entry(name).and_then(|entry| entry.text_after());
            if let Some(text) = text.filter(|_| looked_at.insert(id.to_owned()))
                && let Err(what) = self.says(id, text).await
            {
                tell(what);
            }
            if let Err(what) = self.is_at(id, target, Attachment::Attached).await {
                tell(format!("at {target}: {what}"));
            }
        }
        surprises
    }
}
