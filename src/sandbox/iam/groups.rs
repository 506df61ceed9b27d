//! Groups, their members and their policies.

use std::collections::{BTreeMap, BTreeSet};

use super::names::{end_of_page, entity_name, path};
use super::{documents, managed, policies, users};
use crate::sandbox::operation::Context;
use crate::sandbox::state::{Account, Group, IdentityPart};
use crate::sandbox::wire::{AwsError, Paging, Parameters, Xml};

/// Groups of one user.
const MOST_GROUPS: usize = 10;
/// Characters of all inline policies of one group together.
const MOST_INLINE: usize = 5120;

pub(super) fn create_group(
    account: &mut Account,
    context: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let name = entity_name(parameters, "GroupName", 128)?;
    let path = path(parameters)?;
    if account.groups.contains_key(&name.to_lowercase()) {
        return Err(AwsError::entity_already_exists(format!("Group with name {name} already exists.")));
    }
    let group = Group {
        name: name.to_owned(),
        path: path.to_owned(),
        id: account.next_id(IdentityPart::Unique("AGPA")),
        created: context.now,
        attached: BTreeSet::new(),
        inline: BTreeMap::new(),
    };
    let mut xml = Xml::new();
    xml.node("Group", |node| write(node, &group, account));
    account.groups.insert(name.to_lowercase(), group);
    Ok(xml)
}

pub(super) fn get_group(
    account: &Account,
    context: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let group = account.group(parameters.required("GroupName")?)?;
    let paging = Paging::query(parameters, format!("group/{}", group.id), context.pages)?;
    let key = group.name.to_lowercase();
    let page = paging.page(account.users.iter().filter(|(_, user)| user.groups.contains(&key)));
    let mut xml = Xml::new();
    xml.node("Group", |node| write(node, group, account));
    xml.list("Users", &page.items, |member, user| {
        users::write(member, user, account);
    });
    end_of_page(&mut xml, &page);
    Ok(xml)
}

pub(super) fn list_groups(
    account: &Account,
    context: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let prefix = parameters.text("PathPrefix").unwrap_or("/");
    let paging = Paging::query(parameters, format!("groups/{prefix}"), context.pages)?;
    let page = paging.page(account.groups.iter().filter(|(_, group)| group.path.starts_with(prefix)));
    let mut xml = Xml::new();
    xml.list("Groups", &page.items, |member, group| {
        write(member, group, account);
    });
    end_of_page(&mut xml, &page);
    Ok(xml)
}

pub(super) fn delete_group(
    account: &mut Account,
    _: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let group = account.group(parameters.required("GroupName")?)?;
    let key = group.name.to_lowercase();
    if !group.inline.is_empty() || account.users.values().any(|user| user.groups.contains(&key)) {
        return Err(AwsError::delete_conflict("Cannot delete entity, must remove referenced objects first."));
    }
    if !group.attached.is_empty() {
        return Err(AwsError::delete_conflict("Cannot delete entity, must detach all policies first."));
    }
    account.groups.remove(&key);
    Ok(Xml::new())
}

pub(super) fn add_user_to_group(
    account: &mut Account,
    _: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let group = account.group(parameters.required("GroupName")?)?.name.to_lowercase();
    let user = account.user_mut(parameters.required("UserName")?)?;
    if user.groups.len() >= MOST_GROUPS && !user.groups.contains(&group) {
        return Err(AwsError::limit_exceeded(format!(
            "Cannot exceed quota for GroupsPerUser: {MOST_GROUPS}"
        )));
    }
    user.groups.insert(group);
    Ok(Xml::new())
}

pub(super) fn remove_user_from_group(
    account: &mut Account,
    _: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let group = account.group(parameters.required("GroupName")?)?.name.to_lowercase();
    account.user_mut(parameters.required("UserName")?)?.groups.remove(&group);
    Ok(Xml::new())
}

pub(super) fn list_groups_for_user(
    account: &Account,
    context: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let user = account.user(parameters.required("UserName")?)?;
    let paging = Paging::query(parameters, format!("groups-of/{}", user.id), context.pages)?;
    let page = paging.page(user.groups.iter().filter_map(|key| account.groups.get_key_value(key)));
    let mut xml = Xml::new();
    xml.list("Groups", &page.items, |member, group| {
        write(member, group, account);
    });
    end_of_page(&mut xml, &page);
    Ok(xml)
}

pub(super) fn attach_group_policy(
    account: &mut Account,
    _: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let arn = parameters.required("PolicyArn")?;
    policies::attachable(account, arn)?;
    account.group_mut(parameters.required("GroupName")?)?.attached.insert(arn.to_owned());
    Ok(Xml::new())
}

pub(super) fn detach_group_policy(
    account: &mut Account,
    _: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let arn = parameters.required("PolicyArn")?;
    managed::check_arn(arn)?;
    let group = account.group_mut(parameters.required("GroupName")?)?;
    if !group.attached.remove(arn) {
        return Err(AwsError::no_such_entity(format!("Policy {arn} was not found.")));
    }
    Ok(Xml::new())
}

pub(super) fn put_group_policy(
    account: &mut Account,
    _: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let name = entity_name(parameters, "PolicyName", 128)?;
    let document = parameters.required("PolicyDocument")?;
    documents::check(document)?;
    let group = account.group_mut(parameters.required("GroupName")?)?;
    let others = group.inline.iter().filter(|(other, _)| *other != name);
    let size: usize =
        others.map(|(_, other)| documents::size(other)).sum::<usize>() + documents::size(document);
    if size > MOST_INLINE {
        return Err(AwsError::limit_exceeded(format!(
            "Maximum policy size of {MOST_INLINE} bytes exceeded for group {}",
            group.name
        )));
    }
    group.inline.insert(name.to_owned(), document.to_owned());
    Ok(Xml::new())
}

pub(super) fn delete_group_policy(
    account: &mut Account,
    _: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let name = parameters.required("PolicyName")?;
    let group = account.group_mut(parameters.required("GroupName")?)?;
    let missing = || AwsError::no_such_entity(format!("The group policy with name {name} cannot be found."));
    group.inline.remove(name).map(|_| Xml::new()).ok_or_else(missing)
}

pub(super) fn write(xml: &mut Xml, group: &Group, account: &Account) {
    xml.leaf("Path", &group.path)
        .leaf("GroupName", &group.name)
        .leaf("GroupId", &group.id)
        .leaf("Arn", group.arn(&account.id))
        .leaf("CreateDate", group.created);
}
