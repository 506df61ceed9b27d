//! A leaked key: read without showing it, understood offline, found in the account.

use crate::commands::{CommandError, Context};
use crate::domain::{AccountId, CredentialAlias, Key, KeyText};

/// Reads a key from the prompt or standard input. The text is wiped once its public part is out of it.
pub(super) async fn read(context: &Context) -> Result<KeyText, CommandError> {
    let ui = context.ui;
    let ask = move || ui.read_secret("Leaked key (not shown)");
    // The prompt has the terminal in a state of its own, and is waited for. A pipe may stay open for ever, so that it is read
    // in a thread that can be left behind.
    let text = if ui.is_interactive() {
        ask()
    } else {
        let (sender, receiver) = tokio::sync::oneshot::channel();
        // The other end is dropped where the wait was given up.
        std::thread::spawn(move || sender.send(ask()).is_ok());
        context.interruption.or(receiver).await?.unwrap_or_else(|error| Err(std::io::Error::other(error)))
    };
    let text = text.map_err(|error| CommandError::failed(format!("cannot read the key: {error}")))?;
    KeyText::parse(&text).map_err(|error| {
        CommandError::usage(error.to_string()).hint("paste the key itself, or the line it stands in")
    })
}

/// Refuses to look for a key in an account it does not belong to.
pub(super) fn refuse_other_account(text: &KeyText, account: &AccountId) -> Result<(), CommandError> {
    if text.account == *account {
        return Ok(());
    }
    let message = format!("the key belongs to account {}, and your credentials to {account}", text.account);
    Err(CommandError::failed(message)
        .hint(format!("run this again with credentials of account {}", text.account)))
}

/// The key with this alias. The alias is compared rather than the user: renaming the user does not change it.
pub(super) fn find<'a>(keys: &'a [Key], alias: &CredentialAlias) -> Option<&'a Key> {
    keys.iter().find(|key| key.alias.as_ref() == Some(alias))
}

/// Keys of whose alias nothing is known; while there are any, a key that was not found is not known to be gone.
pub(super) fn without_alias(keys: &[Key]) -> usize {
    keys.iter().filter(|key| key.alias.is_none()).count()
}
