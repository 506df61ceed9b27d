//! `onboard`: a roster becomes delivered keys.

use std::collections::BTreeSet;

use crate::aws::Iam;
use crate::cli::OnboardArguments;
use crate::config::{Roster, Settings};
use crate::deliver::Recipient;
use crate::domain::{Key, UserName};
use crate::lifecycle::{
    EntryPlan, Intent, Management, ObservedAccount, Renewal, RevocationPlan, UserDeletion, plan,
};

use crate::render::count;

use super::account::AccountReading;
use super::provisioning::{Presentation, Provisioning, read_policies};
use super::{CommandError, Context, ExitStatus, Refusal, revocations};

pub(super) async fn run(arguments: &OnboardArguments, context: &Context) -> Result<ExitStatus, CommandError> {
    let settings = context.settings()?;
    let roster = load(arguments, &settings, context)?;
    if arguments.prune && roster.name().is_none() {
        return Err(CommandError::usage("--prune needs a roster with a `name`").hint(
            "add `name: TEAM` to the roster: only keys that a roster of this name brought in are ever pruned",
        ));
    }
    let (session, now) = context.session().await?;
    let iam = session.iam();
    let reading = context.interruption.or(AccountReading::read(&session, &iam)).await??;
    let account = reading.complete()?;
    roster.refuse_shared_users(&account.account)?;
    let plans: Vec<EntryPlan> =
        roster.keys().map(|desired| plan(desired, &account, Renewal::WhenDue, now)).collect();
    let left = leavers(&account, &roster).len();
    if left > 0 && !arguments.prune {
        context.ui.hint(&format!(
            "the roster no longer names {} it brought in; --prune revokes",
            count(left, "user")
        ));
    }
    let blocked = plans.iter().any(|plan| matches!(plan.intent, Intent::Blocked(_)));
    if arguments.prune && (blocked || !reading.not_read().is_empty()) {
        AccountReading::warn(context, &reading.not_read());
        let message = "nothing is pruned while an entry is blocked or a part of the account was not read";
        let refusal = if blocked { Refusal::Blocked } else { Refusal::NotRead };
        let error = CommandError::refused(message, refusal);
        return Err(error.hint("run it without --prune first, mend what it names, then prune"));
    }
    let mut not_read = reading.not_read();
    let read = async {
        let versions = read_policies(&iam, &plans, &mut not_read).await?;
        let revocations = if arguments.prune { prune(&iam, &account, &roster).await } else { Vec::new() };
        Ok::<_, CommandError>((versions, revocations))
    };
    let (policy_versions, revocations) = context.interruption.or(read).await??;
    let run = Provisioning {
        session: &session,
        account: &account,
        plans,
        revocations,
        policy_versions,
        not_read,
        concurrency: arguments.concurrency.map_or_else(|| settings.concurrency(), usize::from),
        now,
    };
    let presentation = Presentation {
        output: arguments.output,
        dry_run: arguments.dry_run,
        yes: arguments.yes,
        outcome_aside: roster
            .keys()
            .any(|desired| desired.delivery.sink == crate::domain::SinkAddress::Stdout),
    };
    run.carry_out(context, &presentation).await
}

fn load(
    arguments: &OnboardArguments,
    settings: &Settings,
    context: &Context,
) -> Result<Roster, CommandError> {
    let check = |text: &str| Recipient::parse(text).map(|_| ()).map_err(|error| error.to_string());
    Ok(Roster::load(&context.inputs.source(&arguments.roster)?, settings, check)?)
}

/// The users that a roster of this name brought in and that it no longer names. Keys made one by one, and those of
/// other rosters, are never among them.
fn leavers<'a>(account: &'a ObservedAccount, roster: &Roster) -> Vec<(&'a UserName, Management)> {
    // IAM compares names without regard to case, and so does who stays.
    let folded = |user: &UserName| user.as_str().to_ascii_lowercase();
    let wanted: BTreeSet<String> =
        roster.keys().map(|desired| folded(&desired.user_name(&account.account))).collect();
    let users = account.users.values().filter(|user| !wanted.contains(&folded(&user.name)));
    let is_ours = |management: &Management| {
        let named = management.record().and_then(|record| record.roster.as_deref());
        named.is_some() && named == roster.name()
    };
    users
        .map(|user| (&user.name, Management::of(user)))
        .filter(|(_, management)| is_ours(management))
        .collect()
}

async fn prune(iam: &Iam, account: &ObservedAccount, roster: &Roster) -> Vec<RevocationPlan> {
    let mut plans = Vec::new();
    for (user, management) in leavers(account, roster) {
        let keys: Vec<Key> = account.keys_of(user).cloned().collect();
        let deletion = UserDeletion::WhenNothingIsLeft;
        plans.push(revocations::plan_for(iam, account, (user, management), &keys, deletion).await);
    }
    plans
}
