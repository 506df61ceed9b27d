//! The observed answers of real IAM on service-specific credentials, line by line.

use aws_sdk_iam::types::StatusType;
use data_encoding::BASE64;

use super::support::*;

#[tokio::test]
async fn a_key_has_the_id_alias_and_secret_of_aws() {
    let scratch = empty();
    let iam = scratch.iam();
    create_user(&iam, "alice").await;
    let first = create_key(&iam, "alice", BEDROCK, None).await.unwrap();
    let second = create_key(&iam, "alice", BEDROCK, Some(1)).await.unwrap();
    assert!(first.service_specific_credential_id().starts_with("ACCA"));
    assert_eq!(first.service_specific_credential_id().len(), 21);
    assert_eq!(first.service_credential_alias(), Some("alice-at-123456789012"));
    assert_eq!(second.service_credential_alias(), Some("alice+1-at-123456789012"));
    let secret = first.service_credential_secret().unwrap();
    let text =
        String::from_utf8(BASE64.decode(secret.strip_prefix("ABSK").unwrap().as_bytes()).unwrap()).unwrap();
    let characters = text.strip_prefix("alice-at-123456789012:").unwrap();
    assert_eq!(characters.len(), 60);
    assert!(characters.starts_with("SANDBOX-"));
    assert_ne!(first.service_credential_secret(), second.service_credential_secret());
}

#[tokio::test]
async fn a_bedrock_key_has_no_user_name_and_a_codecommit_credential_has_no_alias() {
    let scratch = empty();
    let iam = scratch.iam();
    create_user(&iam, "alice").await;
    let key = create_key(&iam, "alice", BEDROCK, None).await.unwrap();
    assert_eq!((key.service_user_name(), key.service_password()), ("", ""));
    assert_eq!(key.expiration_date(), None);
    let credential = create_key(&iam, "alice", "codecommit.amazonaws.com", Some(2)).await.unwrap();
    assert_eq!(credential.service_user_name(), "alice-at-123456789012");
    assert_eq!(credential.service_password().len(), 60);
    assert_eq!((credential.service_credential_alias(), credential.service_credential_secret()), (None, None));
    assert!(credential.expiration_date().is_some(), "an age is honoured for CodeCommit as well");
}

#[tokio::test]
async fn an_alias_survives_a_rename_and_the_next_user_of_the_name_gets_the_next_number() {
    let scratch = empty();
    let iam = scratch.iam();
    create_user(&iam, "alice").await;
    create_key(&iam, "alice", BEDROCK, None).await.unwrap();
    iam.update_user().user_name("alice").new_user_name("alicia").send().await.unwrap();
    create_user(&iam, "alice").await;
    let key = create_key(&iam, "alice", BEDROCK, None).await.unwrap();
    assert_eq!(key.service_credential_alias(), Some("alice+1-at-123456789012"));
    let listed = iam.list_service_specific_credentials().user_name("alicia").send().await.unwrap();
    let old = &listed.service_specific_credentials()[0];
    assert_eq!((old.user_name(), old.service_credential_alias()), ("alicia", Some("alice-at-123456789012")));
}

#[tokio::test]
async fn a_key_expires_to_the_second() {
    let scratch = empty();
    let iam = scratch.iam();
    create_user(&iam, "alice").await;
    let key = create_key(&iam, "alice", BEDROCK, Some(90)).await.unwrap();
    let expiration = time(key.expiration_date().unwrap());
    assert_eq!(expiration.as_second() - time(key.create_date()).as_second(), 90 * 86_400);
    for (now, status) in [("2027-02-21T11:59:59Z", "Active"), ("2027-02-21T12:00:00Z", "Expired")] {
        let later = super::support::iam(&scratch.at(now));
        let listed = later.list_service_specific_credentials().user_name("alice").send().await.unwrap();
        assert_eq!(listed.service_specific_credentials()[0].status().as_str(), status, "at {now}");
    }
}

#[tokio::test]
async fn the_third_credential_of_a_service_exceeds_the_quota_and_inactive_ones_count() {
    let scratch = empty();
    let iam = scratch.iam();
    create_user(&iam, "alice").await;
    let first = create_key(&iam, "alice", BEDROCK, None).await.unwrap();
    create_key(&iam, "alice", BEDROCK, None).await.unwrap();
    set_status(&iam, "alice", first.service_specific_credential_id(), StatusType::Inactive).await.unwrap();
    let message = "Cannot exceed quota for ContextSpecificCredentialsPerUserPerContext: 2";
    assert_eq!(
        create_key(&iam, "alice", BEDROCK, None).await.unwrap_err(),
        refused(409, "LimitExceeded", message)
    );
    create_key(&iam, "alice", "logs.amazonaws.com", None).await.unwrap();
}

