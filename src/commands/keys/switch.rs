//! `keys deactivate` and `keys activate`.

use crate::cli::{OutputFormat, SwitchArguments};
use crate::commands::account::AccountReading;
use crate::commands::confirm::{Effect, confirm};
use crate::commands::revocations::{one_after_the_other, provisioner};
use crate::commands::{CommandError, Context, ExitStatus};
use crate::lifecycle::{RevocationOutcome, Switch, SwitchPlan, plan_switch};
use crate::render::{count, outcome_json, outcome_text, switch_json, switch_text};

use super::selection::{Keyless, Named, Reach, Selected, select};

pub(super) async fn run(
    arguments: &SwitchArguments,
    switch: Switch,
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
    let selected = select(&account, &named, reach, Keyless::LeftOut)?;
    let plan_of = |each: &Selected| plan_switch(&each.user, &each.management, &each.keys, switch, now);
    let mut plans: Vec<SwitchPlan> = selected.iter().map(plan_of).collect();
    let ended = warn_of_ended(context, &plans, switch);
    plans.retain(|plan| !plan.keys.is_empty());
    let keys: usize = plans.iter().map(|plan| plan.keys.len()).sum();
    let plan = |width| switch_text(&account.account, switch, &plans, width);
    if arguments.dry_run {
        match arguments.output {
            OutputFormat::Table => context.ui.data(&plan(context.ui.data_width()))?,
            OutputFormat::Json => context.ui.data(&switch_json(&account.account, switch, &plans))?,
        }
        return Ok(ExitStatus::of_run(false, true, &not_read));
    }
    context.ui.status(&plan(context.ui.status_width()));
    let mut outcomes = Vec::new();
    if keys > 0 {
        let verb = match switch {
            Switch::On => "Activate",
            Switch::Off => "Suspend",
        };
        let question = format!("{verb} {} in account {}?", count(keys, "key"), account.account);
        confirm(context, &question, arguments.yes, Effect::TakesAway).await?;
        let provisioner = provisioner(&iam, &account.account, now);
        let work = async |plan: &SwitchPlan| provisioner.switch(plan).await;
        outcomes = one_after_the_other(context, &plans, |plan| &plan.user, work).await;
    }
    match arguments.output {
        OutputFormat::Table if outcomes.is_empty() => {}
        OutputFormat::Table => context.ui.data(&outcome_text(&[], &outcomes, context.ui.data_width()))?,
        OutputFormat::Json => {
            context.ui.data(&outcome_json(&account.account, &[], &outcomes, &not_read))?;
        }
    }
    // An ended key is as good as suspended, but it was not switched on.
    let done = ended == 0 || switch == Switch::Off;
    let complete = done && outcomes.iter().all(RevocationOutcome::is_complete);
    Ok(ExitStatus::of_run(context.interruption.is_asked_for(), complete, &not_read))
}

/// Says which keys have ended and what can still be done about their owners; answers how many there are.
fn warn_of_ended(context: &Context, plans: &[SwitchPlan], switch: Switch) -> usize {
    let mut ended = 0;
    for plan in plans {
        for id in &plan.ended {
            ended += 1;
            let remembered = plan.keys.iter().any(|key| key.id == *id);
            let about_its_owner = match (remembered, switch) {
                (false, _) => "",
                (true, Switch::Off) => "; its owner gets no new key until it is activated or revoked",
                (true, Switch::On) => "; its owner can be issued a new one",
            };
            context.ui.warning(&format!("{id} has ended and cannot be switched{about_its_owner}"));
        }
    }
    ended
}
