//! `scp eval`: one question, its verdict and why.
//!
//! Policies come from the command line, or from the organization for one account. What could not be read of them keeps
//! the verdict open, and the exit code says so.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::cli::{OutputFormat, ParameterChoice, PlacedPolicy, PolicyPlace, ScpEvalArguments};
use crate::commands::{CommandError, Context, ExitStatus, Refusal};
use crate::config::{Mistake, Mistakes, Place, guardrail_library};
use crate::domain::{AccountId, AccountState};
use crate::guardrail::coverage::scope_of;
use crate::guardrail::{AskedResource, Asker, Inquiry, is_multivalued};
use crate::policy::{
    AttachedPolicy, Clause, ContextValue, Effect, Identity, Pending, PolicyContent, PolicyDocument,
    PolicySet, Residual, ScpLevel, ScpLevels, ScpScope, Unlisted, Verdict, evaluate,
};
use crate::render::guardrail::{Answered, verdict_json, verdict_text};

use super::named_policy::{PolicyRequest, named};
use super::organization;

/// What AWS attaches to every root, OU and account until somebody takes it away.
///
/// Page: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html>
const FULL_ACCESS: &str = "FullAWSAccess";
const FULL_ACCESS_DOCUMENT: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;

pub(super) async fn run(arguments: &ScpEvalArguments, context: &Context) -> Result<ExitStatus, CommandError> {
    let request = inquiry(arguments)?.request();
    let scps = match &arguments.account {
        Some(account) => in_force(account, context).await?,
        None => ScpScope::Levels(hierarchy(&arguments.policies, &arguments.parameters)?),
    };
    let set = PolicySet { scps, identity: Identity::AssumedToAllow };
    let verdict = evaluate(&request, &set);
    let answered = Answered { request: &request, scope: &set.scps, verdict: &verdict };
    let ui = &context.ui;
    ui.data(&match arguments.output {
        OutputFormat::Table => verdict_text(&answered, ui.data_width()),
        OutputFormat::Json => verdict_json(&answered, arguments.expect),
    })?;
    if depends_on_what_was_not_read(&verdict) {
        ui.warning(
            "a policy that could not be read may allow or deny it; the verdict is open for that reason",
        );
        return Ok(ExitStatus::CoverageIncomplete);
    }
    match arguments.expect {
        Some(expected) if expected != verdict.kind() => {
            ui.error(&format!("the verdict is {}, and {expected} was expected", verdict.kind()));
            Ok(ExitStatus::VerdictDiffers)
        }
        Some(_) | None => Ok(ExitStatus::Done),
    }
}

fn inquiry(arguments: &ScpEvalArguments) -> Result<Inquiry, CommandError> {
    let asker = match (&arguments.principal, &arguments.account) {
        (Some(principal), account) => {
            if let Some(account) = account.as_ref().filter(|account| **account != principal.account) {
                let message = format!("{} is no principal of account {account}", principal.arn.as_str());
                return Err(CommandError::usage(message)
                    .hint("the policies of an account bind its own users and roles"));
            }
            Asker::Principal { arn: principal.arn.as_str().to_owned(), account: principal.account.clone() }
        }
        (None, Some(account)) => Asker::AnybodyIn(account.clone()),
        (None, None) => Asker::Anybody,
    };
    let resource = arguments
        .resource
        .clone()
        .map_or(AskedResource::AsDocumented, |resource| AskedResource::Given(resource.0));
    Ok(Inquiry {
        action: arguments.action.clone(),
        asker,
        resource,
        given: given(arguments)?,
        rest: if arguments.complete { Unlisted::Absent } else { Unlisted::Unknown },
    })
}

/// The context keys of the command line. A key that is given several times has several values.
fn given(arguments: &ScpEvalArguments) -> Result<Vec<(String, ContextValue)>, CommandError> {
    let mut given: Vec<(String, Vec<String>)> = Vec::new();
    for choice in &arguments.context {
        match given.iter_mut().find(|(key, _)| key.eq_ignore_ascii_case(&choice.key)) {
            Some((_, values)) => values.push(choice.value.clone()),
            None => given.push((choice.key.clone(), vec![choice.value.clone()])),
        }
    }
    for key in &arguments.absent {
        if given.iter().any(|(other, _)| other.eq_ignore_ascii_case(key)) {
            return Err(CommandError::usage(format!("`{key}` has a value and is absent")));
        }
    }
    let valued = given.into_iter().map(|(key, mut values)| {
        let single = values.len() == 1 && !is_multivalued(&key.to_ascii_lowercase());
        match (single, values.pop()) {
            (true, Some(value)) => (key, ContextValue::Single(value)),
            (_, last) => {
                values.extend(last);
                (key, ContextValue::Multiple(values))
            }
        }
    });
    let absent = arguments.absent.iter().map(|key| (key.clone(), ContextValue::Absent));
    Ok(valued.chain(absent).collect())
}

