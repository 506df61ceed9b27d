//! Attaching and detaching policies, and whether the type is in force
//! (<https://docs.aws.amazon.com/organizations/latest/APIReference/API_AttachPolicy.html>).

use serde_json::{Value, json};

use super::change::constraint;
use super::{Change, SCP, refusal};
use crate::sandbox::state::PolicyType;
use crate::sandbox::wire::AwsError;

/// Policies that are attached directly to one root, unit or account, AWS's own among them
/// (<https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>).
const MOST_PER_TARGET: usize = 10;
const FULL_ACCESS: &str = "p-FullAWSAccess";

pub(super) fn attach_policy(change: &mut Change<'_>) -> Result<Value, AwsError> {
    let (id, target) = (change.policy_id()?, change.target_id()?);
    is_enabled(change)?;
    let attached = attached_to(change, target);
    if attached.contains(&id.to_owned()) {
        let message = "The selected policy is already attached to the specified target.";
        return Err(refusal("DuplicatePolicyAttachmentException", message));
    }
    if attached.len() >= MOST_PER_TARGET {
        let message = "You have exceeded the number of policies that can be attached to this entity.";
        return Err(constraint("MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED", message));
    }
    if let Some(policy) = change.organization.policies.get_mut(id) {
        policy.targets.insert(target.to_owned());
    }
    Ok(json!({}))
}

pub(super) fn detach_policy(change: &mut Change<'_>) -> Result<Value, AwsError> {
    let (id, target) = (change.policy_id()?, change.target_id()?);
    let attached = attached_to(change, target);
    if !attached.contains(&id.to_owned()) {
        let message = "The policy isn't attached to the specified target in the specified root.";
        return Err(refusal("PolicyNotAttachedException", message));
    }
    if attached.len() == 1 {
        let message =
            "You can't detach the last policy of this type: every root, OU and account must have one.";
        return Err(constraint("MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED", message));
    }
    if let Some(policy) = change.organization.policies.get_mut(id) {
        policy.targets.remove(target);
    }
    Ok(json!({}))
}

/// AWS answers before it is done (`PENDING_ENABLE`), and so do the next readers of the root
/// ([`super::super::consistency`]). Everything gets `FullAWSAccess`, and nothing that was attached before comes back.
///
/// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_EnablePolicyType.html>
pub(super) fn enable_policy_type(change: &mut Change<'_>) -> Result<Value, AwsError> {
    root_exists(change)?;
    change.type_is_known("PolicyType")?;
    if change.organization.policy_type == PolicyType::Enabled {
        let message = "The specified policy type is already enabled in the specified root.";
        return Err(refusal("PolicyTypeAlreadyEnabledException", message));
    }
    change.organization.policy_type = PolicyType::Enabled;
    let everywhere = change.organization.targets().collect();
    if let Some(full) = change.organization.policies.get_mut(FULL_ACCESS) {
        full.targets = everywhere;
    }
    Ok(root(change, "PENDING_ENABLE"))
}

pub(super) fn disable_policy_type(change: &mut Change<'_>) -> Result<Value, AwsError> {
    root_exists(change)?;
    change.type_is_known("PolicyType")?;
    is_enabled(change)?;
    change.organization.policy_type = PolicyType::Disabled;
    for policy in change.organization.policies.values_mut() {
        policy.targets.clear();
    }
    Ok(root(change, "PENDING_DISABLE"))
}

fn is_enabled(change: &Change<'_>) -> Result<(), AwsError> {
    match change.organization.policy_type {
        PolicyType::Enabled => Ok(()),
        PolicyType::Disabled | PolicyType::Pending => {
            let message = "The specified policy type isn't currently enabled in this root.";
            Err(refusal("PolicyTypeNotEnabledException", message))
        }
    }
}

fn root_exists(change: &Change<'_>) -> Result<(), AwsError> {
    if change.required("RootId")? == change.organization.root_id {
        Ok(())
    } else {
        Err(refusal("RootNotFoundException", "You specified a root that doesn't exist."))
    }
}

fn root(change: &Change<'_>, status: &str) -> Value {
    let (management, organization) = (change.management, &change.organization);
    let (id, root) = (&organization.id, &organization.root_id);
    json!({ "Root": {
        "Id": root,
        "Arn": format!("arn:aws:organizations::{management}:root/{id}/{root}"),
        "Name": "Root",
        "PolicyTypes": [{ "Type": SCP, "Status": status }],
    }})
}

/// The ids of the policies at a target.
fn attached_to(change: &Change<'_>, target: &str) -> Vec<String> {
    let policies = change.organization.policies.iter();
    policies.filter(|(_, policy)| policy.targets.contains(target)).map(|(id, _)| id.clone()).collect()
}
