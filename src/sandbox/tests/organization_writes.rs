//! Policies of the organization as they are written, with the refusals of AWS.

use aws_sdk_organizations::Client;
use aws_sdk_organizations::types::{PolicyType, Tag};

use super::support::*;
use crate::sandbox::FaultPlan;

const SCP: PolicyType = PolicyType::ServiceControlPolicy;
const DENY: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Deny","Effect":"Deny","Action":"bedrock:CallWithBearerToken","Resource":"*"}]}"#;
const ROOT: &str = "r-sbx1";
const WORKLOADS: &str = "ou-sbx1-workl0ad";
const FULL: &str = "p-FullAWSAccess";

fn label(key: &str, value: &str) -> Tag {
    Tag::builder().key(key).value(value).build().unwrap()
}

async fn create(client: &Client, name: &str, content: &str) -> Result<String, Refusal> {
    let request = client.create_policy().name(name).description("").content(content).r#type(SCP);
    let answer = request.tags(label("team", "platform")).send().await.map_err(refusal)?;
    Ok(answer.policy().unwrap().policy_summary().unwrap().id().unwrap().to_owned())
}

async fn attach(client: &Client, policy: &str, target: &str) -> Result<(), Refusal> {
    client.attach_policy().policy_id(policy).target_id(target).send().await.map(|_| ()).map_err(refusal)
}

async fn detach(client: &Client, policy: &str, target: &str) -> Result<(), Refusal> {
    client.detach_policy().policy_id(policy).target_id(target).send().await.map(|_| ()).map_err(refusal)
}

fn code<T: std::fmt::Debug>(result: Result<T, Refusal>) -> String {
    result.unwrap_err().code
}

#[tokio::test]
async fn a_policy_lives_from_creation_to_deletion() {
    let scratch = seeded();
    let client = organizations_as(&scratch.sandbox, administrator());
    let id = create(&client, "New", DENY).await.unwrap();
    assert!(id.starts_with("p-") && id.len() == 10, "{id}");
    let tags = client.list_tags_for_resource().resource_id(&id).send().await.unwrap();
    assert_eq!(tags.tags(), [label("team", "platform")]);

    attach(&client, &id, WORKLOADS).await.unwrap();
    let targets = client.list_targets_for_policy().policy_id(&id).send().await.unwrap();
    assert_eq!(targets.targets()[0].target_id(), Some(WORKLOADS));
    assert_eq!(code(attach(&client, &id, WORKLOADS).await), "DuplicatePolicyAttachmentException");
    let in_use = client.delete_policy().policy_id(&id).send().await.unwrap_err();
    assert_eq!(refusal(in_use).code, "PolicyInUseException");

    let renamed = client.update_policy().policy_id(&id).name("Newer").send().await.unwrap();
    let renamed = renamed.policy().unwrap();
    assert_eq!(renamed.policy_summary().unwrap().name(), Some("Newer"));
    assert_eq!(renamed.content(), Some(DENY));

    detach(&client, &id, WORKLOADS).await.unwrap();
    assert_eq!(code(detach(&client, &id, WORKLOADS).await), "PolicyNotAttachedException");
    client.delete_policy().policy_id(&id).send().await.unwrap();
    assert_eq!(code(attach(&client, &id, WORKLOADS).await), "PolicyNotFoundException");
    let reopened = organizations_as(&scratch.at(NOW), administrator());
    assert_eq!(reopened.list_policies().filter(SCP).send().await.unwrap().policies().len(), 4);
}

#[tokio::test]
async fn names_are_unique_and_documents_are_read() {
    let scratch = seeded();
    let client = organizations_as(&scratch.sandbox, administrator());
    assert_eq!(code(create(&client, "FullAWSAccess", DENY).await), "DuplicatePolicyException");
    for content in [
        "",
        "{",
        "[]",
        &DENY.replace("2012-10-17", "2008-10-17"),
        &DENY.replace("\"Sid\":\"Deny\"", "\"Principal\":\"*\""),
        &DENY.replace("\"Resource\":\"*\"", "\"Resource\":\"bucket\""),
    ] {
        assert_eq!(
            code(create(&client, "New", content).await),
            "MalformedPolicyDocumentException",
            "{content}"
        );
    }
    let padded = format!("{DENY}{}", " ".repeat(10_240 - DENY.len()));
    assert_eq!(code(create(&client, "New", &format!("{padded} ")).await), "ConstraintViolationException");
    create(&client, "New", &padded).await.unwrap();
    let long = "x".repeat(129);
    assert_eq!(code(create(&client, &long, DENY).await), "InvalidInputException");
}

