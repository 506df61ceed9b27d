//! The organization of the seed, as the management account and as a member sees it.

use aws_sdk_organizations::types::{ChildType, PolicyType, TargetType};

use super::support::*;
use crate::sandbox::{AccountStyle, FaultPlan, PageStyle, PathStyle, StateStyle};

const SCP: PolicyType = PolicyType::ServiceControlPolicy;

#[tokio::test]
async fn accounts_carry_state_status_and_path() {
    let scratch = seeded();
    let organizations = organizations_as(&scratch.sandbox, administrator());
    let organization = organizations.describe_organization().send().await.unwrap().organization.unwrap();
    assert_eq!(organization.master_account_id(), Some("418306925710"));
    let accounts = organizations.list_accounts().send().await.unwrap();
    assert_eq!(accounts.accounts().len(), 12);
    let account = accounts.accounts().iter().find(|account| account.id() == Some("339712804556")).unwrap();
    let path = "o-sb7k2m9q4x/r-sbx1/ou-sbx1-workl0ad/ou-sbx1-product1/339712804556/";
    assert_eq!(account.paths(), [path]);
    assert_eq!(account.state().unwrap().as_str(), "ACTIVE");
    assert_eq!(account.status().unwrap().as_str(), "ACTIVE");
    let suspended = organizations.describe_account().account_id("026690713384").send().await.unwrap();
    assert_eq!(suspended.account().unwrap().state().unwrap().as_str(), "SUSPENDED");
    let missing = organizations.describe_account().account_id("999999999999").send().await.unwrap_err();
    assert_eq!(refusal(missing).code, "AccountNotFoundException");
}

#[tokio::test]
async fn the_tree_can_be_walked_down_and_up() {
    let scratch = seeded();
    let organizations = organizations_as(&scratch.sandbox, administrator());
    let roots = organizations.list_roots().send().await.unwrap();
    let root = roots.roots()[0].id().unwrap();
    assert_eq!(roots.roots()[0].policy_types()[0].status().unwrap().as_str(), "ENABLED");
    let (mut places, mut accounts, mut units) = (vec![root.to_owned()], 0, 0);
    while let Some(place) = places.pop() {
        let children =
            organizations.list_organizational_units_for_parent().parent_id(&place).send().await.unwrap();
        places.extend(children.organizational_units().iter().map(|unit| unit.id().unwrap().to_owned()));
        units += children.organizational_units().len();
        let here = organizations.list_accounts_for_parent().parent_id(&place).send().await.unwrap();
        let listed = organizations.list_children().parent_id(&place).child_type(ChildType::Account);
        assert_eq!(here.accounts().len(), listed.send().await.unwrap().children().len());
        accounts += here.accounts().len();
    }
    assert_eq!((accounts, units), (12, 5));
    let parents = organizations.list_parents().child_id("ou-sbx1-product1").send().await.unwrap();
    assert_eq!(parents.parents()[0].id(), Some("ou-sbx1-workl0ad"));
    let unit = organizations.describe_organizational_unit().organizational_unit_id("ou-sbx1-product1");
    let unit = unit.send().await.unwrap().organizational_unit.unwrap();
    assert_eq!(
        (unit.name(), unit.path()),
        (Some("Production"), Some("o-sb7k2m9q4x/r-sbx1/ou-sbx1-workl0ad/ou-sbx1-product1/"))
    );
    let missing =
        organizations.list_accounts_for_parent().parent_id("ou-none-12345678").send().await.unwrap_err();
    assert_eq!(refusal(missing).code, "ParentNotFoundException");
}

