//! Another run for the same user, noticed by what it did: IAM has no lock that two runs could take.
//!
//! Owns the looks that are taken before what cannot be taken back, and what is said of it. `lifecycle` decides whose key
//! stays; `docs/architecture.md` says what two runs can still do to each other.

use crate::aws::{AwsError, ErrorClass, KeyScope};
use crate::domain::{CredentialId, Key, UserName};
use crate::lifecycle::{EntryPlan, Management, rival};

use super::Provisioner;

impl Provisioner {
    /// A key that the plan does not know of, on a user that the plan does not know of either, is another run's.
    pub(super) async fn no_other_run(&self, plan: &EntryPlan) -> Result<(), AwsError> {
        let listing = self.iam.list_keys(KeyScope::User(&plan.user)).await?;
        let known = |key: &Key| plan.known_keys.contains(&key.id);
        if listing.unreadable.is_empty() && listing.keys.iter().all(known) {
            return Ok(());
        }
        Err(another_run("ListServiceSpecificCredentials", "a key was made for this user since the plan was"))
    }

    /// The plan is older than the answer to its question: what reached nobody then may have reached somebody since.
    pub(super) async fn still_undelivered(&self, user: &UserName, id: &CredentialId) -> Result<(), AwsError> {
        let tags = self.iam.user_tags(user).await?;
        match Management::from_tags(&tags).record() {
            Some(record) if record.was_delivered(id) => {
                Err(another_run("GetUser", "its delivery was recorded since the plan was made"))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Whether no other run made a key for this user meanwhile that is to stay instead. Comes before the delivery: in
    /// some sinks a second one would take the place of the first.
    pub(super) async fn without_rival(&self, plan: &EntryPlan, key: &Key) -> Result<(), AwsError> {
        const OPERATION: &str = "ListServiceSpecificCredentials";
        let listing = self.iam.list_keys(KeyScope::User(&plan.user)).await?;
        if let Some(unreadable) = listing.unreadable.first() {
            return Err(AwsError::malformed(OPERATION, unreadable.what.clone()));
        }
        match rival(key, &listing.keys, &plan.known_keys) {
            None => Ok(()),
            Some(other) => Err(another_run(OPERATION, &format!("{} was made for this user too", other.id))),
        }
    }

    /// Whether the key is there after its delivery. A run that began in between took it for one that reached nobody.
    pub(super) async fn still_there(&self, plan: &EntryPlan, id: &CredentialId) -> Result<(), AwsError> {
        match self.iam.see_key(&plan.user, id).await {
            Err(error) if error.class == ErrorClass::NotFound => {
                Err(another_run(error.operation, "the key was deleted while it was delivered"))
            }
            answer => answer,
        }
    }
}

/// Two runs at once would undo each other's work. The second stops.
fn another_run(operation: &'static str, what: &str) -> AwsError {
    let message = format!("{what}: another run is at work; wait for it, then run the same command again");
    AwsError { operation, class: ErrorClass::Conflict, code: None, message }
}
