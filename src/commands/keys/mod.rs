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

use crate::cli::KeysCommand;
use crate::lifecycle::Switch;

use super::{CommandError, Context, ExitStatus};

pub(super) async fn run(command: KeysCommand, context: &Context) -> Result<ExitStatus, CommandError> {
    match command {
        KeysCommand::Create(arguments) => create::run(*arguments, context).await,
        KeysCommand::List(arguments) => list::run(&arguments, context).await,
        KeysCommand::Show(arguments) => show::run(&arguments, context).await,
        KeysCommand::Deactivate(arguments) => switch::run(&arguments, Switch::Off, context).await,
        KeysCommand::Activate(arguments) => switch::run(&arguments, Switch::On, context).await,
        KeysCommand::Revoke(arguments) => revoke::run(&arguments, context).await,
        KeysCommand::Identify(arguments) => identify::run(&arguments, context).await,
    }
}
