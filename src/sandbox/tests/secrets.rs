//! Secrets Manager.

use super::support::*;

#[tokio::test]
async fn a_secret_is_stored_described_versioned_and_read_back() {
    let scratch = empty();
    let secrets = secrets_as(&scratch.sandbox, administrator());
    let tag =
        |key: &str, value: &str| aws_sdk_secretsmanager::types::Tag::builder().key(key).value(value).build();
    let create = secrets.create_secret().name("keys/anna").secret_string("first").kms_key_id("alias/keys");
    let created = create.tags(tag("owner", "anna")).description("d").send().await.unwrap();
    let arn = created.arn().unwrap();
    assert!(arn.starts_with("arn:aws:secretsmanager:eu-west-1:123456789012:secret:keys/anna-"), "{arn}");
    let put = secrets.put_secret_value().secret_id(arn).secret_string("second").send().await.unwrap();
    assert_ne!(put.version_id(), created.version_id());
    secrets
        .tag_resource()
        .secret_id("keys/anna")
        .tags(tag("owner", "ben"))
        .tags(tag("x", "y"))
        .send()
        .await
        .unwrap();
    secrets.untag_resource().secret_id("keys/anna").tag_keys("x").send().await.unwrap();
    let described = secrets.describe_secret().secret_id("keys/anna").send().await.unwrap();
    assert_eq!(described.kms_key_id(), Some("alias/keys"));
    assert_eq!(described.tags(), [tag("owner", "ben")]);
    assert_eq!(described.version_ids_to_stages().unwrap().len(), 2);
    let value =
        |stage: &'static str| secrets.get_secret_value().secret_id("keys/anna").version_stage(stage).send();
    assert_eq!(value("AWSCURRENT").await.unwrap().secret_string(), Some("second"));
    assert_eq!(value("AWSPREVIOUS").await.unwrap().secret_string(), Some("first"));
    assert_eq!(secrets.list_secrets().send().await.unwrap().secret_list()[0].name(), Some("keys/anna"));
}

#[tokio::test]
async fn a_name_is_taken_once_and_a_request_sent_twice_is_one() {
    let scratch = empty();
    let secrets = secrets_as(&scratch.sandbox, administrator());
    let token = "01234567-89ab-cdef-0123-456789abcdef";
    let create =
        |value: &str| secrets.create_secret().name("s").secret_string(value).client_request_token(token);
    let first = create("v").send().await.unwrap();
    let again = create("v").send().await.unwrap();
    assert_eq!(first.arn(), again.arn());
    let taken = refusal(create("other").send().await.unwrap_err());
    assert_eq!((taken.status, taken.code.as_str()), (400, "ResourceExistsException"));
    let missing = refusal(secrets.describe_secret().secret_id("t").send().await.unwrap_err());
    let message = "Secrets Manager can't find the specified secret.";
    assert_eq!(missing, refused(400, "ResourceNotFoundException", message));
}