#[tokio::test]
async fn every_service_has_its_own_prefix() {
    let scratch = empty();
    let iam = scratch.iam();
    create_user(&iam, "alice").await;
    for (service, prefix) in [
        ("bedrock.amazonaws.com", "ABSK"),
        ("logs.amazonaws.com", "ACWL"),
        ("cloudwatch.amazonaws.com", "APIAACWM"),
        ("aws-external-anthropic.amazonaws.com", "AEAA"),
    ] {
        let key = create_key(&iam, "alice", service, None).await.unwrap();
        assert!(key.service_credential_secret().unwrap().starts_with(prefix), "{service}");
    }
}

#[tokio::test]
async fn services_are_read_without_regard_to_case_and_answered_in_lower_case() {
    let scratch = empty();
    let iam = scratch.iam();
    create_user(&iam, "alice").await;
    let key = create_key(&iam, "alice", "Bedrock.AmazonAWS.com", None).await.unwrap();
    assert_eq!(key.service_name(), BEDROCK);
    let refusals = [
        (
            "sqs.amazonaws.com",
            refused(
                404,
                "NoSuchEntity",
                "No such service sqs.amazonaws.com is supported for Service Specific Credentials",
            ),
        ),
        ("a b", refused(400, "ValidationError", "ServiceName must match [a-zA-Z0-9.-]*")),
    ];
    for (service, expected) in refusals {
        assert_eq!(create_key(&iam, "alice", service, None).await.unwrap_err(), expected);
    }
}

#[tokio::test]
async fn ages_outside_1_to_36600_days_are_refused() {
    let scratch = empty();
    let iam = scratch.iam();
    create_user(&iam, "alice").await;
    for days in [0, -1, 36_601] {
        let refusal = create_key(&iam, "alice", BEDROCK, Some(days)).await.unwrap_err();
        assert_eq!((refusal.status, refusal.code.as_str()), (400, "ValidationError"), "{days}");
    }
    create_key(&iam, "alice", BEDROCK, Some(36_600)).await.unwrap();
}

#[tokio::test]
async fn ids_are_bound_to_their_user() {
    let scratch = empty();
    let iam = scratch.iam();
    create_user(&iam, "alice").await;
    create_user(&iam, "bob").await;
    let key = create_key(&iam, "alice", BEDROCK, None).await.unwrap();
    let id = key.service_specific_credential_id();
    assert_eq!(
        set_status(&iam, "alice", "ACCAAAAAAAAAAAAAAAAAA", StatusType::Inactive).await.unwrap_err(),
        refused(404, "NoSuchEntity", "No such credential ID exists")
    );
    let message = format!("User bob does not have a service specific credential with id {id}");
    assert_eq!(
        set_status(&iam, "bob", id, StatusType::Inactive).await.unwrap_err(),
        refused(400, "ValidationError", &message)
    );
    let reset = iam.reset_service_specific_credential().user_name("bob").service_specific_credential_id(id);
    assert_eq!(refusal(reset.send().await.unwrap_err()).code, "ValidationError");
    let delete = iam.delete_service_specific_credential().user_name("bob").service_specific_credential_id(id);
    assert_eq!(refusal(delete.send().await.unwrap_err()).code, "ValidationError");
    assert_eq!(
        set_status(&iam, "alice", id, StatusType::Expired).await.unwrap_err(),
        refused(400, "InvalidInput", "Operation does not support status Expired")
    );
}

#[tokio::test]
async fn a_reset_changes_nothing_but_the_secret() {
    let scratch = empty();
    let iam = scratch.iam();
    create_user(&iam, "alice").await;
    let key = create_key(&iam, "alice", BEDROCK, Some(30)).await.unwrap();
    let id = key.service_specific_credential_id();
    set_status(&iam, "alice", id, StatusType::Inactive).await.unwrap();
    let later = super::support::iam(&scratch.at("2026-12-01T00:00:00Z"));
    let answer =
        later.reset_service_specific_credential().user_name("alice").service_specific_credential_id(id);
    let reset = answer.send().await.unwrap().service_specific_credential.unwrap();
    assert_eq!(reset.status(), &StatusType::Inactive);
    assert_eq!(reset.create_date(), key.create_date());
    assert_eq!(reset.expiration_date(), key.expiration_date());
    assert_eq!(reset.service_credential_alias(), key.service_credential_alias());
    assert_eq!(reset.service_specific_credential_id(), id);
    assert_ne!(reset.service_credential_secret(), key.service_credential_secret());
}

