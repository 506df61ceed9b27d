//! `keys identify`: whose a found key is.

use crate::cli::{IdentifyArguments, OutputFormat};
use crate::commands::account::AccountReading;
use crate::commands::{CommandError, Context, ExitStatus};
use crate::domain::KeyText;
use crate::render::{Identified, ListedKey, identified_json, identified_text};

use super::leaked;

pub(super) async fn run(
    arguments: &IdentifyArguments,
    context: &Context,
) -> Result<ExitStatus, CommandError> {
    let text = leaked::read(context).await?;
    let show = |found: &Identified| match arguments.output {
        OutputFormat::Table => context.ui.data(&identified_text(&text, found)),
        OutputFormat::Json => context.ui.data(&identified_json(&text, found)),
    };
    if arguments.offline {
        show(&Identified::NotAsked)?;
        return Ok(ExitStatus::Done);
    }
    let (session, now) = context.session().await?;
    let reading = context.interruption.or(AccountReading::read(&session, &session.iam())).await?;
    let reading = match reading {
        Ok(reading) => reading,
        // What the key says of itself needs no credentials, and is what a responder needs first.
        Err(error) => {
            show(&Identified::NotAsked)?;
            return Err(error);
        }
    };
    if let Err(error) = leaked::refuse_other_account(&text, &reading.identity.account) {
        show(&Identified::NotAsked)?;
        return Err(error);
    }
    let found = match_of(&reading, &text, now);
    show(&found)?;
    let not_read = reading.not_read();
    AccountReading::warn(context, &not_read);
    if let Identified::Found(listed, _) = &found {
        let adopt = if listed.management.owner().is_some() { "" } else { " --adopt" };
        context.ui.hint(&format!("`bedrock-keys keys revoke {}{adopt}` kills it", listed.key.id));
    }
    Ok(if not_read.is_empty() { ExitStatus::Done } else { ExitStatus::CoverageIncomplete })
}

fn match_of(reading: &AccountReading, text: &KeyText, now: jiff::Timestamp) -> Identified {
    let listed: Vec<ListedKey> = reading.listed_keys();
    if reading.keys().is_err() {
        return Identified::Unknown;
    }
    let found = listed.iter().find(|listed| listed.key.alias.as_ref() == Some(&text.alias));
    match found {
        Some(found) => Identified::Found(Box::new(found.clone()), now),
        None if !reading.has_all_keys() => Identified::Unknown,
        None if listed.iter().any(|listed| listed.key.alias.is_none()) => Identified::Unknown,
        None => Identified::Gone,
    }
}
