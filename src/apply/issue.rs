//! One key: made, delivered, recorded, or taken back.
//!
//! The order is what makes an interruption harmless. Until the delivery is recorded on the user, the key counts as one
//! whose secret nobody has, and the next run deletes it. So whatever fails before that is taken back at once, and what
//! cannot be taken back is named.

use crate::aws::{AwsError, IssuedKey, KeyScope, SettableStatus};
use crate::deliver::{Addressee, Handover, NotePlace, Receipt, Sink};
use crate::domain::{CredentialId, Expiry, Lifetime};
use crate::lifecycle::{
    Deed, DeedOutcome, DeedResult, Delivered, EntryPlan, Management, Note, delivery_tag_keys, delivery_tags,
};

use super::Provisioner;

/// How issuing ended.
pub(super) enum IssueEnd {
    /// Delivered and recorded.
    Delivered(Delivered),
    /// It failed, and no key is left of it.
    TakenBack,
    /// It failed, and this key, or one whose id is not known, may be left.
    MayBeLive(Option<CredentialId>),
}

/// How far a key came that has to go again.
enum Unissued {
    /// Its secret is in no sink.
    Undelivered,
    /// Its secret is in its sink, and whether that is recorded is not known.
    Delivered,
}

impl Provisioner {
    pub(super) async fn issue(
        &self,
        plan: &EntryPlan,
        lifetime: Option<Lifetime>,
        sink: &Sink,
        deeds: &mut Vec<DeedOutcome>,
    ) -> IssueEnd {
        let issued = match self.iam.create_key(&plan.user, lifetime).await {
            Ok(issued) => issued,
            Err(error) => {
                deeds.push(DeedOutcome::new(Deed::CreateKey, &Err(&error)));
                return if error.class.is_refusal() {
                    IssueEnd::TakenBack
                } else {
                    self.delete_what_was_lost(plan, deeds).await
                };
            }
        };
        let id = issued.key.id.clone();
        if let Err(flaw) = check(&issued, lifetime) {
            deeds.push(DeedOutcome { deed: Deed::CreateKey, result: DeedResult::Failed(flaw) });
            return self.take_back(plan, &id, deeds).await;
        }
        deeds.push(DeedOutcome::new(Deed::CreateKey, &Ok::<(), AwsError>(())));
        match self.deliver_and_record(plan, issued, sink, deeds).await {
            Ok(delivered) => IssueEnd::Delivered(delivered),
            Err(Unissued::Undelivered) => self.take_back(plan, &id, deeds).await,
            Err(Unissued::Delivered) => self.take_back_delivered(plan, &id, sink, deeds).await,
        }
    }

    async fn deliver_and_record(
        &self,
        plan: &EntryPlan,
        issued: IssuedKey,
        sink: &Sink,
        deeds: &mut Vec<DeedOutcome>,
    ) -> Result<Delivered, Unissued> {
        let IssuedKey { key, secret } = issued;
        let handover = Handover {
            addressee: Addressee {
                account: self.account.clone(),
                owner: plan.desired.owner.clone(),
                purpose: plan.desired.purpose.clone(),
            },
            user: plan.user.clone(),
            credential: key.id.clone(),
            issued: key.created,
            expiry: key.expiry,
            region: plan.desired.delivery.region.clone(),
            model: plan.desired.delivery.model.clone(),
        };
        // `check` has refused a key without a secret.
        let Some(secret) = secret else { return Err(Unissued::Undelivered) };
        let deed = Deed::Deliver(key.id.clone());
        if let Err(error) = self.without_rival(plan, &key).await {
            deeds.push(DeedOutcome::new(deed, &Err(error)));
            return Err(Unissued::Undelivered);
        }
        let delivery = sink.deliver(&handover, secret).await;
        let receipt = match delivery {
            Ok(receipt) => receipt,
            Err(error) => {
                deeds.push(DeedOutcome::new(deed, &Err(error)));
                return Err(Unissued::Undelivered);
            }
        };
        deeds.push(DeedOutcome::new(deed, &Ok::<(), AwsError>(())));
        let version = self.policy_versions.get(&plan.policy).map(String::as_str);
        let tags = delivery_tags(&key.id, self.now, version);
        let recorded = match self.still_there(plan, &key.id).await {
            Ok(()) => self.iam.tag_user(&plan.user, &tags).await,
            Err(error) => Err(error),
        };
        deeds.push(DeedOutcome::new(Deed::Record(key.id.clone()), &recorded));
        match recorded {
            Ok(()) => Ok(delivered(key.id, key.expiry, receipt)),
            Err(_) => Err(Unissued::Delivered),
        }
    }

