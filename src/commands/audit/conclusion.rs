//! What is done with a snapshot: the rules are asked, the report goes out, the exit code follows.

use jiff::Timestamp;

use crate::audit::{AuditPolicy, Report, Rule, Snapshot, diff, judge, rules};
use crate::cli::{FailOn, ReportingArguments};
use crate::collect::GuardrailRequest;
use crate::commands::scp::configured;
use crate::commands::{CommandError, Context, ExitStatus};
use crate::guardrail::plan::DesiredGuardrail;
use crate::render::audit::{
    Destination, Format, FormatChoice, Rendered, RuleCard, check_choices, difference, is_written_as_made,
    render_choice, write_format,
};

use super::file;

/// How to conclude: all that can be wrong about it is found before anything is read from AWS.
pub(super) struct Conclusion {
    policy: AuditPolicy,
    formats: Vec<FormatChoice>,
    fail_on: FailOn,
    before: Option<Snapshot>,
}

impl Conclusion {
    pub(super) fn prepare(arguments: &ReportingArguments, context: &Context) -> Result<Self, CommandError> {
        check_choices(&arguments.formats).map_err(|error| CommandError::usage(error.to_string()))?;
        let formats = if arguments.formats.is_empty() {
            vec![FormatChoice { format: Format::Table, destination: Destination::StandardOutput }]
        } else {
            arguments.formats.clone()
        };
        let settings = context.settings()?;
        let policy = AuditPolicy { guardrails: configured(&settings)?, ..settings.audit().clone() };
        Ok(Self {
            policy,
            formats,
            fail_on: arguments.fail_on,
            before: arguments.diff.as_deref().map(file::load).transpose()?,
        })
    }

    /// What has to be read of the organization's guardrails; nothing where no rule needs any.
    pub(super) fn guardrails(&self) -> Option<GuardrailRequest> {
        let wanted = &self.policy.guardrails;
        let named = wanted.iter().map(|guardrail| guardrail.name.clone()).collect();
        let targets = wanted.iter().flat_map(DesiredGuardrail::targets);
        let targets = targets.filter_map(|target| target.parse().ok()).collect();
        let request = GuardrailRequest { named, targets };
        self.policy.needs_guardrails().then_some(request)
    }

    /// Judges a snapshot and reports.
    pub(super) fn of(
        &self,
        snapshot: Snapshot,
        at: Timestamp,
        context: &Context,
    ) -> Result<ExitStatus, CommandError> {
        if let Some(before) = &self.before {
            context.ui.status(&difference(&diff(before, &snapshot)));
        }
        let report = judge(&snapshot, &self.policy, at);
        // Of a large organization it is most of what is in memory, and the report has all that is shown.
        drop(snapshot);
        let cards: Vec<RuleCard> = rules().iter().map(|rule| card(rule, &self.policy)).collect();
        let rendered =
            |choice: &FormatChoice| render_choice(choice, &report, &cards, context.ui.data_width());
        let as_made = |choice: &&FormatChoice| {
            is_written_as_made(choice.format) && choice.destination != Destination::StandardOutput
        };
        let (written, made): (Vec<&FormatChoice>, Vec<&FormatChoice>) =
            self.formats.iter().partition(as_made);
        let failed: Vec<String> =
            written.into_iter().filter_map(|choice| write(choice, &report, &cards).err()).collect();
        let made: Vec<FormatChoice> = made.into_iter().cloned().collect();
        send(&made, &rendered, context)?;
        if !failed.is_empty() {
            return Err(CommandError::failed(failed.join("; ")));
        }
        Ok(status(&report, self.fail_on))
    }
}

/// Writes a report into its file as it is made.
fn write(choice: &FormatChoice, report: &Report, cards: &[RuleCard]) -> Result<(), String> {
    match &choice.destination {
        Destination::File(place) => {
            file::write_with(place, &|output| write_format(choice.format, report, cards, output))
        }
        Destination::StandardOutput => Ok(()),
    }
}

/// Files first: standard output may be closed by its reader. A file that cannot be written keeps no other from it.
/// One format is in memory at a time: that of a large organization is many megabytes.
pub(in crate::commands) fn send(
    formats: &[FormatChoice],
    rendered: &dyn Fn(&FormatChoice) -> Rendered,
    context: &Context,
) -> Result<(), CommandError> {
    let mut failed = Vec::new();
    let to_output = |choice: &&FormatChoice| choice.destination == Destination::StandardOutput;
    for choice in formats.iter().filter(|choice| !to_output(choice)) {
        let report = rendered(choice);
        if let Destination::File(place) = &report.destination
            && let Err(error) = file::write(place, &report.text)
        {
            failed.push(error);
        }
    }
    for choice in formats.iter().filter(to_output) {
        context.ui.data(&rendered(choice).text)?;
    }
    if failed.is_empty() { Ok(()) } else { Err(CommandError::failed(failed.join("; "))) }
}

/// What was not read wins: findings may be missing where it was to be.
fn status(report: &Report, fail_on: FailOn) -> ExitStatus {
    let failing = match fail_on {
        FailOn::From(severity) => report.failing(severity).next().is_some(),
        FailOn::Never => false,
    };
    if !report.is_complete() {
        ExitStatus::CoverageIncomplete
    } else if failing {
        ExitStatus::Findings
    } else {
        ExitStatus::Done
    }
}

fn card(rule: &Rule, policy: &AuditPolicy) -> RuleCard {
    RuleCard {
        code: rule.code.to_owned(),
        title: rule.title.to_owned(),
        severity: rule.severity_under(policy),
        help: rule.remediation.to_owned(),
        references: rule.references.iter().map(|&page| page.to_owned()).collect(),
    }
}
