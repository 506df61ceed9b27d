//! Keys deleted, and users deleted or given back after them.

use crate::aws::SettableStatus;
use crate::lifecycle::{
    Deed, DeedOutcome, Leftover, Return, RevocationEnd, RevocationOutcome, RevocationPlan, UserFate,
};

use super::Provisioner;

impl Provisioner {
    /// Carries out a revocation. Each key is tried whatever became of the others; the user is deleted only when all of
    /// them are gone.
    pub async fn revoke(&self, plan: &RevocationPlan) -> RevocationOutcome {
        let mut deeds = Vec::new();
        for each in &plan.keys {
            let id = &each.key.id;
            let suspended = match each.suspend_first {
                true => Some(self.iam.set_key_status(&plan.user, id, SettableStatus::Inactive).await),
                false => None,
            };
            // A key that could not be suspended is deleted all the same: that is what was asked for.
            let deleted = match &plan.fate {
                // The record goes with the user, or with all of its tags: until then it tells what was begun.
                UserFate::Deleted(_) | UserFate::GivenBack(_) => self.iam.delete_key(&plan.user, id).await,
                UserFate::Stays(_) => self.delete_key_and_record(&plan.user, id).await,
            };
            // Once it is gone, it matters to nobody that it could not be suspended.
            if let Some(suspended) = suspended.filter(|suspended| suspended.is_ok() || deleted.is_err()) {
                deeds.push(DeedOutcome::new(Deed::Suspend(id.clone()), &suspended));
            }
            deeds.push(DeedOutcome::new(Deed::DeleteKey(id.clone()), &deleted));
        }
        let is_deletion = |outcome: &&DeedOutcome| matches!(outcome.deed, Deed::DeleteKey(_));
        let keys_gone = deeds.iter().filter(is_deletion).all(|outcome| outcome.failure().is_none());
        let end = match &plan.fate {
            _ if !keys_gone => RevocationEnd::Incomplete,
            UserFate::Stays(why) => RevocationEnd::UserStays(why.clone()),
            UserFate::Deleted(leftovers) => self.delete_user(plan, leftovers, &mut deeds).await,
            UserFate::GivenBack(what) => self.give_back(plan, what, &mut deeds).await,
        };
        RevocationOutcome { user: plan.user.clone(), deeds, end }
    }

    async fn delete_user(
        &self,
        plan: &RevocationPlan,
        leftovers: &[Leftover],
        deeds: &mut Vec<DeedOutcome>,
    ) -> RevocationEnd {
        self.remove_all(plan, leftovers, deeds).await;
        let deleted = self.iam.delete_user(&plan.user, &plan.management).await;
        if deleted.is_ok() {
            // IAM deletes no user with anything on it: what seemed to fail was done, and its answer was lost.
            let is_removal = |outcome: &DeedOutcome| matches!(outcome.deed, Deed::Remove(_));
            deeds.retain(|outcome| !is_removal(outcome) || outcome.failure().is_none());
        }
        deeds.push(DeedOutcome::new(Deed::DeleteUser, &deleted));
        if deleted.is_ok() { RevocationEnd::UserDeleted } else { RevocationEnd::Incomplete }
    }

    /// Takes off an adopted user what this tool put on it. The tags go last and all at once: without them no run would
    /// know that something of ours is left.
    async fn give_back(
        &self,
        plan: &RevocationPlan,
        what: &Return,
        deeds: &mut Vec<DeedOutcome>,
    ) -> RevocationEnd {
        if !self.remove_all(plan, &what.policies, deeds).await {
            return RevocationEnd::Incomplete;
        }
        let untagged = self.iam.untag_user(&plan.user, &what.tags).await;
        deeds.push(DeedOutcome::new(Deed::Untag, &untagged));
        if untagged.is_ok() { RevocationEnd::UserGivenBack } else { RevocationEnd::Incomplete }
    }

    /// Removes each of them, whatever became of the others; says whether all went.
    async fn remove_all(
        &self,
        plan: &RevocationPlan,
        leftovers: &[Leftover],
        deeds: &mut Vec<DeedOutcome>,
    ) -> bool {
        let mut all = true;
        for leftover in leftovers {
            let removed = self.iam.remove(&plan.user, leftover).await;
            all &= removed.is_ok();
            deeds.push(DeedOutcome::new(Deed::Remove(leftover.clone()), &removed));
        }
        all
    }
}
