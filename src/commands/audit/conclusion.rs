//! What is done with a snapshot: the rules are asked, the report goes out, the exit code follows.

use std::io::Write;

use jiff::Timestamp;

use crate::audit::{AuditPolicy, Report, Rule, Snapshot, diff, judge, rules};
use crate::cli::{FailOn, ReportingArguments};
use crate::collect::GuardrailRequest;
use crate::commands::scp::configured;
use crate::commands::{CommandError, Context, ExitStatus};
use crate::guardrail::plan::DesiredGuardrail;
use crate::render::audit::{RuleCard, difference, write};
use crate::render::format::{Destination, Format, FormatChoice, WriteReport, check_choices, write_for_file};

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
        let policy =
            AuditPolicy { guardrails: configured(&settings, &context.inputs)?, ..settings.audit().clone() };
        let before = arguments.diff.as_deref().map(|file| file::load(file, &context.inputs)).transpose()?;
        Ok(Self { policy, formats, fail_on: arguments.fail_on, before })
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
        let asked = rules().iter().filter(|rule| rule.is_asked(&self.policy, &report.scope));
        let cards: Vec<RuleCard> = asked.map(|rule| card(rule, &self.policy)).collect();
        let written = |format, width, output: &mut dyn Write| write(format, &report, &cards, width, output);
        send(&self.formats, &written, context)?;
        Ok(status(&report, self.fail_on))
    }
}

/// Files first: standard output may be closed by its reader. A file that cannot be written keeps no other from it.
/// Nothing is in memory as a whole: a report of a large organization is many megabytes.
pub(in crate::commands) fn send(
    formats: &[FormatChoice],
    write: WriteReport<'_>,
    context: &Context,
) -> Result<(), CommandError> {
    let mut failed = Vec::new();
    for choice in formats {
        if let Destination::File(place) = &choice.destination {
            let written = file::write(place, &|output| write_for_file(choice.format, write, output));
            failed.extend(written.err());
        }
    }
    for choice in formats.iter().filter(|choice| choice.destination == Destination::StandardOutput) {
        let width = context.ui.data_width();
        context.ui.data_as_made(&|output| write(choice.format, width, output))?;
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
