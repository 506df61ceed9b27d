//! The guardrails that are wanted: of the command line, or else of `bedrock-keys.yaml`. All mistakes are told at once.

use crate::cli::{PolicyReference, WantedArguments};
use crate::commands::inputs::Inputs;
use crate::commands::{CommandError, Context};
use crate::config::{Located, Mistakes, RawGuardrail, Settings};
use crate::domain::TargetId;
use crate::guardrail::plan::{DesiredGuardrail, Ownership, Stage};

use super::named_policy::{NamedPolicy, PolicyOrigin, PolicyRequest, all_named, named};

/// The longest description of a policy that AWS takes, in characters.
///
/// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreatePolicy.html>
const LONGEST_DESCRIPTION: usize = 512;

/// What is wanted.
///
/// # Errors
/// Every mistake in it, each with its place.
pub(super) fn wanted(
    arguments: &WantedArguments,
    context: &Context,
) -> Result<Vec<DesiredGuardrail>, CommandError> {
    if arguments.policies.is_empty() {
        return of_configuration(&context.settings()?, &context.inputs);
    }
    let stages = stages(arguments);
    if stages.is_empty() {
        return Err(CommandError::usage("nothing says where the policies go; nothing was read or changed")
            .hint("--target ID attaches to a root, a unit or an account; --stage ID, repeated, does it in steps"));
    }
    if arguments.name.is_some() && arguments.policies.len() > 1 {
        return Err(CommandError::usage("--name is the name of one policy, and several are given"));
    }
    let ownership = ownership(arguments.adopt);
    let references: Vec<&PolicyReference> = arguments.policies.iter().collect();
    let policies = all_named("POLICY", &references, &arguments.parameters, &context.inputs)?;
    let guardrail =
        |policy: NamedPolicy| desired(policy, arguments.name.as_deref(), stages.clone(), ownership);
    Ok(policies.into_iter().map(guardrail).collect())
}

fn of_configuration(settings: &Settings, inputs: &Inputs) -> Result<Vec<DesiredGuardrail>, CommandError> {
    if settings.guardrails().is_empty() {
        return Err(CommandError::usage("no policy is named, and the configuration wants none").hint(
            "name one (`scp list` has them), or write `guardrails` in bedrock-keys.yaml (docs/configuration.md)",
        ));
    }
    configured(settings, inputs)
}

/// What the configuration wants, which may be nothing.
///
/// # Errors
/// Every mistake in it, each with its place.
pub(in crate::commands) fn configured(
    settings: &Settings,
    inputs: &Inputs,
) -> Result<Vec<DesiredGuardrail>, CommandError> {
    let mut mistakes = Mistakes::default();
    let mut guardrails = Vec::new();
    for raw in settings.guardrails() {
        // A guardrail without a readable policy was refused when the file was read.
        let Some(request) = request(raw, settings) else { continue };
        match named(&request, inputs) {
            Ok(policy) => guardrails.push(of_file(policy, &raw.value)),
            Err(found) => found.iter().for_each(|mistake| mistakes.add(mistake.clone())),
        }
    }
    Ok(mistakes.or(guardrails)?)
}

fn request(raw: &Located<RawGuardrail>, settings: &Settings) -> Option<PolicyRequest> {
    let policy = raw.value.policy.given()?;
    let request = PolicyRequest::of_file(&policy.value, settings.folder(), policy.place.clone());
    let parameters = raw.value.parameters.given().into_iter().flat_map(|given| &given.value.0);
    Some(parameters.fold(request, |request, (name, values)| {
        request.parameter(name, values.value.clone(), values.place.clone())
    }))
}

fn of_file(policy: NamedPolicy, raw: &RawGuardrail) -> DesiredGuardrail {
    let stage = |targets: &[Located<TargetId>]| Stage {
        targets: targets.iter().map(|target| target.value.to_string()).collect(),
    };
    let stages = raw.stages().into_iter().map(stage).collect();
    let adopt = raw.adopt.given().is_some_and(|adopt| adopt.value);
    desired(policy, raw.name.given().map(|name| name.value.as_str()), stages, ownership(adopt))
}

fn desired(
    policy: NamedPolicy,
    name: Option<&str>,
    stages: Vec<Stage>,
    ownership: Ownership,
) -> DesiredGuardrail {
    let source = match &policy.origin {
        PolicyOrigin::Library(description) => Some(description.name.clone()),
        PolicyOrigin::File(_) => None,
    };
    DesiredGuardrail {
        name: name.map_or_else(|| policy.name.clone(), ToOwned::to_owned),
        description: policy.title().chars().take(LONGEST_DESCRIPTION).collect(),
        document: policy.document,
        stages,
        source,
        ownership,
    }
}

/// The stages of the command line: those of `--stage`, or one of all `--target`s.
fn stages(arguments: &WantedArguments) -> Vec<Stage> {
    let ids = |targets: &[TargetId]| targets.iter().map(ToString::to_string).collect::<Vec<_>>();
    if arguments.targets.is_empty() {
        arguments.stages.iter().map(|stage| Stage { targets: ids(&stage.0) }).collect()
    } else {
        vec![Stage { targets: ids(&arguments.targets) }]
    }
}

pub(super) fn ownership(adopt: bool) -> Ownership {
    if adopt { Ownership::Adopt } else { Ownership::ManagedOnly }
}
