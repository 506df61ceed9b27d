//! What is done with a snapshot: the rules are asked, the report goes out, the exit code follows.

use jiff::Timestamp;

use crate::audit::{AuditPolicy, Report, Rule, Snapshot, diff, judge, rules};
use crate::cli::{FailOn, ReportingArguments};
use crate::commands::{CommandError, Context, ExitStatus};
use crate::render::audit::{
    Destination, Format, FormatChoice, Rendered, RuleCard, check_choices, difference, render_all,
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
        Ok(Self {
            policy: context.settings()?.audit().clone(),
            formats,
            fail_on: arguments.fail_on,
            before: arguments.diff.as_deref().map(file::load).transpose()?,
        })
    }

    /// Judges a snapshot and reports.
    pub(super) fn of(
        &self,
        snapshot: &Snapshot,
        at: Timestamp,
        context: &Context,
    ) -> Result<ExitStatus, CommandError> {
        if let Some(before) = &self.before {
            context.ui.status(&difference(&diff(before, snapshot)));
        }
        let report = judge(snapshot, &self.policy, at);
        let cards: Vec<RuleCard> = rules().iter().map(|rule| card(rule, &self.policy)).collect();
        send(&render_all(&self.formats, &report, &cards, context.ui.data_width()), context)?;
        Ok(status(&report, self.fail_on))
    }
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

/// Files first: standard output may be closed by its reader. A file that cannot be written keeps no other from it.
fn send(reports: &[Rendered], context: &Context) -> Result<(), CommandError> {
    let mut failed = Vec::new();
    for report in reports {
        if let Destination::File(place) = &report.destination
            && let Err(error) = file::write(place, &report.text)
        {
            failed.push(error);
        }
    }
    for report in reports {
        if report.destination == Destination::StandardOutput {
            context.ui.data(&report.text)?;
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(CommandError::failed(failed.join("; "))) }
}
