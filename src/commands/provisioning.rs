//! What `keys create` and `onboard` share once they know what they want: show, ask, open the sinks, apply, render.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use futures_util::StreamExt;
use futures_util::stream;
use jiff::Timestamp;

use crate::apply::{OpenedSink, Provisioner};
use crate::aws::{ErrorClass, Iam, Session};
use crate::cli::OutputFormat;
use crate::deliver::SinkServices;
use crate::lifecycle::{
    EntryEnd, EntryOutcome, EntryPlan, Intent, Note, ObservedAccount, RevocationOutcome, RevocationPlan, Step,
};
use crate::render::{
    count, note_summary, outcome_json, outcome_summary, outcome_text, plan_json, plan_text, revocation_text,
};

use super::account::AccountReading;
use super::confirm::{Effect, confirm};
use super::{CommandError, Context, ExitStatus, revocations};

/// A run that is planned and not begun.
pub(super) struct Provisioning<'a> {
    pub(super) session: &'a Session,
    pub(super) account: &'a ObservedAccount,
    pub(super) plans: Vec<EntryPlan>,
    pub(super) revocations: Vec<RevocationPlan>,
    pub(super) policy_versions: BTreeMap<String, String>,
    pub(super) not_read: Vec<String>,
    pub(super) concurrency: usize,
    pub(super) now: Timestamp,
}

/// How a run is shown and whether it is asked about.
pub(super) struct Presentation {
    pub(super) output: OutputFormat,
    pub(super) dry_run: bool,
    pub(super) yes: bool,
    /// Whether the outcome goes to standard error, because standard output belongs to a secret.
    pub(super) outcome_aside: bool,
}

