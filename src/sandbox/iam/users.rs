//! Users: their life, their boundary, and what stands in the way of their deletion.

use super::names::{check_name, check_path, end_of_page, entity_name, path, subject};
use super::{managed, tags};
use crate::sandbox::operation::Context;
use crate::sandbox::state::{Account, IdentityPart, User};
use crate::sandbox::wire::{AwsError, Paging, Parameters, Xml};

/// Users of an account (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>).
const MOST_USERS: usize = 5000;

pub(super) fn create_user(
    account: &mut Account,
    context: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let name = entity_name(parameters, "UserName", 64)?;
    let path = path(parameters)?;
    let user_tags = tags::read(parameters)?;
    let boundary = parameters.text("PermissionsBoundary").map(|arn| boundary(account, arn)).transpose()?;
    let key = name.to_lowercase();
    if account.users.contains_key(&key) {
        return Err(AwsError::entity_already_exists(format!("User with name {name} already exists.")));
    }
    if account.users.len() >= MOST_USERS {
        return Err(AwsError::limit_exceeded(format!(
            "Cannot exceed quota for UsersPerAccount: {MOST_USERS}"
        )));
    }
    let id = account.next_id(IdentityPart::Unique("AIDA"));
    let mut user = User::new(name, path, id, context.now);
    user.tags = user_tags;
    user.boundary = boundary;
    let mut xml = Xml::new();
    xml.node("User", |node| {
        write(node, &user, account);
        write_extras(node, &user);
    });
    account.users.insert(key, user);
    Ok(xml)
}

pub(super) fn get_user(
    account: &Account,
    context: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let user = subject(account, context, parameters)?;
    let mut xml = Xml::new();
    xml.node("User", |node| {
        write(node, user, account);
        write_extras(node, user);
    });
    Ok(xml)
}

/// Lists without tags and boundary, as AWS does
/// (<https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUsers.html>).
pub(super) fn list_users(
    account: &Account,
    context: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let prefix = parameters.text("PathPrefix").unwrap_or("/");
    let paging = Paging::query(parameters, format!("users/{prefix}"), context.pages)?;
    let users = account.users.iter().filter(|(_, user)| user.path.starts_with(prefix));
    let page = paging.page(users);
    let mut xml = Xml::new();
    xml.list("Users", &page.items, |member, user| write(member, user, account));
    end_of_page(&mut xml, &page);
    Ok(xml)
}

/// Renames or moves a user. What it owns goes along, and its credentials keep their aliases.
pub(super) fn update_user(
    account: &mut Account,
    _: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let name = parameters.required("UserName")?;
    account.user(name)?;
    let new_path = parameters.text("NewPath").map(|path| check_path(path).map(|()| path)).transpose()?;
    let new_name = parameters.text("NewUserName");
    if let Some(new_name) = new_name {
        check_name(new_name, "newUserName", 64)?;
        let taken = account.users.contains_key(&new_name.to_lowercase());
        if taken && new_name.to_lowercase() != name.to_lowercase() {
            return Err(AwsError::entity_already_exists(format!(
                "User with name {new_name} already exists."
            )));
        }
    }
    if let Some(mut user) = account.users.remove(&name.to_lowercase()) {
        if let Some(path) = new_path {
            path.clone_into(&mut user.path);
        }
        if let Some(name) = new_name {
            name.clone_into(&mut user.name);
        }
        account.users.insert(user.name.to_lowercase(), user);
    }
    Ok(Xml::new())
}

/// Deletes a user with nothing left on it
/// (<https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html> lists what must go first).
pub(super) fn delete_user(
    account: &mut Account,
    _: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let user = account.user(parameters.required("UserName")?)?;
    let referenced = user.login_profile.is_some()
        || !user.access_keys.is_empty()
        || !user.signing_certificates.is_empty()
        || !user.ssh_public_keys.is_empty()
        || !user.mfa_devices.is_empty()
        || !user.inline.is_empty()
        || !user.groups.is_empty()
        || account.credentials.values().any(|credential| credential.owner == user.id);
    if referenced {
        return Err(AwsError::delete_conflict("Cannot delete entity, must remove referenced objects first."));
    }
    if !user.attached.is_empty() {
        return Err(AwsError::delete_conflict("Cannot delete entity, must detach all policies first."));
    }
    let key = user.name.to_lowercase();
    account.users.remove(&key);
    Ok(Xml::new())
}

pub(super) fn put_user_permissions_boundary(
    account: &mut Account,
    _: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let name = parameters.required("UserName")?;
    account.user(name)?;
    let boundary = boundary(account, parameters.required("PermissionsBoundary")?)?;
    account.user_mut(name)?.boundary = Some(boundary);
    Ok(Xml::new())
}

pub(super) fn delete_user_permissions_boundary(
    account: &mut Account,
    _: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let name = parameters.required("UserName")?;
    let user = account.user_mut(name)?;
    if user.boundary.take().is_none() {
        return Err(AwsError::no_such_entity(format!("User {name} does not have a permission boundary.")));
    }
    Ok(Xml::new())
}

pub(super) fn list_account_aliases(
    account: &Account,
    context: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let paging = Paging::query(parameters, "aliases", context.pages)?;
    let page = paging.page(account.aliases.iter().map(|alias| (alias, alias)));
    let mut xml = Xml::new();
    xml.texts("AccountAliases", &page.items);
    end_of_page(&mut xml, &page);
    Ok(xml)
}

/// The members that every answer has.
pub(super) fn write(xml: &mut Xml, user: &User, account: &Account) {
    xml.leaf("Path", &user.path)
        .leaf("UserName", &user.name)
        .leaf("UserId", &user.id)
        .leaf("Arn", user.arn(&account.id))
        .leaf("CreateDate", user.created)
        .optional("PasswordLastUsed", user.login_profile.as_ref().and_then(|profile| profile.last_used));
}

/// The members that listings leave out.
fn write_extras(xml: &mut Xml, user: &User) {
    write_boundary(xml, user);
    if !user.tags.is_empty() {
        tags::write(xml, &user.tags);
    }
}

pub(super) fn write_boundary(xml: &mut Xml, user: &User) {
    if let Some(boundary) = &user.boundary {
        xml.node("PermissionsBoundary", |node| {
            node.leaf("PermissionsBoundaryType", "Policy").leaf("PermissionsBoundaryArn", boundary);
        });
    }
}

/// A boundary is a managed policy that exists.
fn boundary(account: &Account, arn: &str) -> Result<String, AwsError> {
    managed::check_arn(arn)?;
    match managed::policy_of(account, arn) {
        Some(_) => Ok(arn.to_owned()),
        None => {
            Err(AwsError::no_such_entity(format!("Scope ARN: {arn} does not exist or is not attachable.")))
        }
    }
}
