//! Which service control policies restrict an account.

use crate::policy::{AttachedPolicy, PolicyDocument, ScpLevel, ScpLevels, ScpScope};
use crate::sandbox::state::{AccountId, Organization, PolicyType, World};

/// The SCPs of an account, level by level.
pub(crate) fn scps_of(world: &World, account: &AccountId) -> ScpScope {
    let Some(organization) = &world.organization else { return ScpScope::NoneInForce };
    if *account == world.management {
        return ScpScope::ManagementAccount;
    }
    if organization.policy_type == PolicyType::Disabled {
        return ScpScope::NoneInForce;
    }
    let mut levels =
        organization.levels(account.as_str()).into_iter().map(|place| level(organization, place));
    match levels.next() {
        Some(root) => ScpScope::Levels(ScpLevels { root, below: levels.collect() }),
        None => ScpScope::NoneInForce,
    }
}

fn level(organization: &Organization, place: &str) -> ScpLevel {
    let here = organization.policies.iter().filter(|(_, policy)| policy.targets.contains(place));
    let policies = here.map(|(id, policy)| match PolicyDocument::parse(&policy.content) {
        Ok(document) => AttachedPolicy::document(id.as_str(), document),
        // Only what could be parsed was ever accepted; a file that somebody changed denies rather than allows.
        Err(_) => AttachedPolicy::unreadable(id.as_str()),
    });
    ScpLevel::new(place, policies.collect())
}
