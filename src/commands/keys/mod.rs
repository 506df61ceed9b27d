//! `keys`: one file a verb.

mod create;
mod flags;
mod identify;
mod leaked;
mod list;
mod revoke;
mod selection;
mod show;
mod switch;

use crate::apply::RevocationKind;
use crate::cli::KeysCommand;

use super::{CommandError, Context, ExitStatus};

pub(super) async fn run(command: KeysCommand, context: &Context) -> Result<ExitStatus, CommandError> {
    match command {
        KeysCommand::Create(arguments) => create::run(*arguments, context).await,
        KeysCommand::List(arguments) => list::run(&arguments, context).await,
        KeysCommand::Show(arguments) => show::run(&arguments, context).await,
        KeysCommand::Deactivate(arguments) => {
            switch::run(&arguments, RevocationKind::Deactivate, context).await
        }
        KeysCommand::Activate(arguments) => switch::run(&arguments, RevocationKind::Activate, context).await,
        KeysCommand::Revoke(arguments) => revoke::run(&arguments, context).await,
        KeysCommand::Identify(arguments) => identify::run(&arguments, context).await,
    }
}
