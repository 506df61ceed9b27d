//! The organization of a guardrail command, read policy by policy.

use crate::aws::Session;
use crate::collect::{self, CollectError, GuardrailCollection, GuardrailRequest};
use crate::commands::{CommandError, Context};
use crate::domain::TargetId;
use crate::guardrail::Organization;

/// Reads the caller's organization, and looks for these targets in it.
///
/// # Errors
/// Where nothing at all can be said about it.
pub(super) async fn read(
    session: &Session,
    targets: &[TargetId],
    context: &Context,
) -> Result<GuardrailCollection, CommandError> {
    let units = targets.iter().filter_map(|target| match target {
        TargetId::Unit(unit) => Some(unit.clone()),
        TargetId::Account(_) => None,
    });
    let request = GuardrailRequest { targets: units.collect(), ..GuardrailRequest::default() };
    let read = collect::guardrails(session, &request, &context.interruption.token()).await;
    read.map_err(|failed| error(&failed))
}

/// Refuses a target that the organization does not have.
pub(super) fn require_targets(
    id: &str,
    organization: &Organization,
    targets: &[TargetId],
) -> Result<(), CommandError> {
    let missing: Vec<String> = targets
        .iter()
        .filter(|target| !organization.has_target(target.as_str()))
        .map(|target| format!("`{target}`"))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let missing = missing.join(", ");
    let error = CommandError::failed(format!("organization {id} has no {missing}, or it could not be read"));
    Err(error
        .hint(format!("its root is `{}`; `scp audit` shows the whole tree with its ids", organization.root)))
}

/// Why nothing at all can be said.
pub(super) fn error(error: &CollectError) -> CommandError {
    match error {
        CollectError::NoIdentity(cause) => CommandError::no_identity(cause),
        CollectError::Accounts(cause) | CollectError::Organization(cause) => {
            CommandError::nothing_read(error.to_string(), cause)
                .hint("an organization is read from its management account or from a delegated administrator")
        }
        CollectError::Standalone => CommandError::failed(error.to_string()),
        CollectError::NothingChosen(_) => CommandError::usage(error.to_string()),
        CollectError::Interrupted => CommandError::interrupted(),
    }
}
