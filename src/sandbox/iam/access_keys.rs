//! Access keys of users (<https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccessKey.html>).

use super::names::{end_of_page, subject, subject_name};
use crate::sandbox::operation::Context;
use crate::sandbox::state::{AccessKey, Account, IdentityPart, Switch};
use crate::sandbox::wire::{AwsError, Paging, Parameters, Xml};

/// Access keys of one user.
const MOST: usize = 2;

pub(super) fn create_access_key(
    account: &mut Account,
    context: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let name = subject_name(account, context, parameters)?;
    if account.user(&name)?.access_keys.len() >= MOST {
        return Err(AwsError::limit_exceeded(format!("Cannot exceed quota for AccessKeysPerUser: {MOST}")));
    }
    let id = account.next_id(IdentityPart::AccessKey);
    let secret = account.next_id(IdentityPart::SecretAccessKey);
    let key = AccessKey { id, status: Switch::Active, created: context.now };
    let mut xml = Xml::new();
    xml.node("AccessKey", |node| {
        write(node, &key, &name);
        node.leaf("SecretAccessKey", secret);
    });
    account.user_mut(&name)?.access_keys.push(key);
    Ok(xml)
}

pub(super) fn list_access_keys(
    account: &Account,
    context: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let user = subject(account, context, parameters)?;
    let paging = Paging::query(parameters, format!("access-keys/{}", user.id), context.pages)?;
    let mut keys: Vec<&AccessKey> = user.access_keys.iter().collect();
    keys.sort_by(|one, other| one.id.cmp(&other.id));
    let page = paging.page(keys.into_iter().map(|key| (&key.id, key)));
    let mut xml = Xml::new();
    xml.list("AccessKeyMetadata", &page.items, |member, key| {
        write(member, key, &user.name);
    });
    end_of_page(&mut xml, &page);
    Ok(xml)
}

pub(super) fn update_access_key(
    account: &mut Account,
    context: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let name = subject_name(account, context, parameters)?;
    let id = parameters.required("AccessKeyId")?;
    let status = match parameters.required("Status")? {
        "Active" => Switch::Active,
        "Inactive" => Switch::Inactive,
        other => {
            return Err(AwsError::constraint(other, "status", "satisfy enum value set: [Active, Inactive]"));
        }
    };
    let key = account.user_mut(&name)?.access_keys.iter_mut().find(|key| key.id == id);
    key.ok_or_else(|| no_such_key(id))?.status = status;
    Ok(Xml::new())
}

pub(super) fn delete_access_key(
    account: &mut Account,
    context: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let name = subject_name(account, context, parameters)?;
    let id = parameters.required("AccessKeyId")?;
    let keys = &mut account.user_mut(&name)?.access_keys;
    let position = keys.iter().position(|key| key.id == id).ok_or_else(|| no_such_key(id))?;
    keys.remove(position);
    Ok(Xml::new())
}

fn write(xml: &mut Xml, key: &AccessKey, user: &str) {
    xml.leaf("UserName", user)
        .leaf("AccessKeyId", &key.id)
        .leaf("Status", key.status.as_str())
        .leaf("CreateDate", key.created);
}

fn no_such_key(id: &str) -> AwsError {
    AwsError::no_such_entity(format!("The Access Key with id {id} cannot be found."))
}
