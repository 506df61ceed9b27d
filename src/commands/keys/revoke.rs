//! `keys revoke`: keys suspended and deleted, users deleted after them.

use crate::aws::{Iam, Session};
use crate::cli::{OutputFormat, RevokeArguments};
use crate::commands::account::AccountReading;
use crate::commands::confirm::{Effect, confirm};
use crate::commands::revocations::{carry_out, plan_for};
use crate::commands::{CommandError, Context, ExitStatus};
use crate::domain::{KeyText, UserName};
use crate::lifecycle::{
    Management, ObservedAccount, RevocationOutcome, RevocationPlan, UserDeletion, UserFate, WhyUserStays,
};
use crate::render::{count, outcome_json, outcome_text, plan_json, revocation_text};

use super::leaked;
use super::selection::{Keyless, Named, Reach, Selected, select};

pub(super) async fn run(arguments: &RevokeArguments, context: &Context) -> Result<ExitStatus, CommandError> {
    // The key is read before anything else: it is what the person at the prompt came for.
    let leaked = if arguments.leaked { Some(leaked::read(context).await?) } else { None };
    let (session, now) = context.session().await?;
    let iam = session.iam();
    let Planned { account, plans, not_read } =
        context.interruption.or(planned(arguments, leaked.as_ref(), &session, &iam)).await??;
    AccountReading::warn(context, &not_read);
    let keys: usize = plans.iter().map(|plan| plan.keys.len()).sum();
    if arguments.dry_run {
        match arguments.output {
            OutputFormat::Table => {
                context.ui.data(&revocation_text(&account.account, &plans, context.ui.data_width()))?;
            }
            OutputFormat::Json => context.ui.data(&plan_json(&account.account, &[], &plans, &not_read))?,
        }
        let known = !plans.iter().any(RevocationPlan::rests_on_unknown);
        return Ok(if known {
            ExitStatus::of_run(false, true, &not_read)
        } else {
            ExitStatus::CoverageIncomplete
        });
    }
    context.ui.status(&revocation_text(&account.account, &plans, context.ui.status_width()));
    let users = plans.iter().filter(|plan| matches!(plan.fate, UserFate::Deleted(_))).count();
    let question = match (keys, users) {
        (keys, 0) => format!("Revoke {} in account {}?", count(keys, "key"), account.account),
        (0, users) => format!("Delete {} in account {}?", count(users, "user"), account.account),
        (keys, users) => {
            let (keys, users) = (count(keys, "key"), count(users, "user"));
            format!("Revoke {keys} and delete {users} in account {}?", account.account)
        }
    };
    confirm(context, &question, arguments.yes, Effect::TakesAway).await?;
    let outcomes = carry_out(context, &iam, &account.account, &plans, now).await;
    match arguments.output {
        OutputFormat::Table => context.ui.data(&outcome_text(&[], &outcomes, context.ui.data_width()))?,
        OutputFormat::Json => context.ui.data(&outcome_json(&account.account, &[], &outcomes, &not_read))?,
    }
    for (plan, outcome) in plans.iter().zip(&outcomes).filter(|(_, outcome)| !outcome.is_complete()) {
        let adopt = if plan.management == Management::Unmanaged { " --adopt" } else { "" };
        let delete = if arguments.delete_user { " --delete-user" } else { "" };
        let user = &outcome.user;
        context
            .ui
            .hint(&format!("`bedrock-keys keys revoke --user {user}{adopt}{delete}` goes on from there"));
    }
    let complete = outcomes.iter().all(RevocationOutcome::is_complete);
    Ok(ExitStatus::of_run(context.interruption.is_asked_for(), complete, &not_read))
}

/// What is to be revoked, and what could not be read on the way.
struct Planned {
    account: ObservedAccount,
    plans: Vec<RevocationPlan>,
    not_read: Vec<String>,
}

async fn planned(
    arguments: &RevokeArguments,
    leaked: Option<&KeyText>,
    session: &Session,
    iam: &Iam,
) -> Result<Planned, CommandError> {
    let reading = AccountReading::read(session, iam).await?;
    if let Some(text) = leaked {
        leaked::refuse_other_account(text, &reading.identity.account)?;
    }
    let selected = match leaked {
        Some(text) => {
            let selected = selected_by_text(&reading, text)?;
            // Anybody can write down a text that names a user: it kills a key, and no more than that.
            if arguments.delete_user && !arguments.adopt && selected.management == Management::Unmanaged {
                let message = format!("this tool does not manage {}; nothing was changed", selected.user);
                return Err(CommandError::failed(message)
                    .hint("leave out --delete-user, or pass --adopt too where the user is to go"));
            }
            vec![selected]
        }
        None => {
            let account = reading.complete()?;
            let named =
                Named::from_arguments(&arguments.ids, arguments.owner.as_ref(), arguments.user.as_ref())?;
            let reach = if arguments.adopt { Reach::Anybody } else { Reach::Managed };
            let keyless = if arguments.delete_user { Keyless::Any } else { Keyless::Managed };
            select(&account, &named, reach, keyless)?
        }
    };
    let account = reading.complete_keys()?;
    let deletion =
        if arguments.delete_user { UserDeletion::WithEverything } else { UserDeletion::WhenNothingIsLeft };
    let mut plans = Vec::new();
    for Selected { user, management, keys } in selected {
        let mut plan = plan_for(iam, &account, (&user, management), &keys, deletion).await;
        if plan.fate == UserFate::Stays(WhyUserStays::Unmanaged) && reading.management_of(&user).is_none() {
            plan.fate = UserFate::Stays(WhyUserStays::Unknown(reading.not_read().join("; ")));
        }
        plans.push(plan);
    }
    Ok(Planned { account, plans, not_read: reading.not_read() })
}

/// A leaked key is killed whosever user it is on, also where the users of the account cannot be read: minutes count.
/// Its user is then left alone.
fn selected_by_text(reading: &AccountReading, text: &KeyText) -> Result<Selected, CommandError> {
    let keys = reading.keys()?;
    let Some(key) = leaked::find(keys, &text.alias) else {
        // The key is dead. Its user may be what an interrupted run left.
        let bare = text.users.iter().filter(|user| keys.iter().all(|key| key.user != **user));
        let managed = |user: &UserName| {
            let management = reading.management_of(user)?;
            (management != Management::Unmanaged).then(|| (user.clone(), management))
        };
        if let Some((user, management)) = bare.filter_map(managed).next()
            && leaked::without_alias(keys) == 0
            && reading.has_all_keys()
        {
            return Ok(Selected { user, management, keys: Vec::new() });
        }
        let message = format!("account {} has no key of alias `{}`", text.account, text.alias);
        if !reading.has_all_keys() {
            return Err(CommandError::not_found_in_part(&message, &reading.not_read()));
        }
        let error = CommandError::failed(message);
        return Err(match leaked::without_alias(keys) {
            0 => error.hint(
                "it was deleted already, or never existed; `bedrock-keys keys list` shows the keys there are",
            ),
            number => {
                error.hint(format!("IAM gave no alias for {}: it may be one of them", count(number, "key")))
            }
        });
    };
    let management = reading.management_of(&key.user).unwrap_or(Management::Unmanaged);
    Ok(Selected { user: key.user.clone(), management, keys: vec![key.clone()] })
}
