//! Which accounts are read, and what is said of those that are not.

use super::support::*;
use crate::audit::{AccountPlace, AccountState, Known, Reading, Scope, Shard};
use crate::aws::Session;
use crate::collect::{CollectError, Freshness, Selection};
use crate::domain::Partition;
use crate::sandbox::{
    AccountStyle, Fault, FaultPlan, FaultRule, PathStyle, RequestMatch, Sandbox, StateStyle,
};

const RESEARCH: &str = "ou-sbx1-researc4";
const PRODUCTION: &str = "ou-sbx1-product1";
const WORKLOADS: &str = "ou-sbx1-workl0ad";

async fn chosen(session: &Session, selection: &Selection) -> crate::audit::Snapshot {
    read_organization(session, selection, request(Freshness::Report)).await.unwrap().snapshot
}

fn units(units: &[&str]) -> Selection {
    Selection { units: units.iter().map(|unit| unit.parse().unwrap()).collect(), ..Selection::default() }
}

#[tokio::test]
async fn every_account_is_a_row_read_or_not_and_why() {
    let scratch = seeded(FaultPlan::none());
    let snapshot = read_all(&scratch.session()).await;
    assert_eq!(snapshot.scope, Scope::Organization("o-sb7k2m9q4x".parse().unwrap()));
    assert_eq!((snapshot.accounts.len(), snapshot.caller.as_str()), (12, MANAGEMENT));
    assert!(snapshot.accounts.is_sorted_by(|a, b| a.id < b.id));
    let missing = missing(&snapshot);
    assert_eq!(missing.keys().collect::<Vec<_>>(), [&PARTNER]);
    let why = &missing[PARTNER][0];
    assert!(why.contains("`BedrockKeysAuditor`") && why.contains("AccessDenied"), "{why}");
    assert!(
        matches!(&row(&snapshot, SUSPENDED).reading, Reading::OutOfScope(why) if why.contains("suspended"))
    );
    assert_eq!(row(&snapshot, MANAGEMENT).place, AccountPlace::Management);
    let search = row(&snapshot, "339712804556");
    let above = ["r-sbx1", WORKLOADS, PRODUCTION].map(str::to_owned).to_vec();
    assert_eq!((search.place, &search.ancestors), (AccountPlace::Member, &Known::Known(above)));
    assert_eq!(search.name.as_deref(), Some("Search Production"));
}

#[tokio::test]
async fn neither_state_nor_status_is_a_reason_to_pass_over_an_account() {
    for (state, active) in
        [(StateStyle::StateOnly, true), (StateStyle::StatusOnly, true), (StateStyle::Neither, false)]
    {
        let style = AccountStyle { state, paths: PathStyle::Absent };
        let scratch = seeded(FaultPlan::none().describing_accounts(style));
        let snapshot = read_all(&scratch.session()).await;
        assert_eq!(snapshot.accounts.len(), 12);
        let lab = row(&snapshot, "905418267733");
        assert_eq!(lab.state == AccountState::Active, active, "{state:?}");
        assert!(facts(lab).keys.as_ref().unwrap().len() == 2);
        assert!(matches!(lab.ancestors, Known::Unknown(_)));
        // Nobody says that it is suspended: it is tried, and the reason is the one STS gives.
        let suspended = &row(&snapshot, SUSPENDED).reading;
        assert_eq!(matches!(suspended, Reading::OutOfScope(_)), active, "{state:?} {suspended:?}");
    }
}

#[tokio::test]
async fn chosen_accounts_are_read_and_excluded_ones_say_so() {
    let scratch = seeded(FaultPlan::none());
    let stranger = "999999999999";
    let only = ["905418267733", "482097163358", stranger];
    let selection = Selection {
        only: only.map(id).into(),
        excluded: [id("482097163358")].into(),
        ..Selection::default()
    };
    let snapshot = chosen(&scratch.session(), &selection).await;
    assert_eq!(ids(&snapshot), ["482097163358", "905418267733", stranger]);
    assert_eq!(
        row(&snapshot, "482097163358").reading,
        Reading::OutOfScope("excluded by the admin".to_owned())
    );
    let why = format!("{:?}", row(&snapshot, stranger).reading);
    assert!(why.contains("NotAudited") && why.contains("not in the organization"), "{why}");
    facts(row(&snapshot, "905418267733"));
}

#[tokio::test]
async fn a_unit_holds_what_is_below_it_with_paths_and_without() {
    for paths in [PathStyle::Present, PathStyle::Absent] {
        let style = AccountStyle { paths, ..AccountStyle::default() };
        let scratch = seeded(FaultPlan::none().describing_accounts(style));
        let workloads = chosen(&scratch.session(), &units(&[WORKLOADS])).await;
        let below = ["067541983320", "211125478306", "339712804556", "851725390147"];
        assert_eq!(ids(&workloads), below, "{paths:?}");
        let above = ["r-sbx1", WORKLOADS, PRODUCTION].map(str::to_owned).to_vec();
        assert_eq!(row(&workloads, "339712804556").ancestors, Known::Known(above), "{paths:?}");
        let two = chosen(&scratch.session(), &units(&[PRODUCTION, RESEARCH])).await;
        assert_eq!(two.accounts.len(), 5, "{paths:?}");
    }
}

