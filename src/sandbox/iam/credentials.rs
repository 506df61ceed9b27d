//! The five operations on service-specific credentials, which are how Bedrock API keys are made and ended.
//!
//! Behaves as real IAM was observed to behave, which is more than the reference says
//! (<https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceSpecificCredential.html>): an unknown service
//! is `NoSuchEntity`, another user's id is `ValidationError`, inactive credentials count towards the quota, and a reset
//! keeps everything but the secret.

use std::collections::HashMap;

use jiff::SignedDuration;

use super::names::{end_of_page, subject, subject_name};
use crate::sandbox::operation::Context;
use crate::sandbox::state::{
    Account, CredentialStatus, Expiry, IdentityPart, ServiceCredential, ServiceKind,
};
use crate::sandbox::wire::{AwsError, Paging, Parameters, Xml};

/// Credentials of one user and one service. Expired ones count as well until they are deleted; nobody observed that.
const MOST: usize = 2;

pub(super) fn create_service_specific_credential(
    account: &mut Account,
    context: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let service = supported_service(parameters.required("ServiceName")?)?;
    let expiry = match parameters.integer("CredentialAgeDays")? {
        None => Expiry::Never,
        Some(days @ 1..=36600) => Expiry::At(context.now + SignedDuration::from_hours(i64::from(days) * 24)),
        Some(days) => {
            let constraint = if days < 1 {
                "have value greater than or equal to 1"
            } else {
                "have value less than or equal to 36600"
            };
            return Err(AwsError::constraint(&days.to_string(), "credentialAgeDays", constraint));
        }
    };
    let name = parameters.required("UserName")?;
    let credential = create(account, context, name, &service, expiry)?;
    let secret = account.next_secret();
    let mut xml = Xml::new();
    xml.node("ServiceSpecificCredential", |node| {
        write_with_secret(node, &credential, name, context, &secret);
    });
    Ok(xml)
}

/// Makes a credential of a supported service.
pub(crate) fn create(
    account: &mut Account,
    context: &Context,
    user: &str,
    service: &str,
    expiry: Expiry,
) -> Result<ServiceCredential, AwsError> {
    let owner = account.user(user)?;
    let (owner, name) = (owner.id.clone(), owner.name.clone());
    let of_service = account.credentials.values().filter(|credential| credential.service == service);
    if of_service.clone().filter(|credential| credential.owner == owner).count() >= MOST {
        return Err(AwsError::limit_exceeded(format!(
            "Cannot exceed quota for ContextSpecificCredentialsPerUserPerContext: {MOST}"
        )));
    }
    // The number tells aliases apart, which outlive a rename; it does not count rotations.
    let numbers = std::iter::once(String::new()).chain((1u64..).map(|number| format!("+{number}")));
    let alias = numbers
        .map(|number| format!("{name}{number}-at-{}", account.id))
        .find(|alias| of_service.clone().all(|credential| credential.alias != *alias))
        .ok_or_else(|| AwsError::internal("no alias is left"))?;
    let credential = ServiceCredential {
        id: account.next_id(IdentityPart::Unique("ACCA")),
        owner,
        service: service.to_owned(),
        alias,
        status: CredentialStatus::Active,
        created: context.now,
        expiry,
    };
    account.credentials.insert(credential.id.clone(), credential.clone());
    Ok(credential)
}

pub(super) fn list_service_specific_credentials(
    account: &Account,
    context: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let everyone = parameters.boolean("AllUsers")?.unwrap_or(false);
    if everyone && parameters.text("UserName").is_some() {
        return Err(AwsError::invalid_input("Cannot list credentials for all users if a username is given"));
    }
    let service = match parameters.text("ServiceName") {
        None | Some("") => None,
        Some(name) => Some(supported_service(name)?),
    };
    let owner = if everyone { None } else { Some(subject(account, context, parameters)?.id.clone()) };
    let filter = format!("credentials/{owner:?}/{service:?}");
    let paging = Paging::query(parameters, filter, context.pages)?;
    let wanted = account.credentials.iter().filter(|(_, credential)| {
        owner.as_ref().is_none_or(|owner| credential.owner == *owner)
            && service.as_ref().is_none_or(|service| credential.service == *service)
    });
    let page = paging.page(wanted);
    let names: HashMap<&str, &str> =
        account.users.values().map(|user| (user.id.as_str(), user.name.as_str())).collect();
    let mut xml = Xml::new();
    xml.list("ServiceSpecificCredentials", &page.items, |member, credential| {
        write(member, credential, names.get(credential.owner.as_str()).unwrap_or(&""), context);
    });
    end_of_page(&mut xml, &page);
    Ok(xml)
}

