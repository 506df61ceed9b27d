//! One entry: its steps in order, up to the first that fails.

use crate::aws::{AwsError, ErrorClass, NewUser};
use crate::deliver::{Sink, Withdrawal};
use crate::domain::{CredentialId, UserName};
use crate::lifecycle::{
    Deed, DeedOutcome, DeletionReason, EntryEnd, EntryOutcome, EntryPlan, INLINE_POLICY_NAME, Intent,
    Management, Step, key_tag_keys, suspension_tags,
};

use super::Provisioner;
use super::issue::IssueEnd;

impl Provisioner {
    /// Carries out the plan of one entry. A step that fails ends it: every step depends on those before it.
    pub async fn apply(&self, plan: &EntryPlan, sink: Option<Sink>) -> EntryOutcome {
        let mut outcome = Self::untouched(plan, EntryEnd::Done);
        if matches!(plan.intent, Intent::Blocked(_)) {
            outcome.end = EntryEnd::Blocked;
        }
        for step in &plan.steps {
            if let Step::Issue(lifetime) = step {
                let Some(sink) = &sink else { break };
                let end = self.issue(plan, *lifetime, sink, &mut outcome.deeds).await;
                outcome.end = match end {
                    IssueEnd::Delivered(delivered) => EntryEnd::Delivered(delivered),
                    IssueEnd::TakenBack => EntryEnd::Failed,
                    IssueEnd::MayBeLive(key) => EntryEnd::FailedWithLiveKey(key),
                };
                break;
            }
            if self.change(plan, step, sink.as_ref(), &mut outcome.deeds).await.is_err() {
                outcome.end = EntryEnd::Failed;
                break;
            }
        }
        outcome
    }

    /// Carries out a step that issues nothing.
    async fn change(
        &self,
        plan: &EntryPlan,
        step: &Step,
        sink: Option<&Sink>,
        deeds: &mut Vec<DeedOutcome>,
    ) -> Result<(), ()> {
        let user = &plan.user;
        let (deed, result) = match step {
            Step::CreateUser { path, tags, boundary } => {
                let new = NewUser {
                    name: user.clone(),
                    path: path.clone(),
                    tags: tags.clone(),
                    boundary: boundary.clone(),
                };
                (Deed::CreateUser, self.create_user(plan, &new).await)
            }
            Step::Tag(tags) => (Deed::Tag, self.iam.tag_user(user, tags).await),
            Step::SetBoundary(arn) => {
                (Deed::SetBoundary(arn.to_string()), self.iam.put_boundary(user, arn).await)
            }
            Step::Attach(arn) => (Deed::Attach(arn.clone()), self.iam.attach_policy(user, arn).await),
            Step::WriteInline(document) => {
                (Deed::WriteInline, self.iam.put_inline_policy(user, INLINE_POLICY_NAME, document).await)
            }
            Step::Detach(arn) => (Deed::Detach(arn.clone()), self.iam.detach_policy(user, arn).await),
            Step::DeleteInline => {
                (Deed::DeleteInline, self.iam.delete_inline_policy(user, INLINE_POLICY_NAME).await)
            }
            Step::RecordSuspension(id) => (
                Deed::RecordSuspension(id.clone()),
                self.iam.tag_user(user, &suspension_tags(id, self.now)).await,
            ),
            Step::DeleteKey(id, reason) => {
                let deed = Deed::DeleteKey(id.clone());
                if *reason == DeletionReason::Undelivered {
                    if let Err(error) = self.still_undelivered(user, id).await {
                        deeds.push(DeedOutcome::new(deed, &Err(error)));
                        return Err(());
                    }
                    self.withdraw(id, sink, deeds).await?;
                }
                (deed, self.delete_key_and_record(user, id).await)
            }
            // Issuing is the caller's: it has an end of its own.
            Step::Issue(_) => return Ok(()),
        };
        deeds.push(DeedOutcome::new(deed, &result));
        result.map_err(|_| ())
    }

    /// Makes the user. One that exists already is ours to go on with only where its tags say so: an earlier run was
    /// interrupted, or a lost answer was repeated, and the account listing did not show the user yet.
    async fn create_user(&self, plan: &EntryPlan, new: &NewUser) -> Result<(), AwsError> {
        match self.iam.create_user(new).await {
            Err(error) if error.class == ErrorClass::AlreadyExists => {
                let tags = self.iam.user_tags(&new.name).await?;
                match Management::from_tags(&tags) {
                    Management::Managed(record) if record.is_for(&plan.desired) => {
                        self.no_other_run(plan).await
                    }
                    Management::Managed(_) | Management::Unmanaged => Err(error),
                }
            }
            answer => answer,
        }
    }

    /// Takes back what an interrupted run left in the sink. Comes before the key is deleted: afterwards nobody would
    /// know the name of the file any more.
    async fn withdraw(
        &self,
        id: &CredentialId,
        sink: Option<&Sink>,
        deeds: &mut Vec<DeedOutcome>,
    ) -> Result<(), ()> {
        let Some(sink) = sink else { return Ok(()) };
        match sink.withdraw(id).await {
            Ok(Withdrawal::Nothing) => Ok(()),
            Ok(Withdrawal::Removed(_)) => {
                deeds.push(DeedOutcome::new(Deed::Withdraw(id.clone()), &Ok::<(), AwsError>(())));
                Ok(())
            }
            Err(error) => {
                deeds.push(DeedOutcome::new(Deed::Withdraw(id.clone()), &Err(error)));
                Err(())
            }
        }
    }

    /// Deletes a key and what is recorded about it. The record goes last: left over it is harmless, while a key without
    /// its record would be taken for undelivered.
    pub(super) async fn delete_key_and_record(
        &self,
        user: &UserName,
        id: &CredentialId,
    ) -> Result<(), AwsError> {
        self.iam.delete_key(user, id).await?;
        self.iam.untag_user(user, &key_tag_keys(id)).await
    }
}
