//! State between runs, between processes, and the seed.

use super::support::*;
use crate::sandbox::{FaultPlan, Sandbox, SandboxError};

#[tokio::test]
async fn a_reopened_sandbox_remembers_and_a_reset_one_does_not() {
    let scratch = seeded();
    create_user(&scratch.iam(), "new").await;
    let again = scratch.at(NOW);
    iam(&again).get_user().user_name("new").send().await.unwrap();
    let fresh = Sandbox::reset(scratch.directory.path(), options(NOW, FaultPlan::none())).unwrap();
    assert_eq!(
        refusal(iam(&fresh).get_user().user_name("new").send().await.unwrap_err()).code,
        "NoSuchEntity"
    );
    // The handle that was open all along sees the reset as well.
    let stale = scratch.iam().get_user().user_name("new").send().await;
    assert_eq!(refusal(stale.unwrap_err()).code, "NoSuchEntity");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_handles_share_a_directory_without_losing_writes() {
    let scratch = empty();
    let other = scratch.at(NOW);
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..40 {
        let client = if number % 2 == 0 { scratch.iam() } else { iam(&other) };
        tasks.spawn(async move { create_user(&client, &format!("user-{number}")).await });
    }
    tasks.join_all().await;
    for client in [scratch.iam(), iam(&other)] {
        assert_eq!(client.list_users().send().await.unwrap().users().len(), 40);
    }
}

#[tokio::test]
async fn the_management_account_of_the_seed_is_worth_looking_at() {
    let scratch = seeded();
    let listed = scratch.iam().list_service_specific_credentials().all_users(true).send().await.unwrap();
    let mut keys: Vec<_> = listed
        .service_specific_credentials()
        .iter()
        .map(|key| format!("{} {} {}", key.user_name(), key.status(), key.expiration_date().is_some()))
        .collect();
    keys.sort();
    assert_eq!(
        keys,
        [
            "BedrockAPIKey-ab12 Active false",
            "BedrockAPIKey-m3te Expired true",
            "chatbot-prototype Active true",
            "mara.lind Active false",
            "nightly-batch Active true",
            "nightly-batch Inactive true",
        ]
    );
}

#[test]
fn a_directory_that_holds_something_else_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("thesis.tex"), "years of work").unwrap();
    let error = Sandbox::reset(directory.path(), options(NOW, FaultPlan::none())).unwrap_err();
    assert!(matches!(error, SandboxError::NotASandbox { .. }), "{error}");
    assert!(directory.path().join("thesis.tex").exists());
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_the_state() {
    use std::os::unix::fs::PermissionsExt as _;
    let parent = tempfile::tempdir().unwrap();
    let directory = parent.path().join("state");
    Sandbox::open(&directory, options(NOW, FaultPlan::none())).unwrap();
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&directory), 0o700);
    assert_eq!(mode(&directory.join("sandbox.json")), 0o600);
    assert_eq!(mode(&directory.join("accounts/418306925710.json")), 0o600);
}

#[test]
fn a_damaged_state_is_an_error_with_a_way_out() {
    let scratch = empty();
    std::fs::write(scratch.directory.path().join("sandbox.json"), "{").unwrap();
    let error = Sandbox::open(scratch.directory.path(), options(NOW, FaultPlan::none())).unwrap_err();
    assert!(error.to_string().contains("sandbox reset"), "{error}");
    Sandbox::reset(scratch.directory.path(), options(NOW, FaultPlan::none())).unwrap();
}
