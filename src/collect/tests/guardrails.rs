//! Guardrails: how many calls it takes, where things are, and what is said of what could not be read.

use std::collections::{BTreeMap, BTreeSet};

use tokio_util::sync::CancellationToken;

use super::support::*;
use crate::audit::Known;
use crate::aws::Session;
use crate::collect::{CollectError, GuardrailCollection, GuardrailRequest, OrganizationListing, guardrails};
use crate::guardrail::{Path, PolicyType};
use crate::sandbox::{AccountStyle, Fault, FaultPlan, FaultRule, PathStyle, StateStyle};

const WORKLOADS: &str = "ou-sbx1-workl0ad";
const HALF: &str = "p-h4lfbl0k";
/// In Production, below Workloads.
const SEARCH: &str = "339712804556";

/// The calls that the reading consists of.
const OPERATIONS: [&str; 7] = [
    "GetCallerIdentity",
    "DescribeOrganization",
    "ListRoots",
    "ListAccounts",
    "ListPolicies",
    "DescribePolicy",
    "ListTargetsForPolicy",
];

async fn read(session: &Session, request: &GuardrailRequest) -> Result<GuardrailCollection, CollectError> {
    guardrails(&OrganizationListing::of(session.clone(), PATIENT), request, &CancellationToken::new()).await
}

async fn plain(faults: FaultPlan) -> Result<GuardrailCollection, CollectError> {
    read(&seeded(faults).session(), &GuardrailRequest::default()).await
}

fn named(name: &str) -> GuardrailRequest {
    GuardrailRequest { named: BTreeSet::from([name.to_owned()]), targets: BTreeSet::new() }
}

#[tokio::test]
async fn calls_are_made_per_policy_and_a_hundred_accounts_only_make_pages() {
    let calls = |collection: GuardrailCollection| collection.calls.totals();
    let small = calls(plain(FaultPlan::none()).await.unwrap());
    assert_eq!(small["Organizations:DescribePolicy"], 4);
    assert!(small["Organizations:ListTargetsForPolicy"] >= 4);
    let large = sized(100, 0, FaultPlan::none());
    let large = calls(read(&large.session(), &GuardrailRequest::default()).await.unwrap());
    let operations: BTreeSet<&str> =
        large.keys().filter_map(|call| call.split_once(':')).map(|(_, operation)| operation).collect();
    assert_eq!(operations, BTreeSet::from(OPERATIONS));
    for (operation, count) in &large {
        // A hundred accounts and their units are some pages of twenty in two lists.
        assert!(*count <= 12, "{operation}: {count}");
    }
}

#[tokio::test]
async fn the_tree_has_names_and_each_account_its_place() {
    let collection = plain(FaultPlan::none()).await.unwrap();
    let organization = &collection.organization;
    assert_eq!((organization.root.as_str(), organization.management.as_str()), ("r-sbx1", MANAGEMENT));
    assert_eq!(collection.organization_id.as_str(), "o-sb7k2m9q4x");
    assert_eq!(organization.policy_type, PolicyType::Enabled);
    assert_eq!(organization.units[WORKLOADS].name, "Workloads");
    let path = ["r-sbx1", WORKLOADS, "ou-sbx1-product1"].map(str::to_owned).to_vec();
    assert_eq!(organization.path(&id(SEARCH)), Path::Known(path));
    let policies = organization.policies.as_ref().unwrap();
    assert_eq!(policies[HALF].targets, Known::Known(BTreeSet::from([WORKLOADS.to_owned()])));
    assert!(policies.values().all(|policy| policy.document.as_ref().is_ok()));
    let observed = collection.observed.unwrap();
    assert!(observed.targets.contains(SEARCH) && observed.targets.contains("ou-sbx1-suspend5"));
}

#[tokio::test]
async fn where_accounts_name_no_path_the_tree_is_walked_and_says_the_same() {
    let style = AccountStyle { state: StateStyle::StateOnly, paths: PathStyle::Absent };
    let walked = plain(FaultPlan::none().describing_accounts(style)).await.unwrap();
    let named = plain(FaultPlan::none()).await.unwrap();
    assert_eq!(walked.organization.accounts, named.organization.accounts);
    let names = |collection: &GuardrailCollection| -> BTreeMap<String, String> {
        let units = collection.organization.units.iter();
        units.map(|(id, unit)| (id.clone(), unit.name.clone())).collect()
    };
    assert_eq!(names(&walked), names(&named));
    assert!(walked.calls.totals()["Organizations:ListAccountsForParent"] >= 6);
}

#[tokio::test]
async fn a_tree_that_cannot_be_walked_leaves_the_places_unknown() {
    let style = AccountStyle { state: StateStyle::StateOnly, paths: PathStyle::Absent };
    for operation in ["ListAccountsForParent", "ListOrganizationalUnitsForParent"] {
        let faults = FaultPlan::none()
            .describing_accounts(style)
            .with(FaultRule::at_operation(operation, Fault::Deny));
        let collection = plain(faults).await.unwrap();
        let members = collection.organization.accounts.values();
        assert!(
            members.clone().count() == 12 && members.clone().all(|member| member.parent.as_ref().is_err())
        );
    }
}

