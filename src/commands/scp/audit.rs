//! `scp audit`: what the guardrails of the organization deny, account by account, and whether that is enough.

use std::io::Write;

use jiff::Timestamp;

use crate::audit::{GuardrailReading, Scope, Snapshot};
use crate::cli::ScpAuditArguments;
use crate::commands::audit::{explained_calls, load_snapshot, send};
use crate::commands::inputs::Inputs;
use crate::commands::{CommandError, Context, ExitStatus};
use crate::config::Settings;
use crate::domain::{Known, Lifetime, OrganizationId, TargetId};
use crate::guardrail::Organization;
use crate::guardrail::coverage::{cap_of, denies, usual_cap};
use crate::guardrail::report::{CoverageReport, ReportRequest, Requirement, RequirementScope};
use crate::render::format::{Destination, Format, FormatChoice, check_choices};
use crate::render::guardrail::write_coverage;

use super::named_policy::{PolicyRequest, named};
use super::organization::{self, require_targets};
use super::wanted::configured;

pub(super) async fn run(
    arguments: &ScpAuditArguments,
    context: &Context,
) -> Result<ExitStatus, CommandError> {
    // Whatever is wrong with the arguments is told before anything is read.
    let formats = formats(arguments)?;
    let settings = context.settings()?;
    let requirements = requirements(arguments, &settings, &context.inputs)?;
    let cap = cap(arguments, &requirements, &settings);
    let chosen = chosen(arguments);
    let read = match &arguments.from {
        Some(file) => kept(load_snapshot(file, &context.inputs)?)?,
        None => read_now(arguments, &[chosen.clone(), wanted_at(&requirements)].concat(), context).await?,
    };
    require_targets(read.id.as_ref().map_or("unknown", OrganizationId::as_str), &read.organization, &chosen)?;
    let only = chosen.iter().map(ToString::to_string).collect();
    let request = ReportRequest { id: read.id, taken_at: read.taken_at, cap, requirements, only };
    let report = CoverageReport::of(&read.organization, request)
        .map_err(|error| CommandError::failed(error.to_string()))?;
    let written = |format, width, output: &mut dyn Write| write_coverage(format, &report, width, output);
    send(&formats, &written, context)?;
    Ok(status(&report, arguments.count_management_account))
}

/// An organization, when it was read.
struct Read {
    id: Known<OrganizationId>,
    taken_at: Timestamp,
    organization: Organization,
}

async fn read_now(
    arguments: &ScpAuditArguments,
    sought: &[TargetId],
    context: &Context,
) -> Result<Read, CommandError> {
    let (listing, now) = organization::listing(context).await?;
    let collection = organization::read(&listing, sought, context).await?;
    if arguments.explain_calls {
        context.ui.status(&explained_calls(&collection.calls));
    }
    Ok(Read {
        id: Known::Known(collection.organization_id),
        taken_at: now,
        organization: collection.organization,
    })
}

/// The organization of a file that `audit --org --save` kept.
fn kept(snapshot: Snapshot) -> Result<Read, CommandError> {
    if snapshot.scope == Scope::Account {
        let error =
            CommandError::usage("the snapshot is of one account, whose organization it does not have");
        return Err(error.hint("keep one with `audit --org --save FILE`"));
    }
    let id = snapshot.scope.organization().map(OrganizationId::clone);
    match snapshot.guardrails {
        GuardrailReading::Read(facts) => {
            Ok(Read { id, taken_at: snapshot.taken_at, organization: facts.organization })
        }
        GuardrailReading::NotAsked => {
            Err(CommandError::usage("the snapshot has no service control policies")
                .hint("keep a new one with `audit --org --save FILE`; no rule about guardrails may be off"))
        }
        GuardrailReading::NotRead(why) => Err(CommandError::nothing_kept(&format!(
            "the service control policies could not be read when the snapshot was taken: {why}"
        ))),
    }
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

/// What is wanted: of the command line everywhere, else of the configuration where it is wanted.
fn requirements(
    arguments: &ScpAuditArguments,
    settings: &Settings,
    inputs: &Inputs,
) -> Result<Vec<Requirement>, CommandError> {
    let Some(reference) = &arguments.require else {
        return Ok(configured(settings, inputs)?.iter().filter_map(Requirement::of).collect());
    };
    let request = PolicyRequest::of_arguments("--require", reference, &arguments.parameters);
    let policy = named(&request, inputs)?;
    if !denies(&policy.document) {
        let message =
            format!("--require: `{}` denies nothing, so every account would meet it", reference.as_str());
        return Err(CommandError::usage(message)
            .hint("what is required is what a policy denies; `scp list` has policies that deny"));
    }
    Ok(vec![Requirement {
        name: policy.name,
        document: policy.document,
        scope: RequirementScope::Everywhere,
    }])
}

fn cap(arguments: &ScpAuditArguments, requirements: &[Requirement], settings: &Settings) -> Lifetime {
    let given = arguments.max_days.map(Lifetime::nearest);
    let of_requirements = || requirements.iter().find_map(|requirement| cap_of(&requirement.document));
    given.or_else(of_requirements).or(settings.audit().max_lifetime).unwrap_or_else(usual_cap)
}

fn chosen(arguments: &ScpAuditArguments) -> Vec<TargetId> {
    let accounts = arguments.accounts.iter().cloned().map(TargetId::Account);
    accounts.chain(arguments.units.iter().cloned().map(TargetId::Unit)).collect()
}

/// The places that requirements are wanted at: they are looked for.
fn wanted_at(requirements: &[Requirement]) -> Vec<TargetId> {
    let targets = requirements.iter().filter_map(|requirement| match &requirement.scope {
        RequirementScope::Below(targets) => Some(targets),
        RequirementScope::Everywhere => None,
    });
    targets.flatten().filter_map(|target| target.parse().ok()).collect()
}

/// What was not read wins: an account may fall short where it was to be.
fn status(report: &CoverageReport, count_management_account: bool) -> ExitStatus {
    let exempt = report.exempt_from_requirements().filter(|_| count_management_account);
    if !report.is_complete() {
        ExitStatus::CoverageIncomplete
    } else if report.falling_short().chain(exempt).next().is_some() {
        ExitStatus::Findings
    } else {
        ExitStatus::Done
    }
}
