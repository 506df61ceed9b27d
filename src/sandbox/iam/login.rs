//! Console passwords and MFA devices, of which only the facts are kept.

use data_encoding::BASE64;

use super::names::{end_of_page, entity_name, subject, subject_name};
use super::tags;
use crate::sandbox::operation::Context;
use crate::sandbox::state::{Account, LoginProfile, MfaAssignment, VirtualMfaDevice};
use crate::sandbox::wire::{AwsError, Paging, Parameters, Xml};

/// MFA devices of one user (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>).
const MOST_DEVICES: usize = 8;

pub(super) fn create_login_profile(
    account: &mut Account,
    context: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let name = subject_name(account, context, parameters)?;
    let reset_required = parameters.boolean("PasswordResetRequired")?.unwrap_or(false);
    let user = account.user_mut(&name)?;
    if user.login_profile.is_some() {
        return Err(AwsError::entity_already_exists(format!(
            "Login Profile for user {name} already exists."
        )));
    }
    let profile = LoginProfile { created: context.now, reset_required, last_used: None };
    let mut xml = Xml::new();
    write_profile(&mut xml, &name, &profile);
    user.login_profile = Some(profile);
    Ok(xml)
}

pub(super) fn get_login_profile(
    account: &Account,
    context: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let user = subject(account, context, parameters)?;
    let profile = user.login_profile.as_ref().ok_or_else(|| no_such_profile(&user.name))?;
    let mut xml = Xml::new();
    write_profile(&mut xml, &user.name, profile);
    Ok(xml)
}

pub(super) fn delete_login_profile(
    account: &mut Account,
    context: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let name = subject_name(account, context, parameters)?;
    let profile = account.user_mut(&name)?.login_profile.take();
    profile.map(|_| Xml::new()).ok_or_else(|| no_such_profile(&name))
}

pub(super) fn create_virtual_mfa_device(
    account: &mut Account,
    context: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let name = entity_name(parameters, "VirtualMFADeviceName", 226)?;
    let path = parameters.text("Path").unwrap_or("/");
    super::names::check_path(path)?;
    let device_tags = tags::read(parameters)?;
    let serial_number = account.arn("mfa", path, name);
    if account.virtual_mfa_devices.contains_key(&serial_number) {
        return Err(AwsError::entity_already_exists(
            "MFADevice entity at the same path and name already exists.",
        ));
    }
    let mut xml = Xml::new();
    xml.node("VirtualMFADevice", |node| {
        node.leaf("SerialNumber", &serial_number)
            .leaf("Base32StringSeed", BASE64.encode(b"SANDBOX"))
            .leaf("QRCodePNG", BASE64.encode(b"no picture in the sandbox"));
    });
    let device = VirtualMfaDevice { created: context.now, tags: device_tags };
    account.virtual_mfa_devices.insert(serial_number, device);
    Ok(xml)
}

pub(super) fn enable_mfa_device(
    account: &mut Account,
    context: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let serial_number = parameters.required("SerialNumber")?;
    let name = parameters.required("UserName")?;
    for code in ["AuthenticationCode1", "AuthenticationCode2"] {
        let digits = parameters.required(code)?;
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(AwsError::new(403, "InvalidAuthenticationCode", "Authentication code is not valid."));
        }
    }
    if serial_number.starts_with("arn:") && !account.virtual_mfa_devices.contains_key(serial_number) {
        return Err(no_such_device(serial_number));
    }
    if account.users.values().any(|user| holds(user, serial_number)) {
        return Err(AwsError::entity_already_exists(format!(
            "MFA device {serial_number} is already in use."
        )));
    }
    let user = account.user_mut(name)?;
    if user.mfa_devices.len() >= MOST_DEVICES {
        return Err(AwsError::limit_exceeded(format!(
            "Cannot exceed quota for MFADevicesPerUser: {MOST_DEVICES}"
        )));
    }
    user.mfa_devices.push(MfaAssignment { serial_number: serial_number.to_owned(), enabled: context.now });
    Ok(Xml::new())
}

pub(super) fn list_mfa_devices(
    account: &Account,
    context: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let user = subject(account, context, parameters)?;
    let paging = Paging::query(parameters, format!("mfa/{}", user.id), context.pages)?;
    let mut devices: Vec<&MfaAssignment> = user.mfa_devices.iter().collect();
    devices.sort_by(|one, other| one.serial_number.cmp(&other.serial_number));
    let page = paging.page(devices.into_iter().map(|device| (&device.serial_number, device)));
    let mut xml = Xml::new();
    xml.list("MFADevices", &page.items, |member, device| {
        member
            .leaf("UserName", &user.name)
            .leaf("SerialNumber", &device.serial_number)
            .leaf("EnableDate", device.enabled);
    });
    end_of_page(&mut xml, &page);
    Ok(xml)
}

pub(super) fn deactivate_mfa_device(
    account: &mut Account,
    context: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let name = subject_name(account, context, parameters)?;
    let serial_number = parameters.required("SerialNumber")?;
    let devices = &mut account.user_mut(&name)?.mfa_devices;
    let position = devices.iter().position(|device| device.serial_number == serial_number);
    devices.remove(position.ok_or_else(|| no_such_device(serial_number))?);
    Ok(Xml::new())
}

pub(super) fn delete_virtual_mfa_device(
    account: &mut Account,
    _: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let serial_number = parameters.required("SerialNumber")?;
    if account.users.values().any(|user| holds(user, serial_number)) {
        return Err(AwsError::delete_conflict("MFA VirtualDevice in use. Must deactivate first."));
    }
    let device = account.virtual_mfa_devices.remove(serial_number);
    device.map(|_| Xml::new()).ok_or_else(|| no_such_device(serial_number))
}

fn holds(user: &crate::sandbox::state::User, serial_number: &str) -> bool {
    user.mfa_devices.iter().any(|device| device.serial_number == serial_number)
}

fn write_profile(xml: &mut Xml, user: &str, profile: &LoginProfile) {
    xml.node("LoginProfile", |node| {
        node.leaf("UserName", user)
            .leaf("CreateDate", profile.created)
            .leaf("PasswordResetRequired", profile.reset_required);
    });
}

fn no_such_profile(user: &str) -> AwsError {
    AwsError::no_such_entity(format!("Login Profile for User {user} cannot be found."))
}

fn no_such_device(serial_number: &str) -> AwsError {
    AwsError::no_such_entity(format!("MFADevice with serial number {serial_number} does not exist."))
}
