//! `keys list`: every Bedrock key of the account, on any user.

use jiff::Timestamp;

use crate::cli::{ListArguments, TableFormat};
use crate::commands::account::AccountReading;
use crate::commands::{CommandError, Context, ExitStatus};
use crate::domain::KeyStatus;
use crate::render::{ListedKey, keys_csv, keys_json, keys_summary, keys_table};

pub(super) async fn run(arguments: &ListArguments, context: &Context) -> Result<ExitStatus, CommandError> {
    let (session, now) = context.session().await?;
    let reading = context.interruption.or(AccountReading::read(&session, &session.iam())).await??;
    let account = &reading.identity.account;
    let mut not_read = reading.not_read();
    let mut keys: Vec<ListedKey> = reading.listed_keys();
    let all = keys.len();
    keys.retain(|listed| is_wanted(listed, arguments, now));
    not_read.extend(keys.iter().filter_map(|listed| doubt(listed, arguments, now)));
    AccountReading::warn(context, &not_read);
    match arguments.output {
        TableFormat::Table => {
            if !keys.is_empty() {
                context.ui.data(&keys_table(&keys, now, context.ui.data_width()))?;
            }
            // What was not read may hold more keys, and then "no key" would be a guess.
            if not_read.is_empty() || !keys.is_empty() {
                context.ui.status(&format!("account {account}, {}", keys_summary(&keys, all, now)));
            }
        }
        TableFormat::Json => context.ui.data(&keys_json(account, &keys, &not_read, now))?,
        TableFormat::Csv => context.ui.data(&keys_csv(account, &keys, now))?,
    }
    Ok(if not_read.is_empty() { ExitStatus::Done } else { ExitStatus::CoverageIncomplete })
}

/// A key whose owner or status is not known stays in a list filtered by it: it may be the one that was asked for, and the
/// warning beside it says why it is there.
fn is_wanted(listed: &ListedKey, arguments: &ListArguments, now: Timestamp) -> bool {
    let owner = arguments.owner.as_deref().is_none_or(|owner| listed.may_belong_to(owner));
    let status = has_status(listed, arguments, now) || is_doubtful(listed, arguments, now);
    let ending = arguments.expiring_within.is_none_or(|window| listed.key.expiry.is_within(window, now));
    owner && status && ending
}

fn has_status(listed: &ListedKey, arguments: &ListArguments, now: Timestamp) -> bool {
    let own = listed.key.status(now);
    arguments.status.is_empty() || arguments.status.iter().any(|status| status == own.as_str())
}

/// Whether a key may have the status that was asked for: IAM named one that this program does not know.
fn is_doubtful(listed: &ListedKey, arguments: &ListArguments, now: Timestamp) -> bool {
    !has_status(listed, arguments, now) && listed.key.status(now) == KeyStatus::Unknown
}

fn doubt(listed: &ListedKey, arguments: &ListArguments, now: Timestamp) -> Option<String> {
    is_doubtful(listed, arguments, now).then(|| format!("the status of key {}", listed.key.id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Expiry, Key};
    use crate::render::ListedManagement;

    #[test]
    fn a_key_of_unknown_status_is_in_every_list_and_named_where_one_was_asked_for() {
        let now: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
        let key = |recorded| ListedKey {
            key: Key {
                id: "ACCAEXAMPLE0000000001".parse().unwrap(),
                user: "alice".parse().unwrap(),
                alias: None,
                recorded,
                created: now,
                expiry: Expiry::Never,
            },
            management: ListedManagement::Unmanaged,
        };
        let listing = |statuses: &[&str]| {
            let status = statuses.iter().map(|&status| status.to_owned()).collect();
            ListArguments { status, owner: None, expiring_within: None, output: TableFormat::Table }
        };
        for (recorded, statuses, wanted, doubtful) in [
            (KeyStatus::Unknown, &["active"][..], true, true),
            (KeyStatus::Unknown, &["unknown"], true, false),
            (KeyStatus::Unknown, &[], true, false),
            (KeyStatus::Inactive, &["active"], false, false),
            (KeyStatus::Active, &["active"], true, false),
        ] {
            let (key, arguments) = (key(recorded), listing(statuses));
            assert_eq!(is_wanted(&key, &arguments, now), wanted, "{recorded:?} {statuses:?}");
            assert_eq!(doubt(&key, &arguments, now).is_some(), doubtful, "{recorded:?} {statuses:?}");
        }
    }
}
