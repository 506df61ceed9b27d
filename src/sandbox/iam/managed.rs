//! Managed policies: the account's own, and those of AWS that matter for Bedrock keys.
//!
//! The documents of AWS's policies ship in `managed_policies/`, one file each, with their default version only.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use super::names::{end_of_page, entity_name, path};
use super::{documents, tags};
use crate::sandbox::operation::Context;
use crate::sandbox::state::{Account, IdentityPart, ManagedPolicy, PolicyVersion};
use crate::sandbox::wire::{AwsError, Paging, Parameters, Xml, percent_encode};

/// Characters of one managed policy, white space not counted.
const MOST_CHARACTERS: usize = 6144;

macro_rules! shipped {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("../managed_policies/", $name, ".json")))),+]
    };
}

const SHIPPED: [(&str, &str); 14] = shipped![
    "AWSCodeCommitPowerUser",
    "AWSCompromisedKeyQuarantineV3",
    "AdministratorAccess",
    "AmazonBedrockFullAccess",
    "AmazonBedrockLimitedAccess",
    "AmazonBedrockMantleFullAccess",
    "AmazonBedrockMantleInferenceAccess",
    "AmazonBedrockMantleReadOnly",
    "AmazonBedrockReadOnly",
    "IAMFullAccess",
    "IAMSelfManageServiceSpecificCredentials",
    "IAMUserChangePassword",
    "PowerUserAccess",
    "SecurityAudit",
];

/// A file of `managed_policies/`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ShippedPolicy {
    path: String,
    description: String,
    created: Timestamp,
    updated: Timestamp,
    version: u32,
    document: Value,
}

static AWS_MANAGED: LazyLock<BTreeMap<String, ManagedPolicy>> = LazyLock::new(|| {
    let shipped = SHIPPED.iter().enumerate();
    shipped.filter_map(|(number, (name, text))| read_shipped(number, name, text)).collect()
});

/// A file that does not parse would be left out here; a test holds that all of them do.
fn read_shipped(number: usize, name: &str, text: &str) -> Option<(String, ManagedPolicy)> {
    let shipped: ShippedPolicy = serde_json::from_str(text).ok()?;
    let arn = format!("arn:aws:iam::aws:policy{}{name}", shipped.path);
    let version = PolicyVersion {
        document: serde_json::to_string_pretty(&shipped.document).ok()?,
        created: shipped.updated,
    };
    let policy = ManagedPolicy {
        name: name.to_owned(),
        id: IdentityPart::Unique("ANPA").make("aws", u64::try_from(number).ok()?),
        arn: arn.clone(),
        path: shipped.path,
        description: shipped.description,
        created: shipped.created,
        versions: BTreeMap::from([(shipped.version, version)]),
        default_version: shipped.version,
        tags: Vec::new(),
    };
    Some((arn, policy))
}

/// AWS's own managed policies, by ARN.
pub(crate) fn aws_managed() -> &'static BTreeMap<String, ManagedPolicy> {
    &AWS_MANAGED
}

/// The managed policy of an ARN, as this account sees it.
pub(crate) fn policy_of<'a>(account: &'a Account, arn: &str) -> Option<&'a ManagedPolicy> {
    account.policies.get(arn).or_else(|| AWS_MANAGED.get(arn))
}

/// Refuses what is not the ARN of a policy.
pub(super) fn check_arn(arn: &str) -> Result<(), AwsError> {
    if arn.starts_with("arn:aws") && arn.contains(":policy/") && arn.len() >= 20 {
        Ok(())
    } else {
        Err(AwsError::invalid_input(format!("ARN {arn} is not valid.")))
    }
}

pub(super) fn create_policy(
    account: &mut Account,
    context: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let name = entity_name(parameters, "PolicyName", 128)?;
    let path = path(parameters)?;
    let document = parameters.required("PolicyDocument")?;
    documents::check(document)?;
    if documents::size(document) > MOST_CHARACTERS {
        return Err(AwsError::limit_exceeded(format!(
            "Cannot exceed quota for PolicySize: {MOST_CHARACTERS}"
        )));
    }
    let policy_tags = tags::read(parameters)?;
    if account.policies.values().any(|policy| policy.name.to_lowercase() == name.to_lowercase()) {
        return Err(AwsError::entity_already_exists(format!(
            "A policy called {name} already exists. Duplicate names are not allowed."
        )));
    }
    let arn = account.arn("policy", path, name);
    let version = PolicyVersion { document: document.to_owned(), created: context.now };
    let policy = ManagedPolicy {
        name: name.to_owned(),
        path: path.to_owned(),
        id: account.next_id(IdentityPart::Unique("ANPA")),
        arn: arn.clone(),
        description: parameters.text("Description").unwrap_or_default().to_owned(),
        created: context.now,
        versions: BTreeMap::from([(1, version)]),
        default_version: 1,
        tags: policy_tags,
    };
    let mut xml = Xml::new();
    xml.node("Policy", |node| write(node, &policy, account));
    account.policies.insert(arn, policy);
    Ok(xml)
}

pub(super) fn delete_policy(
    account: &mut Account,
    _: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let arn = parameters.required("PolicyArn")?;
    check_arn(arn)?;
    if !account.policies.contains_key(arn) {
        return Err(no_such_policy(arn));
    }
    if attachments(account, arn) + boundaries(account, arn) > 0 {
        return Err(AwsError::delete_conflict("Cannot delete a policy attached to entities."));
    }
    account.policies.remove(arn);
    Ok(Xml::new())
}

