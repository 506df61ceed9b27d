//! `keys list`: every Bedrock key of the account, on any user.

use jiff::Timestamp;

use crate::cli::{ListArguments, TableFormat};
use crate::commands::account::AccountReading;
use crate::commands::{CommandError, Context, ExitStatus};
use crate::render::{ListedKey, keys_csv, keys_json, keys_summary, keys_table};

pub(super) async fn run(arguments: &ListArguments, context: &Context) -> Result<ExitStatus, CommandError> {
    let (session, now) = context.session().await?;
    let reading = context.interruption.or(AccountReading::read(&session, &session.iam())).await??;
    let account = &reading.identity.account;
    let not_read = reading.not_read();
    let mut keys: Vec<ListedKey> = reading.listed_keys();
    let all = keys.len();
    keys.retain(|listed| is_wanted(listed, arguments, now));
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

/// A key whose owner is not known stays in a list filtered by owner: it may be the one that was asked for, and the
/// warning beside it says why it is there.
fn is_wanted(listed: &ListedKey, arguments: &ListArguments, now: Timestamp) -> bool {
    let owner = arguments.owner.as_deref().is_none_or(|owner| listed.may_belong_to(owner));
    let status = arguments.status.is_empty()
        || arguments.status.iter().any(|status| status == listed.key.status(now).as_str());
    let ending = arguments.expiring_within.is_none_or(|window| listed.key.expiry.is_within(window, now));
    owner && status && ending
}
