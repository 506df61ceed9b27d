//! Every fault, seen from the SDK.

use std::time::Duration;

use aws_sdk_iam::error::SdkError;
use aws_smithy_types::retry::RetryConfig;

use super::support::*;
use crate::sandbox::{CallOutcome, Fault, FaultPlan, FaultRule, RequestMatch, Sandbox, Service};

fn at_create(fault: Fault) -> FaultPlan {
    FaultPlan::none().with(FaultRule::at_operation("CreateUser", fault))
}

async fn exists(sandbox: &Sandbox) -> bool {
    iam(sandbox).get_user().user_name("anna").send().await.is_ok()
}

#[tokio::test]
async fn refusals_have_the_codes_of_aws_and_no_effect() {
    for (fault, status, code) in [
        (Fault::Deny, 403, "AccessDenied"),
        (Fault::Throttle, 400, "Throttling"),
        (Fault::ServerError, 500, "ServiceFailure"),
        (Fault::ServiceUnavailable, 503, "ServiceUnavailable"),
    ] {
        let scratch = empty_with(at_create(fault));
        let refusal = refusal(scratch.iam().create_user().user_name("anna").send().await.unwrap_err());
        assert_eq!((refusal.status, refusal.code.as_str()), (status, code));
        assert!(!exists(&scratch.sandbox).await, "{fault:?}");
        assert_eq!(scratch.sandbox.calls()[0].outcome, CallOutcome::Refused(code.to_owned()));
    }
}

#[tokio::test]
async fn a_dropped_connection_is_an_error_of_the_connector() {
    for (fault, effect) in [(Fault::DropBefore, false), (Fault::DropAfter, true)] {
        let scratch = empty_with(at_create(fault));
        let error = scratch.iam().create_user().user_name("anna").send().await.unwrap_err();
        let SdkError::DispatchFailure(failure) = &error else { panic!("{error:?}") };
        assert!(failure.is_io());
        assert_eq!(exists(&scratch.sandbox).await, effect, "{fault:?}");
        assert_eq!(scratch.sandbox.calls()[0].outcome, CallOutcome::Lost);
    }
}

#[tokio::test]
async fn a_spoiled_answer_comes_after_the_effect() {
    let scratch = empty_with(at_create(Fault::Garble));
    let error = scratch.iam().create_user().user_name("anna").send().await.unwrap_err();
    assert!(matches!(error, SdkError::ResponseError(_) | SdkError::ServiceError(_)), "{error:?}");
    assert!(exists(&scratch.sandbox).await);
    let scratch = empty_with(at_create(Fault::Truncate));
    let answer = scratch.iam().create_user().user_name("anna").send().await.unwrap();
    let user = answer.user.unwrap();
    assert_eq!(user.create_date().secs(), 0, "the SDK fills in what is missing");
    assert!(!user.arn().ends_with("/anna"), "the SDK takes half a value for a value: {}", user.arn());
    assert!(exists(&scratch.sandbox).await);
    let scratch = empty_with(at_create(Fault::Empty));
    let answer = scratch.iam().create_user().user_name("anna").send().await;
    assert!(answer.is_ok_and(|answer| answer.user().is_none()));
    assert!(exists(&scratch.sandbox).await);
}

#[tokio::test]
async fn a_hanging_call_has_no_effect_and_ends_with_the_callers_patience() {
    let scratch = empty_with(at_create(Fault::Hang));
    let iam = scratch.iam();
    let call = iam.create_user().user_name("anna").send();
    tokio::time::timeout(Duration::from_millis(20), call).await.unwrap_err();
    assert!(!exists(&scratch.sandbox).await);
}

#[tokio::test]
async fn a_delay_happens_besides_another_fault() {
    let plan = at_create(Fault::Delay(30)).with(FaultRule::at_call(1, Fault::Throttle));
    let scratch = empty_with(plan);
    let started = std::time::Instant::now();
    let refusal = refusal(scratch.iam().create_user().user_name("anna").send().await.unwrap_err());
    assert_eq!(refusal.code, "Throttling");
    assert!(started.elapsed() >= Duration::from_millis(30));
}

#[tokio::test]
async fn the_retries_of_the_sdk_get_over_throttling_and_are_counted() {
    let throttle = RequestMatch::operation("ListUsers").of_service(Service::Iam).times(2);
    let scratch = empty_with(FaultPlan::none().with(FaultRule::at_request(throttle, Fault::Throttle)));
    let retries = RetryConfig::standard().with_max_attempts(3).with_initial_backoff(Duration::from_millis(1));
    let config = scratch.iam().config().to_builder().retry_config(retries).build();
    aws_sdk_iam::Client::from_conf(config).list_users().send().await.unwrap();
    let outcomes: Vec<CallOutcome> = scratch.sandbox.calls().into_iter().map(|call| call.outcome).collect();
    let throttled = CallOutcome::Refused("Throttling".to_owned());
    assert_eq!(outcomes, [throttled.clone(), throttled, CallOutcome::Answered]);
}

