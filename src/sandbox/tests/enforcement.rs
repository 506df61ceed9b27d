//! Service control policies as they bind the principals of member accounts.

use super::support::*;

const RESEARCH: &str = "482097163358";
const ROLE: &str = "OrganizationAccountAccessRole";
const SCP: aws_sdk_organizations::types::PolicyType =
    aws_sdk_organizations::types::PolicyType::ServiceControlPolicy;

/// Deny creation and reset for Bedrock, to everybody but one role.
const DENY_MINT: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Mint","Effect":"Deny","Action":["iam:CreateServiceSpecificCredential","iam:ResetServiceSpecificCredential"],"Resource":"*","Condition":{"StringEqualsIgnoreCase":{"iam:ServiceSpecificCredentialServiceName":"bedrock.amazonaws.com"},"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/Provisioner"}}}]}"#;

async fn attach(scratch: &Scratch, content: &str, target: &str) -> String {
    let client = organizations_as(&scratch.sandbox, administrator());
    let created = client
        .create_policy()
        .name("Test")
        .description("")
        .content(content)
        .r#type(SCP)
        .send()
        .await
        .unwrap();
    let id = created.policy().unwrap().policy_summary().unwrap().id().unwrap().to_owned();
    client.attach_policy().policy_id(&id).target_id(target).send().await.unwrap();
    id
}

async fn member(scratch: &Scratch, account: &str) -> aws_sdk_iam::Client {
    let iam = iam_as(&scratch.sandbox, assume(&scratch.sandbox, account, ROLE).await.unwrap());
    create_user(&iam, "zoe").await;
    iam
}

#[tokio::test]
async fn a_denied_creation_is_refused_in_the_words_of_aws() {
    let scratch = seeded();
    let iam = member(&scratch, RESEARCH).await;
    let id = create_key(&iam, "zoe", BEDROCK, Some(7)).await.unwrap();
    attach(&scratch, DENY_MINT, "r-sbx1").await;
    let refused_creation = create_key(&iam, "zoe", BEDROCK, Some(7)).await.unwrap_err();
    let message = "User: arn:aws:sts::482097163358:assumed-role/OrganizationAccountAccessRole/test is not authorized to \
                   perform: iam:CreateServiceSpecificCredential on resource: arn:aws:iam::482097163358:user/zoe with an \
                   explicit deny in a service control policy";
    assert_eq!(refused_creation, refused(403, "AccessDenied", message));
    let reset = iam
        .reset_service_specific_credential()
        .user_name("zoe")
        .service_specific_credential_id(id.service_specific_credential_id());
    assert_eq!(refusal(reset.send().await.unwrap_err()).code, "AccessDenied");
    // Revocation and other services stay.
    iam.delete_service_specific_credential()
        .user_name("zoe")
        .service_specific_credential_id(id.service_specific_credential_id())
        .send()
        .await
        .unwrap();
    create_key(&iam, "zoe", "codecommit.amazonaws.com", None).await.unwrap();
}

#[tokio::test]
async fn a_detached_policy_denies_no_longer() {
    let scratch = seeded();
    let iam = member(&scratch, RESEARCH).await;
    let id = attach(&scratch, DENY_MINT, RESEARCH).await;
    assert!(create_key(&iam, "zoe", BEDROCK, Some(7)).await.is_err());
    let client = organizations_as(&scratch.sandbox, administrator());
    client.detach_policy().policy_id(&id).target_id(RESEARCH).send().await.unwrap();
    create_key(&iam, "zoe", BEDROCK, Some(7)).await.unwrap();
}

#[tokio::test]
async fn the_management_account_is_bound_by_nothing() {
    let scratch = seeded();
    attach(&scratch, DENY_MINT, "r-sbx1").await;
    let iam = scratch.iam();
    create_user(&iam, "zoe").await;
    create_key(&iam, "zoe", BEDROCK, None).await.unwrap();
}

#[tokio::test]
async fn an_exempt_role_of_the_policy_is_the_role_of_the_session() {
    let scratch = seeded();
    let iam = member(&scratch, RESEARCH).await;
    let exempt = DENY_MINT.replace("role/Provisioner", "role/OrganizationAccountAccessRole");
    attach(&scratch, &exempt, "r-sbx1").await;
    create_key(&iam, "zoe", BEDROCK, Some(7)).await.unwrap();
}

/// The seed's cap of 30 days has the hole that AWS's published one has.
#[tokio::test]
async fn a_cap_without_a_word_on_absence_lets_keys_through_that_never_expire() {
    let scratch = seeded();
    let iam = member(&scratch, RESEARCH).await;
    assert_eq!(create_key(&iam, "zoe", BEDROCK, Some(30)).await.unwrap_err().code, "AccessDenied");
    create_key(&iam, "zoe", BEDROCK, Some(29)).await.unwrap();
    create_key(&iam, "zoe", BEDROCK, None).await.unwrap();
}

#[tokio::test]
async fn what_nothing_allows_is_refused_for_that() {
    let scratch = seeded();
    let iam = member(&scratch, RESEARCH).await;
    let allow =
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:Get*","Resource":"*"}]}"#;
    attach(&scratch, allow, RESEARCH).await;
    let client = organizations_as(&scratch.sandbox, administrator());
    client.detach_policy().policy_id("p-FullAWSAccess").target_id(RESEARCH).send().await.unwrap();
    let refused = create_key(&iam, "zoe", BEDROCK, Some(7)).await.unwrap_err();
    assert!(
        refused.message.ends_with(
            "because no service control policy allows the iam:CreateServiceSpecificCredential action"
        ),
        "{}",
        refused.message
    );
    iam.get_user().user_name("zoe").send().await.unwrap();
}
