//! What all verbs that change policies share once they have a plan: show, ask, write the record, apply, render.

use std::convert::Infallible;

use crate::apply::guardrail::{GuardrailApplier, RecordFile, RecordPlace};
use crate::cli::{KeyReadingArguments, OutputFormat, WritingArguments};
use crate::commands::confirm::{Effect, confirm};
use crate::commands::{CommandError, Context, ExitStatus};
use crate::domain::printable;
use crate::guardrail::plan::{GuardrailOutcome, GuardrailPlan};
use crate::guardrail::preview::{Preview, planned_changes};
use crate::guardrail::record::{Progress, RunHeading, record_json};
use crate::render::count;
use crate::render::guardrail::{
    ChangeFacts, change_outcome_json, change_outcome_text, change_plan_json, change_summary, change_text,
    preview_text,
};

use super::key_reading::previewed;
use super::observing::Observation;

/// A plan and what it rests on.
pub(super) struct Change<'a> {
    /// The command, `scp apply`.
    pub(super) command: &'static str,
    pub(super) observation: &'a Observation,
    pub(super) plan: GuardrailPlan,
    /// What would break, where that was looked at.
    pub(super) preview: Option<Preview>,
}

impl<'a> Change<'a> {
    /// The plan, with what it would break. Where it attaches nothing, writes no text and takes nothing off that allows
    /// something, nothing breaks, and no account is looked at.
    pub(super) async fn looked_at(
        command: &'static str,
        observation: &'a Observation,
        plan: GuardrailPlan,
        keys: &KeyReadingArguments,
        context: &Context,
    ) -> Result<Self, CommandError> {
        let changes = planned_changes(&plan.steps, &observation.policies);
        let mut preview = None;
        if !changes.is_empty() {
            let organization = &observation.collection.organization;
            let at = (&observation.listing, observation.now);
            preview = Some(previewed(&changes, organization, keys, at, context).await?.preview);
        }
        Ok(Self { command, observation, plan, preview })
    }
}

