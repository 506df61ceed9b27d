//! Coverage of an organization that was read with faults: less is known, nothing is taken for denied that is not.

use std::collections::BTreeSet;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::support::*;
use crate::collect::{GuardrailCollection, GuardrailRequest, Limits, OrganizationListing, guardrails};
use crate::domain::{Known, Lifetime};
use crate::guardrail::coverage::Answer;
use crate::guardrail::report::{
    AccountStanding, CoverageReport, ReportRequest, Requirement, RequirementScope,
};
use crate::policy::PolicyDocument;
use crate::sandbox::{Fault, FaultPlan, FaultRule};

const BAR: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":["bedrock:CallWithBearerToken","bedrock-mantle:CallWithBearerToken"],"Resource":"*"}}"#;

fn reported(collection: &GuardrailCollection) -> CoverageReport {
    let document = PolicyDocument::parse(BAR).unwrap();
    let request = ReportRequest {
        id: Known::Known(collection.organization_id.clone()),
        taken_at: now(),
        cap: Lifetime::from_days(90).unwrap(),
        requirements: vec![Requirement {
            name: "requirement".to_owned(),
            document,
            scope: RequirementScope::Everywhere,
        }],
        only: BTreeSet::new(),
    };
    CoverageReport::of(&collection.organization, request).unwrap()
}

async fn read(faults: FaultPlan) -> Option<CoverageReport> {
    read_within(Duration::from_secs(60), faults).await
}

async fn read_within(time: Duration, faults: FaultPlan) -> Option<CoverageReport> {
    let scratch = seeded(faults);
    let (request, stop) = (GuardrailRequest::default(), CancellationToken::new());
    let listing = OrganizationListing::of(scratch.session(), Limits { organization: time, ..PATIENT });
    let collection = guardrails(&listing, &request, &stop).await;
    collection.ok().map(|collection| reported(&collection))
}

/// What is certain under a fault is so in truth.
fn holds_against(told: &CoverageReport, truth: &CoverageReport, what: &str) {
    assert!(!told.is_complete(), "{what}: complete");
    assert!(!told.gaps.is_empty(), "{what}: nothing is said to be unread");
    for account in &told.accounts {
        let real = truth.accounts.iter().find(|each| each.id == account.id).unwrap();
        assert_ne!(account.standing, AccountStanding::Meets, "{what}: {}", account.id);
        let (Some(group), Some(real)) = (told.group_of(account), truth.group_of(real)) else { continue };
        for (question, answer) in group.answers.iter() {
            let real = real.answers.to(question).unwrap();
            if !matches!(answer, Answer::Unknown { .. }) {
                assert_eq!(answer.as_str(), real.as_str(), "{what}: {} {question}", account.id);
            }
        }
    }
}

const OPERATIONS: [&str; 7] = [
    "GetCallerIdentity",
    "DescribeOrganization",
    "ListRoots",
    "ListAccounts",
    "ListPolicies",
    "DescribePolicy",
    "ListTargetsForPolicy",
];

#[tokio::test]
async fn nothing_is_denied_or_open_that_was_not_read() {
    let truth = read(FaultPlan::none()).await.unwrap();
    assert!(truth.is_complete());
    let mut told = 0;
    for operation in OPERATIONS {
        for fault in
            [Fault::Deny, Fault::Throttle, Fault::ServerError, Fault::Garble, Fault::Truncate, Fault::Empty]
        {
            let what = format!("{operation} {fault:?}");
            let faults = FaultPlan::none().with(FaultRule::at_operation(operation, fault));
            // Without a caller, an organization or its accounts there is nothing to report on, which is an error.
            if let Some(report) = read(faults).await {
                holds_against(&report, &truth, &what);
                assert!(report.accounts.len() == truth.accounts.len(), "{what}");
                told += 1;
            }
        }
    }
    // The roots, the policies, their texts and their targets: what else was read is told.
    assert_eq!(told, 4 * 6);
}

#[tokio::test]
async fn one_policy_that_hides_makes_no_account_look_better() {
    let truth = read(FaultPlan::none()).await.unwrap();
    for operation in ["DescribePolicy", "ListTargetsForPolicy"] {
        for call in 1..=4 {
            let matched = crate::sandbox::RequestMatch::operation(operation).from_match(call).times(1);
            let faults = FaultPlan::none().with(FaultRule::at_request(matched, Fault::Deny));
            let report = read(faults).await.unwrap();
            holds_against(&report, &truth, &format!("{operation} call {call}"));
        }
    }
}

#[tokio::test]
async fn a_call_that_never_answers_ends_with_its_time() {
    let truth = read(FaultPlan::none()).await.unwrap();
    for operation in ["ListRoots", "ListPolicies"] {
        let faults = FaultPlan::none().with(FaultRule::at_operation(operation, Fault::Hang));
        let report = read_within(Duration::from_millis(800), faults).await.unwrap();
        holds_against(&report, &truth, operation);
    }
    for operation in ["DescribePolicy", "ListTargetsForPolicy"] {
        let matched = crate::sandbox::RequestMatch::operation(operation).from_match(2);
        let faults = FaultPlan::none().with(FaultRule::at_request(matched, Fault::Hang));
        let report = read_within(Duration::from_millis(800), faults).await.unwrap();
        holds_against(&report, &truth, operation);
    }
}
