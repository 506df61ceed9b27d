//! `scp audit`: what the guardrails of the organization deny, account by account, and whether that is enough.

use jiff::Timestamp;

use crate::cli::ScpAuditArguments;
use crate::collect::GuardrailCollection;
use crate::commands::audit::{explained_calls, send};
use crate::commands::{CommandError, Context, ExitStatus};
use crate::config::Settings;
use crate::domain::{Lifetime, TargetId};
use crate::guardrail::coverage::cap_of;
use crate::guardrail::report::{Bar, BarScope, CoverageReport, ReportRequest};
use crate::render::format::{Destination, Format, FormatChoice, check_choices};
use crate::render::guardrail::coverage_choice;

use super::named_policy::{PolicyRequest, named};
use super::organization::{self, require_targets};

pub(super) async fn run(
    arguments: &ScpAuditArguments,
    context: &Context,
) -> Result<ExitStatus, CommandError> {
    // Whatever is wrong with the arguments is told before anything is read.
    let formats = formats(arguments)?;
    let settings = context.settings()?;
    let bars = bars(arguments)?;
    let cap = cap(arguments, &bars, &settings);
    let chosen = chosen(arguments);
    let (session, now) = context.session().await?;
    let collection = organization::read(&session, &chosen, context).await?;
    if arguments.explain_calls {
        context.ui.status(&explained_calls(&collection.calls));
    }
    require_targets(&collection, &chosen)?;
    let request = request(&collection, now, (cap, bars), &chosen);
    let report = CoverageReport::of(&collection.organization, request)
        .map_err(|error| CommandError::failed(error.to_string()))?;
    let rendered = |choice: &FormatChoice| coverage_choice(choice, &report, context.ui.data_width());
    send(&formats, &rendered, context)?;
    Ok(status(&report, arguments.count_management_account))
}

fn formats(arguments: &ScpAuditArguments) -> Result<Vec<FormatChoice>, CommandError> {
    check_choices(&arguments.formats).map_err(|error| CommandError::usage(error.to_string()))?;
    if arguments.formats.iter().any(|choice| choice.format == Format::Ical) {
        let error = CommandError::usage("`ical` holds days, and guardrails have none");
        return Err(error.hint("`audit --format ical` has the days on which keys end"));
    }
    if arguments.formats.is_empty() {
        return Ok(vec![FormatChoice { format: Format::Table, destination: Destination::StandardOutput }]);
    }
    Ok(arguments.formats.clone())
}

fn bars(arguments: &ScpAuditArguments) -> Result<Vec<Bar>, CommandError> {
    let Some(reference) = &arguments.require else { return Ok(Vec::new()) };
    let policy = named(&PolicyRequest::of_arguments("--require", reference, &arguments.parameters))?;
    Ok(vec![Bar { name: policy.name, document: policy.document, scope: BarScope::Everywhere }])
}

fn cap(arguments: &ScpAuditArguments, bars: &[Bar], settings: &Settings) -> Lifetime {
    let given = arguments.max_days.map(Lifetime::nearest);
    let of_bars = || bars.iter().find_map(|bar| cap_of(&bar.document));
    given.or_else(of_bars).or(settings.audit().max_lifetime).unwrap_or(Lifetime::nearest(90))
}

fn chosen(arguments: &ScpAuditArguments) -> Vec<TargetId> {
    let accounts = arguments.accounts.iter().cloned().map(TargetId::Account);
    accounts.chain(arguments.units.iter().cloned().map(TargetId::Unit)).collect()
}

fn request(
    collection: &GuardrailCollection,
    taken_at: Timestamp,
    (cap, bars): (Lifetime, Vec<Bar>),
    chosen: &[TargetId],
) -> ReportRequest {
    let only = chosen.iter().map(ToString::to_string).collect();
    ReportRequest { id: collection.organization_id.clone(), taken_at, cap, bars, only }
}

/// What was not read wins: an account may fall short where it was to be.
fn status(report: &CoverageReport, count_management_account: bool) -> ExitStatus {
    let exempt = report.exempt_from_bars().filter(|_| count_management_account);
    if !report.is_complete() {
        ExitStatus::CoverageIncomplete
    } else if report.falling_short().chain(exempt).next().is_some() {
        ExitStatus::Findings
    } else {
        ExitStatus::Done
    }
}