pub(super) fn get_policy(account: &Account, _: &Context, parameters: &Parameters) -> Result<Xml, AwsError> {
    let policy = find(account, parameters)?;
    let mut xml = Xml::new();
    xml.node("Policy", |node| {
        write(node, policy, account);
        node.leaf("Description", &policy.description);
        if !policy.tags.is_empty() {
            tags::write(node, &policy.tags);
        }
    });
    Ok(xml)
}

pub(super) fn get_policy_version(
    account: &Account,
    _: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let policy = find(account, parameters)?;
    let id = parameters.required("VersionId")?;
    let number: Option<u32> = id.strip_prefix('v').and_then(|number| number.parse().ok());
    let found = number.and_then(|number| policy.versions.get_key_value(&number));
    let (number, version) = found.ok_or_else(|| {
        AwsError::no_such_entity(format!(
            "Policy {} version {id} does not exist or is not attachable.",
            policy.arn
        ))
    })?;
    let mut xml = Xml::new();
    xml.node("PolicyVersion", |node| {
        write_version(node, policy, *number, version);
    });
    Ok(xml)
}

pub(super) fn list_policy_versions(
    account: &Account,
    context: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let policy = find(account, parameters)?;
    let paging = Paging::query(parameters, format!("versions/{}", policy.arn), context.pages)?;
    let page = paging
        .page(policy.versions.iter().map(|(number, version)| (format!("{number:09}"), (number, version))));
    let mut xml = Xml::new();
    xml.list("Versions", &page.items, |member, (number, version)| {
        member
            .leaf("VersionId", format_args!("v{number}"))
            .leaf("IsDefaultVersion", **number == policy.default_version)
            .leaf("CreateDate", version.created);
    });
    end_of_page(&mut xml, &page);
    Ok(xml)
}

pub(super) fn list_policies(
    account: &Account,
    context: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let scope = parameters.text("Scope").unwrap_or("All");
    let prefix = parameters.text("PathPrefix").unwrap_or("/");
    let only_attached = parameters.boolean("OnlyAttached")?.unwrap_or(false);
    if !matches!(scope, "All" | "AWS" | "Local") {
        return Err(AwsError::constraint(scope, "scope", "satisfy enum value set: [All, AWS, Local]"));
    }
    let paging =
        Paging::query(parameters, format!("policies/{scope}/{prefix}/{only_attached}"), context.pages)?;
    let mut policies: BTreeMap<&String, &ManagedPolicy> = BTreeMap::new();
    if scope != "Local" {
        policies.extend(AWS_MANAGED.iter());
    }
    if scope != "AWS" {
        policies.extend(account.policies.iter());
    }
    let wanted = policies.into_iter().filter(|(arn, policy)| {
        policy.path.starts_with(prefix) && (!only_attached || attachments(account, arn) > 0)
    });
    let page = paging.page(wanted);
    let mut xml = Xml::new();
    xml.list("Policies", &page.items, |member, policy| {
        write(member, policy, account);
    });
    end_of_page(&mut xml, &page);
    Ok(xml)
}

fn write(xml: &mut Xml, policy: &ManagedPolicy, account: &Account) {
    xml.leaf("PolicyName", &policy.name)
        .leaf("PolicyId", &policy.id)
        .leaf("Arn", &policy.arn)
        .leaf("Path", &policy.path)
        .leaf("DefaultVersionId", format_args!("v{}", policy.default_version))
        .leaf("AttachmentCount", attachments(account, &policy.arn))
        .leaf("PermissionsBoundaryUsageCount", boundaries(account, &policy.arn))
        .leaf("IsAttachable", true)
        .leaf("CreateDate", policy.created)
        .leaf("UpdateDate", policy.updated());
}

/// A policy with its document, as `GetAccountAuthorizationDetails` answers it.
pub(super) fn write_detail(xml: &mut Xml, policy: &ManagedPolicy, account: &Account) {
    write(xml, policy, account);
    xml.list("PolicyVersionList", &policy.versions, |member, (number, version)| {
        write_version(member, policy, *number, version);
    });
}

fn write_version(xml: &mut Xml, policy: &ManagedPolicy, number: u32, version: &PolicyVersion) {
    xml.leaf("Document", percent_encode(&version.document))
        .leaf("VersionId", format_args!("v{number}"))
        .leaf("IsDefaultVersion", number == policy.default_version)
        .leaf("CreateDate", version.created);
}

fn find<'a>(account: &'a Account, parameters: &Parameters) -> Result<&'a ManagedPolicy, AwsError> {
    let arn = parameters.required("PolicyArn")?;
    check_arn(arn)?;
    policy_of(account, arn).ok_or_else(|| no_such_policy(arn))
}

fn no_such_policy(arn: &str) -> AwsError {
    AwsError::no_such_entity(format!("Policy {arn} was not found."))
}

/// To how many users, groups and roles a policy is attached.
pub(super) fn attachments(account: &Account, arn: &str) -> usize {
    account.users.values().filter(|user| user.attached.contains(arn)).count()
        + account.groups.values().filter(|group| group.attached.contains(arn)).count()
        + account.roles.values().filter(|role| role.attached.contains(arn)).count()
}

fn boundaries(account: &Account, arn: &str) -> usize {
    account.users.values().filter(|user| user.boundary.as_deref() == Some(arn)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_policy_parses_and_is_a_policy() {
        assert_eq!(aws_managed().len(), SHIPPED.len());
        for policy in aws_managed().values() {
            for version in policy.versions.values() {
                documents::check(&version.document).unwrap();
            }
        }
    }

    #[test]
    fn the_limited_access_policy_does_not_fit_inline() {
        let policy = &aws_managed()["arn:aws:iam::aws:policy/AmazonBedrockLimitedAccess"];
        assert_eq!(policy.default_version, 9);
        assert!(documents::size(&policy.versions[&9].document) > 2048);
    }
}
