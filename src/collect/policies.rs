//! The managed policies behind key users.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::StreamExt as _;

use crate::audit::{AuditedUser, Known, PolicyDocumentVersion};
use crate::aws::{AwsError, Iam};
use crate::domain::Arn;

use super::deadline::Deadline;

/// Policies read at the same time in one account.
const AT_ONCE: usize = 4;

/// Documents of AWS's own managed policies, which are the same in every account: read once, where the account listing
/// does not hold them. Accounts do not wait for each other here, so that a slow one holds up nobody; at worst the first
/// few read the same policy.
#[derive(Debug, Clone, Default)]
pub(super) struct PolicyShelf(Arc<Mutex<BTreeMap<String, PolicyDocumentVersion>>>);

impl PolicyShelf {
    async fn document(&self, iam: &Iam, arn: &str) -> Result<PolicyDocumentVersion, AwsError> {
        let shared = arn.parse::<Arn>().is_ok_and(|arn| arn.is_aws_managed_policy());
        if shared && let Some(found) = self.lock().get(arn) {
            return Ok(found.clone());
        }
        let policy = iam.policy_document(arn).await?;
        if shared {
            self.lock().insert(arn.to_owned(), policy.clone());
        }
        Ok(policy)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, PolicyDocumentVersion>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The policies that users depend on: from the account listing, which needs no further call, and directly where it
    /// lacks one (whether it lists a policy that only serves as a boundary is not documented).
    pub(super) async fn of<'a>(
        &self,
        iam: &Iam,
        deadline: Deadline,
        users: impl Iterator<Item = &'a AuditedUser>,
        mut listed: BTreeMap<String, PolicyDocumentVersion>,
    ) -> BTreeMap<String, Known<PolicyDocumentVersion>> {
        let needed: BTreeSet<String> = users.flat_map(references).collect();
        let mut policies = BTreeMap::new();
        let mut missing = Vec::new();
        for arn in needed {
            match listed.remove(&arn) {
                Some(policy) => {
                    policies.insert(arn, Known::Known(policy));
                }
                None => missing.push(arn),
            }
        }
        let read = futures_util::stream::iter(missing)
            .map(|arn| async move {
                let read = deadline.hold("GetPolicy", self.document(iam, &arn)).await;
                (arn, Known::from(read))
            })
            .buffer_unordered(AT_ONCE);
        policies.extend(read.collect::<Vec<_>>().await);
        policies
    }
}

/// The ARNs of all managed policies a user depends on.
fn references(user: &AuditedUser) -> Vec<String> {
    let own = user.user.attached.iter().chain(&user.user.boundary).cloned();
    let groups = user.groups.as_ref().map(|groups| groups.values().flat_map(|group| group.attached.clone()));
    own.chain(groups.into_iter().flatten()).collect()
}
