//! `scp eval`: one question, its verdict and why.
//!
//! Policies come from the command line, or from the organization for one account. What could not be read of them keeps
//! the verdict open, and the exit code says so.

use crate::cli::{OutputFormat, ScpEvalArguments};
use crate::commands::{CommandError, Context, ExitStatus, Refusal};
use crate::domain::{AccountId, AccountState};
use crate::guardrail::coverage::scope_of;
use crate::guardrail::{AskedResource, Inquiry, Requester, is_multivalued};
use crate::policy::{
    Clause, ContextValue, Identity, Pending, PolicySet, Residual, ScpScope, Unlisted, Verdict, evaluate,
};
use crate::render::guardrail::{Answered, verdict_json, verdict_text};

use super::hierarchy::hierarchy;
use super::organization;

pub(super) async fn run(arguments: &ScpEvalArguments, context: &Context) -> Result<ExitStatus, CommandError> {
    let request = inquiry(arguments)?.request();
    let scps = match &arguments.account {
        Some(account) => in_force(account, context).await?,
        None => ScpScope::Levels(hierarchy(&arguments.policies, &arguments.parameters, &context.inputs)?),
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
    let requester = match (&arguments.principal, &arguments.account) {
        (Some(principal), account) => {
            if let Some(account) = account.as_ref().filter(|account| **account != principal.account) {
                let message = format!("{} is no principal of account {account}", principal.arn.as_str());
                return Err(CommandError::usage(message)
                    .hint("the policies of an account bind its own users and roles"));
            }
            Requester::principal(&principal.account, principal.arn.as_str())
        }
        (None, Some(account)) => Requester::AnybodyIn(account.clone()),
        (None, None) => Requester::Anybody,
    };
    let resource = arguments
        .resource
        .clone()
        .map_or(AskedResource::AsDocumented, |resource| AskedResource::Given(resource.0));
    Ok(Inquiry {
        action: arguments.action.clone(),
        requester,
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
        let single = values.len() == 1 && !is_multivalued(&key);
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

/// The policies that are in force in an account.
async fn in_force(account: &AccountId, context: &Context) -> Result<ScpScope, CommandError> {
    let (listing, _) = organization::listing(context).await?;
    let collection = organization::read(&listing, &[], context).await?;
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