impl Provisioning<'_> {
    /// Shows the plan, asks, carries it out and shows what became of it.
    pub(super) async fn carry_out(
        self,
        context: &Context,
        presentation: &Presentation,
    ) -> Result<ExitStatus, CommandError> {
        AccountReading::warn(context, &self.not_read);
        if presentation.dry_run {
            match presentation.output {
                OutputFormat::Table => context.ui.data(&self.plan_text(context.ui.data_width()))?,
                OutputFormat::Json => {
                    let (plans, revocations) = (&self.plans, &self.revocations);
                    context.ui.data(&plan_json(&self.account.account, plans, revocations, &self.not_read))?;
                }
            }
            return Ok(self.status(context, &[], &[]));
        }
        context.ui.status(&self.plan_text(context.ui.status_width()));
        let (mut entries, mut revoked) = (Vec::new(), Vec::new());
        if self.has_work() {
            confirm(context, &self.question(), presentation.yes, self.effect()).await?;
            entries = self.apply(context).await;
            revoked = revocations::carry_out(
                context,
                &self.session.iam(),
                &self.account.account,
                &self.revocations,
                self.now,
            )
            .await;
        } else if !self.is_blocked() {
            context.ui.status("nothing to do");
        }
        if entries.is_empty() {
            entries = self.plans.iter().map(untouched).collect();
        }
        self.render(context, presentation, &entries, &revoked)?;
        Ok(self.status(context, &entries, &revoked))
    }

    fn plan_text(&self, width: Option<u16>) -> String {
        let mut text = String::new();
        if !self.plans.is_empty() || self.revocations.is_empty() {
            text.push_str(&plan_text(&self.account.account, &self.plans, width));
        }
        if !self.revocations.is_empty() {
            text.push_str("\n\nNo longer in the roster:\n");
            text.push_str(&revocation_text(&self.account.account, &self.revocations, width));
        }
        text
    }

    fn has_work(&self) -> bool {
        !self.revocations.is_empty() || self.plans.iter().any(|plan| !plan.steps.is_empty())
    }

    fn is_blocked(&self) -> bool {
        self.plans.iter().any(|plan| matches!(plan.intent, Intent::Blocked(_)))
    }

    fn question(&self) -> String {
        let changes = self.plans.iter().filter(|plan| !plan.steps.is_empty()).count();
        let account = &self.account.account;
        let revoke = |users: usize| format!("evoke the keys of {}", count(users, "user"));
        match (changes, self.revocations.len()) {
            (_, 0) => format!("Apply {} in account {account}?", count(changes, "change")),
            (0, users) => format!("R{} in account {account}?", revoke(users)),
            (_, users) => {
                format!("Apply {} and r{} in account {account}?", count(changes, "change"), revoke(users))
            }
        }
    }

    fn effect(&self) -> Effect {
        let takes_away = |step: &Step| match step {
            Step::Detach(_) | Step::DeleteInline | Step::DeleteKey(..) => true,
            Step::CreateUser { .. }
            | Step::Tag(_)
            | Step::SetBoundary(_)
            | Step::Attach(_)
            | Step::WriteInline(_)
            | Step::RecordSuspension(_)
            | Step::Issue(_) => false,
        };
        let any = self.plans.iter().flat_map(|plan| &plan.steps).any(takes_away);
        if any || !self.revocations.is_empty() { Effect::TakesAway } else { Effect::Adds }
    }

    /// Applies the entries, a bounded number at once; the outcomes come in the order of the plans.
    async fn apply(&self, context: &Context) -> Vec<EntryOutcome> {
        let provisioner = Provisioner {
            iam: self.session.iam(),
            services: SinkServices { secrets_manager: Some(self.session.secrets_manager()) },
            account: self.account.account.clone(),
            policy_versions: self.policy_versions.clone(),
            now: self.now,
        };
        // Every sink is opened before the first user is made.
        let sinks: Vec<OpenedSink> = stream::iter(&self.plans)
            .map(|plan| provisioner.open_sink(plan))
            .buffered(self.concurrency)
            .collect()
            .await;
        let warnings: BTreeSet<String> = sinks
            .iter()
            .flatten()
            .flatten()
            .flat_map(|sink| sink.warnings())
            .map(|warning| warning.to_string())
            .collect();
        warnings.iter().for_each(|warning| context.ui.warning(warning));
        let entries = self.plans.iter().filter(|plan| !plan.steps.is_empty()).count();
        let bar = context.ui.progress(entries, "onboarding");
        let work = stream::iter(self.plans.iter().zip(sinks))
            .map(|(plan, sink)| {
                let (bar, provisioner) = (bar.clone(), &provisioner);
                async move {
                    let outcome = one(context, provisioner, plan, sink).await;
                    if !plan.steps.is_empty() {
                        bar.inc(1);
                    }
                    outcome
                }
            })
            .buffered(self.concurrency)
            .collect();
        let notice = async {
            context.interruption.asked_for().await;
            let said = "interrupted: finishing what is in flight; Ctrl-C again gives it up";
            bar.suspend(|| context.ui.status(said));
            std::future::pending::<Infallible>().await
        };
        let outcomes = tokio::select! {
            outcomes = work => outcomes,
            never = notice => match never {},
        };
        bar.finish_and_clear();
        outcomes
    }

    fn render(
        &self,
        context: &Context,
        presentation: &Presentation,
        entries: &[EntryOutcome],
        revoked: &[RevocationOutcome],
    ) -> Result<(), CommandError> {
        let width =
            if presentation.outcome_aside { context.ui.status_width() } else { context.ui.data_width() };
        let text = match presentation.output {
            OutputFormat::Json => outcome_json(&self.account.account, entries, revoked, &self.not_read),
            OutputFormat::Table => {
                let changed: Vec<EntryOutcome> =
                    entries.iter().filter(|entry| !is_untouched(entry)).cloned().collect();
                outcome_text(&changed, revoked, width)
            }
        };
        if text.is_empty() {
            // Nothing was to be done, and that has been said.
        } else if presentation.outcome_aside {
            context.ui.status(text.trim_end());
        } else {
            context.ui.data(&text)?;
        }
        if self.has_work() {
            context.ui.status(&outcome_summary(&self.account.account, entries, revoked));
        }
        let is_complete = entries.iter().all(EntryOutcome::is_complete);
        if !is_complete && !self.is_blocked() {
            context.ui.hint("what is done stays done; the same command goes on from there");
        }
        for entry in entries {
            if let EntryEnd::Delivered(delivered) = &entry.end
                && let Note::Text(note) = &delivered.note
            {
                if context.ui.status_is_read_at_once() {
                    context.ui.status(&format!("\n{}", note_summary(delivered)));
                } else {
                    context.ui.status(note);
                }
            }
        }
        Ok(())
    }

    fn status(
        &self,
        context: &Context,
        entries: &[EntryOutcome],
        revoked: &[RevocationOutcome],
    ) -> ExitStatus {
        let complete = entries.iter().all(EntryOutcome::is_complete)
            && revoked.iter().all(RevocationOutcome::is_complete);
        let planned = entries.is_empty() && revoked.is_empty();
        if planned && self.revocations.iter().any(RevocationPlan::rests_on_unknown) {
            return ExitStatus::CoverageIncomplete;
        }
        let interrupted = context.interruption.is_asked_for();
        ExitStatus::of_run(interrupted, complete && !self.is_blocked(), &self.not_read)
    }
}