pub(super) fn update_service_specific_credential(
    account: &mut Account,
    context: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let status = match parameters.required("Status")? {
        "Active" => CredentialStatus::Active,
        "Inactive" => CredentialStatus::Inactive,
        "Expired" => {
            return Err(AwsError::invalid_input("Operation does not support status Expired"));
        }
        other => {
            let constraint = "satisfy enum value set: [Active, Inactive, Expired]";
            return Err(AwsError::constraint(other, "status", constraint));
        }
    };
    let now = context.now;
    let (credential, _) = find(account, context, parameters)?;
    if status == CredentialStatus::Active && credential.status_at(now) == "Expired" {
        return Err(AwsError::invalid_input("Cannot change the status of an expired credential"));
    }
    credential.status = status;
    Ok(Xml::new())
}

pub(super) fn reset_service_specific_credential(
    account: &mut Account,
    context: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let (credential, name) = find(account, context, parameters)?;
    let credential = credential.clone();
    // "The key must not have expired yet" (the IAM User Guide, on API keys); the code was not observed.
    if credential.status_at(context.now) == "Expired" {
        return Err(AwsError::invalid_input("Cannot reset an expired credential"));
    }
    let secret = account.next_secret();
    let mut xml = Xml::new();
    xml.node("ServiceSpecificCredential", |node| {
        write_with_secret(node, &credential, &name, context, &secret);
    });
    Ok(xml)
}

pub(super) fn delete_service_specific_credential(
    account: &mut Account,
    context: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let id = find(account, context, parameters)?.0.id.clone();
    account.credentials.remove(&id);
    Ok(Xml::new())
}

/// The credential of a request, held against the user it names, and that user's name.
fn find<'a>(
    account: &'a mut Account,
    context: &Context,
    parameters: &Parameters,
) -> Result<(&'a mut ServiceCredential, String), AwsError> {
    let id = parameters.required("ServiceSpecificCredentialId")?;
    if !(20..=128).contains(&id.len()) || !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    {
        let constraint = "satisfy regular expression pattern: [\\w]+";
        return Err(AwsError::constraint(id, "serviceSpecificCredentialId", constraint));
    }
    let name = subject_name(account, context, parameters)?;
    let owner = account.user(&name)?.id.clone();
    let missing = || AwsError::no_such_entity("No such credential ID exists");
    let credential = account.credentials.get_mut(id).ok_or_else(missing)?;
    if credential.owner != owner {
        return Err(AwsError::validation(format!(
            "User {name} does not have a service specific credential with id {id}"
        )));
    }
    Ok((credential, name))
}

/// The service in lower case.
fn supported_service(name: &str) -> Result<String, AwsError> {
    if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-')) {
        return Err(AwsError::validation("ServiceName must match [a-zA-Z0-9.-]*"));
    }
    let service = name.to_ascii_lowercase();
    match ServiceKind::of(&service) {
        Some(_) => Ok(service),
        None => Err(AwsError::no_such_entity(format!(
            "No such service {name} is supported for Service Specific Credentials"
        ))),
    }
}

fn write(xml: &mut Xml, credential: &ServiceCredential, user: &str, context: &Context) {
    xml.leaf("CreateDate", credential.created)
        .optional("ExpirationDate", credential.expiry.timestamp())
        .leaf("ServiceName", &credential.service);
    match ServiceKind::of(&credential.service) {
        Some(ServiceKind::Password) => xml.leaf("ServiceUserName", &credential.alias),
        Some(ServiceKind::ApiKey(_)) | None => xml.leaf("ServiceCredentialAlias", &credential.alias),
    };
    xml.leaf("ServiceSpecificCredentialId", &credential.id)
        .leaf("UserName", user)
        .leaf("Status", credential.status_at(context.now));
}

fn write_with_secret(
    xml: &mut Xml,
    credential: &ServiceCredential,
    user: &str,
    context: &Context,
    secret: &str,
) {
    write(xml, credential, user, context);
    if let Some(kind) = ServiceKind::of(&credential.service) {
        let member = match kind {
            ServiceKind::ApiKey(_) => "ServiceCredentialSecret",
            ServiceKind::Password => "ServicePassword",
        };
        xml.leaf(member, kind.hand_out(&credential.alias, secret));
    }
}
