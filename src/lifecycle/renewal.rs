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
    /// What is done before a key is issued: suspensions are recorded, keys that are of no use are deleted.
    pub(super) steps: Vec<Step>,
    pub(super) issuing: Issuing,
    pub(super) remarks: Vec<Remark>,
}

/// Whether a key is issued, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Issuing {
    /// None is due.
    Nothing,
    /// The first one: there is no key to renew.
    First,
    /// One in the place of another, or beside it.
    Renewed(RenewalReason),
}

/// Which keys go, and whether a new one comes.
pub(super) fn decide(
    desired: &DesiredKey,
    keys: &[&Key],
    record: &Record,
    renewal: Renewal,
    now: Timestamp,
) -> Result<KeyDecision, Obstacle> {
    let mut steps = Vec::new();
    let mut remarks = Vec::new();
    let mut staying = Vec::new();
    let mut good = false;
    let mut suspended = false;
    let mut reason = None;
    for key in keys {
        if !record.was_delivered(&key.id) && !record.was_suspended(&key.id) {
            steps.push(Step::DeleteKey(key.id.clone(), DeletionReason::Undelivered));
            reason = reason.or(Some(RenewalReason::Undelivered));
            continue;
        }
        match standing(key, record, now) {
            KeyStatus::Expired => {
                steps.push(Step::DeleteKey(key.id.clone(), DeletionReason::Expired));
                reason = Some(RenewalReason::Ending(key.expiry));
                continue;
            }
            KeyStatus::Unknown => return Err(Obstacle::UnknownStatus(key.id.clone())),
            KeyStatus::Inactive => {
                suspended = true;
                remarks.push(match key.status(now) {
                    KeyStatus::Active => Remark::SuspensionNotLifted(key.id.clone()),
                    KeyStatus::Inactive | KeyStatus::Expired | KeyStatus::Unknown => {
                        Remark::Suspended(key.id.clone())
                    }
                });
                if !record.was_suspended(&key.id) {
                    steps.push(Step::RecordSuspension(key.id.clone()));
                }
            }
            KeyStatus::Active => match due(desired, key, now) {
                None => good = true,
                Some(due) => reason = Some(due),
            },
        }
        staying.push(*key);
    }
    let due = reason.map_or(Issuing::First, Issuing::Renewed);
    // A suspended owner gets no fresh key behind the back of whoever suspended the old one.
    let issuing = match renewal {
        Renewal::WhenDue if good || suspended => Issuing::Nothing,
        Renewal::WhenDue => due,
        Renewal::Now if staying.is_empty() => due,
        Renewal::Now => Issuing::Renewed(RenewalReason::Asked),
    };
    if issuing != Issuing::Nothing {
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
    Ok(KeyDecision { steps, issuing, remarks })
}

/// The status that counts for what its owner is to have. A key that was suspended stays so, as the mark of it, also
/// when it ends meanwhile or IAM says something else by now.
fn standing(key: &Key, record: &Record, now: Timestamp) -> KeyStatus {
    if key.recorded == KeyStatus::Inactive || record.was_suspended(&key.id) {
        KeyStatus::Inactive
    } else {
        key.status(now)
    }
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