#[tokio::test]
async fn tags_are_read_of_the_policies_that_are_named_only() {
    let scratch = seeded(FaultPlan::none());
    let collection = read(&scratch.session(), &named("DenyBedrockApiKeys")).await.unwrap();
    assert_eq!(collection.calls.totals()["Organizations:ListTagsForResource"], 1);
    assert_eq!(collection.observed.unwrap().policies[HALF].name, "DenyBedrockApiKeys");
    let none = plain(FaultPlan::none()).await.unwrap();
    assert!(!none.calls.totals().contains_key("Organizations:ListTagsForResource"));
}

#[tokio::test]
async fn an_empty_unit_that_is_named_is_looked_for_and_a_wrong_one_is_no_target() {
    let scratch = seeded(FaultPlan::none());
    let targets = ["ou-sbx1-suspend5", "ou-sbx1-n0tthere"].map(|unit| unit.parse().unwrap());
    let request = GuardrailRequest { named: BTreeSet::new(), targets: targets.into() };
    let observed = read(&scratch.session(), &request).await.unwrap().observed.unwrap();
    assert!(observed.targets.contains("ou-sbx1-suspend5"));
    assert!(!observed.targets.contains("ou-sbx1-n0tthere"));
}

#[tokio::test]
async fn a_unit_that_could_not_be_looked_up_is_neither_there_nor_not_there() {
    let faults = FaultPlan::none().with(FaultRule::at_operation("DescribeOrganizationalUnit", Fault::Deny));
    let scratch = seeded(faults);
    let unit: crate::domain::UnitId = "ou-sbx1-n0tthere".parse().unwrap();
    let request = GuardrailRequest { named: BTreeSet::new(), targets: [unit.clone()].into() };
    let collection = read(&scratch.session(), &request).await.unwrap();
    assert!(collection.unread_targets[&unit].contains("AccessDenied"));
    assert_eq!(collection.observed.unwrap_err().len(), 1);
}

/// Whatever fails, nothing is taken for read: either there is no answer at all, or no plan and an unknown in the place of
/// what failed.
#[tokio::test]
async fn nothing_that_could_not_be_read_is_taken_for_read() {
    for operation in OPERATIONS.into_iter().chain(["ListTagsForResource"]) {
        for fault in
            [Fault::Deny, Fault::Throttle, Fault::ServerError, Fault::Garble, Fault::Truncate, Fault::Empty]
        {
            let faults = FaultPlan::none().with(FaultRule::at_operation(operation, fault));
            let scratch = seeded(faults);
            let Ok(collection) = read(&scratch.session(), &named("DenyBedrockApiKeys")).await else {
                continue;
            };
            let organization = &collection.organization;
            let policies = organization.policies.as_ref();
            match operation {
                "ListRoots" => assert!(matches!(organization.policy_type, PolicyType::Unknown(_))),
                "ListPolicies" => assert!(policies.is_err()),
                "DescribePolicy" => {
                    assert!(policies.unwrap().values().all(|policy| policy.document.as_ref().is_err()));
                    assert_eq!(policies.unwrap()[HALF].targets.as_ref().unwrap().len(), 1);
                }
                "ListTargetsForPolicy" => {
                    assert!(policies.unwrap().values().all(|policy| policy.targets.as_ref().is_err()));
                    assert!(policies.unwrap()[HALF].document.as_ref().is_ok());
                }
                "ListTagsForResource" => assert!(policies.is_ok()),
                other => panic!("{other} failed and the organization was read: {fault:?}"),
            }
            let unknown = matches!(organization.policy_type, PolicyType::Unknown(_));
            assert!(unknown || collection.observed.is_err(), "{operation} {fault:?}");
        }
    }
}

#[tokio::test]
async fn one_policy_that_cannot_be_described_leaves_the_others_certain() {
    let rule = FaultRule::at_request(
        crate::sandbox::RequestMatch::operation("DescribePolicy").times(1),
        Fault::Deny,
    );
    let collection = plain(FaultPlan::none().with(rule)).await.unwrap();
    let policies = collection.organization.policies.as_ref().unwrap();
    let unread: Vec<&str> = policies.values().filter_map(|policy| policy.document.as_ref().err()).collect();
    assert_eq!(unread.len(), 1);
    assert!(unread[0].contains("AccessDenied"), "{unread:?}");
}

#[tokio::test]
async fn ctrl_c_ends_the_reading() {
    let stop = CancellationToken::new();
    stop.cancel();
    let scratch = seeded(FaultPlan::none());
    let listing = OrganizationListing::of(scratch.session(), PATIENT);
    let read = guardrails(&listing, &GuardrailRequest::default(), &stop).await;
    assert!(matches!(read, Err(CollectError::Interrupted)));
}
