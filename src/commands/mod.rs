//! The verbs: one file each, and the only place where configuration, AWS, plans and words meet.
//!
//! A command reads top to bottom: resolve what was asked, read what is there, plan, show, ask, apply, render.

mod account;
mod audit;
mod completions;
mod confirm;
mod context;
mod doctor;
mod error;
mod exit;
mod inputs;
mod interruption;
mod keys;
mod logs;
mod onboard;
mod provisioning;
mod revocations;
pub mod roles;
mod sandbox;
mod scp;

use crate::cli::{Cli, Command};
use crate::config::Colour;
use crate::render::Ui;

pub use context::Context;
pub use error::{CommandError, Refusal, Report};
pub use exit::ExitStatus;

/// Runs a command.
pub async fn run(cli: Cli, context: &Context) -> Result<ExitStatus, CommandError> {
    let ended = match cli.command {
        Command::Keys(command) => keys::run(command, context).await,
        Command::Onboard(arguments) => onboard::run(&arguments, context).await,
        Command::Audit(command) => audit::run(&command, context).await,
        Command::Scp(command) => scp::run(command, context).await,
        Command::Doctor(arguments) => doctor::run(&arguments, context).await,
        Command::Sandbox(command) => sandbox::run(&command, context).await,
        Command::Completions { shell } => completions::run(shell, context),
    };
    // Files are read before anything is changed. To whoever reads one, an interruption is a file that cannot be read.
    context.inputs.unless_given_up(ended)
}

/// Shows an error with what to do next.
pub fn report(ui: &Ui, error: &CommandError) {
    match error.report() {
        Report::Message(message) => ui.error(message),
        Report::Mistakes(mistakes) => {
            let colour = if ui.colours_errors() { Colour::Terminal } else { Colour::None };
            ui.status(&mistakes.render(colour));
        }
        Report::Silent => {}
    }
    error.hints().iter().for_each(|hint| ui.hint(hint));
}
