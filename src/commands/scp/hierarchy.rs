//! The levels of an organization as the command line names them, and the policies on each.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::cli::{ParameterChoice, PlacedPolicy, PolicyPlace};
use crate::commands::CommandError;
use crate::config::{Mistake, Mistakes, Place, guardrail_library};
use crate::policy::{AttachedPolicy, Effect, PolicyContent, PolicyDocument, ScpLevel, ScpLevels};

use super::named_policy::{PolicyRequest, named};

/// What AWS attaches to every root, OU and account until somebody takes it away.
///
/// Page: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html>
const FULL_ACCESS: &str = "FullAWSAccess";
const FULL_ACCESS_DOCUMENT: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;

/// The levels of the command line: root, OUs in the order in which they are named, account.
pub(super) fn hierarchy(
    policies: &[PlacedPolicy],
    parameters: &[ParameterChoice],
) -> Result<ScpLevels, CommandError> {
    let mut mistakes = Mistakes::default();
    refuse_unknown(policies, parameters, &mut mistakes);
    let mut read: Vec<(&PolicyPlace, Arc<AttachedPolicy>)> = Vec::new();
    for placed in policies {
        match named(&PolicyRequest::of_arguments("--policy", &placed.policy, &fitting(placed, parameters))) {
            Ok(policy) => read.push((&placed.place, AttachedPolicy::document(policy.name, policy.document))),
            Err(found) => found.iter().for_each(|mistake| mistakes.add(mistake.clone())),
        }
    }
    mistakes.or(())?;
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
        PolicyContent::Document(document) => {
            document.statements().iter().any(|statement| statement.effect == Effect::Allow)
        }
        PolicyContent::Unreadable => false,
    };
    if !policies.iter().any(allows)
        && let Ok(document) = PolicyDocument::parse(FULL_ACCESS_DOCUMENT)
    {
        policies.insert(0, AttachedPolicy::document(FULL_ACCESS, document));
    }
    policies
}

/// Of the parameters those that the policy has.
fn fitting(placed: &PlacedPolicy, parameters: &[ParameterChoice]) -> Vec<ParameterChoice> {
    let known = known_parameters(placed);
    parameters.iter().filter(|choice| known.contains(&choice.name)).cloned().collect()
}

fn known_parameters(placed: &PlacedPolicy) -> BTreeSet<String> {
    let library = guardrail_library();
    let policy = library.as_ref().ok().and_then(|library| library.get(placed.policy.as_str()).ok());
    let parameters = policy.map(|policy| policy.description().parameters.as_slice()).unwrap_or_default();
    parameters.iter().map(|parameter| parameter.name.clone()).collect()
}

/// A parameter goes to the policies that have it; one that none has is a mistake.
fn refuse_unknown(policies: &[PlacedPolicy], parameters: &[ParameterChoice], mistakes: &mut Mistakes) {
    let known: BTreeSet<String> = policies.iter().flat_map(known_parameters).collect();
    for choice in parameters.iter().filter(|choice| !known.contains(&choice.name)) {
        let mut mistake = Mistake::new(
            Place::Flag("--param"),
            format!("none of the policies has a parameter `{}`", choice.name),
        );
        if !known.is_empty() {
            let names: Vec<&str> = known.iter().map(String::as_str).collect();
            mistake = mistake.help(format!("they have {}", names.join(", ")));
        }
        mistakes.add(mistake);
    }
}
