//! Eventual consistency.

use super::support::*;
use crate::sandbox::FaultPlan;

#[tokio::test]
async fn a_new_user_is_unseen_for_the_requests_that_concern_it() {
    let scratch = empty_with(FaultPlan::none().hiding(2));
    let iam = scratch.iam();
    create_user(&iam, "other").await;
    create_user(&iam, "anna").await;
    let key = create_key(&iam, "anna", BEDROCK, None).await.unwrap_err();
    assert_eq!(key, refused(404, "NoSuchEntity", "The user with name anna cannot be found."));
    let again = refusal(iam.create_user().user_name("anna").send().await.unwrap_err());
    assert_eq!(again.code, "EntityAlreadyExists", "the name is taken all the same");
    let users = iam.list_users().send().await.unwrap();
    assert!(
        users.users().is_empty(),
        "the list is the second request that concerns anna, and the first for other"
    );
    iam.get_user().user_name("anna").send().await.unwrap();
    iam.get_user().user_name("other").send().await.unwrap_err();
    iam.get_user().user_name("other").send().await.unwrap();
}

#[tokio::test]
async fn a_new_key_and_a_new_attachment_are_unseen_as_well() {
    let scratch = empty();
    create_user(&scratch.iam(), "anna").await;
    let iam = iam(&scratch.with(FaultPlan::none().hiding(1)));
    let key = create_key(&iam, "anna", BEDROCK, None).await.unwrap();
    let delete = || {
        let delete = iam.delete_service_specific_credential().user_name("anna");
        delete.service_specific_credential_id(key.service_specific_credential_id()).send()
    };
    assert_eq!(
        refusal(delete().await.unwrap_err()),
        refused(404, "NoSuchEntity", "No such credential ID exists")
    );
    delete().await.unwrap();
    iam.attach_user_policy().user_name("anna").policy_arn(LIMITED).send().await.unwrap();
    for expected in [0, 1] {
        let attached = iam.list_attached_user_policies().user_name("anna").send().await.unwrap();
        assert_eq!(attached.attached_policies().len(), expected);
    }
}
