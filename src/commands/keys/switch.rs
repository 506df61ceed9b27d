//! `keys deactivate` and `keys activate`.

use crate::apply::{RevocationKind, switch_keys};
use crate::aws::Iam;
use crate::cli::{OutputFormat, SwitchArguments};
use crate::commands::account::AccountReading;
use crate::commands::confirm::{Effect, confirm};
use crate::commands::{CommandError, Context, ExitStatus};
use crate::domain::{Key, KeyStatus};
use crate::lifecycle::{RevocationEnd, RevocationOutcome};
use crate::render::{count, outcome_json, outcome_text, switch_json, switch_text};

use super::selection::{Keyless, Named, Reach, Selected, select};

pub(super) async fn run(
    arguments: &SwitchArguments,
    kind: RevocationKind,
    context: &Context,
) -> Result<ExitStatus, CommandError> {
    let (session, now) = context.session().await?;
    let iam = session.iam();
    let reading = context.interruption.or(AccountReading::read(&session, &iam)).await??;
    let account = reading.complete()?;
    let not_read = reading.not_read();
    AccountReading::warn(context, &not_read);
    let selection = &arguments.selection;
    let named = Named::from_arguments(&selection.ids, selection.owner.as_ref(), selection.user.as_ref())?;
    let reach = if arguments.adopt { Reach::Anybody } else { Reach::Managed };
    let (wanted, verb) = match kind {
        RevocationKind::Activate => (KeyStatus::Active, "activate"),
        RevocationKind::Deactivate => (KeyStatus::Inactive, "suspend"),
    };
    let mut selected = select(&account, &named, reach, Keyless::LeftOut)?;
    let mut ended = Vec::new();
    for each in &mut selected {
        let expired = each.keys.iter().filter(|key| key.status(now) == KeyStatus::Expired);
        ended.extend(expired.map(|key| key.id.clone()));
        each.keys.retain(|key| key.status(now) != KeyStatus::Expired && key.recorded != wanted);
    }
    for id in &ended {
        context.ui.warning(&format!("{id} has ended and cannot be switched"));
    }
    selected.retain(|each| !each.keys.is_empty());
    let keys: Vec<&Key> = selected.iter().flat_map(|each| &each.keys).collect();
    let plan = |width| switch_text(&account.account, verb, &keys, width);
    if arguments.dry_run {
        match arguments.output {
            OutputFormat::Table => context.ui.data(&plan(context.ui.data_width()))?,
            OutputFormat::Json => context.ui.data(&switch_json(&account.account, verb, &keys))?,
        }
        return Ok(ExitStatus::of_run(false, true, &not_read));
    }
    context.ui.status(&plan(context.ui.status_width()));
    let mut outcomes = Vec::new();
    if !keys.is_empty() {
        let capital = if kind == RevocationKind::Activate { "Activate" } else { "Suspend" };
        let question = format!("{capital} {} in account {}?", count(keys.len(), "key"), account.account);
        confirm(context, &question, arguments.yes, Effect::TakesAway).await?;
        outcomes = switch_all(context, &iam, &selected, kind).await;
    }
    match arguments.output {
        OutputFormat::Table if outcomes.is_empty() => {}
        OutputFormat::Table => context.ui.data(&outcome_text(&[], &outcomes, context.ui.data_width()))?,
        OutputFormat::Json => {
            context.ui.data(&outcome_json(&account.account, &[], &outcomes, &not_read))?;
        }
    }
    // An ended key is as good as suspended, but it was not switched on.
    let done = ended.is_empty() || kind == RevocationKind::Deactivate;
    let complete = done && outcomes.iter().all(RevocationOutcome::is_complete);
    Ok(ExitStatus::of_run(context.interruption.is_asked_for(), complete, &not_read))
}

/// Switches the keys of one user after the other. Interrupted, those not begun are left and named.
async fn switch_all(
    context: &Context,
    iam: &Iam,
    selected: &[Selected],
    kind: RevocationKind,
) -> Vec<RevocationOutcome> {
    let not_done = |user: &crate::domain::UserName, end| RevocationOutcome {
        user: user.clone(),
        deeds: Vec::new(),
        end,
    };
    let mut outcomes = Vec::new();
    for Selected { user, keys, .. } in selected {
        outcomes.push(if context.interruption.is_asked_for() {
            not_done(user, RevocationEnd::NotStarted)
        } else {
            let switched = context.interruption.or_abandon(switch_keys(iam, user, keys, kind)).await;
            switched.unwrap_or_else(|| not_done(user, RevocationEnd::InFlight))
        });
    }
    outcomes
}