async fn one(
    context: &Context,
    provisioner: &Provisioner,
    plan: &EntryPlan,
    sink: OpenedSink,
) -> EntryOutcome {
    if plan.steps.is_empty() {
        return untouched(plan);
    }
    if context.interruption.is_asked_for() {
        return Provisioner::untouched(plan, EntryEnd::NotStarted);
    }
    match sink {
        Err(error) => Provisioner::without_sink(plan, &error),
        Ok(sink) => {
            let applied = context.interruption.or_abandon(provisioner.apply(plan, sink)).await;
            applied.unwrap_or_else(|| Provisioner::untouched(plan, EntryEnd::InFlight))
        }
    }
}

fn untouched(plan: &EntryPlan) -> EntryOutcome {
    let blocked = matches!(plan.intent, Intent::Blocked(_));
    Provisioner::untouched(plan, if blocked { EntryEnd::Blocked } else { EntryEnd::Done })
}

fn is_untouched(entry: &EntryOutcome) -> bool {
    entry.intent == Intent::Nothing
}

/// The default version of every managed policy that is to be given. One that does not exist is an error before any
/// user is made; one that cannot be looked at is left to the attaching to decide, and what is not known of it is added
/// to `not_read`.
pub(super) async fn read_policies(
    iam: &Iam,
    plans: &[EntryPlan],
    not_read: &mut Vec<String>,
) -> Result<BTreeMap<String, String>, CommandError> {
    let issues =
        |plan: &&EntryPlan| plan.steps.iter().any(|step| matches!(step, Step::Issue(_) | Step::Attach(_)));
    let wanted: BTreeSet<&str> = plans
        .iter()
        .filter(issues)
        .map(|plan| plan.policy.as_str())
        .filter(|policy| policy.starts_with("arn:"))
        .collect();
    let read: Vec<_> = stream::iter(wanted)
        .map(|arn| async move { (arn, iam.policy_version(arn).await) })
        .buffered(4)
        .collect()
        .await;
    let mut versions = BTreeMap::new();
    for (arn, version) in read {
        match version {
            Ok(version) => {
                versions.insert(arn.to_owned(), version);
            }
            Err(error) if error.class == ErrorClass::NotFound => {
                return Err(CommandError::usage(format!("there is no policy `{arn}`; nothing was changed"))
                    .hint("write the name of an AWS managed policy, the ARN of one of your own, or `inference-only`"));
            }
            Err(error) => not_read.push(format!("the version of {arn}, which will not be recorded: {error}")),
        }
    }
    Ok(versions)
}
