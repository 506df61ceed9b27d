//! `keys show`: one key.

use crate::cli::{OutputFormat, ShowArguments};
use crate::commands::account::AccountReading;
use crate::commands::{CommandError, Context, ExitStatus};
use crate::config::choice::LifetimeChoice;
use crate::config::{Field, KeyRequest, Terms};
use crate::deliver::{Addressee, Handover, note_again};
use crate::domain::{AccountId, Owner, Purpose, SinkAddress};
use crate::render::{ListedKey, ListedManagement, key_details, keys_json};

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
        _ if arguments.note => context.ui.data(&note_again(&handover(account, &listed, context)?))?,
        OutputFormat::Table => context.ui.data(&key_details(account, &listed, now))?,
        OutputFormat::Json => context.ui.data(&keys_json(account, &[listed], &not_read, now))?,
    }
    Ok(if not_read.is_empty() { ExitStatus::Done } else { ExitStatus::CoverageIncomplete })
}

/// What the note says of a key; Region and model of its examples are those of a new key of the same owner.
fn handover(account: &AccountId, listed: &ListedKey, context: &Context) -> Result<Handover, CommandError> {
    let unknown = || {
        CommandError::failed(format!(
            "whose key `{}` is, is not known, and so not whom a note would be for",
            listed.key.id
        ))
        .hint("a note is for keys of users that this tool manages; `--adopt` takes a user over")
    };
    let ListedManagement::Managed(record) = &listed.management else { return Err(unknown()) };
    let owner: Owner = record.owner.parse().map_err(|_| unknown())?;
    let purpose: Purpose = record.purpose.parse().map_err(|_| unknown())?;
    // Only the examples are taken from what is resolved: lifetime and sink are there because a request needs them.
    let terms = Terms {
        lifetime: Field::from_flag("--note", Some(LifetimeChoice::Ends(crate::domain::Lifetime::nearest(1)))),
        sink: Field::from_flag("--note", Some(SinkAddress::Stdout)),
        ..Terms::default()
    };
    let request = KeyRequest { terms, ..KeyRequest::new(owner.clone(), purpose.clone()) };
    let desired = request.resolve(&context.settings()?, |_| Ok(()))?;
    let key = &listed.key;
    Ok(Handover {
        addressee: Addressee { account: account.clone(), owner, purpose },
        user: key.user.clone(),
        credential: key.id.clone(),
        issued: key.created,
        expiry: key.expiry,
        region: desired.delivery.region,
        model: desired.delivery.model,
    })
}
