//! Keys suspended and switched on again.

use crate::aws::SettableStatus;
use crate::domain::{CredentialId, UserName};
use crate::lifecycle::{
    Deed, DeedOutcome, KeySwitch, RevocationEnd, RevocationOutcome, SwitchPlan, SwitchStep,
    suspension_tag_keys, suspension_tags,
};

use super::Provisioner;

impl Provisioner {
    /// Carries out a switch. Each key is tried whatever became of the others.
    pub async fn switch(&self, plan: &SwitchPlan) -> RevocationOutcome {
        let mut deeds = Vec::new();
        for KeySwitch { id, steps } in &plan.keys {
            for step in steps {
                let outcome = self.switch_step(&plan.user, id, *step).await;
                let goes_on = outcome.failure().is_none() || *step == SwitchStep::RecordSuspension;
                deeds.push(outcome);
                // A key is suspended although that could not be recorded: that is what was asked for. But as long as it
                // could not be switched on, its suspension is not forgotten.
                if !goes_on {
                    break;
                }
            }
        }
        let failed = deeds.iter().any(|outcome| outcome.failure().is_some());
        let end = if failed { RevocationEnd::Incomplete } else { RevocationEnd::Switched };
        RevocationOutcome { user: plan.user.clone(), deeds, end }
    }

    async fn switch_step(&self, user: &UserName, id: &CredentialId, step: SwitchStep) -> DeedOutcome {
        let (deed, result) = match step {
            SwitchStep::RecordSuspension => (
                Deed::RecordSuspension(id.clone()),
                self.iam.tag_user(user, &suspension_tags(id, self.now)).await,
            ),
            SwitchStep::Suspend => {
                (Deed::Suspend(id.clone()), self.iam.set_key_status(user, id, SettableStatus::Inactive).await)
            }
            SwitchStep::Activate => {
                (Deed::Activate(id.clone()), self.iam.set_key_status(user, id, SettableStatus::Active).await)
            }
            SwitchStep::LiftSuspension => {
                (Deed::LiftSuspension(id.clone()), self.iam.untag_user(user, &suspension_tag_keys(id)).await)
            }
        };
        DeedOutcome::new(deed, &result)
    }
}