#[tokio::test]
async fn policies_know_their_targets_and_targets_their_policies() {
    let scratch = seeded();
    let organizations = organizations_as(&scratch.sandbox, administrator());
    let policies = organizations.list_policies().filter(SCP).send().await.unwrap();
    let names: Vec<_> = policies.policies().iter().map(|policy| policy.name().unwrap()).collect();
    assert_eq!(
        names,
        ["FullAWSAccess", "CapBedrockKeyAge", "DenyBedrockApiKeys", "DenyLeavingTheOrganization"]
    );
    assert!(policies.policies()[0].aws_managed());
    let half = organizations.describe_policy().policy_id("p-h4lfbl0k").send().await.unwrap().policy.unwrap();
    assert!(half.content().unwrap().contains("bedrock:CallWithBearerToken"));
    assert!(!half.content().unwrap().contains("mantle"), "it is half effective");
    let arn = "arn:aws:organizations::418306925710:policy/o-sb7k2m9q4x/service_control_policy/p-h4lfbl0k";
    assert_eq!(half.policy_summary().unwrap().arn(), Some(arn));
    let targets = organizations.list_targets_for_policy().policy_id("p-h4lfbl0k").send().await.unwrap();
    assert_eq!(targets.targets()[0].name(), Some("Workloads"));
    assert_eq!(targets.targets()[0].r#type(), Some(&TargetType::OrganizationalUnit));
    let of = organizations.list_policies_for_target().target_id("ou-sbx1-workl0ad").filter(SCP);
    assert_eq!(of.send().await.unwrap().policies().len(), 2);
    let tags = organizations.list_tags_for_resource().resource_id("p-h4lfbl0k").send().await.unwrap();
    assert!(tags.tags().is_empty());
    let missing = organizations.describe_policy().policy_id("p-12345678").send().await.unwrap_err();
    assert_eq!(refusal(missing).code, "PolicyNotFoundException");
    let delegated = organizations.list_delegated_administrators().send().await.unwrap();
    let delegated: Vec<_> = delegated.delegated_administrators().iter().map(|each| each.id()).collect();
    assert_eq!(delegated, [Some("730335218094")]);
}

#[tokio::test]
async fn pages_hold_twenty_at_most_and_may_be_empty() {
    let scratch = seeded();
    let organizations = organizations_as(&scratch.sandbox, administrator());
    let too_many = organizations.list_accounts().max_results(21).send().await.unwrap_err();
    assert_eq!(refusal(too_many).code, "InvalidInputException");
    let short = organizations_as(&scratch.with(FaultPlan::none().paging(PageStyle::Short)), administrator());
    let pages: Vec<_> = short.list_accounts().into_paginator().send().try_collect().await.unwrap();
    let sizes: Vec<usize> = pages.iter().map(|page| page.accounts().len()).collect();
    assert_eq!(sizes, [0, 2, 2, 2, 2, 2, 2]);
}

#[tokio::test]
async fn a_member_account_may_only_ask_which_organization_it_is_in() {
    let scratch = seeded();
    let session = assume(&scratch.sandbox, "590183744026", "OrganizationAccountAccessRole").await.unwrap();
    let member = organizations_as(&scratch.sandbox, session);
    member.describe_organization().send().await.unwrap();
    let refusal = refusal(member.list_accounts().send().await.unwrap_err());
    assert_eq!((refusal.status, refusal.code.as_str()), (400, "AccessDeniedException"));
}

#[tokio::test]
async fn a_delegated_administrator_reads_what_the_management_account_reads() {
    let scratch = seeded();
    let session = assume(&scratch.sandbox, "730335218094", "BedrockKeysAuditor").await.unwrap();
    let delegate = organizations_as(&scratch.sandbox, session);
    assert_eq!(delegate.list_accounts().send().await.unwrap().accounts().len(), 12);
}

#[tokio::test]
async fn accounts_can_be_described_as_they_were_before_and_will_be_after() {
    let scratch = seeded();
    for (state, paths, expected) in [
        (StateStyle::StateOnly, PathStyle::Present, (true, false, 1)),
        (StateStyle::StatusOnly, PathStyle::Absent, (false, true, 0)),
        (StateStyle::Neither, PathStyle::Absent, (false, false, 0)),
    ] {
        let plan = FaultPlan::none().describing_accounts(AccountStyle { state, paths });
        let organizations = organizations_as(&scratch.with(plan), administrator());
        let accounts = organizations.list_accounts().send().await.unwrap();
        let account = &accounts.accounts()[0];
        let found = (account.state().is_some(), account.status().is_some(), account.paths().len());
        assert_eq!(found, expected, "{state:?} {paths:?}");
    }
}

#[tokio::test]
async fn a_standalone_account_is_in_no_organization() {
    let scratch = empty();
    let organizations = organizations_as(&scratch.sandbox, administrator());
    let refusal = refusal(organizations.describe_organization().send().await.unwrap_err());
    assert_eq!(refusal.code, "AWSOrganizationsNotInUseException");
    assert_eq!(refusal.message, "Your account is not a member of an organization.");
}
