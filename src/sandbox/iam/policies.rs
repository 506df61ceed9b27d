//! Policies on users: attached managed ones and inline ones.

use super::managed;
use super::names::{end_of_page, entity_name};
use super::{documents, managed::check_arn};
use crate::sandbox::operation::Context;
use crate::sandbox::state::Account;
use crate::sandbox::wire::{AwsError, Paging, Parameters, Xml, percent_encode};

/// Managed policies of one user.
const MOST_ATTACHED: usize = 10;
/// Characters of all inline policies of one user together.
const MOST_INLINE: usize = 2048;

pub(super) fn attach_user_policy(
    account: &mut Account,
    _: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let (name, arn) = (parameters.required("UserName")?, parameters.required("PolicyArn")?);
    let user = account.user(name)?;
    attachable(account, arn)?;
    if user.attached.len() >= MOST_ATTACHED && !user.attached.contains(arn) {
        return Err(AwsError::limit_exceeded(format!(
            "Cannot exceed quota for PoliciesPerUser: {MOST_ATTACHED}"
        )));
    }
    account.user_mut(name)?.attached.insert(arn.to_owned());
    Ok(Xml::new())
}

pub(super) fn detach_user_policy(
    account: &mut Account,
    _: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let arn = parameters.required("PolicyArn")?;
    check_arn(arn)?;
    let user = account.user_mut(parameters.required("UserName")?)?;
    if !user.attached.remove(arn) {
        return Err(AwsError::no_such_entity(format!("Policy {arn} was not found.")));
    }
    Ok(Xml::new())
}

pub(super) fn list_attached_user_policies(
    account: &Account,
    context: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let user = account.user(parameters.required("UserName")?)?;
    let prefix = parameters.text("PathPrefix").unwrap_or("/");
    let paging = Paging::query(parameters, format!("attached/{}/{prefix}", user.id), context.pages)?;
    let attached = user.attached.iter().filter_map(|arn| managed::policy_of(account, arn));
    let page = paging
        .page(attached.filter(|policy| policy.path.starts_with(prefix)).map(|policy| (&policy.arn, policy)));
    let mut xml = Xml::new();
    xml.list("AttachedPolicies", &page.items, |member, policy| {
        member.leaf("PolicyName", &policy.name).leaf("PolicyArn", &policy.arn);
    });
    end_of_page(&mut xml, &page);
    Ok(xml)
}

pub(super) fn put_user_policy(
    account: &mut Account,
    _: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let name = entity_name(parameters, "PolicyName", 128)?;
    let document = parameters.required("PolicyDocument")?;
    documents::check(document)?;
    let user = account.user_mut(parameters.required("UserName")?)?;
    let others = user.inline.iter().filter(|(other, _)| *other != name);
    let size: usize =
        others.map(|(_, other)| documents::size(other)).sum::<usize>() + documents::size(document);
    if size > MOST_INLINE {
        return Err(AwsError::limit_exceeded(format!(
            "Maximum policy size of {MOST_INLINE} bytes exceeded for user {}",
            user.name
        )));
    }
    user.inline.insert(name.to_owned(), document.to_owned());
    Ok(Xml::new())
}

pub(super) fn get_user_policy(
    account: &Account,
    _: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let user = account.user(parameters.required("UserName")?)?;
    let name = parameters.required("PolicyName")?;
    let document = user.inline.get(name).ok_or_else(|| no_such_inline_policy(name))?;
    let mut xml = Xml::new();
    xml.leaf("UserName", &user.name)
        .leaf("PolicyName", name)
        .leaf("PolicyDocument", percent_encode(document));
    Ok(xml)
}

pub(super) fn delete_user_policy(
    account: &mut Account,
    _: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let name = parameters.required("PolicyName")?;
    let user = account.user_mut(parameters.required("UserName")?)?;
    user.inline.remove(name).map(|_| Xml::new()).ok_or_else(|| no_such_inline_policy(name))
}

pub(super) fn list_user_policies(
    account: &Account,
    context: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let user = account.user(parameters.required("UserName")?)?;
    let paging = Paging::query(parameters, format!("inline/{}", user.id), context.pages)?;
    let page = paging.page(user.inline.keys().map(|name| (name, name)));
    let mut xml = Xml::new();
    xml.texts("PolicyNames", &page.items);
    end_of_page(&mut xml, &page);
    Ok(xml)
}

/// Refuses an ARN that names no managed policy this account can attach.
pub(super) fn attachable(account: &Account, arn: &str) -> Result<(), AwsError> {
    check_arn(arn)?;
    managed::policy_of(account, arn)
        .map(|_| ())
        .ok_or_else(|| AwsError::no_such_entity(format!("Policy {arn} does not exist or is not attachable.")))
}

fn no_such_inline_policy(name: &str) -> AwsError {
    AwsError::no_such_entity(format!("The user policy with name {name} cannot be found."))
}
