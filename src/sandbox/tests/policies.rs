//! Managed and inline policies, and the account's details in one listing.

use aws_sdk_iam::types::{EntityType, PolicyScopeType};

use super::support::*;

const ALLOW: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"bedrock:*","Resource":"*"}]}"#;

#[tokio::test]
async fn a_managed_policy_is_attached_listed_and_detached() {
    let scratch = empty();
    let iam = scratch.iam();
    create_user(&iam, "anna").await;
    iam.attach_user_policy().user_name("anna").policy_arn(LIMITED).send().await.unwrap();
    iam.attach_user_policy()
        .user_name("anna")
        .policy_arn(LIMITED)
        .send()
        .await
        .expect("attaching is idempotent");
    let attached = iam.list_attached_user_policies().user_name("anna").send().await.unwrap();
    assert_eq!(attached.attached_policies().len(), 1);
    assert_eq!(attached.attached_policies()[0].policy_name(), Some("AmazonBedrockLimitedAccess"));
    let policy = iam.get_policy().policy_arn(LIMITED).send().await.unwrap().policy.unwrap();
    assert_eq!((policy.default_version_id(), policy.attachment_count()), (Some("v9"), Some(1)));
    iam.detach_user_policy().user_name("anna").policy_arn(LIMITED).send().await.unwrap();
    let again = iam.detach_user_policy().user_name("anna").policy_arn(LIMITED).send().await.unwrap_err();
    assert_eq!(refusal(again).code, "NoSuchEntity");
    let missing = iam.attach_user_policy().user_name("anna").policy_arn("arn:aws:iam::aws:policy/Nothing");
    let message = "Policy arn:aws:iam::aws:policy/Nothing does not exist or is not attachable.";
    assert_eq!(refusal(missing.send().await.unwrap_err()), refused(404, "NoSuchEntity", message));
    let wrong = iam.attach_user_policy().user_name("anna").policy_arn("not-an-arn-of-a-policy");
    assert_eq!(refusal(wrong.send().await.unwrap_err()).code, "InvalidInput");
}

#[tokio::test]
async fn the_document_of_a_managed_policy_is_percent_encoded_json() {
    let scratch = empty();
    let version =
        scratch.iam().get_policy_version().policy_arn(LIMITED).version_id("v9").send().await.unwrap();
    let encoded = version.policy_version().unwrap().document().unwrap();
    let form = format!("d={encoded}");
    let (_, document) = form_urlencoded::parse(form.as_bytes()).next().unwrap();
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    assert_eq!(document["Statement"].as_array().unwrap().len(), 6);
    let missing = scratch.iam().get_policy_version().policy_arn(LIMITED).version_id("v1").send().await;
    assert_eq!(refusal(missing.unwrap_err()).code, "NoSuchEntity");
}

#[tokio::test]
async fn a_policy_of_the_account_lives_until_nothing_uses_it() {
    let scratch = empty();
    let iam = scratch.iam();
    create_user(&iam, "anna").await;
    let create = || iam.create_policy().policy_name("Mine").policy_document(ALLOW).description("d");
    let policy = create().send().await.unwrap().policy.unwrap();
    let arn = policy.arn().unwrap();
    assert_eq!(arn, "arn:aws:iam::123456789012:policy/Mine");
    assert_eq!(refusal(create().send().await.unwrap_err()).code, "EntityAlreadyExists");
    iam.attach_user_policy().user_name("anna").policy_arn(arn).send().await.unwrap();
    assert_eq!(refusal(iam.delete_policy().policy_arn(arn).send().await.unwrap_err()).code, "DeleteConflict");
    let local = iam.list_policies().scope(PolicyScopeType::Local).send().await.unwrap();
    assert_eq!(local.policies().len(), 1);
    let aws = iam.list_policies().scope(PolicyScopeType::Aws).only_attached(false).send().await.unwrap();
    assert!(aws.policies().iter().any(|policy| policy.policy_name() == Some("SecurityAudit")));
    iam.detach_user_policy().user_name("anna").policy_arn(arn).send().await.unwrap();
    iam.delete_policy().policy_arn(arn).send().await.unwrap();
    let bad = iam.create_policy().policy_name("Bad").policy_document("{").send().await.unwrap_err();
    assert_eq!((refusal(bad).code).as_str(), "MalformedPolicyDocument");
}

#[tokio::test]
async fn inline_policies_share_2048_characters_without_white_space() {
    let scratch = empty();
    let iam = scratch.iam();
    create_user(&iam, "anna").await;
    let document = |characters: usize| {
        let frame = ALLOW.replace("bedrock:*", "");
        ALLOW.replace("bedrock:*", &"x".repeat(characters - frame.len()))
    };
    let put = |name: &str, document: String| {
        iam.put_user_policy().user_name("anna").policy_name(name).policy_document(document).send()
    };
    put("one", document(1024)).await.unwrap();
    put("two", document(1024).replace("},", "},   \n")).await.unwrap();
    let refusal = refusal(put("two", document(1025)).await.unwrap_err());
    assert_eq!(
        refusal,
        refused(409, "LimitExceeded", "Maximum policy size of 2048 bytes exceeded for user anna")
    );
    let names = iam.list_user_policies().user_name("anna").send().await.unwrap();
    assert_eq!(names.policy_names(), ["one", "two"]);
    let read = iam.get_user_policy().user_name("anna").policy_name("one").send().await.unwrap();
    assert!(read.policy_document().starts_with("%7B%22Version%22"));
    iam.delete_user_policy().user_name("anna").policy_name("one").send().await.unwrap();
    let gone = iam.get_user_policy().user_name("anna").policy_name("one").send().await.unwrap_err();
    let message = "The user policy with name one cannot be found.";
    assert_eq!(super::support::refusal(gone), refused(404, "NoSuchEntity", message));
}

#[tokio::test]
async fn the_account_details_hold_every_side_of_a_user() {
    let scratch = seeded();
    let iam = scratch.iam();
    let users = iam.get_account_authorization_details().filter(EntityType::User).send().await.unwrap();
    assert!(users.group_detail_list().is_empty() && users.role_detail_list().is_empty());
    let user = |name: &str| {
        users.user_detail_list().iter().find(|user| user.user_name() == Some(name)).unwrap().clone()
    };
    let batch = user("nightly-batch");
    assert_eq!(batch.path(), Some("/workloads/"));
    assert_eq!(batch.tags().len(), 2);
    assert!(batch.user_policy_list()[0].policy_document().unwrap().starts_with("%7B"));
    let boundary = batch.permissions_boundary().unwrap().permissions_boundary_arn();
    assert_eq!(boundary, Some("arn:aws:iam::418306925710:policy/BedrockOnlyBoundary"));
    assert_eq!(user("mara.lind").group_list(), ["developers"]);
    assert_eq!(user("BedrockAPIKey-q7zk").attached_managed_policies()[0].policy_arn(), Some(LIMITED));

    let pages: Vec<_> = iam
        .get_account_authorization_details()
        .max_items(3)
        .into_paginator()
        .send()
        .try_collect()
        .await
        .unwrap();
    let count = |list: fn(
        &aws_sdk_iam::operation::get_account_authorization_details::GetAccountAuthorizationDetailsOutput,
    ) -> usize| { pages.iter().map(list).sum::<usize>() };
    assert_eq!(count(|page| page.user_detail_list().len()), users.user_detail_list().len());
    assert_eq!(count(|page| page.group_detail_list().len()), 2);
    assert!(count(|page| page.policies().len()) >= 4);
    assert!(pages.iter().all(|page| page.user_detail_list().len() <= 3));
}
