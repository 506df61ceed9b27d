//! `scp show`: a policy as AWS would get it.
//!
//! The document is the data and goes to standard output alone; what is said about it goes to standard error.

use crate::cli::{OutputFormat, ScpShowArguments};
use crate::commands::{CommandError, Context, ExitStatus};
use crate::render::guardrail::{description_text, policy_json, policy_minified, policy_size, policy_text};

use super::named_policy::{NamedPolicy, PolicyOrigin, PolicyRequest, library, named};

pub(super) fn run(arguments: &ScpShowArguments, context: &Context) -> Result<ExitStatus, CommandError> {
    let request = PolicyRequest::of_arguments("POLICY", &arguments.policy, &arguments.parameters);
    let ui = &context.ui;
    let policy = match named(&request, &context.inputs) {
        Ok(policy) => policy,
        Err(mistakes) => {
            // Whoever does not know which parameters there are learns it here, beside what is wrong with them.
            if let Ok(policy) = library()?.get(arguments.policy.as_str()) {
                ui.status(&description_text(policy.description(), ui.status_width()));
            }
            return Err(mistakes.into());
        }
    };
    let NamedPolicy { document, origin, .. } = &policy;
    let description = match origin {
        PolicyOrigin::Library(description) => Some(description.as_ref()),
        PolicyOrigin::File(_) => None,
    };
    match arguments.output {
        OutputFormat::Json => ui.data(&policy_json(&policy.name, description, document))?,
        OutputFormat::Table if arguments.minified => {
            ui.data(&policy_minified(document))?;
            ui.status(&policy_size(&policy.name, document));
        }
        OutputFormat::Table => {
            if let Some(description) = description {
                ui.status(&description_text(description, ui.status_width()));
            }
            ui.data(&policy_text(document))?;
            ui.status(&policy_size(&policy.name, document));
        }
    }
    Ok(ExitStatus::Done)
}