/// The levels of the command line: root, OUs in the order in which they are named, account.
fn hierarchy(policies: &[PlacedPolicy], parameters: &[ParameterChoice]) -> Result<ScpLevels, CommandError> {
    let mut mistakes = Mistakes::default();
    refuse_unknown(policies, parameters, &mut mistakes);
    let mut read: Vec<(&PolicyPlace, Arc<AttachedPolicy>)> = Vec::new();
    for placed in policies {
        match named(&PolicyRequest::of_arguments("--policy", &placed.policy, &fitting(placed, parameters))) {
            Ok(policy) => read.push((&placed.place, AttachedPolicy::document(policy.name, policy.document))),
            Err(found) => found.iter().for_each(|mistake| mistakes.add(mistake.clone())),
        }
    }
    mistakes.or(())?;
    let at = |place: &PolicyPlace, label: &str| {
        let here = read.iter().filter(|(other, _)| *other == place).map(|(_, policy)| Arc::clone(policy));
        ScpLevel::new(label, beside_full_access(here.collect()))
    };
    let mut below: Vec<ScpLevel> = Vec::new();
    for placed in policies {
        if let PolicyPlace::Unit(name) = &placed.place
            && !below.iter().any(|level| level.label.as_str() == name)
        {
            below.push(at(&placed.place, name));
        }
    }
    if policies.iter().any(|placed| placed.place == PolicyPlace::Account) {
        below.push(at(&PolicyPlace::Account, "account"));
    }
    Ok(ScpLevels { root: at(&PolicyPlace::Root, "root"), below })
}

/// Policies that only deny stand beside the one that AWS attaches.
fn beside_full_access(mut policies: Vec<Arc<AttachedPolicy>>) -> Vec<Arc<AttachedPolicy>> {
    let allows = |policy: &Arc<AttachedPolicy>| match &policy.content {
        PolicyContent::Document(document) => {
            document.statements().iter().any(|statement| statement.effect == Effect::Allow)
        }
        PolicyContent::Unreadable => false,
    };
    if !policies.iter().any(allows)
        && let Ok(document) = PolicyDocument::parse(FULL_ACCESS_DOCUMENT)
    {
        policies.insert(0, AttachedPolicy::document(FULL_ACCESS, document));
    }
    policies
}

/// Of the parameters those that the policy has; with one policy, all, so that a slip is told.
fn fitting(placed: &PlacedPolicy, parameters: &[ParameterChoice]) -> Vec<ParameterChoice> {
    let known = known_parameters(placed);
    parameters.iter().filter(|choice| known.contains(&choice.name)).cloned().collect()
}

fn known_parameters(placed: &PlacedPolicy) -> BTreeSet<String> {
    let library = guardrail_library();
    let policy = library.as_ref().ok().and_then(|library| library.get(placed.policy.as_str()).ok());
    let parameters = policy.map(|policy| policy.description().parameters.as_slice()).unwrap_or_default();
    parameters.iter().map(|parameter| parameter.name.clone()).collect()
}

/// A parameter goes to the policies that have it; one that none has is a mistake.
fn refuse_unknown(policies: &[PlacedPolicy], parameters: &[ParameterChoice], mistakes: &mut Mistakes) {
    let known: BTreeSet<String> = policies.iter().flat_map(known_parameters).collect();
    for choice in parameters.iter().filter(|choice| !known.contains(&choice.name)) {
        let mut mistake = Mistake::new(
            Place::Flag("--param"),
            format!("none of the policies has a parameter `{}`", choice.name),
        );
        if !known.is_empty() {
            let names: Vec<&str> = known.iter().map(String::as_str).collect();
            mistake = mistake.help(format!("they have {}", names.join(", ")));
        }
        mistakes.add(mistake);
    }
}

/// The policies that are in force in an account.
async fn in_force(account: &AccountId, context: &Context) -> Result<ScpScope, CommandError> {
    let (session, _) = context.session().await?;
    let collection = organization::read(&session, &[], context).await?;
    let organization = &collection.organization;
    match organization.accounts.get(account).map(|member| &member.state) {
        None => {
            let message = format!("organization {} has no account {account}", collection.organization_id);
            return Err(CommandError::failed(message));
        }
        Some(AccountState::Suspended | AccountState::Closed) => {
            context
                .ui
                .warning(&format!("account {account} is suspended; nobody can use it, whatever the verdict"));
        }
        Some(
            AccountState::Active
            | AccountState::PendingClosure
            | AccountState::PendingActivation
            | AccountState::Unknown(_),
        ) => {}
    }
    scope_of(organization, account).map_err(|why| {
        CommandError::refused(
            &format!("the policies of account {account} are not known: {why}"),
            Refusal::NotRead,
        )
    })
}

fn depends_on_what_was_not_read(verdict: &Verdict) -> bool {
    let unread = |clause: &Clause| clause.pending.contains(&Pending::UnreadablePolicy);
    match verdict {
        Verdict::Conditional { residual: Residual { denied_when, allowed_only_when } } => {
            denied_when.iter().any(unread)
                || allowed_only_when.iter().any(|requirement| requirement.any_of.iter().any(unread))
        }
        Verdict::Allowed { .. } | Verdict::ImplicitlyDenied { .. } | Verdict::ExplicitlyDenied { .. } => {
            false
        }
    }
}
