//! Everything that stands in the way of deleting a user, one by one.

use aws_sdk_iam::error::SdkError;
use aws_sdk_iam::operation::delete_user::DeleteUserError;

use super::support::*;

const REFERENCED: &str = "Cannot delete entity, must remove referenced objects first.";
const ATTACHED: &str = "Cannot delete entity, must detach all policies first.";

async fn conflict(iam: &aws_sdk_iam::Client, expected: &str) {
    let error = iam.delete_user().user_name("u").send().await.unwrap_err();
    assert_eq!(refusal(error), refused(409, "DeleteConflict", expected));
}

#[tokio::test]
async fn a_password_an_access_key_and_certificates_stand_in_the_way() {
    let scratch = empty();
    let iam = scratch.iam();
    let user = "u";
    create_user(&iam, user).await;

    iam.create_login_profile().user_name(user).password("correct horse").send().await.unwrap();
    conflict(&iam, REFERENCED).await;
    iam.delete_login_profile().user_name(user).send().await.unwrap();

    let key = iam.create_access_key().user_name(user).send().await.unwrap().access_key.unwrap();
    conflict(&iam, REFERENCED).await;
    iam.delete_access_key().user_name(user).access_key_id(key.access_key_id()).send().await.unwrap();

    let body = "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----";
    let certificate =
        iam.upload_signing_certificate().user_name(user).certificate_body(body).send().await.unwrap();
    conflict(&iam, REFERENCED).await;
    let id = certificate.certificate().unwrap().certificate_id().to_owned();
    iam.delete_signing_certificate().user_name(user).certificate_id(id).send().await.unwrap();
    iam.delete_user().user_name(user).send().await.unwrap();
}

#[tokio::test]
async fn ssh_keys_credentials_and_mfa_devices_stand_in_the_way() {
    let scratch = empty();
    let iam = scratch.iam();
    let user = "u";
    create_user(&iam, user).await;

    let body = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQC u@example";
    let ssh = iam.upload_ssh_public_key().user_name(user).ssh_public_key_body(body).send().await.unwrap();
    conflict(&iam, REFERENCED).await;
    let id = ssh.ssh_public_key().unwrap().ssh_public_key_id().to_owned();
    iam.delete_ssh_public_key().user_name(user).ssh_public_key_id(id).send().await.unwrap();

    let credential = create_key(&iam, user, "codecommit.amazonaws.com", None).await.unwrap();
    conflict(&iam, REFERENCED).await;
    let id = credential.service_specific_credential_id();
    iam.delete_service_specific_credential()
        .user_name(user)
        .service_specific_credential_id(id)
        .send()
        .await
        .unwrap();

    let device = iam.create_virtual_mfa_device().virtual_mfa_device_name("phone").send().await.unwrap();
    let serial = device.virtual_mfa_device().unwrap().serial_number().to_owned();
    let enable = iam.enable_mfa_device().user_name(user).serial_number(&serial);
    enable.authentication_code1("123456").authentication_code2("654321").send().await.unwrap();
    conflict(&iam, REFERENCED).await;
    let in_use = iam.delete_virtual_mfa_device().serial_number(&serial).send().await.unwrap_err();
    assert_eq!(refusal(in_use).code, "DeleteConflict");
    iam.deactivate_mfa_device().user_name(user).serial_number(&serial).send().await.unwrap();
    iam.delete_virtual_mfa_device().serial_number(&serial).send().await.unwrap();
    iam.delete_user().user_name(user).send().await.unwrap();
}

#[tokio::test]
async fn policies_and_groups_stand_in_the_way_and_boundary_and_tags_do_not() {
    let scratch = empty();
    let iam = scratch.iam();
    let user = "u";
    create_user(&iam, user).await;

    let document =
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#;
    iam.put_user_policy().user_name(user).policy_name("p").policy_document(document).send().await.unwrap();
    conflict(&iam, REFERENCED).await;
    iam.delete_user_policy().user_name(user).policy_name("p").send().await.unwrap();

    iam.create_group().group_name("g").send().await.unwrap();
    iam.add_user_to_group().user_name(user).group_name("g").send().await.unwrap();
    conflict(&iam, REFERENCED).await;
    iam.remove_user_from_group().user_name(user).group_name("g").send().await.unwrap();

    iam.attach_user_policy().user_name(user).policy_arn(LIMITED).send().await.unwrap();
    conflict(&iam, ATTACHED).await;
    iam.detach_user_policy().user_name(user).policy_arn(LIMITED).send().await.unwrap();

    iam.put_user_permissions_boundary().user_name(user).permissions_boundary(LIMITED).send().await.unwrap();
    iam.tag_user().user_name(user).tags(tag("a", "b")).send().await.unwrap();
    iam.delete_user().user_name(user).send().await.expect("boundary and tags go with the user");
    let again: SdkError<DeleteUserError, _> = iam.delete_user().user_name(user).send().await.unwrap_err();
    assert_eq!(refusal(again), refused(404, "NoSuchEntity", "The user with name u cannot be found."));
}

#[tokio::test]
async fn what_hangs_on_a_user_can_be_listed() {
    let scratch = empty();
    let iam = scratch.iam();
    create_user(&iam, "u").await;
    iam.create_access_key().user_name("u").send().await.unwrap();
    assert_eq!(iam.list_access_keys().user_name("u").send().await.unwrap().access_key_metadata().len(), 1);
    assert!(iam.list_mfa_devices().user_name("u").send().await.unwrap().mfa_devices().is_empty());
    assert!(iam.list_ssh_public_keys().user_name("u").send().await.unwrap().ssh_public_keys().is_empty());
    assert!(iam.list_signing_certificates().user_name("u").send().await.unwrap().certificates().is_empty());
    assert!(iam.list_groups_for_user().user_name("u").send().await.unwrap().groups().is_empty());
    let profile = iam.get_login_profile().user_name("u").send().await.unwrap_err();
    assert_eq!(refusal(profile), refused(404, "NoSuchEntity", "Login Profile for User u cannot be found."));
}
