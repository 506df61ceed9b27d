//! The look back after a stage, before the next one begins.

use std::collections::BTreeSet;

use crate::domain::printable;
use crate::guardrail::plan::Step;

use super::applier::{GuardrailApplier, Made, id_of};
use super::reading_back::Attachment;

impl GuardrailApplier<'_> {
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
