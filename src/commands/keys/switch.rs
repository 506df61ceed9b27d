//! `keys deactivate` and `keys activate`.

use crate::apply::{RevocationKind, switch_keys};
use crate::cli::{OutputFormat, SwitchArguments};
use crate::commands::account::AccountReading;
use crate::commands::confirm::{Effect, confirm};
use crate::commands::{CommandError, Context, ExitStatus};
use crate::domain::{Key, KeyStatus};
use crate::lifecycle::{RevocationEnd, RevocationOutcome};
use crate::render::{count, outcome_json, outcome_text};

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
    let selection = &arguments.selection;
    let named = Named::from_arguments(&selection.ids, selection.owner.as_ref(), selection.user.as_ref())?;
    let reach = if arguments.adopt { Reach::Anybody } else { Reach::Managed };
    let (wanted, verb) = match kind {
        RevocationKind::Activate => (KeyStatus::Active, "activate"),
        RevocationKind::Deactivate => (KeyStatus::Inactive, "suspend"),
    };
    let mut selected = select(&account, &named, reach, Keyless::LeftOut)?;
    for each in &mut selected {
        let expired = each.keys.iter().filter(|key| key.status(now) == KeyStatus::Expired);
        expired.for_each(|key| context.ui.warning(&format!("{} has ended and cannot be switched", key.id)));
        each.keys.retain(|key| key.status(now) != KeyStatus::Expired && key.recorded != wanted);
    }
    selected.retain(|each| !each.keys.is_empty());
    let keys: Vec<&Key> = selected.iter().flat_map(|each| &each.keys).collect();
    if keys.is_empty() {
        context.ui.status(&format!("nothing to do: no key to {verb}"));
        return Ok(ExitStatus::Done);
    }
    for key in &keys {
        context.ui.status(&format!("{verb} {} of {}", key.id, key.user));
    }
    if arguments.dry_run {
        return Ok(ExitStatus::Done);
    }
    let question = format!("{verb} {} in account {}?", count(keys.len(), "key"), account.account);
    confirm(context, &question, arguments.yes, Effect::TakesAway)?;
    let mut outcomes: Vec<RevocationOutcome> = Vec::new();
    for Selected { user, keys, .. } in &selected {
        let not_done = |end| RevocationOutcome { user: user.clone(), deeds: Vec::new(), end };
        outcomes.push(if context.interruption.is_asked_for() {
            not_done(RevocationEnd::NotStarted)
        } else {
            let switched = context.interruption.or_abandon(switch_keys(&iam, user, keys, kind)).await;
            switched.unwrap_or_else(|| not_done(RevocationEnd::InFlight))
        });
    }
    match arguments.output {
        OutputFormat::Table => context.ui.data(&outcome_text(&[], &outcomes, context.ui.width()))?,
        OutputFormat::Json => context.ui.data(&outcome_json(&account.account, &[], &outcomes))?,
    }
    let complete = outcomes.iter().all(RevocationOutcome::is_complete);
    Ok(match complete {
        _ if context.interruption.is_asked_for() => ExitStatus::Interrupted,
        true => ExitStatus::Done,
        false => ExitStatus::PartiallyApplied,
    })
}
