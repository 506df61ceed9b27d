//! Reading back what was written, for as long as AWS may take to show it.

use std::collections::BTreeMap;

use crate::aws::{AwsError, ErrorClass};
use crate::guardrail::PolicyType;
use crate::guardrail::plan::same_text;

use super::applier::GuardrailApplier;

/// Where a policy is to be found at a target, or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Attachment {
    /// It hangs there.
    Attached,
    /// It does not.
    Detached,
}

/// Whether something was found when it was looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found<T> {
    /// It is there.
    There(T),
    /// It is not.
    Absent,
}

impl GuardrailApplier<'_> {
    /// The text of a policy, or that there is none of this id.
    pub(super) async fn text(&self, id: &str) -> Result<Found<String>, AwsError> {
        match self.organizations.policy_content(id).await {
            Ok(text) => Ok(Found::There(text)),
            Err(error) if error.class == ErrorClass::NotFound => Ok(Found::Absent),
            Err(error) => Err(error),
        }
    }

    /// Waits until a policy says what it should.
    pub(super) async fn says(&self, id: &str, wanted: &str) -> Result<(), String> {
        let says = |found: &Found<String>| matches!(found, Found::There(text) if same_text(text, wanted));
        let found = self.organizations.patience().until(says, || self.text(id)).await;
        match found {
            Ok(found) if says(&found) => Ok(()),
            Ok(Found::There(_)) => Err(unseen("the policy says something else")),
            Ok(Found::Absent) => Err(unseen("there is no such policy")),
            Err(error) => Err(unread(&error)),
        }
    }

    /// Waits until a policy is gone.
    pub(super) async fn is_gone(&self, id: &str) -> Result<(), String> {
        let gone = |found: &Found<String>| *found == Found::Absent;
        match self.organizations.patience().until(gone, || self.text(id)).await {
            Ok(Found::Absent) => Ok(()),
            Ok(Found::There(_)) => Err(unseen("the policy is still there")),
            Err(error) => Err(unread(&error)),
        }
    }

    /// Waits until a policy is attached to a target, or is not.
    pub(super) async fn is_at(&self, id: &str, target: &str, wanted: Attachment) -> Result<(), String> {
        let is_wanted = |targets: &BTreeMap<String, String>| match wanted {
            Attachment::Attached => targets.contains_key(target),
            Attachment::Detached => !targets.contains_key(target),
        };
        // A policy that was just made may not be seen yet.
        let read = || async {
            match self.organizations.policy_targets(id).await {
                Err(error) if error.class == ErrorClass::NotFound => Ok(BTreeMap::new()),
                answer => answer,
            }
        };
        match self.organizations.patience().until(is_wanted, read).await {
            Ok(targets) if is_wanted(&targets) => Ok(()),
            Ok(_) => Err(unseen(match wanted {
                Attachment::Attached => "the target is not listed",
                Attachment::Detached => "the target is still listed",
            })),
            Err(error) => Err(unread(&error)),
        }
    }

    /// Waits until the tags of a policy are as they should be.
    pub(super) async fn is_tagged(
        &self,
        id: &str,
        is_wanted: impl Fn(&BTreeMap<String, String>) -> bool,
    ) -> Result<(), String> {
        let read = || self.organizations.policy_tags(id);
        match self.organizations.patience().until(&is_wanted, read).await {
            Ok(tags) if is_wanted(&tags) => Ok(()),
            Ok(_) => Err(unseen("the tags are others")),
            Err(error) => Err(unread(&error)),
        }
    }

    /// Waits until service control policies are in force. AWS names no bound; a minute is long.
    pub(super) async fn is_in_force(&self) -> Result<(), String> {
        let enabled = |found: &PolicyType| *found == PolicyType::Enabled;
        let read = || async { self.organizations.root().await.map(|root| root.policy_type) };
        match self.organizations.patience().twice().until(enabled, read).await {
            Ok(PolicyType::Enabled) => Ok(()),
            Ok(PolicyType::PendingEnable) => Err(unseen("they are still being switched on")),
            Ok(PolicyType::Disabled) => Err(unseen("service control policies are off")),
            Ok(PolicyType::Unknown(why)) => Err(unseen(&why)),
            Err(error) => Err(unread(&error)),
        }
    }
}

fn unseen(what: &str) -> String {
    format!("reading back shows that {what}")
}

fn unread(error: &AwsError) -> String {
    format!("it could not be read back: {error}")
}
