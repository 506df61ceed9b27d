//! What is there, read in full: what is not known is not changed.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::collect::{self, GuardrailCollection, GuardrailRequest, OrganizationListing};
use crate::commands::{CommandError, Context, Refusal};
use crate::domain::{TargetId, UnitId};
use crate::guardrail::plan::{ObservedPolicies, PlanRefusal};

use super::organization::{self, places_of};

/// An organization that was read for a plan.
pub(super) struct Observation {
    pub(super) listing: OrganizationListing,
    pub(super) now: Timestamp,
    pub(super) collection: GuardrailCollection,
    pub(super) policies: ObservedPolicies,
}

/// Reads the caller's organization for a command, `scp apply`, with the tags of the policies of these names.
///
/// # Errors
/// Where anything is missing that a plan needs; nothing was changed then.
pub(super) async fn observe(
    command: &'static str,
    names: BTreeSet<String>,
    targets: impl Iterator<Item = &str>,
    context: &Context,
) -> Result<Observation, CommandError> {
    let (listing, now) = organization::listing(context).await?;
    let unit = |target: &str| match target.parse::<TargetId>() {
        Ok(TargetId::Unit(unit)) => Some(unit),
        Ok(TargetId::Account(_)) | Err(_) => None,
    };
    let units: BTreeSet<UnitId> = targets.filter_map(unit).collect();
    let request = GuardrailRequest { named: names, targets: units };
    let token = context.interruption.token();
    let collection = collect::guardrails(&listing, &request, &token).await?;
    match collection.observed.clone() {
        Ok(policies) => Ok(Observation { listing, now, collection, policies }),
        Err(gaps) => {
            let message = format!(
                "organization {} was not read in full, so nothing was changed:\n  {}",
                collection.organization_id,
                gaps.join("\n  ")
            );
            let hint =
                format!("`bedrock-keys doctor --policy '{command}'` shows what a caller must be allowed");
            Err(CommandError::refused(&message, Refusal::NotRead).hint(hint))
        }
    }
}

impl Observation {
    /// Why nothing was planned, all reasons at once.
    pub(super) fn refused(&self, refusals: &[PlanRefusal]) -> CommandError {
        let reasons: Vec<String> = refusals.iter().map(ToString::to_string).collect();
        let message = match reasons.as_slice() {
            [only] => format!("{only}; nothing was changed"),
            several => format!("nothing was changed, because\n  {}", several.join("\n  ")),
        };
        let is = |wanted: fn(&PlanRefusal) -> bool| refusals.iter().any(wanted);
        let unknown = is(|refusal| matches!(refusal, PlanRefusal::PolicyTypeUnknown { .. }));
        let refusal = if unknown { Refusal::NotRead } else { Refusal::Blocked };
        let error = CommandError::refused(&message, refusal);
        if is(|refusal| matches!(refusal, PlanRefusal::UnknownTarget { .. })) {
            error.hint(places_of(&self.collection.organization))
        } else {
            error
        }
    }
}
