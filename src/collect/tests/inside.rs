//! What is read inside one account.

use super::support::*;
use crate::audit::{AccountPlace, AccountState, Known, Scope};
use crate::collect::{Freshness, account};
use crate::domain::Arn;
use crate::lifecycle::Leftover;
use crate::sandbox::{FaultPlan, PageStyle, Sandbox};

const LIMITED: &str = "arn:aws:iam::aws:policy/AmazonBedrockLimitedAccess";
const READ_ONLY: &str = "arn:aws:iam::aws:policy/AmazonBedrockReadOnly";

/// The seed, with a policy of AWS as the boundary of one key user; the account listing does not hold it.
pub(super) async fn with_a_boundary_that_nothing_else_uses() -> Scratch {
    let scratch = seeded(FaultPlan::none());
    let boundary: Arn = READ_ONLY.parse().unwrap();
    let user = "chatbot-prototype".parse().unwrap();
    scratch.calm().iam().put_boundary(&user, &boundary).await.unwrap();
    scratch
}

#[tokio::test]
async fn keys_users_policies_and_the_report_are_read() {
    let scratch = seeded(FaultPlan::none());
    let snapshot = read_account(&scratch.session()).await.unwrap().snapshot;
    assert_eq!((&snapshot.scope, ids(&snapshot)), (&Scope::Account, vec![MANAGEMENT]));
    let row = row(&snapshot, MANAGEMENT);
    assert_eq!((&row.state, row.place), (&AccountState::Active, AccountPlace::Management));
    assert!(missing(&snapshot).is_empty(), "{:?}", missing(&snapshot));
    let facts = facts(row);
    let Known::Known(keys) = &facts.keys else { panic!("no keys") };
    let Known::Known(users) = &facts.users else { panic!("no users") };
    assert!(keys.iter().all(|key| users.contains_key(&key.user)));
    assert!(users.contains_key(&"BedrockAPIKey-m3te".parse().unwrap()), "a user named like a key user");
    assert!(!users.contains_key(&"mara.lind".parse().unwrap()), "a person");
    let Known::Known(policy) = &facts.policies[LIMITED] else { panic!("no policy") };
    assert!(policy.version == "v9" && policy.document.contains("bedrock:CallWithBearerToken"));
    let Known::Known(report) = &facts.credential_report else { panic!("no report") };
    assert_eq!(report.generated_at, now());
    assert_eq!(report.rows["chatbot-prototype"].access_key_1_active, Some(true));
    assert!(users.values().all(|user| user.ways_in.is_none()));
}

#[tokio::test]
async fn a_report_that_is_older_than_any_can_be_is_not_believed() {
    let scratch = seeded(FaultPlan::none());
    for (hours, believed) in [(-25, false), (-2, true), (4, true), (7, false), (9_000, false)] {
        let at = now() + jiff::SignedDuration::from_hours(hours);
        let read = account(&scratch.session(), request(Freshness::Report), at).await.unwrap();
        let report = &facts(row(&read.snapshot, MANAGEMENT)).credential_report;
        assert_eq!(matches!(report, Known::Known(_)), believed, "{hours}: {report:?}");
        assert_eq!(missing(&read.snapshot).is_empty(), believed);
    }
}

#[tokio::test]
async fn every_policy_that_a_user_depends_on_is_there() {
    let scratch = seeded(FaultPlan::none());
    let snapshot = read_all(&scratch.session()).await;
    for row in snapshot.accounts.iter().filter(|row| ![PARTNER, SUSPENDED].contains(&row.id.as_str())) {
        let facts = facts(row);
        for user in facts.users.as_ref().unwrap().values() {
            for arn in user.user.attached.iter().chain(&user.user.boundary) {
                assert!(matches!(facts.policies[arn], Known::Known(_)), "{arn}");
            }
        }
    }
}

#[tokio::test]
async fn a_policy_that_the_listing_lacks_is_read_directly() {
    let scratch = with_a_boundary_that_nothing_else_uses().await;
    let collection = read_account(&scratch.session()).await.unwrap();
    let facts = facts(row(&collection.snapshot, MANAGEMENT));
    assert!(matches!(facts.policies[READ_ONLY], Known::Known(_)), "{:?}", facts.policies[READ_ONLY]);
    let calls = collection.calls.totals();
    assert_eq!((calls["IAM:GetPolicy"], calls["IAM:GetPolicyVersion"]), (1, 1));
}

#[tokio::test]
async fn fresh_lists_access_keys_and_passwords_of_key_users_only() {
    let scratch = seeded(FaultPlan::none());
    let collection = account(&scratch.session(), request(Freshness::Direct), now()).await.unwrap();
    let facts = facts(row(&collection.snapshot, MANAGEMENT));
    let users = facts.users.as_ref().unwrap();
    assert_eq!(collection.calls.totals()["IAM:ListAccessKeys"], users.len());
    let user = &users[&"chatbot-prototype".parse().unwrap()];
    let Some(Known::Known(ways_in)) = &user.ways_in else { panic!("not listed") };
    assert!(ways_in.iter().any(|way| matches!(way, Leftover::AccessKey(_))), "{ways_in:?}");
}

#[tokio::test]
async fn short_and_empty_pages_change_nothing() {
    let scratch = seeded(FaultPlan::none());
    let whole = read_all(&scratch.session()).await;
    let short = seeded(FaultPlan::none().paging(PageStyle::Short));
    assert_eq!(read_all(&short.session()).await, whole);
}

#[tokio::test]
async fn an_account_of_its_own_is_standalone() {
    let directory = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::empty(directory.path(), options(FaultPlan::none())).unwrap();
    let session = crate::aws::Session::sandbox(&sandbox);
    let snapshot = read_account(&session).await.unwrap().snapshot;
    assert_eq!(snapshot.accounts[0].place, AccountPlace::Standalone);
    assert!(missing(&snapshot).is_empty());
}