#[tokio::test]
async fn the_tree_is_walked_only_where_paths_are_absent() {
    let scratch = seeded(FaultPlan::none());
    chosen(&scratch.session(), &units(&[WORKLOADS])).await;
    let walked = |scratch: &Scratch| {
        scratch.sandbox.calls().iter().filter(|call| call.operation.contains("ForParent")).count()
    };
    assert_eq!(walked(&scratch), 0);
    let style = AccountStyle { paths: PathStyle::Absent, ..AccountStyle::default() };
    let old = seeded(FaultPlan::none().describing_accounts(style));
    chosen(&old.session(), &units(&[WORKLOADS])).await;
    assert_eq!(walked(&old), 4, "two units, two calls each");
}

#[tokio::test]
async fn an_account_that_may_be_in_the_unit_is_not_left_out() {
    let style = AccountStyle { paths: PathStyle::Absent, ..AccountStyle::default() };
    let denied = FaultRule::at_operation("ListOrganizationalUnitsForParent", Fault::Deny);
    let scratch = seeded(FaultPlan::none().describing_accounts(style).with(denied));
    let snapshot = chosen(&scratch.session(), &units(&[WORKLOADS])).await;
    assert_eq!(snapshot.accounts.len(), 12);
    let why = format!("{:?}", row(&snapshot, MANAGEMENT).reading);
    assert!(why.contains("NotAudited") && why.contains(WORKLOADS) && why.contains("AccessDenied"), "{why}");
}

#[tokio::test]
async fn a_unit_without_accounts_is_an_error() {
    let scratch = seeded(FaultPlan::none());
    let selection = units(&["ou-sbx1-nowhere12"]);
    let error = read_organization(&scratch.session(), &selection, request(Freshness::Report)).await;
    let error = error.unwrap_err();
    assert!(matches!(&error, CollectError::NothingChosen(what) if what == "ou-sbx1-nowhere12"), "{error}");
}

#[tokio::test]
async fn shards_are_disjoint_and_together_everything() {
    let scratch = seeded(FaultPlan::none());
    let whole = read_all(&scratch.session()).await;
    let mut together = Vec::new();
    for index in [0, 1] {
        let shard = Some(Shard::new(index, 2).unwrap());
        let selection = Selection { shard, ..Selection::default() };
        together.extend(chosen(&scratch.session(), &selection).await.accounts);
    }
    together.sort_by(|a, b| a.id.cmp(&b.id));
    assert_eq!(together, whole.accounts);
}

#[tokio::test]
async fn a_delegated_administrator_audits_its_own_account_directly_and_the_others_by_role() {
    let scratch = seeded(FaultPlan::none());
    let partition = Partition::commercial();
    let delegate = scratch.session().assume(&id(DELEGATE), &partition, &role()).await.unwrap();
    let collection =
        read_organization(&delegate, &Selection::default(), request(Freshness::Report)).await.unwrap();
    let snapshot = &collection.snapshot;
    assert_eq!((snapshot.accounts.len(), snapshot.caller.as_str()), (12, DELEGATE));
    assert!(!collection.calls.accounts[&id(DELEGATE)].contains_key("STS:AssumeRole"));
    facts(row(snapshot, DELEGATE));
    facts(row(snapshot, "905418267733"));
    // The management account has no such role: it says so, and is not mistaken for a member.
    let management = row(snapshot, MANAGEMENT);
    assert_eq!(management.place, AccountPlace::Management);
    assert!(missing(snapshot)[MANAGEMENT][0].contains("AccessDenied"));
}

#[tokio::test]
async fn a_member_that_may_not_list_accounts_audits_none() {
    let scratch = seeded(FaultPlan::none());
    let partition = Partition::commercial();
    let member = scratch.session().assume(&id("905418267733"), &partition, &role()).await.unwrap();
    let error = read_organization(&member, &Selection::default(), request(Freshness::Report)).await;
    assert!(matches!(error.unwrap_err(), CollectError::Accounts(_)));
}

#[tokio::test]
async fn an_account_in_no_organization_has_none_to_audit() {
    let directory = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::empty(directory.path(), Default::default()).unwrap();
    let session = Session::sandbox(&sandbox);
    let error = read_organization(&session, &Selection::default(), request(Freshness::Report)).await;
    assert!(matches!(error.unwrap_err(), CollectError::Standalone));
}

#[tokio::test]
async fn one_denied_account_is_named_and_hides_nobody() {
    let denied = RequestMatch::operation("AssumeRole").for_role_in("905418267733");
    let scratch = seeded(FaultPlan::none().with(FaultRule::at_request(denied, Fault::Deny)));
    let snapshot = read_all(&scratch.session()).await;
    assert_eq!(missing(&snapshot).into_keys().collect::<Vec<_>>(), [PARTNER, "905418267733"]);
}
