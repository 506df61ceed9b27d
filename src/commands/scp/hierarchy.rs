//! The levels of an organization as the command line names them, and the policies on each.

use std::sync::Arc;

use crate::cli::{ParameterChoice, PlacedPolicy, PolicyPlace, PolicyReference};
use crate::commands::CommandError;
use crate::commands::inputs::Inputs;
use crate::policy::{AttachedPolicy, PolicyContent, PolicyDocument, ScpLevel, ScpLevels};

use super::named_policy::all_named;

/// What AWS attaches to every root, OU and account until somebody takes it away.
///
/// Page: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html>
const FULL_ACCESS: &str = "FullAWSAccess";

/// The levels of the command line: root, OUs in the order in which they are named, account.
pub(super) fn hierarchy(
    policies: &[PlacedPolicy],
    parameters: &[ParameterChoice],
    inputs: &Inputs,
) -> Result<ScpLevels, CommandError> {
    let references: Vec<&PolicyReference> = policies.iter().map(|placed| &placed.policy).collect();
    let documents = all_named("--policy", &references, parameters, inputs)?
        .into_iter()
        .map(|policy| AttachedPolicy::document(policy.name, policy.document));
    let read: Vec<(&PolicyPlace, Arc<AttachedPolicy>)> =
        policies.iter().map(|placed| &placed.place).zip(documents).collect();
    let at = |place: &PolicyPlace, label: &str| {
        let here = read.iter().filter(|(other, _)| *other == place).map(|(_, policy)| Arc::clone(policy));
        ScpLevel::new(label, beside_full_access(here.collect()))
    };
    let mut below: Vec<ScpLevel> = Vec::new();
    for placed in policies {
        if let PolicyPlace::Unit(name) = &placed.place
            && !below.iter().any(|level| level.label.as_str() == name)
        {
            below.push(at(&placed.place, name));
        }
    }
    if policies.iter().any(|placed| placed.place == PolicyPlace::Account) {
        below.push(at(&PolicyPlace::Account, "account"));
    }
    Ok(ScpLevels { root: at(&PolicyPlace::Root, "root"), below })
}

/// Policies that only deny stand beside the one that AWS attaches.
fn beside_full_access(mut policies: Vec<Arc<AttachedPolicy>>) -> Vec<Arc<AttachedPolicy>> {
    let allows = |policy: &Arc<AttachedPolicy>| match &policy.content {
        PolicyContent::Document(document) => document.allows_something(),
        PolicyContent::Unreadable => false,
    };
    if !policies.iter().any(allows) {
        policies.insert(0, AttachedPolicy::document(FULL_ACCESS, PolicyDocument::allow_everything()));
    }
    policies
}
