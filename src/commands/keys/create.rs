//! `keys create`: one key, by the rules of a roster entry.

use crate::cli::CreateArguments;
use crate::commands::account::AccountReading;
use crate::commands::provisioning::{Presentation, Provisioning, read_policies};
use crate::commands::{CommandError, Context, ExitStatus};
use crate::config::{KeyRequest, Settings};
use crate::deliver::Recipient;
use crate::domain::SinkAddress;
use crate::lifecycle::{DesiredKey, Intent, Management, Renewal, plan};

use super::flags::request;

pub(super) async fn run(arguments: CreateArguments, context: &Context) -> Result<ExitStatus, CommandError> {
    let settings = context.settings()?;
    let desired = resolved(&arguments, &settings)?;
    if desired.lifetime.is_none() {
        context.ui.warning(
            "this key never ends: whoever finds it years later can use it, no run will renew it, and no audit will \
             see it lapse",
        );
        if !arguments.yes && !arguments.dry_run {
            return Err(CommandError::usage("a key that never ends needs --yes")
                .hint("give it an end with --expires-in 90d, or pass --yes with --never-expires"));
        }
    }
    let (session, now) = context.session().await?;
    let iam = session.iam();
    let reading = context.interruption.or(AccountReading::read(&session, &iam)).await??;
    let account = reading.complete()?;
    let renewal = if arguments.renew { Renewal::Now } else { Renewal::WhenDue };
    let planned = plan(&desired, &account, renewal, now);
    let standing = account.users.get(&planned.user).map(Management::of);
    let planned = match standing {
        Some(standing) if !says_what_the_user_is(&arguments) => planned.about_keys_alone(&standing),
        Some(_) | None => planned,
    };
    let plans = vec![planned];
    if plans.iter().all(|plan| plan.intent == Intent::Nothing) {
        context.ui.hint(
            "the owner has a key for this; --renew issues a second one, --purpose tells two keys apart",
        );
    }
    let mut not_read = reading.not_read();
    let read = read_policies(&iam, &plans, &mut not_read);
    let policy_versions = context.interruption.or(read).await??;
    let run = Provisioning {
        session: &session,
        account: &account,
        plans,
        revocations: Vec::new(),
        policy_versions,
        not_read,
        concurrency: 1,
        now,
    };
    let presentation = Presentation {
        output: arguments.output,
        dry_run: arguments.dry_run,
        yes: arguments.yes,
        // Standard output belongs to the secret.
        outcome_aside: desired.delivery.sink == SinkAddress::Stdout,
    };
    run.carry_out(context, &presentation).await
}

/// Whether a flag asks for something of the user itself, an existing one included.
fn says_what_the_user_is(arguments: &CreateArguments) -> bool {
    arguments.policy.is_some()
        || arguments.boundary.is_some()
        || arguments.adopt.is_some()
        || !arguments.models.is_empty()
        || !arguments.regions.is_empty()
        || !arguments.source_ips.is_empty()
        || !arguments.tags.is_empty()
}

fn resolved(arguments: &CreateArguments, settings: &Settings) -> Result<DesiredKey, CommandError> {
    let request: KeyRequest = request(arguments)?;
    let check = |text: &str| Recipient::parse(text).map(|_| ()).map_err(|error| error.to_string());
    Ok(request.resolve(settings, check)?)
}
