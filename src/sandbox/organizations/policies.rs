//! Creating, changing and deleting policies
//! (<https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreatePolicy.html>).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::change::constraint;
use super::{Change, invalid, refusal, summary, tags};
use crate::policy::{Notice, PolicyText};
use crate::sandbox::state::{IdentityPart, ServiceControlPolicy};
use crate::sandbox::wire::AwsError;

/// Characters of a document as it is sent, white space included
/// (<https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>).
const MOST_CHARACTERS: usize = 10_240;
/// Policies of an organization.
const MOST: usize = 10_000;
const LONGEST_NAME: usize = 128;
const LONGEST_DESCRIPTION: usize = 512;

pub(super) fn create_policy(change: &mut Change<'_>) -> Result<Value, AwsError> {
    change.type_is_known("Type")?;
    let name = checked_name(change.required("Name")?)?;
    let description = checked_description(change.required("Description")?)?;
    let content = checked_content(change.required("Content")?)?;
    let tags = tags::read(change.fields)?;
    is_free(change, name, None)?;
    if change.organization.policies.len() >= MOST {
        let message = "You have exceeded the number of policies that you can have in an organization.";
        return Err(constraint("POLICY_NUMBER_LIMIT_EXCEEDED", message));
    }
    change.organization.serial += 1;
    let id = IdentityPart::OrganizationPolicy.make(&change.organization.id, change.organization.serial);
    let policy = ServiceControlPolicy {
        name: name.to_owned(),
        description: description.to_owned(),
        aws_managed: false,
        content: content.to_owned(),
        targets: BTreeSet::new(),
    };
    let answer = described(change, &id, &policy);
    change.organization.policies.insert(id.clone(), policy);
    if !tags.is_empty() {
        change.organization.tags.insert(id, tags);
    }
    Ok(answer)
}

pub(super) fn update_policy(change: &mut Change<'_>) -> Result<Value, AwsError> {
    let id = change.policy_id()?;
    let fields = change.fields;
    let name = fields.text("Name")?.map(checked_name).transpose()?;
    let description = fields.text("Description")?.map(checked_description).transpose()?;
    let content = fields.text("Content")?.map(checked_content).transpose()?;
    change.own_policy(id)?;
    if let Some(name) = name {
        is_free(change, name, Some(id))?;
    }
    let policy = change.own_policy(id)?;
    if let Some(name) = name {
        name.clone_into(&mut policy.name);
    }
    if let Some(description) = description {
        description.clone_into(&mut policy.description);
    }
    if let Some(content) = content {
        content.clone_into(&mut policy.content);
    }
    let policy = policy.clone();
    Ok(described(change, id, &policy))
}

pub(super) fn delete_policy(change: &mut Change<'_>) -> Result<Value, AwsError> {
    let id = change.policy_id()?;
    if !change.own_policy(id)?.targets.is_empty() {
        let message = "The policy is attached to one or more entities. You must detach it from all roots, OUs, and \
                       accounts before performing this operation.";
        return Err(refusal("PolicyInUseException", message));
    }
    change.organization.policies.remove(id);
    change.organization.tags.remove(id);
    Ok(json!({}))
}

fn described(change: &Change<'_>, id: &str, policy: &ServiceControlPolicy) -> Value {
    let summary = summary(change.management, change.organization, id, policy);
    json!({ "Policy": { "PolicySummary": summary, "Content": policy.content } })
}

/// Names are unique among policies of a type.
fn is_free(change: &Change<'_>, name: &str, own: Option<&str>) -> Result<(), AwsError> {
    let policies = &change.organization.policies;
    if policies.iter().any(|(id, policy)| policy.name == name && Some(id.as_str()) != own) {
        let message = "A policy with the same name already exists.";
        return Err(refusal("DuplicatePolicyException", message));
    }
    Ok(())
}

fn checked_name(name: &str) -> Result<&str, AwsError> {
    match name.chars().count() {
        0 => Err(invalid("MIN_LENGTH_EXCEEDED", "You specified a name that is too short.")),
        1..=LONGEST_NAME => Ok(name),
        _ => Err(invalid("MAX_LENGTH_EXCEEDED", "You specified a name that is too long.")),
    }
}

fn checked_description(description: &str) -> Result<&str, AwsError> {
    if description.chars().count() > LONGEST_DESCRIPTION {
        return Err(invalid("MAX_LENGTH_EXCEEDED", "You specified a description that is too long."));
    }
    Ok(description)
}

/// What AWS takes as a service control policy
/// (<https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html>).
fn checked_content(content: &str) -> Result<&str, AwsError> {
    if content.chars().count() > MOST_CHARACTERS {
        let message = "You have exceeded the maximum policy size.";
        return Err(constraint("POLICY_CONTENT_LIMIT_EXCEEDED", message));
    }
    let malformed = || {
        let message =
            "The provided policy document does not meet the requirements of the specified policy type.";
        refusal("MalformedPolicyDocumentException", message)
    };
    let policy = PolicyText::new(content).parse().map_err(|_| malformed())?;
    let refused = |notice: &Notice| match notice {
        Notice::UnknownElement { .. }
        | Notice::UnknownOperator { .. }
        | Notice::PrincipalNotAllowed { .. }
        | Notice::OldLanguage
        | Notice::RepeatedSid { .. }
        | Notice::ResourceIsNoArn { .. } => true,
        Notice::VariableInOldLanguage { .. }
        | Notice::MalformedVariable { .. }
        | Notice::IncompleteArn { .. }
        | Notice::OddSid { .. }
        | Notice::ValueDoesNotFit { .. } => false,
    };
    if policy.notices.iter().any(|located| refused(&located.notice)) { Err(malformed()) } else { Ok(content) }
}
