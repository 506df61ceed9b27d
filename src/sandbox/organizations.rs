//! Organizations: the tree, its accounts, and the policies on it
//! (<https://docs.aws.amazon.com/organizations/latest/APIReference/API_Operations.html>).
//!
//! Owns the table of operations and the reads; what changes policies, attachments and tags is in `organizations/`.

mod attachments;
mod change;
mod policies;
mod tags;

pub(crate) use change::Change;

use serde_json::{Value, json};

use super::operation::Context;
use super::state::{AccountId, MemberAccount, Organization, PolicyType, ServiceControlPolicy, Target, World};
use super::wire::{AwsError, Fields, Page, Paging, epoch};

/// Entries of one page, and the default.
const MOST: usize = 20;
const SCP: &str = "SERVICE_CONTROL_POLICY";

/// What an operation is given.
pub(crate) struct Request<'a> {
    pub(crate) management: &'a AccountId,
    pub(crate) organization: &'a Organization,
    pub(crate) context: &'a Context,
    pub(crate) fields: &'a Fields,
}

/// An operation: reads are given the organization, writes may change it, and only writes are saved.
#[derive(Clone, Copy)]
pub(crate) enum Handler {
    Read(fn(&Request<'_>) -> Result<Value, AwsError>),
    Write(fn(&mut Change<'_>) -> Result<Value, AwsError>),
}

/// The operation of a name; nothing for one the sandbox does not answer.
pub(crate) fn operation(name: &str) -> Option<Handler> {
    use Handler::{Read, Write};
    Some(match name {
        "DescribeOrganization" => Read(describe_organization),
        "ListRoots" => Read(list_roots),
        "ListAccounts" => Read(list_accounts),
        "DescribeAccount" => Read(describe_account),
        "ListAccountsForParent" => Read(list_accounts_for_parent),
        "ListOrganizationalUnitsForParent" => Read(list_organizational_units_for_parent),
        "DescribeOrganizationalUnit" => Read(describe_organizational_unit),
        "ListParents" => Read(list_parents),
        "ListChildren" => Read(list_children),
        "ListPolicies" => Read(list_policies),
        "DescribePolicy" => Read(describe_policy),
        "ListTargetsForPolicy" => Read(list_targets_for_policy),
        "ListPoliciesForTarget" => Read(list_policies_for_target),
        "ListTagsForResource" => Read(list_tags_for_resource),
        "ListDelegatedAdministrators" => Read(list_delegated_administrators),

        "CreatePolicy" => Write(policies::create_policy),
        "UpdatePolicy" => Write(policies::update_policy),
        "DeletePolicy" => Write(policies::delete_policy),
        "AttachPolicy" => Write(attachments::attach_policy),
        "DetachPolicy" => Write(attachments::detach_policy),
        "EnablePolicyType" => Write(attachments::enable_policy_type),
        "DisablePolicyType" => Write(attachments::disable_policy_type),
        "TagResource" => Write(tags::tag_resource),
        "UntagResource" => Write(tags::untag_resource),
        _ => return None,
    })
}

/// The organization, for a caller whose account is in one.
pub(crate) fn organization(world: &World) -> Result<&Organization, AwsError> {
    world.organization.as_ref().ok_or_else(not_in_use)
}

/// The same, to be changed.
pub(crate) fn organization_mut(world: &mut World) -> Result<&mut Organization, AwsError> {
    world.organization.as_mut().ok_or_else(not_in_use)
}

fn not_in_use() -> AwsError {
    refusal("AWSOrganizationsNotInUseException", "Your account is not a member of an organization.")
}

fn describe_organization(request: &Request<'_>) -> Result<Value, AwsError> {
    let (id, management) = (&request.organization.id, request.management);
    let email = request.organization.accounts.get(management).map(|account| account.email.as_str());
    Ok(json!({ "Organization": {
        "Id": id,
        "Arn": format!("arn:aws:organizations::{management}:organization/{id}"),
        "FeatureSet": "ALL",
        "MasterAccountArn": format!("arn:aws:organizations::{management}:account/{id}/{management}"),
        "MasterAccountId": management,
        "MasterAccountEmail": email.unwrap_or_default(),
        "AvailablePolicyTypes": [{ "Type": SCP, "Status": "ENABLED" }],
    }}))
}

fn list_roots(request: &Request<'_>) -> Result<Value, AwsError> {
    let organization = request.organization;
    let types = match organization.policy_type {
        PolicyType::Enabled => vec![json!({ "Type": SCP, "Status": "ENABLED" })],
        PolicyType::Pending => vec![json!({ "Type": SCP, "Status": "PENDING_ENABLE" })],
        PolicyType::Disabled => Vec::new(),
    };
    let root = json!({
        "Id": organization.root_id,
        "Arn": request.arn("root", &organization.root_id),
        "Name": "Root",
        "PolicyTypes": types,
    });
    request.listing("Roots", "roots", [(organization.root_id.clone(), root)])
}

fn list_accounts(request: &Request<'_>) -> Result<Value, AwsError> {
    let accounts = request.organization.accounts.iter();
    request.listing(
        "Accounts",
        "accounts",
        accounts.map(|(id, account)| (id.as_str(), request.account(id, account))),
    )
}

fn describe_account(request: &Request<'_>) -> Result<Value, AwsError> {
    let id = request.required("AccountId")?;
    let found = AccountId::parse(id).and_then(|id| request.organization.accounts.get_key_value(&id));
    let (id, account) = found
        .ok_or_else(|| refusal("AccountNotFoundException", "You specified an account that doesn't exist."))?;
    Ok(json!({ "Account": request.account(id, account) }))
}

fn list_accounts_for_parent(request: &Request<'_>) -> Result<Value, AwsError> {
    let parent = request.parent()?;
    let accounts = request.organization.accounts.iter().filter(|(_, account)| account.parent == parent);
    let accounts = accounts.map(|(id, account)| (id.as_str(), request.account(id, account)));
    request.listing("Accounts", &format!("accounts/{parent}"), accounts)
}

fn list_organizational_units_for_parent(request: &Request<'_>) -> Result<Value, AwsError> {
    let parent = request.parent()?;
    let units = request.organization.units.iter().filter(|(_, unit)| unit.parent == parent);
    let units = units.map(|(id, unit)| (id, request.unit(id, &unit.name)));
    request.listing("OrganizationalUnits", &format!("units/{parent}"), units)
}

fn describe_organizational_unit(request: &Request<'_>) -> Result<Value, AwsError> {
    let id = request.required("OrganizationalUnitId")?;
    let unit = request.organization.units.get(id).ok_or_else(|| {
        refusal(
            "OrganizationalUnitNotFoundException",
            "You specified an organizational unit that doesn't exist.",
        )
    })?;
    Ok(json!({ "OrganizationalUnit": request.unit(id, &unit.name) }))
}

fn list_parents(request: &Request<'_>) -> Result<Value, AwsError> {
    let child = request.required("ChildId")?;
    let parent = request.organization.parent(child).ok_or_else(|| {
        refusal(
            "ChildNotFoundException",
            "You specified an organizational unit or account that doesn't exist.",
        )
    })?;
    let kind = if parent == request.organization.root_id { "ROOT" } else { "ORGANIZATIONAL_UNIT" };
    request.listing("Parents", &format!("parents/{child}"), [(parent, json!({ "Id": parent, "Type": kind }))])
}

fn list_children(request: &Request<'_>) -> Result<Value, AwsError> {
    let parent = request.parent()?;
    let kind = request.required("ChildType")?;
    let ids: Vec<&str> = match kind {
        "ACCOUNT" => {
            let accounts = request.organization.accounts.iter();
            accounts.filter(|(_, account)| account.parent == parent).map(|(id, _)| id.as_str()).collect()
        }
        "ORGANIZATIONAL_UNIT" => {
            let units = request.organization.units.iter();
            units.filter(|(_, unit)| unit.parent == parent).map(|(id, _)| id.as_str()).collect()
        }
        _ => {
            return Err(invalid("INVALID_ENUM", "You specified an invalid value for ChildType."));
        }
    };
    let children = ids.into_iter().map(|id| (id, json!({ "Id": id, "Type": kind })));
    request.listing("Children", &format!("children/{parent}/{kind}"), children)
}

fn list_policies(request: &Request<'_>) -> Result<Value, AwsError> {
    let filter = request.policy_filter()?;
    let policies = request.organization.policies.iter().filter(|_| filter == SCP);
    let policies = policies.map(|(id, policy)| (id, request.policy(id, policy)));
    request.listing("Policies", &format!("policies/{filter}"), policies)
}

fn describe_policy(request: &Request<'_>) -> Result<Value, AwsError> {
    let (id, policy) = request.named_policy()?;
    Ok(json!({ "Policy": { "PolicySummary": request.policy(id, policy), "Content": policy.content } }))
}

fn list_targets_for_policy(request: &Request<'_>) -> Result<Value, AwsError> {
    let (policy_id, policy) = request.named_policy()?;
    let targets = policy.targets.iter().filter_map(|id| {
        let (kind, resource, name) = match request.organization.target(id)? {
            Target::Root => ("ROOT", "root", "Root"),
            Target::Unit(unit) => ("ORGANIZATIONAL_UNIT", "ou", unit.name.as_str()),
            Target::Account(account) => ("ACCOUNT", "account", account.name.as_str()),
        };
        let target = json!({ "TargetId": id, "Arn": request.arn(resource, id), "Name": name, "Type": kind });
        Some((id, target))
    });
    request.listing("Targets", &format!("targets/{policy_id}"), targets)
}

fn list_policies_for_target(request: &Request<'_>) -> Result<Value, AwsError> {
    let filter = request.policy_filter()?;
    let target = request.required("TargetId")?;
    request.existing(target)?;
    let attached = request.organization.policies.iter();
    let attached = attached.filter(|(_, policy)| filter == SCP && policy.targets.contains(target));
    let policies = attached.map(|(id, policy)| (id, request.policy(id, policy)));
    request.listing("Policies", &format!("policies-of/{target}/{filter}"), policies)
}

fn list_tags_for_resource(request: &Request<'_>) -> Result<Value, AwsError> {
    let id = request.required("ResourceId")?;
    if !request.organization.policies.contains_key(id) {
        request.existing(id)?;
    }
    let tags = request.organization.tags.get(id).into_iter().flatten();
    let tags = tags.map(|tag| (&tag.key, json!({ "Key": tag.key, "Value": tag.value })));
    request.listing("Tags", &format!("tags/{id}"), tags)
}

fn list_delegated_administrators(request: &Request<'_>) -> Result<Value, AwsError> {
    let organization = request.organization;
    let delegated = organization.delegated.iter().filter_map(|id| organization.accounts.get_key_value(id));
    let delegated = delegated.map(|(id, account)| {
        let mut administrator = request.account(id, account);
        // What describes a delegated administrator has no path.
        if let Some(fields) = administrator.as_object_mut() {
            fields.remove("Paths");
        }
        (id.as_str(), administrator)
    });
    request.listing("DelegatedAdministrators", "delegated", delegated)
}

impl Request<'_> {
    fn required(&self, name: &str) -> Result<&str, AwsError> {
        let missing = || invalid("INPUT_REQUIRED", &format!("You must specify {name}."));
        self.fields.text(name)?.ok_or_else(missing)
    }

    fn parent(&self) -> Result<&str, AwsError> {
        let id = self.required("ParentId")?;
        match self.organization.target(id) {
            Some(Target::Root | Target::Unit(_)) => Ok(id),
            Some(Target::Account(_)) | None => {
                Err(refusal("ParentNotFoundException", "You specified a parent that doesn't exist."))
            }
        }
    }

    fn existing(&self, id: &str) -> Result<(), AwsError> {
        let missing = || refusal("TargetNotFoundException", "You specified a target that doesn't exist.");
        self.organization.target(id).map(|_| ()).ok_or_else(missing)
    }

    fn policy_filter(&self) -> Result<&str, AwsError> {
        let filter = self.required("Filter")?;
        if filter.ends_with("_POLICY") {
            Ok(filter)
        } else {
            Err(invalid("INVALID_ENUM_POLICY_TYPE", "You specified an invalid policy type."))
        }
    }

    fn named_policy(&self) -> Result<(&String, &ServiceControlPolicy), AwsError> {
        let missing = || refusal("PolicyNotFoundException", "You specified a policy that doesn't exist.");
        self.organization.policies.get_key_value(self.required("PolicyId")?).ok_or_else(missing)
    }

    /// `arn:aws:organizations::MANAGEMENT:KIND/o-…/ID`
    fn arn(&self, kind: &str, id: &str) -> String {
        format!("arn:aws:organizations::{}:{kind}/{}/{id}", self.management, self.organization.id)
    }

    /// State and place are told in the style of the fault plan
    /// (<https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html>).
    fn account(&self, id: &AccountId, account: &MemberAccount) -> Value {
        let mut described = json!({
            "Id": id,
            "Arn": self.arn("account", id.as_str()),
            "Email": account.email,
            "Name": account.name,
            "JoinedMethod": account.joined_method,
            "JoinedTimestamp": epoch(account.joined),
        });
        let style = self.context.accounts;
        if let Some(members) = described.as_object_mut() {
            members.extend(style.members(account.state.as_str(), &self.organization.path(id.as_str())));
        }
        described
    }

    fn unit(&self, id: &str, name: &str) -> Value {
        json!({ "Id": id, "Arn": self.arn("ou", id), "Name": name, "Path": self.organization.path(id) })
    }

    fn policy(&self, id: &str, policy: &ServiceControlPolicy) -> Value {
        summary(self.management, self.organization, id, policy)
    }

    /// One page of a listing.
    fn listing<K: AsRef<str>>(
        &self,
        member: &str,
        filter: &str,
        entries: impl IntoIterator<Item = (K, Value)>,
    ) -> Result<Value, AwsError> {
        let paging = Paging::json(self.fields, filter, self.context.pages, MOST)?;
        let Page { items, next } = paging.page(entries);
        let mut answer = json!({ member: items });
        if let (Some(next), Some(answer)) = (next, answer.as_object_mut()) {
            answer.insert("NextToken".to_owned(), Value::String(next));
        }
        Ok(answer)
    }
}

/// The `PolicySummary` of a policy.
fn summary(
    management: &AccountId,
    organization: &Organization,
    id: &str,
    policy: &ServiceControlPolicy,
) -> Value {
    let arn = if policy.aws_managed {
        format!("arn:aws:organizations::aws:policy/service_control_policy/{id}")
    } else {
        policy_arn(management, organization, id)
    };
    json!({
        "Id": id,
        "Arn": arn,
        "Name": policy.name,
        "Description": policy.description,
        "Type": SCP,
        "AwsManaged": policy.aws_managed,
    })
}

/// `arn:aws:organizations::MANAGEMENT:policy/o-…/service_control_policy/p-…`
pub(crate) fn policy_arn(management: &AccountId, organization: &Organization, id: &str) -> String {
    let organization = &organization.id;
    format!("arn:aws:organizations::{management}:policy/{organization}/service_control_policy/{id}")
}

fn refusal(code: &'static str, message: &str) -> AwsError {
    AwsError::new(400, code, message)
}

fn invalid(reason: &'static str, message: &str) -> AwsError {
    refusal("InvalidInputException", message).with_reason(reason)
}