#[tokio::test]
async fn a_lost_answer_under_blind_retries_makes_two_keys() {
    let lost = RequestMatch::operation("CreateServiceSpecificCredential").times(1);
    let scratch = empty_with(FaultPlan::none().with(FaultRule::at_request(lost, Fault::DropAfter)));
    let retries = RetryConfig::standard().with_max_attempts(3).with_initial_backoff(Duration::from_millis(1));
    let iam =
        aws_sdk_iam::Client::from_conf(scratch.iam().config().to_builder().retry_config(retries).build());
    create_user(&iam, "anna").await;
    create_key(&iam, "anna", BEDROCK, None).await.unwrap();
    let keys = iam.list_service_specific_credentials().user_name("anna").send().await.unwrap();
    assert_eq!(keys.service_specific_credentials().len(), 2, "which is why nobody should retry blindly");
}

#[tokio::test]
async fn a_rule_can_mean_one_user_one_account_or_one_service() {
    let scratch = seeded();
    let member = "590183744026";
    let faulty = scratch.with(
        FaultPlan::none()
            .with(FaultRule::at_request(RequestMatch::any().in_account(member), Fault::Throttle))
            .with(FaultRule::at_request(
                RequestMatch::operation("GetUser").for_user("mara.lind"),
                Fault::Deny,
            ))
            .with(FaultRule::at_request(RequestMatch::any().of_service(Service::Organizations), Fault::Deny)),
    );
    let session = assume(&faulty, member, "BedrockKeysAuditor").await.unwrap();
    let there = iam_as(&faulty, session).list_users().send().await.unwrap_err();
    assert_eq!(refusal(there).code, "Throttling");
    let here = iam(&faulty);
    assert_eq!(
        refusal(here.get_user().user_name("mara.lind").send().await.unwrap_err()).code,
        "AccessDenied"
    );
    here.get_user().user_name("ops-breakglass").send().await.unwrap();
    let organizations = organizations_as(&faulty, administrator()).list_accounts().send().await.unwrap_err();
    assert_eq!(refusal(organizations).code, "AccessDeniedException");
}

#[tokio::test]
async fn every_service_is_throttled_in_its_own_words() {
    let plan = || FaultPlan::none().with(FaultRule::at_request(RequestMatch::any(), Fault::Throttle));
    let scratch = empty_with(plan());
    let organizations =
        organizations_as(&scratch.sandbox, administrator()).list_roots().send().await.unwrap_err();
    assert_eq!(refusal(organizations).code, "TooManyRequestsException");
    let secrets = secrets_as(&scratch.sandbox, administrator()).list_secrets().send().await.unwrap_err();
    assert_eq!(refusal(secrets).code, "ThrottlingException");
    let sts = sts_as(&scratch.sandbox, administrator()).get_caller_identity().send().await.unwrap_err();
    assert_eq!(refusal(sts).code, "Throttling");
}

/// Runs this test binary once more with one test, which dies of the fault.
#[test]
fn an_abort_kills_the_process_before_or_after_the_effect() {
    if let Ok(directory) = std::env::var("SANDBOX_ABORT_DIRECTORY") {
        let fault = std::env::var("SANDBOX_ABORT_FAULT").unwrap();
        let plan = format!(r#"{{"rules":[{{"at":{{"operation":"CreateUser"}},"fault":"{fault}"}}]}}"#);
        let plan: FaultPlan = serde_json::from_str(&plan).unwrap();
        let sandbox = Sandbox::open(directory.as_ref(), options(NOW, plan)).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(create_user(&iam(&sandbox), "anna"));
        return;
    }
    for (fault, effect) in [("abort-before", false), ("abort-after", true)] {
        let scratch = empty();
        let status = std::process::Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "sandbox::tests::faults::an_abort_kills_the_process_before_or_after_the_effect",
            ])
            .env("SANDBOX_ABORT_DIRECTORY", scratch.directory.path())
            .env("SANDBOX_ABORT_FAULT", fault)
            .output()
            .unwrap()
            .status;
        assert!(!status.success() && status.code().is_none(), "killed by a signal: {status}");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        assert_eq!(runtime.block_on(exists(&scratch.sandbox)), effect, "{fault}");
    }
}