    /// Takes back a key whose secret was delivered while the record of that may or may not have been written. The next
    /// run would go by the record, so the record goes first. Where that fails, the secret stays until the key is gone:
    /// a key that works, is recorded as delivered and whose secret was removed would be lost for good.
    async fn take_back_delivered(
        &self,
        plan: &EntryPlan,
        id: &CredentialId,
        sink: &Sink,
        deeds: &mut Vec<DeedOutcome>,
    ) -> IssueEnd {
        let unrecorded = self.iam.untag_user(&plan.user, &delivery_tag_keys(id)).await.is_ok();
        if unrecorded {
            self.withdraw_delivered(id, sink, deeds).await;
            return self.take_back(plan, id, deeds).await;
        }
        let end = self.take_back(plan, id, deeds).await;
        if matches!(end, IssueEnd::TakenBack) {
            self.withdraw_delivered(id, sink, deeds).await;
        }
        end
    }

    async fn withdraw_delivered(&self, id: &CredentialId, sink: &Sink, deeds: &mut Vec<DeedOutcome>) {
        let withdrawn = sink.withdraw(id).await.map(|_| ());
        deeds.push(DeedOutcome::new(Deed::Withdraw(id.clone()), &withdrawn));
    }

    /// Deletes a key that was made but did not reach anybody. Where even that fails, suspending it is tried.
    async fn take_back(&self, plan: &EntryPlan, id: &CredentialId, deeds: &mut Vec<DeedOutcome>) -> IssueEnd {
        let deleted = self.iam.delete_new_key(&plan.user, id).await;
        deeds.push(DeedOutcome::new(Deed::DeleteKey(id.clone()), &deleted));
        if deleted.is_ok() {
            return IssueEnd::TakenBack;
        }
        let suspended = self.iam.set_key_status(&plan.user, id, SettableStatus::Inactive).await;
        deeds.push(DeedOutcome::new(Deed::Suspend(id.clone()), &suspended));
        IssueEnd::MayBeLive(Some(id.clone()))
    }

    /// The answer to the creation was lost or made no sense, so a key may exist whose secret is gone for good. Lists
    /// the user's keys and deletes those that were not there when the plan was made and whose delivery is not recorded.
    /// A listing that does not show it is no proof that there is none, so the end stays open until the next run.
    async fn delete_what_was_lost(&self, plan: &EntryPlan, deeds: &mut Vec<DeedOutcome>) -> IssueEnd {
        let listing = match self.iam.list_keys(KeyScope::User(&plan.user)).await {
            Ok(listing) if listing.unreadable.is_empty() => listing,
            Ok(_) | Err(_) => return IssueEnd::MayBeLive(None),
        };
        let tags = match self.iam.user_tags(&plan.user).await {
            Ok(tags) => Management::from_tags(&tags),
            Err(_) => return IssueEnd::MayBeLive(None),
        };
        let Some(record) = tags.record() else { return IssueEnd::MayBeLive(None) };
        let is_lost = |id: &CredentialId| !plan.known_keys.contains(id) && !record.was_delivered(id);
        let lost: Vec<CredentialId> = listing.keys.into_iter().map(|key| key.id).filter(is_lost).collect();
        let mut end = IssueEnd::MayBeLive(None);
        for id in lost {
            end = self.take_back(plan, &id, deeds).await;
        }
        end
    }
}

/// What a new key must be before its secret may go out.
fn check(issued: &IssuedKey, lifetime: Option<Lifetime>) -> Result<(), String> {
    if issued.secret.is_none() {
        return Err("IAM answered no usable secret".to_owned());
    }
    match (lifetime, issued.key.expiry) {
        (Some(_), Expiry::Never) => {
            Err("IAM answered a key that never ends, and an end was asked for".to_owned())
        }
        (Some(lifetime), Expiry::At(end)) => {
            // IAM counts to the second; a minute is room for nothing but rounding.
            let lived = end.duration_since(issued.key.created);
            let off = lived.saturating_sub(lifetime.duration()).abs() > jiff::SignedDuration::from_mins(1);
            if off {
                Err(format!("IAM answered a key that ends at {end}, and {lifetime} was asked for"))
            } else {
                Ok(())
            }
        }
        (None, _) => Ok(()),
    }
}

fn delivered(credential: CredentialId, expiry: Expiry, receipt: Receipt) -> Delivered {
    Delivered {
        credential,
        expiry,
        place: receipt.placement.to_string(),
        note: match receipt.note {
            NotePlace::File(path) => Note::File(path.display().to_string()),
            NotePlace::WithSecret => Note::WithSecret,
            NotePlace::ToShow(text) => Note::Text(text),
        },
    }
}
