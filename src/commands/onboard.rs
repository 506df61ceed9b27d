//! `onboard`: a roster becomes delivered keys.

use crate::aws::Iam;
use crate::cli::OnboardArguments;
use crate::config::document::Source;
use crate::config::{Roster, Settings};
use crate::deliver::Recipient;
use crate::domain::{Key, UserName};
use crate::lifecycle::{
    DesiredKey, EntryPlan, Management, ObservedAccount, Renewal, RevocationPlan, UserDeletion, plan,
};

use super::account::AccountReading;
use super::provisioning::{Presentation, Provisioning, read_policies};
use super::{CommandError, Context, ExitStatus, revocations};

pub(super) async fn run(arguments: &OnboardArguments, context: &Context) -> Result<ExitStatus, CommandError> {
    let settings = context.settings()?;
    let roster = load(arguments, &settings)?;
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

fn load(arguments: &OnboardArguments, settings: &Settings) -> Result<Roster, CommandError> {
    let check = |text: &str| Recipient::parse(text).map(|_| ()).map_err(|error| error.to_string());
    Ok(Roster::load(&Source::read(&arguments.roster)?, settings, check)?)
}

/// The users that a roster of this name brought in and that it no longer names. Keys made one by one, and those of
/// other rosters, are never among them.
async fn prune(iam: &Iam, account: &ObservedAccount, roster: &Roster) -> Vec<RevocationPlan> {
    let wanted: Vec<UserName> =
        roster.keys().map(|desired: &DesiredKey| desired.user_name(&account.account)).collect();
    let mut plans = Vec::new();
    for user in account.users.values().filter(|user| !wanted.contains(&user.name)) {
        let management = Management::of(user);
        let is_ours = management
            .record()
            .is_some_and(|record| record.roster.is_some() && record.roster.as_deref() == roster.name());
        if is_ours {
            let keys: Vec<Key> = account.keys_of(&user.name).cloned().collect();
            let deletion = UserDeletion::WhenNothingIsLeft;
            plans.push(revocations::plan_for(iam, account, &user.name, management, &keys, deletion).await);
        }
    }
    plans
}
