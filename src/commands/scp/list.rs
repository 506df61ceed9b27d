//! `scp list`: the guardrails that ship with the program.

use crate::cli::{OutputFormat, ScpListArguments};
use crate::commands::{CommandError, Context, ExitStatus};
use crate::render::guardrail::{library_json, library_table};

use super::named_policy::library;

pub(super) fn run(arguments: &ScpListArguments, context: &Context) -> Result<ExitStatus, CommandError> {
    let library = library()?;
    match arguments.output {
        OutputFormat::Table => {
            context.ui.data(&library_table(&library, context.ui.data_width()))?;
            context.ui.hint("`scp show NAME` prints one and says what it does not do");
        }
        OutputFormat::Json => context.ui.data(&library_json(&library))?,
    }
    Ok(ExitStatus::Done)
}
