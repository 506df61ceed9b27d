//! The organization of a guardrail command, read policy by policy.

use jiff::Timestamp;

use crate::collect::{self, GuardrailCollection, GuardrailRequest, Limits, OrganizationListing};
use crate::commands::{CommandError, Context, Refusal};
use crate::domain::{TargetId, printable};
use crate::guardrail::Organization;

/// The caller's organization, of which nothing was read yet, and the time.
///
/// # Errors
/// Where there is no session.
pub(super) async fn listing(context: &Context) -> Result<(OrganizationListing, Timestamp), CommandError> {
    let (session, now) = context.session().await?;
    Ok((OrganizationListing::of(session, Limits::AWS), now))
}

/// Reads an organization, and looks for these targets in it.
///
/// # Errors
/// Where nothing at all can be said about it.
pub(super) async fn read(
    listing: &OrganizationListing,
    targets: &[TargetId],
    context: &Context,
) -> Result<GuardrailCollection, CommandError> {
    let units = targets.iter().filter_map(|target| match target {
        TargetId::Unit(unit) => Some(unit.clone()),
        TargetId::Account(_) => None,
    });
    let request = GuardrailRequest { targets: units.collect(), ..GuardrailRequest::default() };
    let read = collect::guardrails(listing, &request, &context.interruption.token()).await?;
    match read.unread_targets.iter().next() {
        None => Ok(read),
        Some((unit, why)) => {
            let message = format!("whether there is a `{unit}` could not be read, so nothing is said: {why}");
            Err(CommandError::refused(&message, Refusal::NotRead))
        }
    }
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
    Err(error.hint(places_of(organization)))
}

/// Where the organization has what can be a target: its root, its first few OUs, and the way to see them all.
pub(super) fn places_of(organization: &Organization) -> String {
    const NAMED: usize = 5;
    let units = organization.units.iter().take(NAMED);
    let units: Vec<String> =
        units.map(|(id, unit)| format!("`{}` {}", printable(id), printable(&unit.name))).collect();
    let more = match organization.units.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let units = match units.as_slice() {
        [] => String::new(),
        units => format!(", its units are {}{more}", units.join(", ")),
    };
    format!(
        "its root is `{}`{units}; `scp audit --format html=FILE` shows the tree with all ids",
        printable(&organization.root)
    )
}
