//! Owns what of an organization was not read, each thing once, in the sentences that reports and previews share.

use crate::domain::{AccountState, Known, first_few};
use crate::guardrail::{Organization, Path, PolicyType};

/// What of an organization was not read.
pub fn gaps(organization: &Organization) -> Vec<String> {
    policy_gaps(organization).into_iter().chain(account_gaps(organization)).collect()
}

/// What of the policies was not read: whether they are in force, what they say, where they are attached.
pub(super) fn policy_gaps(organization: &Organization) -> Vec<String> {
    let mut gaps = Vec::new();
    match &organization.policy_type {
        PolicyType::Enabled | PolicyType::Disabled => {}
        PolicyType::PendingEnable => {
            gaps.push("service control policies are being switched on; run this again later".to_owned());
        }
        PolicyType::Unknown(why) => {
            gaps.push(format!("whether service control policies are in force: {why}"));
        }
    }
    match &organization.policies {
        Known::Unknown(why) => gaps.push(format!("the service control policies: {why}")),
        Known::Known(policies) => {
            for (id, policy) in policies {
                if let Known::Unknown(why) = &policy.document {
                    gaps.push(format!("what policy `{}` ({id}) says: {why}", policy.name));
                }
                if let Known::Unknown(why) = &policy.targets {
                    gaps.push(format!("what policy `{}` ({id}) is attached to: {why}", policy.name));
                }
            }
        }
    }
    let bare = organization.without_policy();
    if !bare.is_empty() {
        const NAMED: usize = 5;
        let some = first_few(bare.iter().cloned(), NAMED);
        gaps.push(format!(
            "which policies are attached to {some}: none was listed there, and AWS keeps at least one"
        ));
    }
    gaps
}

/// What of the accounts was not read: their states and their places.
pub(super) fn account_gaps(organization: &Organization) -> Vec<String> {
    let mut gaps = Vec::new();
    for (account, member) in &organization.accounts {
        if let AccountState::Unknown(why) = &member.state {
            gaps.push(format!("the state of account {account}: {why}"));
        }
        if let (Path::Unknown(why), false) = (organization.path(account), *account == organization.management)
        {
            gaps.push(format!("where account {account} is: {why}"));
        }
    }
    gaps
}
