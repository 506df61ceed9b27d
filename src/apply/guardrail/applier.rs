//! A plan, step by step, up to the first surprise.

use std::collections::BTreeMap;

use tokio_util::sync::CancellationToken;

use crate::aws::Organizations;
use crate::guardrail::plan::{
    GuardrailOutcome, GuardrailPlan, PlannedPolicy, Step, StepOutcome, StepResult, WhyNot,
};

/// Carries out plans of one organization.
#[derive(Debug)]
pub struct GuardrailApplier<'a> {
    /// Organizations, as its management account or a delegated administrator.
    pub organizations: Organizations,
    /// What to carry out.
    pub plan: &'a GuardrailPlan,
}

/// What Ctrl-C asks for.
#[derive(Debug, Clone, Default)]
pub struct Halt {
    /// Begin nothing new.
    pub begin_nothing: CancellationToken,
    /// Give up what is in flight.
    pub give_up: CancellationToken,
}

/// What a run has learned so far: the ids of the policies that it made, by name.
pub(super) type Made = BTreeMap<String, String>;

impl GuardrailApplier<'_> {
    /// Carries out every step, one after the other: AWS refuses concurrent writes to one organization. The first step
    /// that fails ends the run, and so does a stage that is not as it should be; what was not begun is named.
    pub async fn carry_out(&self, halt: &Halt, step: impl Fn(&StepOutcome)) -> GuardrailOutcome {
        let mut outcome = GuardrailOutcome::default();
        let mut made = Made::new();
        let mut stage = None;
        for each in &self.plan.steps {
            if outcome.is_complete() && each.stage() > stage && !halt.begin_nothing.is_cancelled() {
                outcome.surprises = self.between(stage, each.stage(), &made).await;
            }
            stage = each.stage().max(stage);
            let result = if !outcome.is_complete() {
                self.not_attempted(&outcome)
            } else if halt.begin_nothing.is_cancelled() {
                StepResult::NotAttempted(WhyNot::Interrupted)
            } else {
                tokio::select! {
                    biased;
                    () = halt.give_up.cancelled() => StepResult::InFlight,
                    result = self.perform(each, &mut made) => result,
                }
            };
            let done = StepOutcome { step: each.clone(), result };
            step(&done);
            outcome.steps.push(done);
        }
        outcome
    }

    /// What should not be, between a stage that is over and the next one.
    async fn between(&self, over: Option<usize>, next: Option<usize>, made: &Made) -> Vec<String> {
        let surprises = match over {
            Some(stage) => self.check_stage(stage, made).await,
            None => Vec::new(),
        };
        match next {
            Some(stage) if surprises.is_empty() => self.check_texts(stage).await,
            Some(_) | None => surprises,
        }
    }

    /// Why the next step is not begun, after one that does not hold.
    fn not_attempted(&self, outcome: &GuardrailOutcome) -> StepResult {
        let interrupted = |step: &StepOutcome| match step.result {
            StepResult::InFlight | StepResult::NotAttempted(WhyNot::Interrupted) => true,
            StepResult::Done
            | StepResult::AlreadySo
            | StepResult::Failed(_)
            | StepResult::NotAttempted(WhyNot::AfterSurprise) => false,
        };
        if outcome.steps.iter().any(interrupted) {
            StepResult::NotAttempted(WhyNot::Interrupted)
        } else {
            StepResult::NotAttempted(WhyNot::AfterSurprise)
        }
    }

    async fn perform(&self, step: &Step, made: &mut Made) -> StepResult {
        let result = match step {
            Step::EnablePolicyType { root } => self.enable(root).await,
            Step::CreatePolicy { name, .. } => match self.create(step).await {
                Ok((id, how)) => {
                    made.insert(name.clone(), id);
                    Ok(how)
                }
                Err(why) => Err(why),
            },
            Step::UpdatePolicy { id, name, content, description, .. } => {
                self.update(id, name, content, description).await
            }
            Step::TagPolicy { id, tags, .. } => self.tag(id, tags).await,
            Step::UntagPolicy { id, keys, .. } => self.untag(id, keys).await,
            Step::AttachPolicy { policy, name, target, .. } => match id_of(policy, made) {
                Some(id) => self.attach(policy, id, target).await,
                None => Err(format!("the policy `{name}` was not made")),
            },
            Step::DetachPolicy { id, target, .. } => self.detach(id, target).await,
            Step::DeletePolicy { id, name } => self.delete(id, name).await,
        };
        match result {
            Ok(how) => how,
            Err(why) => StepResult::Failed(why),
        }
    }
}

/// The id of a planned policy.
pub(super) fn id_of<'a>(policy: &'a PlannedPolicy, made: &'a Made) -> Option<&'a str> {
    match policy {
        PlannedPolicy::Existing(id) => Some(id),
        PlannedPolicy::Created(name) => made.get(name).map(String::as_str),
    }
}
