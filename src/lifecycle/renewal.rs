//! Which keys of a user stay, which go, and whether a new one comes.

use jiff::Timestamp;

use crate::domain::{Expiry, Key, KeyStatus};

use super::step::{DeletionReason, Obstacle, Remark, Renewal, RenewalReason, Step};
use super::{DesiredKey, Record};

/// Keys one user may have for one service, inactive and expired ones included.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
const KEYS_PER_USER: usize = 2;

/// What is to become of a user's keys.
pub(super) struct KeyDecision {
    pub(super) deletions: Vec<Step>,
    /// Whether to issue: the inner reason is absent where there was no key to renew.
    pub(super) issue: Option<Option<RenewalReason>>,
    pub(super) remarks: Vec<Remark>,
}

/// Which keys go, and whether a new one comes.
pub(super) fn decide(
    desired: &DesiredKey,
    keys: &[&Key],
    record: &Record,
    renewal: Renewal,
    now: Timestamp,
) -> Result<KeyDecision, Obstacle> {
    let mut deletions = Vec::new();
    let mut remarks = Vec::new();
    let mut staying = Vec::new();
    let mut good = false;
    let mut suspended = false;
    let mut reason = None;
    for key in keys {
        if !record.was_delivered(&key.id) {
            deletions.push(Step::DeleteKey(key.id.clone(), DeletionReason::Undelivered));
            reason = reason.or(Some(RenewalReason::Undelivered));
            continue;
        }
        // A key that ended while it was suspended stays, as the mark of it: its owner was to have none.
        let status = if key.recorded == KeyStatus::Inactive { KeyStatus::Inactive } else { key.status(now) };
        match status {
            KeyStatus::Expired => {
                deletions.push(Step::DeleteKey(key.id.clone(), DeletionReason::Expired));
                reason = Some(RenewalReason::Ending(key.expiry));
                continue;
            }
            KeyStatus::Unknown => return Err(Obstacle::UnknownStatus(key.id.clone())),
            KeyStatus::Inactive => {
                suspended = true;
                remarks.push(Remark::Suspended(key.id.clone()));
            }
            KeyStatus::Active => match due(desired, key, now) {
                None => good = true,
                Some(due) => reason = Some(due),
            },
        }
        staying.push(*key);
    }
    // A suspended owner gets no fresh key behind the back of whoever suspended the old one.
    let issue = match renewal {
        Renewal::WhenDue if good || suspended => None,
        Renewal::WhenDue => Some(reason),
        Renewal::Now => Some(if staying.is_empty() { reason } else { Some(RenewalReason::Asked) }),
    };
    if issue.is_some() {
        if staying.len() >= KEYS_PER_USER {
            return Err(Obstacle::NoFreeSlot(staying.iter().map(|key| key.id.clone()).collect()));
        }
        let working = staying.iter().filter(|key| key.status(now) == KeyStatus::Active);
        remarks.extend(working.map(|key| Remark::StillWorks(key.id.clone(), key.expiry)));
    } else {
        let endless = |key: &&&Key| key.expiry == Expiry::Never && desired.lifetime.is_some();
        remarks
            .extend(staying.iter().filter(endless).map(|key| Remark::StillWorks(key.id.clone(), key.expiry)));
    }
    Ok(KeyDecision { deletions, issue, remarks })
}

/// Whether a working key should be renewed, and why.
fn due(desired: &DesiredKey, key: &Key, now: Timestamp) -> Option<RenewalReason> {
    match (key.expiry, desired.lifetime) {
        (Expiry::Never, Some(_)) => Some(RenewalReason::NeverEnds),
        (Expiry::Never, None) => None,
        (expiry @ Expiry::At(_), _) => {
            expiry.is_within(desired.renew_within, now).then_some(RenewalReason::Ending(expiry))
        }
    }
}
