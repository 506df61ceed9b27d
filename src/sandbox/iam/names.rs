//! Names, paths and page ends: what IAM accepts and how it refuses the rest
//! (<https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html>).

use crate::sandbox::operation::Context;
use crate::sandbox::state::{Account, Principal, User};
use crate::sandbox::wire::{AwsError, Page, Parameters, Xml, camel_case};

/// A name of 1 to `most` characters of `[\w+=,.@-]`.
pub(super) fn entity_name<'a>(
    parameters: &'a Parameters,
    member: &str,
    most: usize,
) -> Result<&'a str, AwsError> {
    let name = parameters.required(member)?;
    check_name(name, &camel_case(member), most)?;
    Ok(name)
}

pub(super) fn check_name(name: &str, member: &str, most: usize) -> Result<(), AwsError> {
    if name.is_empty() {
        return Err(AwsError::constraint(name, member, "have length greater than or equal to 1"));
    }
    if name.chars().count() > most {
        let constraint = format!("have length less than or equal to {most}");
        return Err(AwsError::constraint(name, member, &constraint));
    }
    if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte)) {
        return Err(AwsError::validation(format!(
            "The specified value for {member} is invalid. It must contain only alphanumeric characters and/or the \
             following: +=,.@_-"
        )));
    }
    Ok(())
}

/// `Path`, or `/`.
pub(super) fn path(parameters: &Parameters) -> Result<&str, AwsError> {
    let Some(path) = parameters.text("Path") else {
        return Ok("/");
    };
    check_path(path)?;
    Ok(path)
}

pub(super) fn check_path(path: &str) -> Result<(), AwsError> {
    let slashes = path.starts_with('/') && path.ends_with('/');
    if !slashes || path.len() > 512 || !path.bytes().all(|byte| (0x21..=0x7f).contains(&byte)) {
        return Err(AwsError::validation(
            "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric \
             characters and/or / characters.",
        ));
    }
    Ok(())
}

/// The user a request is about: the one it names, or the caller's own, which a role session does not have.
pub(super) fn subject<'a>(
    account: &'a Account,
    context: &Context,
    parameters: &Parameters,
) -> Result<&'a User, AwsError> {
    match parameters.text("UserName") {
        Some(name) => account.user(name),
        None => match &context.caller.principal {
            Principal::User { name, .. } => account.user(name),
            Principal::Administrator | Principal::Session { .. } => {
                Err(AwsError::validation("Must specify userName when calling with non-User credentials"))
            }
        },
    }
}

/// The name of [`subject`], for operations that go on to change it.
pub(super) fn subject_name(
    account: &Account,
    context: &Context,
    parameters: &Parameters,
) -> Result<String, AwsError> {
    subject(account, context, parameters).map(|user| user.name.clone())
}

/// The end of every listing: whether there is more, and where.
pub(super) fn end_of_page<T>(xml: &mut Xml, page: &Page<T>) {
    xml.leaf("IsTruncated", page.next.is_some());
    xml.optional("Marker", page.next.as_ref());
}
