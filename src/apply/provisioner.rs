//! What is needed to carry out the plans of one account.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::aws::Iam;
use crate::deliver::{Addressee, Sink, SinkError, SinkServices};
use crate::domain::AccountId;
use crate::lifecycle::{
    Deed, DeedOutcome, DeedResult, DeletionReason, EntryEnd, EntryOutcome, EntryPlan, Step,
};

/// The clients of one account and the facts every step needs.
#[derive(Debug, Clone)]
pub struct Provisioner {
    /// IAM of the account.
    pub iam: Iam,
    /// The clients of the sinks.
    pub services: SinkServices,
    /// The account.
    pub account: AccountId,
    /// The default version of each managed policy that is given, by ARN; recorded with the delivery.
    pub policy_versions: BTreeMap<String, String>,
    /// When the run began.
    pub now: Timestamp,
}

/// The sink of an entry, opened before anything is made; nothing where the entry delivers nothing.
pub type OpenedSink = Result<Option<Sink>, SinkError>;

impl Provisioner {
    /// Opens and checks the sink of an entry that will issue a key or delete one that reached nobody.
    pub async fn open_sink(&self, plan: &EntryPlan) -> OpenedSink {
        let touches_sink =
            |step: &Step| matches!(step, Step::Issue(_) | Step::DeleteKey(_, DeletionReason::Undelivered));
        let needs_sink = plan.steps.iter().any(touches_sink);
        if !needs_sink {
            return Ok(None);
        }
        let addressee = Addressee {
            account: self.account.clone(),
            owner: plan.desired.owner.clone(),
            purpose: plan.desired.purpose.clone(),
        };
        Sink::open(&plan.desired.delivery, &addressee, &self.services).await.map(Some)
    }

    /// The outcome of an entry that was not touched.
    pub fn untouched(plan: &EntryPlan, end: EntryEnd) -> EntryOutcome {
        EntryOutcome {
            owner: plan.desired.owner.clone(),
            purpose: plan.desired.purpose.clone(),
            user: plan.user.clone(),
            intent: plan.intent.clone(),
            remarks: plan.remarks.clone(),
            deeds: Vec::new(),
            end,
        }
    }

    /// The outcome of an entry whose sink was refused.
    pub fn without_sink(plan: &EntryPlan, error: &SinkError) -> EntryOutcome {
        let deed = DeedOutcome { deed: Deed::OpenSink, result: DeedResult::Failed(error.to_string()) };
        EntryOutcome { deeds: vec![deed], ..Self::untouched(plan, EntryEnd::Failed) }
    }
}
