//! An organization is listed once, whoever asks; and nobody waits for what others ask.

use std::collections::BTreeMap;

use tokio_util::sync::CancellationToken;

use super::support::*;
use crate::audit::{Known, Snapshot};
use crate::collect::{
    CollectError, Collection, Freshness, GuardrailCollection, GuardrailRequest, Limits, OrganizationListing,
    OrganizationReading, Selection, guardrails, organization,
};
use crate::sandbox::{AccountStyle, Fault, FaultPlan, FaultRule, PathStyle};

const PRODUCTION: &str = "ou-sbx1-product1";
const WORKLOADS: &str = "ou-sbx1-workl0ad";

/// The accounts and the guardrails of an organization, read at the same time from one listing.
async fn both(
    scratch: &Scratch,
    selection: &Selection,
) -> (Result<Collection, CollectError>, Result<GuardrailCollection, CollectError>) {
    let listing = OrganizationListing::of(scratch.session(), PATIENT);
    let stop = CancellationToken::new();
    let reading = OrganizationReading {
        listing: &listing,
        role: role(),
        selection,
        request: request(Freshness::Report),
        stop: stop.clone(),
        begin: &|_| {},
        step: &|_| {},
    };
    let plain = GuardrailRequest::default();
    tokio::join!(organization(&reading, now()), guardrails(&listing, &plain, &stop))
}

/// How often each operation about the organization as a whole was called.
fn shared(scratch: &Scratch) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for call in scratch.sandbox.calls() {
        if call.operation != "AssumeRole" && call.service != crate::sandbox::Service::Iam {
            *counts.entry(call.operation.clone()).or_default() += 1;
        }
    }
    counts
}

fn pathless(faults: FaultPlan) -> Scratch {
    seeded(faults.describing_accounts(AccountStyle { paths: PathStyle::Absent, ..AccountStyle::default() }))
}

fn above<'a>(snapshot: &'a Snapshot, account: &str) -> &'a Known<Vec<String>> {
    &row(snapshot, account).ancestors
}

#[tokio::test]
async fn accounts_and_guardrails_ask_once_who_asks_whose_it_is_and_which_accounts_there_are() {
    let scratch = sized(30, 1, FaultPlan::none());
    let (collection, guardrails) = both(&scratch, &Selection::default()).await;
    assert_eq!(collection.unwrap().snapshot.accounts.len(), 30);
    assert_eq!(guardrails.unwrap().organization.accounts.len(), 30);
    let counts = shared(&scratch);
    assert_eq!((counts["GetCallerIdentity"], counts["DescribeOrganization"]), (1, 1), "{counts:?}");
    // Two pages of twenty.
    assert_eq!(
        (counts["ListAccounts"], counts["ListRoots"], counts["ListPolicies"]),
        (2, 1, 1),
        "{counts:?}"
    );
}

#[tokio::test]
async fn a_tree_that_both_need_is_walked_once() {
    let scratch = pathless(FaultPlan::none());
    let units = [WORKLOADS, PRODUCTION].map(|unit| unit.parse().unwrap()).into();
    let (collection, guardrails) = both(&scratch, &Selection { units, ..Selection::default() }).await;
    let (snapshot, organization) = (collection.unwrap().snapshot, guardrails.unwrap().organization);
    assert_eq!(snapshot.accounts.len(), 4);
    for account in &snapshot.accounts {
        let parent = account.ancestors.as_ref().unwrap().last().unwrap().clone();
        assert_eq!(organization.accounts[&account.id].parent, Known::Known(parent));
    }
    let counts = shared(&scratch);
    let places = organization.units.len() + 1;
    assert_eq!(counts["ListAccountsForParent"], places, "{counts:?}");
    assert_eq!(counts["ListOrganizationalUnitsForParent"], places, "{counts:?}");
}

#[tokio::test]
async fn a_tree_that_cannot_be_walked_is_said_by_both() {
    let denied = FaultRule::at_operation("ListOrganizationalUnitsForParent", Fault::Deny);
    let scratch = pathless(FaultPlan::none().with(denied));
    let units = [WORKLOADS.parse().unwrap()].into();
    let (collection, guardrails) = both(&scratch, &Selection { units, ..Selection::default() }).await;
    let snapshot = collection.unwrap().snapshot;
    // The suspended one is not looked at anyway.
    assert_eq!((snapshot.accounts.len(), missing(&snapshot).len()), (12, 11));
    assert!(matches!(above(&snapshot, MANAGEMENT), Known::Unknown(_)));
    let members = guardrails.unwrap().organization.accounts;
    assert!(members.values().all(|member| member.parent.as_ref().is_err()));
}

#[tokio::test]
async fn accounts_are_read_while_no_policy_answers() {
    for operation in ["ListRoots", "ListPolicies", "DescribePolicy", "ListTargetsForPolicy"] {
        let hung = FaultRule::at_operation(operation, Fault::Hang);
        let scratch = sized(3, 1, FaultPlan::none().with(hung));
        let listing = OrganizationListing::of(scratch.session(), PATIENT);
        let (stop, selection) = (CancellationToken::new(), Selection::default());
        let reading = OrganizationReading {
            listing: &listing,
            role: role(),
            selection: &selection,
            request: request(Freshness::Report),
            stop: stop.clone(),
            begin: &|_| {},
            step: &|_| {},
        };
        let plain = GuardrailRequest::default();
        tokio::select! {
            read = organization(&reading, now()) => assert!(missing(&read.unwrap().snapshot).is_empty()),
            _ = guardrails(&listing, &plain, &stop) => panic!("{operation} answered"),
        }
    }
}

#[tokio::test]
async fn policies_are_asked_for_while_no_account_is_listed() {
    let hung = FaultRule::at_operation("ListAccounts", Fault::Hang);
    let scratch = seeded(FaultPlan::none().with(hung));
    let limits = Limits { organization: std::time::Duration::from_secs(2), ..PATIENT };
    let listing = OrganizationListing::of(scratch.session(), limits);
    let read = guardrails(&listing, &GuardrailRequest::default(), &CancellationToken::new()).await;
    assert!(matches!(read, Err(CollectError::Accounts(_))));
    let counts = shared(&scratch);
    assert_eq!(
        (counts["ListRoots"], counts["ListPolicies"], counts["DescribePolicy"]),
        (1, 1, 4),
        "{counts:?}"
    );
}

#[tokio::test]
async fn guardrails_are_not_waited_for_where_there_are_no_accounts_to_bind() {
    let faults = FaultPlan::none()
        .with(FaultRule::at_operation("ListAccounts", Fault::Deny))
        .with(FaultRule::at_operation("DescribePolicy", Fault::Hang));
    let scratch = seeded(faults);
    let (collection, guardrails) = both(&scratch, &Selection::default()).await;
    assert!(matches!(collection, Err(CollectError::Accounts(_))));
    assert!(matches!(guardrails, Err(CollectError::Accounts(_))));
    let counts = shared(&scratch);
    assert_eq!(counts["ListAccounts"], 1, "{counts:?}");
    // Two at once: whoever waited for them would have asked for all four.
    assert!(counts.get("DescribePolicy").is_none_or(|count| *count <= 2), "{counts:?}");
}