#[tokio::test]
async fn the_policy_of_aws_can_be_detached_and_not_changed() {
    let scratch = seeded();
    let client = organizations_as(&scratch.sandbox, administrator());
    let update = client.update_policy().policy_id(FULL).name("Mine").send().await.unwrap_err();
    assert_eq!(refusal(update).code, "InvalidInputException");
    let delete = client.delete_policy().policy_id(FULL).send().await.unwrap_err();
    assert_eq!(refusal(delete).code, "InvalidInputException");
    detach(&client, FULL, WORKLOADS).await.unwrap();
    // The other policy there is now the last.
    assert_eq!(code(detach(&client, "p-h4lfbl0k", WORKLOADS).await), "ConstraintViolationException");
}

#[tokio::test]
async fn ten_policies_are_attached_to_a_target_at_most() {
    let scratch = seeded();
    let client = organizations_as(&scratch.sandbox, administrator());
    for number in 0..8 {
        let id = create(&client, &format!("Filler{number}"), DENY).await.unwrap();
        attach(&client, &id, ROOT).await.unwrap();
    }
    let eleventh = create(&client, "Eleventh", DENY).await.unwrap();
    let refused = attach(&client, &eleventh, ROOT).await.unwrap_err();
    assert_eq!(refused.code, "ConstraintViolationException");
    assert_eq!(code(attach(&client, &eleventh, "ou-none-12345678").await), "TargetNotFoundException");
    assert_eq!(code(attach(&client, &eleventh, "nowhere").await), "InvalidInputException");
}

#[tokio::test]
async fn switching_the_type_off_detaches_everything_and_on_brings_back_only_full_access() {
    let scratch = seeded();
    let client = organizations_as(&scratch.sandbox, administrator());
    let again = client.enable_policy_type().root_id(ROOT).policy_type(SCP).send().await.unwrap_err();
    assert_eq!(refusal(again).code, "PolicyTypeAlreadyEnabledException");
    client.disable_policy_type().root_id(ROOT).policy_type(SCP).send().await.unwrap();
    let roots = client.list_roots().send().await.unwrap();
    assert!(roots.roots()[0].policy_types().is_empty());
    assert_eq!(code(attach(&client, "p-h4lfbl0k", WORKLOADS).await), "PolicyTypeNotEnabledException");
    let enabled = client.enable_policy_type().root_id(ROOT).policy_type(SCP).send().await.unwrap();
    let status = enabled.root().unwrap().policy_types()[0].status().unwrap().as_str().to_owned();
    assert_eq!(status, "PENDING_ENABLE");
    // One reader and one writer come too early.
    let roots = client.list_roots().send().await.unwrap();
    assert_eq!(roots.roots()[0].policy_types()[0].status().unwrap().as_str(), "PENDING_ENABLE");
    assert_eq!(code(attach(&client, "p-h4lfbl0k", WORKLOADS).await), "PolicyTypeNotEnabledException");
    let roots = client.list_roots().send().await.unwrap();
    assert_eq!(roots.roots()[0].policy_types()[0].status().unwrap().as_str(), "ENABLED");
    let here = client.list_policies_for_target().target_id(WORKLOADS).filter(SCP).send().await.unwrap();
    assert_eq!(here.policies().len(), 1);
    assert_eq!(here.policies()[0].id(), Some(FULL));
}

#[tokio::test]
async fn tags_are_replaced_and_removed() {
    let scratch = seeded();
    let client = organizations_as(&scratch.sandbox, administrator());
    let tag = |key, value| client.tag_resource().resource_id("p-h4lfbl0k").tags(label(key, value));
    tag("team", "one").send().await.unwrap();
    tag("team", "two").send().await.unwrap();
    let tags = client.list_tags_for_resource().resource_id("p-h4lfbl0k").send().await.unwrap();
    assert_eq!(tags.tags(), [label("team", "two")]);
    assert_eq!(refusal(tag("aws:x", "y").send().await.unwrap_err()).code, "InvalidInputException");
    client.untag_resource().resource_id("p-h4lfbl0k").tag_keys("team").send().await.unwrap();
    let tags = client.list_tags_for_resource().resource_id("p-h4lfbl0k").send().await.unwrap();
    assert!(tags.tags().is_empty());
}

#[tokio::test]
async fn a_fault_plan_can_have_somebody_else_write() {
    let scratch = seeded();
    let rules =
        r#"{"rules":[{"at":{"operation":"AttachPolicy","times":1},"fault":"concurrent-modification"}]}"#;
    let plan: FaultPlan = serde_json::from_str(rules).unwrap();
    let client = organizations_as(&scratch.with(plan), administrator());
    let first = attach(&client, "p-h4lfbl0k", ROOT).await.unwrap_err();
    assert_eq!(first.code, "ConcurrentModificationException");
    attach(&client, "p-h4lfbl0k", ROOT).await.unwrap();
}
