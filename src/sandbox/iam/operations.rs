//! The table of IAM operations.

use super::{
    access_keys, certificates, credentials, details, groups, login, managed, policies, report, tags, users,
};
use crate::sandbox::operation::Operation;
use crate::sandbox::wire::{Parameters, Xml};

/// The operation of a name; nothing for one the sandbox does not answer.
pub(crate) fn operation(name: &str) -> Option<Operation<Parameters, Xml>> {
    use Operation::{Read, Write};
    Some(match name {
        "CreateUser" => Write(users::create_user),
        "GetUser" => Read(users::get_user),
        "ListUsers" => Read(users::list_users),
        "UpdateUser" => Write(users::update_user),
        "DeleteUser" => Write(users::delete_user),
        "PutUserPermissionsBoundary" => Write(users::put_user_permissions_boundary),
        "DeleteUserPermissionsBoundary" => Write(users::delete_user_permissions_boundary),
        "ListAccountAliases" => Read(users::list_account_aliases),

        "TagUser" => Write(tags::tag_user),
        "UntagUser" => Write(tags::untag_user),
        "ListUserTags" => Read(tags::list_user_tags),

        "AttachUserPolicy" => Write(policies::attach_user_policy),
        "DetachUserPolicy" => Write(policies::detach_user_policy),
        "ListAttachedUserPolicies" => Read(policies::list_attached_user_policies),
        "PutUserPolicy" => Write(policies::put_user_policy),
        "GetUserPolicy" => Read(policies::get_user_policy),
        "DeleteUserPolicy" => Write(policies::delete_user_policy),
        "ListUserPolicies" => Read(policies::list_user_policies),

        "CreatePolicy" => Write(managed::create_policy),
        "DeletePolicy" => Write(managed::delete_policy),
        "GetPolicy" => Read(managed::get_policy),
        "GetPolicyVersion" => Read(managed::get_policy_version),
        "ListPolicies" => Read(managed::list_policies),
        "ListPolicyVersions" => Read(managed::list_policy_versions),

        "CreateGroup" => Write(groups::create_group),
        "GetGroup" => Read(groups::get_group),
        "ListGroups" => Read(groups::list_groups),
        "DeleteGroup" => Write(groups::delete_group),
        "AddUserToGroup" => Write(groups::add_user_to_group),
        "RemoveUserFromGroup" => Write(groups::remove_user_from_group),
        "ListGroupsForUser" => Read(groups::list_groups_for_user),
        "AttachGroupPolicy" => Write(groups::attach_group_policy),
        "DetachGroupPolicy" => Write(groups::detach_group_policy),
        "PutGroupPolicy" => Write(groups::put_group_policy),
        "DeleteGroupPolicy" => Write(groups::delete_group_policy),

        "CreateAccessKey" => Write(access_keys::create_access_key),
        "ListAccessKeys" => Read(access_keys::list_access_keys),
        "UpdateAccessKey" => Write(access_keys::update_access_key),
        "DeleteAccessKey" => Write(access_keys::delete_access_key),

        "CreateLoginProfile" => Write(login::create_login_profile),
        "GetLoginProfile" => Read(login::get_login_profile),
        "DeleteLoginProfile" => Write(login::delete_login_profile),
        "CreateVirtualMFADevice" => Write(login::create_virtual_mfa_device),
        "EnableMFADevice" => Write(login::enable_mfa_device),
        "ListMFADevices" => Read(login::list_mfa_devices),
        "DeactivateMFADevice" => Write(login::deactivate_mfa_device),
        "DeleteVirtualMFADevice" => Write(login::delete_virtual_mfa_device),

        "UploadSSHPublicKey" => Write(certificates::upload_ssh_public_key),
        "ListSSHPublicKeys" => Read(certificates::list_ssh_public_keys),
        "DeleteSSHPublicKey" => Write(certificates::delete_ssh_public_key),
        "UploadSigningCertificate" => Write(certificates::upload_signing_certificate),
        "ListSigningCertificates" => Read(certificates::list_signing_certificates),
        "DeleteSigningCertificate" => Write(certificates::delete_signing_certificate),

        "CreateServiceSpecificCredential" => Write(credentials::create_service_specific_credential),
        "ListServiceSpecificCredentials" => Read(credentials::list_service_specific_credentials),
        "UpdateServiceSpecificCredential" => Write(credentials::update_service_specific_credential),
        "ResetServiceSpecificCredential" => Write(credentials::reset_service_specific_credential),
        "DeleteServiceSpecificCredential" => Write(credentials::delete_service_specific_credential),

        "GetAccountAuthorizationDetails" => Read(details::get_account_authorization_details),
        "GenerateCredentialReport" => Write(report::generate_credential_report),
        "GetCredentialReport" => Write(report::get_credential_report),
        _ => return None,
    })
}
