//! `scp preview`: what policies would break, before anybody attaches them. Changes nothing.

use std::collections::BTreeSet;

use crate::cli::{OutputFormat, PolicyReference, ScpPreviewArguments};
use crate::commands::audit::explained_calls;
use crate::commands::inputs::Inputs;
use crate::commands::{CommandError, Context, ExitStatus};
use crate::domain::Known;
use crate::guardrail::preview::Change;
use crate::render::guardrail::{preview_json, preview_text};

use super::key_reading::previewed;
use super::named_policy::{NamedPolicy, all_named};
use super::organization::{self, require_targets};

pub(super) async fn run(
    arguments: &ScpPreviewArguments,
    context: &Context,
) -> Result<ExitStatus, CommandError> {
    let changes = changes(arguments, &context.inputs)?;
    let (listing, now) = organization::listing(context).await?;
    let collection = organization::read(&listing, &arguments.targets, context).await?;
    let organization = &collection.organization;
    require_targets(collection.organization_id.as_str(), organization, &arguments.targets)?;
    let previewed = previewed(&changes, organization, &arguments.keys, (&listing, now), context).await?;
    let ui = &context.ui;
    if arguments.explain_calls {
        ui.status(&explained_calls(&previewed.calls.after(&collection.calls)));
    }
    let preview = &previewed.preview;
    ui.data(&match arguments.output {
        OutputFormat::Table => preview_text(preview, organization, ui.data_width()),
        OutputFormat::Json => preview_json(collection.organization_id.as_str(), preview, organization),
    })?;
    Ok(if preview.is_complete() { ExitStatus::Done } else { ExitStatus::CoverageIncomplete })
}

/// The policies as they would be attached.
fn changes(arguments: &ScpPreviewArguments, inputs: &Inputs) -> Result<Vec<Change>, CommandError> {
    let targets: BTreeSet<String> = arguments.targets.iter().map(ToString::to_string).collect();
    let references: Vec<&PolicyReference> = arguments.policies.iter().collect();
    let change = |policy: NamedPolicy| Change {
        name: policy.name,
        document: Known::Known(policy.document),
        targets: targets.clone(),
        detached: BTreeSet::new(),
    };
    let policies = all_named("POLICY", &references, &arguments.parameters, inputs)?;
    Ok(policies.into_iter().map(change).collect())
}
