//! `keys show`: one key.

use crate::cli::{OutputFormat, ShowArguments};
use crate::commands::account::AccountReading;
use crate::commands::{CommandError, Context, ExitStatus};
use crate::render::{key_details, keys_json};

pub(super) async fn run(arguments: &ShowArguments, context: &Context) -> Result<ExitStatus, CommandError> {
    let (session, now) = context.session().await?;
    let reading = context.interruption.or(AccountReading::read(&session, &session.iam())).await??;
    reading.keys()?;
    let account = &reading.identity.account;
    let not_read = reading.not_read();
    let Some(listed) = reading.listed_keys().into_iter().find(|listed| listed.key.id == arguments.id) else {
        return Err(CommandError::failed(format!(
            "account {account} has no Bedrock API key `{}`",
            arguments.id
        ))
        .hint("`bedrock-keys keys list` shows the keys there are"));
    };
    AccountReading::warn(context, &not_read);
    match arguments.output {
        OutputFormat::Table => context.ui.data(&key_details(account, &listed, now))?,
        OutputFormat::Json => context.ui.data(&keys_json(account, &[listed], &not_read, now))?,
    }
    Ok(if not_read.is_empty() { ExitStatus::Done } else { ExitStatus::CoverageIncomplete })
}
