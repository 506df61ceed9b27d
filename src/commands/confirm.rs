//! The question before anything is changed.

use crate::render::Answer;

use super::{CommandError, Context};

/// Whether a plan takes anything away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    /// It only adds.
    Adds,
    /// It takes something away.
    TakesAway,
}

/// Asks, unless the admin said yes already. Where nobody can be asked, only the sandbox goes on, and only with a plan
/// that takes nothing away: a first look should not stumble over a pipe, and nothing real is at stake.
pub(super) async fn confirm(
    context: &Context,
    question: &str,
    yes: bool,
    effect: Effect,
) -> Result<(), CommandError> {
    if yes {
        return Ok(());
    }
    match context.ui.confirm(question, context.interruption.asked_for()).await {
        Answer::Yes => Ok(()),
        Answer::Interrupted => Err(CommandError::interrupted()),
        Answer::No => Err(CommandError::failed("declined; nothing was changed")),
        Answer::Nobody if context.in_sandbox() && effect == Effect::Adds => {
            context.ui.status("sandbox: nobody to ask, going on");
            Ok(())
        }
        Answer::Nobody => Err(CommandError::usage("there is no terminal to ask on; nothing was changed")
            .hint("look at the plan with --dry-run, then pass --yes")),
    }
}
