//! Owns the organization as it would be after a change.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{AccountId, Known};
use crate::guardrail::{Organization, Path, PolicyType, Scp};
use crate::policy::PolicyDocument;

/// A policy, attached to targets or taken off them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The name of the policy; one that is there under this name is replaced.
    pub name: String,
    /// What it says then.
    pub document: Known<PolicyDocument>,
    /// Where it is attached in addition.
    pub targets: BTreeSet<String>,
    /// Where it is taken off.
    pub detached: BTreeSet<String>,
}

/// The organization as it would be. SCPs that are switched off are on then: that is part of putting one in force.
pub(super) fn changed(organization: &Organization, changes: &[Change]) -> Organization {
    let mut after = organization.clone();
    if after.policy_type == PolicyType::Disabled && !changes.is_empty() {
        after.policy_type = PolicyType::Enabled;
        let everywhere = std::iter::once(after.root.clone()).chain(after.units.keys().cloned());
        let everywhere = everywhere.chain(after.accounts.keys().map(ToString::to_string)).collect();
        // Page: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_enable-disable.html>
        if let Known::Known(policies) = &mut after.policies {
            let full = Scp {
                name: "FullAWSAccess".to_owned(),
                document: Known::Known(PolicyDocument::allow_everything()),
                targets: Known::Known(everywhere),
            };
            policies.insert("p-FullAWSAccess".to_owned(), full);
        }
    }
    let Known::Known(policies) = &mut after.policies else { return after };
    for (number, change) in changes.iter().enumerate() {
        match policies.values_mut().find(|policy| policy.name == change.name) {
            Some(there) => {
                there.document = change.document.clone();
                if let Known::Known(targets) = &mut there.targets {
                    targets.extend(change.targets.iter().cloned());
                    targets.retain(|target| !change.detached.contains(target));
                }
            }
            None => {
                let scp = Scp {
                    name: change.name.clone(),
                    document: change.document.clone(),
                    targets: Known::Known(change.targets.clone()),
                };
                policies.insert(format!("p-of-the-preview-{number}"), scp);
            }
        }
    }
    after
}

/// The accounts that changes may concern: below a target, old or new, or at a place that is not known. Their keys are
/// what a preview is about.
pub fn concerned<'organization>(
    organization: &'organization Organization,
    changes: &[Change],
) -> BTreeSet<&'organization AccountId> {
    let mut targets: BTreeSet<&str> = BTreeSet::new();
    let mut anywhere = false;
    for change in changes {
        targets.extend(change.targets.iter().chain(&change.detached).map(String::as_str));
        let there = organization.policies.as_ref().into_iter().flat_map(BTreeMap::values);
        for policy in there.filter(|policy| policy.name == change.name) {
            match &policy.targets {
                Known::Known(old) => targets.extend(old.iter().map(String::as_str)),
                Known::Unknown(_) => anywhere = true,
            }
        }
    }
    let below = |account: &&AccountId| {
        anywhere
            || targets.contains(account.as_str())
            || match organization.path(account) {
                Path::Known(path) => path.iter().any(|place| targets.contains(place.as_str())),
                Path::Unknown(_) => true,
            }
    };
    organization.accounts.keys().filter(below).collect()
}