#[tokio::test]
async fn an_expired_key_can_be_deleted_and_not_revived() {
    let scratch = empty();
    let iam = scratch.iam();
    create_user(&iam, "alice").await;
    let key = create_key(&iam, "alice", BEDROCK, Some(1)).await.unwrap();
    let id = key.service_specific_credential_id();
    let later = super::support::iam(&scratch.at("2026-12-01T00:00:00Z"));
    assert_eq!(set_status(&later, "alice", id, StatusType::Active).await.unwrap_err().code, "InvalidInput");
    let reset =
        later.reset_service_specific_credential().user_name("alice").service_specific_credential_id(id);
    assert_eq!(refusal(reset.send().await.unwrap_err()).code, "InvalidInput");
    let delete =
        later.delete_service_specific_credential().user_name("alice").service_specific_credential_id(id);
    delete.send().await.unwrap();
}

#[tokio::test]
async fn listing_everybody_excludes_a_user_name_and_needs_no_service() {
    let scratch = empty();
    let iam = scratch.iam();
    create_user(&iam, "alice").await;
    create_key(&iam, "alice", BEDROCK, None).await.unwrap();
    create_key(&iam, "alice", "codecommit.amazonaws.com", None).await.unwrap();
    let both = iam.list_service_specific_credentials().all_users(true).user_name("alice").send().await;
    let message = "Cannot list credentials for all users if a username is given";
    assert_eq!(refusal(both.unwrap_err()), refused(400, "InvalidInput", message));
    let count = |listed: aws_sdk_iam::operation::list_service_specific_credentials::ListServiceSpecificCredentialsOutput| {
        listed.service_specific_credentials().len()
    };
    let list = || iam.list_service_specific_credentials();
    assert_eq!(count(list().all_users(false).user_name("alice").send().await.unwrap()), 2);
    assert_eq!(count(list().all_users(true).send().await.unwrap()), 2);
    assert_eq!(count(list().all_users(true).service_name("").send().await.unwrap()), 2);
    assert_eq!(count(list().all_users(true).service_name("BEDROCK.amazonaws.com").send().await.unwrap()), 1);
    let own = list().send().await.unwrap_err();
    assert_eq!(
        refusal(own),
        refused(400, "ValidationError", "Must specify userName when calling with non-User credentials")
    );
}

#[tokio::test]
async fn pages_follow_markers_that_are_bound_to_the_filter() {
    let scratch = empty();
    let iam = scratch.iam();
    for user in ["u1", "u2", "u3", "u4", "u5"] {
        create_user(&iam, user).await;
        create_key(&iam, user, BEDROCK, None).await.unwrap();
    }
    let list = || iam.list_service_specific_credentials().all_users(true);
    let first = list().max_items(2).send().await.unwrap();
    let marker = first.marker().unwrap();
    assert!(first.is_truncated());
    let second = list().max_items(2).marker(marker).send().await.unwrap();
    let last = list().max_items(2).marker(second.marker().unwrap()).send().await.unwrap();
    assert_eq!((last.is_truncated(), last.marker()), (false, None));
    let users: Vec<String> = [&first, &second, &last]
        .iter()
        .flat_map(|page| page.service_specific_credentials())
        .map(|credential| credential.user_name().to_owned())
        .collect();
    let mut sorted = users.clone();
    sorted.sort();
    assert_eq!(sorted, ["u1", "u2", "u3", "u4", "u5"]);
    assert_ne!(users, sorted, "the order is neither by user nor by time");
    let other = iam.list_service_specific_credentials().user_name("u1").marker(marker).send().await;
    assert_eq!(refusal(other.unwrap_err()).code, "ValidationError");
    for wrong in [0, 1001] {
        assert_eq!(refusal(list().max_items(wrong).send().await.unwrap_err()).code, "ValidationError");
    }
}

#[tokio::test]
async fn a_user_with_credentials_cannot_be_deleted() {
    let scratch = empty();
    let iam = scratch.iam();
    create_user(&iam, "alice").await;
    create_key(&iam, "alice", "codecommit.amazonaws.com", None).await.unwrap();
    let message = "Cannot delete entity, must remove referenced objects first.";
    assert_eq!(
        refusal(iam.delete_user().user_name("alice").send().await.unwrap_err()),
        refused(409, "DeleteConflict", message)
    );
}

async fn set_status(
    iam: &aws_sdk_iam::Client,
    user: &str,
    id: &str,
    status: StatusType,
) -> Result<(), Refusal> {
    let update = iam.update_service_specific_credential();
    let update = update.user_name(user).service_specific_credential_id(id).status(status);
    update.send().await.map(|_| ()).map_err(refusal)
}