impl Change<'_> {
    /// What of the preview could not be read; nothing where nothing was looked at.
    fn not_read(&self) -> Vec<String> {
        self.preview.as_ref().map(Preview::not_read).unwrap_or_default()
    }

    /// Shows the plan as the result, and ends with it: what a plan and every dry run do.
    pub(super) fn only_shown(
        &self,
        output: OutputFormat,
        detailed: bool,
        context: &Context,
    ) -> Result<ExitStatus, CommandError> {
        self.show(output, context)?;
        Ok(self.status(detailed))
    }

    fn show(&self, output: OutputFormat, context: &Context) -> Result<(), CommandError> {
        self.warn(context);
        let text = match output {
            OutputFormat::Table => self.text(context.ui.data_width()),
            OutputFormat::Json => change_plan_json(&self.facts()),
        };
        Ok(context.ui.data(&text)?)
    }

    /// How a plan alone ends: what is not known wins over what is to be done.
    fn status(&self, detailed: bool) -> ExitStatus {
        if self.preview.as_ref().is_some_and(|preview| !preview.is_complete()) {
            ExitStatus::CoverageIncomplete
        } else if detailed && !self.plan.is_empty() {
            ExitStatus::Drift
        } else {
            ExitStatus::Done
        }
    }

    /// Shows the plan, asks, carries it out and shows what became of it.
    pub(super) async fn carry_out(
        &self,
        writing: &WritingArguments,
        context: &Context,
    ) -> Result<ExitStatus, CommandError> {
        self.warn(context);
        context.ui.status(&self.text(context.ui.status_width()));
        if self.plan.is_empty() {
            if writing.output == OutputFormat::Json {
                let nothing = GuardrailOutcome::default();
                context.ui.data(&change_outcome_json(&self.facts(), &nothing, None))?;
            }
            return Ok(self.status(false));
        }
        confirm(context, &self.question(), writing.yes, Effect::TakesAway).await?;
        let record = self.begin_record(writing, context)?;
        let outcome = self.apply(context).await;
        let recorded = record.complete(&self.record(Progress::Ended(&outcome.steps)));
        if let Err(error) = &recorded {
            context.ui.warning(&format!(
                "the record could not be completed; its way back is there all the same: {error}"
            ));
        }
        self.render(writing, &record, &outcome, context)?;
        let complete = outcome.is_complete() && recorded.is_ok();
        Ok(ExitStatus::of_run(context.interruption.is_asked_for(), complete, &self.not_read()))
    }

    fn facts(&self) -> ChangeFacts<'_> {
        ChangeFacts {
            id: self.observation.collection.organization_id.as_str(),
            plan: &self.plan,
            organization: &self.observation.collection.organization,
            preview: self.preview.as_ref(),
        }
    }

    fn text(&self, width: Option<u16>) -> String {
        let collection = &self.observation.collection;
        let plan =
            change_text(collection.organization_id.as_str(), &self.plan, &collection.organization, width);
        match &self.preview {
            Some(preview) => {
                let preview = preview_text(preview, &collection.organization, width);
                format!("{plan}\n\n{}", preview.trim_end())
            }
            None => plan,
        }
    }

    /// What is not known stands before everything else.
    fn warn(&self, context: &Context) {
        const NAMED: usize = 10;
        let not_read = self.not_read();
        if not_read.is_empty() {
            return;
        }
        let mut lines: Vec<String> = not_read.iter().take(NAMED).map(|gap| printable(gap)).collect();
        if not_read.len() > NAMED {
            lines.push(format!("and {} more", not_read.len() - NAMED));
        }
        context.ui.warning(&format!(
            "what would break is not known in full; more keys may lose their use than are named here\n  {}",
            lines.join("\n  ")
        ));
    }

    /// What breaks stands in front of the question.
    fn question(&self) -> String {
        let steps = count(self.plan.steps.len(), "step");
        let id = &self.observation.collection.organization_id;
        let preview = self.preview.as_ref().map(|preview| format!("{preview} ")).unwrap_or_default();
        format!("{preview}Carry out {steps} in organization {id}?")
    }

    fn record(&self, progress: Progress<'_>) -> String {
        let heading = RunHeading {
            command: self.command.to_owned(),
            begun: self.observation.now,
            organization: self.observation.collection.organization_id.clone(),
        };
        record_json(&heading, &self.plan.rollback, progress)
    }

    /// The way back is on disk before the first write: whatever happens then, it is known.
    fn begin_record(
        &self,
        writing: &WritingArguments,
        context: &Context,
    ) -> Result<RecordFile, CommandError> {
        let place = match &writing.record {
            Some(path) => RecordPlace::Named(path.clone()),
            None => {
                let time = self.observation.now.strftime("%Y%m%dT%H%M%SZ");
                RecordPlace::Dated(format!("bedrock-keys-scp-{time}"))
            }
        };
        let begun = RecordFile::begin(&place, &self.record(Progress::Begun(&self.plan.steps)));
        let record = begun.map_err(|error| {
            CommandError::failed(format!("the record could not be written, so nothing was changed: {error}"))
                .hint("--record FILE names another place; a file that is there may be the way back of an earlier run")
        })?;
        context.ui.status(&format!("record of what was there: {}", record.path().display()));
        Ok(record)
    }

    async fn apply(&self, context: &Context) -> GuardrailOutcome {
        let applier = GuardrailApplier {
            organizations: self.observation.listing.session().organizations(),
            plan: &self.plan,
        };
        let bar = context.ui.progress(self.plan.steps.len(), self.command);
        let halt = context.interruption.halt();
        let work = applier.carry_out(&halt, |_| bar.inc(1));
        let notice = async {
            context.interruption.asked_for().await;
            let said = "interrupted: finishing what is in flight; Ctrl-C again gives it up";
            bar.suspend(|| context.ui.status(said));
            std::future::pending::<Infallible>().await
        };
        let outcome = tokio::select! {
            outcome = work => outcome,
            never = notice => match never {},
        };
        bar.finish_and_clear();
        outcome
    }

    fn render(
        &self,
        writing: &WritingArguments,
        record: &RecordFile,
        outcome: &GuardrailOutcome,
        context: &Context,
    ) -> Result<(), CommandError> {
        let collection = &self.observation.collection;
        let path = record.path().display().to_string();
        let text = match writing.output {
            OutputFormat::Table => {
                let width = context.ui.data_width();
                change_outcome_text(outcome, &self.plan, &collection.organization, width)
            }
            OutputFormat::Json => change_outcome_json(&self.facts(), outcome, Some(path.clone())),
        };
        context.ui.data(&text)?;
        context.ui.status(&change_summary(collection.organization_id.as_str(), outcome));
        if !outcome.is_complete() {
            context.ui.hint("what is done stays done; the same command goes on from there");
        }
        context.ui.hint(&format!("`bedrock-keys scp rollback {path}` goes back to what was there"));
        Ok(())
    }
}
