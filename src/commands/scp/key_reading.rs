//! What guardrails would break: the keys below their targets, read now or kept before, against the organization.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::audit::live_keys;
use crate::cli::KeyReadingArguments;
use crate::collect::{
    self, Calls, CollectError, Freshness, Limits, OrganizationListing, OrganizationReading, Request,
    Selection,
};
use crate::commands::audit::load_snapshot;
use crate::commands::{CommandError, Context};
use crate::domain::{AccountId, RoleName};
use crate::guardrail::Organization;
use crate::guardrail::coverage::{cap_of, usual_cap};
use crate::guardrail::preview::{Change, LiveKeys, Preview, concerned, preview};

/// A preview, and what the reading of its keys took.
pub(in crate::commands) struct Previewed {
    /// What would break, and what is not known.
    pub(in crate::commands) preview: Preview,
    /// The calls that were made for the keys; none where they came from a file.
    pub(in crate::commands) calls: Calls,
}

/// The organization as it was listed, and when it was read.
pub(in crate::commands) type At<'listing> = (&'listing OrganizationListing, Timestamp);

/// What the changes would break. Keys that cannot be read make no error: the preview says that they are not known.
///
/// # Errors
/// Where the file is no snapshot, or Ctrl-C was pressed.
pub(in crate::commands) async fn previewed(
    changes: &[Change],
    organization: &Organization,
    arguments: &KeyReadingArguments,
    (listing, now): At<'_>,
    context: &Context,
) -> Result<Previewed, CommandError> {
    let (keys, calls) = match &arguments.from {
        Some(file) => {
            let snapshot = load_snapshot(file, &context.inputs)?;
            let time = snapshot.taken_at.strftime("%Y-%m-%d %H:%M UTC");
            context.ui.status(&format!("keys as they were read {time}"));
            (live_keys(&snapshot, now), Calls::default())
        }
        None => read(changes, organization, arguments, (listing, now), context).await?,
    };
    // Creation is asked about at the cap that comes into force; where none does, at the usual one.
    let cap = changes.iter().filter_map(|change| change.document.as_ref().ok()).find_map(cap_of);
    let preview = preview(organization, changes, &keys, cap.unwrap_or_else(usual_cap))
        .map_err(|error| CommandError::failed(error.to_string()))?;
    Ok(Previewed { preview, calls })
}

/// The live keys of the accounts that the changes may concern. The management account is not asked: nothing changes there.
async fn read(
    changes: &[Change],
    organization: &Organization,
    arguments: &KeyReadingArguments,
    (listing, now): At<'_>,
    context: &Context,
) -> Result<(LiveKeys, Calls), CommandError> {
    let only: BTreeSet<AccountId> = concerned(organization, changes)
        .into_iter()
        .filter(|account| **account != organization.management)
        .cloned()
        .collect();
    if only.is_empty() {
        return Ok((LiveKeys::default(), Calls::default()));
    }
    let bar = context.ui.progress(0, "accounts");
    let role = arguments.role_name.clone().unwrap_or_else(RoleName::of_organizations);
    let collection = collect::organization(
        &OrganizationReading {
            listing,
            role: collect::auditor(role, arguments.external_id.clone()),
            selection: &Selection { only: only.clone(), ..Selection::default() },
            request: Request { freshness: Freshness::Unneeded, limits: Limits::AWS },
            stop: context.interruption.token(),
            begin: &|accounts| bar.set_length(accounts as u64),
            step: &|account| {
                bar.set_message(account.to_string());
                bar.inc(1);
            },
        },
        now,
    )
    .await;
    bar.finish_and_clear();
    match collection {
        Ok(collection) if collection.interrupted => Err(CommandError::interrupted()),
        Ok(collection) => Ok((live_keys(&collection.snapshot, now), collection.calls)),
        Err(CollectError::Interrupted) => Err(CommandError::interrupted()),
        Err(error) => Ok((nothing_read(only, &error), Calls::default())),
    }
}

fn nothing_read(accounts: BTreeSet<AccountId>, why: &CollectError) -> LiveKeys {
    let unread = accounts.into_iter().map(|account| (account, why.to_string()));
    LiveKeys { unread: unread.collect(), ..LiveKeys::default() }
}
