//! What happens between a plan and its being carried out: somebody renames a user, another run is at work.

use std::collections::BTreeMap;

use crate::aws::{Iam, KeyScope, Session};
use crate::deliver::{Sink, SinkServices};
use crate::domain::{Key, UserName, UserPath};
use crate::lifecycle::{
    Deed, DeedOutcome, Delivery, DesiredKey, EntryEnd, EntryOutcome, EntryPlan, Leavings, Management,
    ObservedAccount, Permissions, Renewal, RevocationEnd, RevocationOutcome, RevocationPlan, RevokedUser,
    Step, UserChoice, UserDeletion, plan, plan_revocation,
};
use crate::sandbox::{FaultPlan, Sandbox, SandboxClock, SandboxOptions, console};

use super::Provisioner;

/// An empty account, somebody who works in it, and a directory for secrets.
struct House {
    sandbox: Sandbox,
    directory: tempfile::TempDir,
}

impl House {
    fn empty() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let clock = SandboxClock::Fixed("2026-11-23T12:00:00Z".parse().unwrap());
        let options = SandboxOptions { clock, faults: FaultPlan::none() };
        Self { sandbox: Sandbox::empty(&directory.path().join("state"), options).unwrap(), directory }
    }

    fn iam(&self) -> Iam {
        Session::sandbox(&self.sandbox).iam()
    }

    fn provisioner(&self) -> Provisioner {
        Provisioner {
            iam: self.iam(),
            services: SinkServices::default(),
            account: "123456789012".parse().unwrap(),
            policy_versions: BTreeMap::new(),
            now: self.sandbox.now(),
        }
    }

    fn wish(&self) -> DesiredKey {
        DesiredKey {
            owner: "alice@example.com".parse().unwrap(),
            purpose: "".parse().unwrap(),
            user: UserChoice::Generated(UserPath::generated()),
            lifetime: Some("30d".parse().unwrap()),
            renew_within: "7d".parse().unwrap(),
            permissions: Permissions::limited_access(),
            boundary: None,
            tags: BTreeMap::new(),
            roster: None,
            delivery: Delivery {
                sink: format!("file:{}", self.directory.path().join("out").display()).parse().unwrap(),
                recipient: None,
                kms_key: None,
                region: "eu-central-1".parse().unwrap(),
                model: "amazon.nova-lite-v1:0".parse().unwrap(),
            },
        }
    }

    async fn account(&self) -> ObservedAccount {
        let (keys, users) = (self.keys().await, self.iam().list_users().await.unwrap().users);
        ObservedAccount {
            account: "123456789012".parse().unwrap(),
            partition: crate::domain::Partition::commercial(),
            users: users.into_iter().map(|user| (user.name.clone(), user)).collect(),
            keys,
            unreadable: Vec::new(),
        }
    }

    async fn keys(&self) -> Vec<Key> {
        self.iam().list_keys(KeyScope::Account).await.unwrap().keys
    }

    async fn plan(&self) -> EntryPlan {
        plan(&self.wish(), &self.account().await, Renewal::WhenDue, self.sandbox.now())
    }

    async fn apply(&self, plan: &EntryPlan) -> EntryOutcome {
        let provisioner = self.provisioner();
        let sink: Option<Sink> = provisioner.open_sink(plan).await.unwrap();
        provisioner.apply(plan, sink).await
    }

    /// Her user, with a key or without.
    async fn user(&self, with_key: bool) -> UserName {
        let mut plan = self.plan().await;
        plan.steps.retain(|step| with_key || !matches!(step, Step::Issue(_)));
        let outcome = self.apply(&plan).await;
        assert!(outcome.is_complete(), "{outcome:?}");
        plan.user
    }

    async fn revocation(&self, user: &UserName) -> RevocationPlan {
        let account = self.account().await;
        let management = Management::of(&account.users[user]);
        let keys = account.keys.clone();
        let leavings = Leavings::Known(self.iam().leftovers(user).await.unwrap());
        let user = RevokedUser::of(&account, user, management);
        plan_revocation(user, &keys, leavings, UserDeletion::WhenNothingIsLeft)
    }

    async fn rename(&self, user: &UserName) {
        let request = console(&self.sandbox).update_user().user_name(user.as_str()).new_user_name("alice");
        request.send().await.unwrap();
    }

    async fn make_key(&self, user: &UserName) {
        let request = console(&self.sandbox).create_service_specific_credential().user_name(user.as_str());
        request.service_name("bedrock.amazonaws.com").credential_age_days(30).send().await.unwrap();
    }
}

/// What was said of a deed that failed.
fn failure(deeds: &[DeedOutcome], deed: impl Fn(&Deed) -> bool) -> &str {
    let outcome = deeds.iter().find(|outcome| deed(&outcome.deed)).unwrap_or_else(|| panic!("{deeds:?}"));
    outcome.failure().unwrap_or_else(|| panic!("{deeds:?}"))
}

#[tokio::test]
async fn a_key_whose_user_was_renamed_meanwhile_is_not_called_deleted() {
    let house = House::empty();
    let user = house.user(true).await;
    let plan = house.revocation(&user).await;
    house.rename(&user).await;
    let RevocationOutcome { deeds, end, .. } = house.provisioner().revoke(&plan).await;
    assert_eq!(end, RevocationEnd::Incomplete);
    let said = failure(&deeds, |deed| matches!(deed, Deed::DeleteKey(_)));
    assert!(said.contains("renamed") && said.contains("`alice`"), "{said}");
    assert_eq!(house.keys().await.len(), 1);
    let again = house.revocation(&"alice".parse().unwrap()).await;
    assert_eq!(house.provisioner().revoke(&again).await.end, RevocationEnd::UserDeleted);
}

#[tokio::test]
async fn a_user_that_was_renamed_meanwhile_is_not_called_deleted() {
    let house = House::empty();
    let user = house.user(false).await;
    let plan = house.revocation(&user).await;
    house.rename(&user).await;
    let RevocationOutcome { deeds, end, .. } = house.provisioner().revoke(&plan).await;
    assert_eq!(end, RevocationEnd::Incomplete);
    let said = failure(&deeds, |deed| *deed == Deed::DeleteUser);
    assert!(said.contains("renamed") && said.contains("`alice`"), "{said}");
}

#[tokio::test]
async fn a_key_and_a_user_that_are_gone_count_as_deleted() {
    let house = House::empty();
    let user = house.user(true).await;
    let plan = house.revocation(&user).await;
    assert_eq!(house.provisioner().revoke(&plan).await.end, RevocationEnd::UserDeleted);
    let again = house.provisioner().revoke(&plan).await;
    assert_eq!(again.end, RevocationEnd::UserDeleted, "as a retry after a lost answer: {again:?}");
}

#[tokio::test]
async fn a_key_that_another_run_made_meanwhile_stays_and_this_runs_own_goes_undelivered() {
    let house = House::empty();
    let user = house.user(false).await;
    let plan = house.plan().await;
    house.make_key(&user).await;
    let theirs = house.keys().await;
    let outcome = house.apply(&plan).await;
    assert_eq!(outcome.end, EntryEnd::Failed);
    let said = failure(&outcome.deeds, |deed| matches!(deed, Deed::Deliver(_)));
    assert!(said.contains("another run is at work"), "{said}");
    assert_eq!(house.keys().await, theirs);
    assert_eq!(std::fs::read_dir(house.directory.path().join("out")).unwrap().count(), 0);
}
