//! From flags to a snapshot.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::audit::{GuardrailFacts, GuardrailReading, Known};
use crate::cli::ReadingArguments;
use crate::collect::{
    self, CollectError, Collection, Freshness, GuardrailRequest, Limits, OrganizationListing,
    OrganizationReading, Request, Selection,
};
use crate::commands::{CommandError, Context};
use crate::domain::RoleName;

/// Reads the caller's account or its organization, and of the organization the guardrails that are asked for.
pub(super) async fn read(
    arguments: &ReadingArguments,
    guardrails: Option<GuardrailRequest>,
    context: &Context,
) -> Result<Collection, CommandError> {
    let selection = selection(arguments);
    let request = Request {
        freshness: if arguments.fresh { Freshness::Direct } else { Freshness::Report },
        limits: Limits {
            concurrency: usize::from(arguments.concurrency),
            account: Duration::from_secs(u64::from(arguments.account_timeout)),
            ..Limits::AWS
        },
    };
    let (session, now) = context.session().await?;
    if !arguments.org {
        let reading = collect::account(&session, request, now);
        return context.interruption.or(reading).await?.map_err(error);
    }
    let bar = context.ui.progress(0, "accounts");
    let role = arguments.role_name.clone().unwrap_or_else(RoleName::of_organizations);
    let listing = OrganizationListing::of(session, request.limits);
    let reading = OrganizationReading {
        listing: &listing,
        role: collect::auditor(role, arguments.external_id.clone()),
        selection: &selection,
        request,
        stop: context.interruption.token(),
        begin: &|accounts| bar.set_length(accounts as u64),
        step: &|account| {
            bar.set_message(account.to_string());
            bar.inc(1);
        },
    };
    // Policies are read two a second: beside the accounts, they take no time of their own. Where no account can be read,
    // nobody waits for them.
    let read = tokio::try_join!(collect::organization(&reading, now), async {
        Ok::<_, CollectError>(read_guardrails(&listing, guardrails, &reading.stop).await)
    });
    bar.finish_and_clear();
    let (mut collection, guardrails) = read.map_err(error)?;
    collection.snapshot.guardrails = guardrails;
    // Both count on one session, and the policies may have come last.
    collection.calls.shared = listing.session().calls().counts();
    Ok(collection)
}

/// The guardrails, as a snapshot keeps them. That they cannot be read ends no audit.
async fn read_guardrails(
    listing: &OrganizationListing,
    request: Option<GuardrailRequest>,
    stop: &CancellationToken,
) -> GuardrailReading {
    let Some(request) = request else { return GuardrailReading::NotAsked };
    match collect::guardrails(listing, &request, stop).await {
        Err(error) => GuardrailReading::NotRead(error.to_string()),
        Ok(read) => {
            let tags = match read.observed {
                Ok(observed) => Known::Known(
                    observed.policies.into_iter().map(|(id, policy)| (id, policy.tags)).collect(),
                ),
                Err(missing) => Known::Unknown(missing.join("; ")),
            };
            GuardrailReading::Read(Box::new(GuardrailFacts { organization: read.organization, tags }))
        }
    }
}

fn selection(arguments: &ReadingArguments) -> Selection {
    Selection {
        only: arguments.accounts.iter().cloned().collect(),
        excluded: arguments.exclude.iter().cloned().collect(),
        units: arguments.units.iter().cloned().collect(),
        shard: arguments.shard,
    }
}

/// What can be done instead is said here: no other command reads a single account.
fn error(error: CollectError) -> CommandError {
    let standalone = matches!(error, CollectError::Standalone);
    let error = CommandError::from(error);
    if standalone { error.hint("leave out --org to audit this account alone") } else { error }
}
