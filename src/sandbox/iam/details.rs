//! `GetAccountAuthorizationDetails`: users, groups, roles and policies in one paged listing
//! (<https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html>).

use std::collections::BTreeSet;

use super::names::end_of_page;
use super::{groups, managed, tags, users};
use crate::sandbox::operation::Context;
use crate::sandbox::state::{Account, Group, ManagedPolicy, Role, User};
use crate::sandbox::wire::{AwsError, Paging, Parameters, Xml, percent_encode};

/// One entry of the listing.
#[derive(Clone, Copy)]
enum Entity<'a> {
    User(&'a User),
    Group(&'a Group),
    Role(&'a Role),
    Policy(&'a ManagedPolicy),
}

const KINDS: [&str; 5] = ["User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"];

pub(super) fn get_account_authorization_details(
    account: &Account,
    context: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let filter: BTreeSet<&str> = parameters.list("Filter").into_iter().collect();
    if let Some(unknown) = filter.iter().find(|kind| !KINDS.contains(kind)) {
        let constraint = format!("satisfy enum value set: [{}]", KINDS.join(", "));
        return Err(AwsError::constraint(unknown, "filter", &constraint));
    }
    let paging = Paging::query(parameters, format!("details/{filter:?}"), context.pages)?;
    let page = paging.page(entities(account, &filter));
    let items = || page.items.iter().copied();
    let mut xml = Xml::new();
    xml.list("UserDetailList", items().filter_map(Entity::user), |member, user| {
        write_user(member, user, account)
    });
    xml.list("GroupDetailList", items().filter_map(Entity::group), |member, group| {
        groups::write(member, group, account);
        write_inline(member, "GroupPolicyList", &group.inline);
        write_attached(member, account, &group.attached);
    });
    xml.list("RoleDetailList", items().filter_map(Entity::role), |member, role| {
        write_role(member, role, account)
    });
    xml.list("Policies", items().filter_map(Entity::policy), |member, policy| {
        managed::write_detail(member, policy, account);
    });
    end_of_page(&mut xml, &page);
    Ok(xml)
}

/// The entries in the order of their keys: kind first, then name.
fn entities<'a>(account: &'a Account, filter: &BTreeSet<&str>) -> Vec<(String, Entity<'a>)> {
    let wanted = |kind: &str| filter.is_empty() || filter.contains(kind);
    let mut entries = Vec::new();
    if wanted("User") {
        entries.extend(account.users.iter().map(|(name, user)| (format!("1/{name}"), Entity::User(user))));
    }
    if wanted("Group") {
        entries
            .extend(account.groups.iter().map(|(name, group)| (format!("2/{name}"), Entity::Group(group))));
    }
    if wanted("Role") {
        entries.extend(account.roles.iter().map(|(name, role)| (format!("3/{name}"), Entity::Role(role))));
    }
    if wanted("LocalManagedPolicy") {
        let local = account.policies.iter();
        entries.extend(local.map(|(arn, policy)| (format!("4/{arn}"), Entity::Policy(policy))));
    }
    if wanted("AWSManagedPolicy") {
        let used = managed::aws_managed().iter().filter(|(arn, _)| managed::attachments(account, arn) > 0);
        entries.extend(used.map(|(arn, policy)| (format!("5/{arn}"), Entity::Policy(policy))));
    }
    entries
}

impl<'a> Entity<'a> {
    fn user(self) -> Option<&'a User> {
        match self {
            Self::User(user) => Some(user),
            Self::Group(_) | Self::Role(_) | Self::Policy(_) => None,
        }
    }

    fn group(self) -> Option<&'a Group> {
        match self {
            Self::Group(group) => Some(group),
            Self::User(_) | Self::Role(_) | Self::Policy(_) => None,
        }
    }

    fn role(self) -> Option<&'a Role> {
        match self {
            Self::Role(role) => Some(role),
            Self::User(_) | Self::Group(_) | Self::Policy(_) => None,
        }
    }

    fn policy(self) -> Option<&'a ManagedPolicy> {
        match self {
            Self::Policy(policy) => Some(policy),
            Self::User(_) | Self::Group(_) | Self::Role(_) => None,
        }
    }
}

fn write_user(xml: &mut Xml, user: &User, account: &Account) {
    xml.leaf("Path", &user.path)
        .leaf("UserName", &user.name)
        .leaf("UserId", &user.id)
        .leaf("Arn", user.arn(&account.id))
        .leaf("CreateDate", user.created);
    write_inline(xml, "UserPolicyList", &user.inline);
    let names = user.groups.iter().filter_map(|key| account.groups.get(key)).map(|group| &group.name);
    xml.texts("GroupList", names);
    write_attached(xml, account, &user.attached);
    users::write_boundary(xml, user);
    tags::write(xml, &user.tags);
}

fn write_role(xml: &mut Xml, role: &Role, account: &Account) {
    xml.leaf("Path", &role.path)
        .leaf("RoleName", &role.name)
        .leaf("RoleId", &role.id)
        .leaf("Arn", role.arn(&account.id))
        .leaf("CreateDate", role.created)
        .leaf("AssumeRolePolicyDocument", percent_encode(&role.trust_document()));
    xml.node("InstanceProfileList", |_| {}).node("RolePolicyList", |_| {});
    write_attached(xml, account, &role.attached);
    xml.node("Tags", |_| {}).node("RoleLastUsed", |_| {});
}

fn write_inline<'a>(xml: &mut Xml, list: &str, policies: impl IntoIterator<Item = (&'a String, &'a String)>) {
    xml.list(list, policies, |member, (name, document)| {
        member.leaf("PolicyName", name).leaf("PolicyDocument", percent_encode(document));
    });
}

fn write_attached(xml: &mut Xml, account: &Account, attached: &BTreeSet<String>) {
    let policies = attached.iter().filter_map(|arn| managed::policy_of(account, arn));
    xml.list("AttachedManagedPolicies", policies, |member, policy| {
        member.leaf("PolicyName", &policy.name).leaf("PolicyArn", &policy.arn);
    });
}
