//! Who calls, and that accounts do not see each other.

use aws_credential_types::Credentials;

use super::support::*;
use crate::sandbox::CallOutcome;

const LOG_ARCHIVE: &str = "590183744026";
const PARTNER: &str = "178820436695";
const SUSPENDED: &str = "026690713384";

#[tokio::test]
async fn an_assumed_role_is_who_it_says_it_is() {
    let scratch = seeded();
    let sts = sts_as(&scratch.sandbox, administrator());
    let me = sts.get_caller_identity().send().await.unwrap();
    assert_eq!(me.account(), Some("418306925710"));
    assert_eq!(me.arn(), Some("arn:aws:sts::418306925710:assumed-role/SandboxAdministrator/you"));
    let session = assume(&scratch.sandbox, LOG_ARCHIVE, "BedrockKeysAuditor").await.unwrap();
    let there = sts_as(&scratch.sandbox, session).get_caller_identity().send().await.unwrap();
    assert_eq!(there.account(), Some(LOG_ARCHIVE));
    let arn = format!("arn:aws:sts::{LOG_ARCHIVE}:assumed-role/BedrockKeysAuditor/test");
    assert_eq!(there.arn(), Some(arn.as_str()));
}

#[tokio::test]
async fn a_role_that_is_missing_or_suspended_cannot_be_assumed() {
    let scratch = seeded();
    for (account, role) in [
        (PARTNER, "OrganizationAccountAccessRole"),
        (LOG_ARCHIVE, "NoSuchRole"),
        (SUSPENDED, "OrganizationAccountAccessRole"),
        ("999999999999", "OrganizationAccountAccessRole"),
    ] {
        let refusal = assume(&scratch.sandbox, account, role).await.unwrap_err();
        assert_eq!((refusal.status, refusal.code.as_str()), (403, "AccessDenied"), "{account} {role}");
        assert!(
            refusal.message.ends_with(&format!("arn:aws:iam::{account}:role/{role}")),
            "{}",
            refusal.message
        );
    }
}

#[tokio::test]
async fn accounts_do_not_see_each_other() {
    let scratch = seeded();
    let session = assume(&scratch.sandbox, LOG_ARCHIVE, "OrganizationAccountAccessRole").await.unwrap();
    let there = iam_as(&scratch.sandbox, session);
    create_user(&there, "only-there").await;
    let key = create_key(&there, "only-there", BEDROCK, None).await.unwrap();
    assert_eq!(key.service_credential_alias(), Some("only-there-at-590183744026"));
    let here = scratch.iam();
    assert_eq!(
        refusal(here.get_user().user_name("only-there").send().await.unwrap_err()),
        refused(404, "NoSuchEntity", "The user with name only-there cannot be found.")
    );
    let calls = scratch.sandbox.calls();
    let last = calls.last().unwrap();
    assert_eq!((last.account.as_str(), last.operation.as_str()), ("418306925710", "GetUser"));
    assert_eq!(last.user.as_deref(), Some("only-there"));
    assert_eq!(last.outcome, CallOutcome::Refused("NoSuchEntity".to_owned()));
    assert_eq!(calls[1].account, LOG_ARCHIVE);
    assert_eq!(calls.iter().map(|call| call.number).collect::<Vec<_>>(), [1, 2, 3, 4]);
}

#[tokio::test]
async fn a_forged_or_expired_session_is_refused() {
    let scratch = seeded();
    let session = assume(&scratch.sandbox, LOG_ARCHIVE, "BedrockKeysAuditor").await.unwrap();
    let later = scratch.at("2026-11-23T13:00:00Z");
    let expired = sts_as(&later, session.clone()).get_caller_identity().send().await.unwrap_err();
    assert_eq!(refusal(expired).code, "ExpiredToken");
    for (id, token) in [
        ("ASIASBOX418306925710", session.session_token()),
        ("ASIASBOX590183744026", None),
        ("ASIASBOX590183744026", Some("SANDBOX-nonsense")),
    ] {
        let forged = Credentials::from_keys(id, "x", token.map(str::to_owned));
        let answer = sts_as(&scratch.sandbox, forged).get_caller_identity().send().await;
        assert_eq!(refusal(answer.unwrap_err()).code, "InvalidClientTokenId", "{id} {token:?}");
    }
}

#[tokio::test]
async fn a_user_may_leave_its_own_name_out() {
    let scratch = empty();
    let iam = scratch.iam();
    create_user(&iam, "alice").await;
    let key = iam.create_access_key().user_name("alice").send().await.unwrap().access_key.unwrap();
    let alice =
        iam_as(&scratch.sandbox, Credentials::from_keys(key.access_key_id(), key.secret_access_key(), None));
    assert_eq!(alice.get_user().send().await.unwrap().user.unwrap().user_name(), "alice");
    create_key(&alice, "alice", BEDROCK, None).await.unwrap();
    let own = alice.list_service_specific_credentials().send().await.unwrap();
    assert_eq!(own.service_specific_credentials().len(), 1);
    iam.delete_access_key().user_name("alice").access_key_id(key.access_key_id()).send().await.unwrap();
    assert_eq!(refusal(alice.get_user().send().await.unwrap_err()).code, "InvalidClientTokenId");
}
