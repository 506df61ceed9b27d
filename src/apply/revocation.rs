//! Keys suspended, switched on, deleted, and users deleted after them.

use crate::aws::{Iam, SettableStatus};
use crate::domain::{Key, UserName};
use crate::lifecycle::{Deed, DeedOutcome, RevocationEnd, RevocationOutcome, RevocationPlan, UserFate};

use super::Provisioner;

/// To which status keys are switched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevocationKind {
    /// On.
    Activate,
    /// Off.
    Deactivate,
}

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
                UserFate::Deleted(_) => self.iam.delete_key(&plan.user, id).await,
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
            UserFate::Deleted(leftovers) => {
                for leftover in leftovers {
                    let removed = self.iam.remove(&plan.user, leftover).await;
                    deeds.push(DeedOutcome::new(Deed::Remove(leftover.clone()), &removed));
                }
                let deleted = self.iam.delete_user(&plan.user).await;
                if deleted.is_ok() {
                    // IAM deletes no user with anything on it: what seemed to fail was done, and its answer was lost.
                    let is_removal = |outcome: &DeedOutcome| matches!(outcome.deed, Deed::Remove(_));
                    deeds.retain(|outcome| !is_removal(outcome) || outcome.failure().is_none());
                }
                deeds.push(DeedOutcome::new(Deed::DeleteUser, &deleted));
                if deleted.is_ok() { RevocationEnd::UserDeleted } else { RevocationEnd::Incomplete }
            }
        };
        RevocationOutcome { user: plan.user.clone(), deeds, end }
    }
}

/// Switches keys of one user on or off.
pub async fn switch_keys(
    iam: &Iam,
    user: &UserName,
    keys: &[Key],
    kind: RevocationKind,
) -> RevocationOutcome {
    let mut deeds = Vec::new();
    for key in keys {
        let (status, deed) = match kind {
            RevocationKind::Activate => (SettableStatus::Active, Deed::Activate(key.id.clone())),
            RevocationKind::Deactivate => (SettableStatus::Inactive, Deed::Suspend(key.id.clone())),
        };
        let switched = iam.set_key_status(user, &key.id, status).await;
        deeds.push(DeedOutcome::new(deed, &switched));
    }
    let failed = deeds.iter().any(|outcome| outcome.failure().is_some());
    let end = if failed { RevocationEnd::Incomplete } else { RevocationEnd::Switched };
    RevocationOutcome { user: user.clone(), deeds, end }
}
