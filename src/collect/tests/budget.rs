//! How many calls it takes: a budget, whatever the number of users.

use std::collections::{BTreeMap, BTreeSet};

use super::support::*;
use crate::collect::{Calls, Freshness, SESSION_POLICY, Selection};
use crate::sandbox::{FaultPlan, Service};

/// The calls about an account, without those that only asked whether the credential report was ready.
fn without_polls(calls: &BTreeMap<String, usize>) -> usize {
    let polls = calls.get("IAM:GetCredentialReport").map_or(0, |count| count - 1);
    calls.values().sum::<usize>() - polls
}

async fn standalone(keys: usize) -> Calls {
    let scratch = sized(1, keys, FaultPlan::none());
    read_account(&scratch.session()).await.unwrap().calls
}

#[tokio::test]
async fn one_account_takes_six_calls_with_one_user_and_with_fifty() {
    let (one, fifty) = (standalone(1).await, standalone(50).await);
    assert_eq!(one.totals(), fifty.totals());
    let calls = fifty.accounts.values().next().unwrap();
    assert_eq!(without_polls(calls), 6, "{calls:?}");
    assert!(calls["IAM:GetCredentialReport"] <= 2, "{calls:?}");
    assert!(fifty.shared.is_empty());
}

#[tokio::test]
async fn a_report_that_is_there_is_not_waited_for() {
    let scratch = sized(1, 3, FaultPlan::none());
    read_account(&scratch.session()).await.unwrap();
    let again = read_account(&scratch.session()).await.unwrap().calls;
    assert_eq!(again.totals().values().sum::<usize>(), 6, "{:?}", again.totals());
}

#[tokio::test]
async fn an_account_of_an_organization_takes_five_calls_and_the_organization_three() {
    for keys in [1, 30] {
        let scratch = sized(3, keys, FaultPlan::none());
        let collection =
            read_organization(&scratch.session(), &Selection::default(), request(Freshness::Report)).await;
        let calls = collection.unwrap().calls;
        assert_eq!(calls.shared.values().sum::<usize>(), 3, "{:?}", calls.shared);
        let each: Vec<usize> = calls.accounts.values().map(without_polls).collect();
        // The caller's own account needs no role.
        assert_eq!(each, [4, 5, 5]);
    }
}

#[tokio::test]
async fn further_pages_cost_one_call_each() {
    let scratch = sized(1, 1100, FaultPlan::none());
    let calls = read_account(&scratch.session()).await.unwrap().calls.totals();
    assert_eq!(calls["IAM:ListServiceSpecificCredentials"], 2);
    // 1,100 users and one policy.
    assert_eq!(calls["IAM:GetAccountAuthorizationDetails"], 2);
}

#[tokio::test]
async fn the_count_is_what_the_other_side_saw() {
    let scratch = seeded(FaultPlan::none());
    let collection =
        read_organization(&scratch.session(), &Selection::default(), request(Freshness::Direct)).await;
    let counted: usize = collection.unwrap().calls.totals().values().sum();
    assert_eq!(counted, scratch.sandbox.calls().len());
}

#[tokio::test]
async fn the_session_policy_allows_what_is_called_and_fits() {
    assert!(SESSION_POLICY.chars().count() <= 2_048);
    let policy: serde_json::Value = serde_json::from_str(SESSION_POLICY).unwrap();
    let actions = policy["Statement"][0]["Action"].as_array().unwrap();
    let allowed: BTreeSet<String> =
        actions.iter().map(|action| action.as_str().unwrap().to_owned()).collect();
    let scratch = super::inside::with_a_boundary_that_nothing_else_uses().await;
    read_organization(&scratch.session(), &Selection::default(), request(Freshness::Direct)).await.unwrap();
    let calls = scratch.sandbox.calls();
    let made = calls.iter().filter(|call| call.service == Service::Iam);
    let made: BTreeSet<String> = made.map(|call| format!("iam:{}", call.operation)).collect();
    let changes = ["iam:CreatePolicy", "iam:PutUserPermissionsBoundary"].map(str::to_owned);
    let made: BTreeSet<String> = made.difference(&changes.into()).cloned().collect();
    assert_eq!(made, allowed);
}
