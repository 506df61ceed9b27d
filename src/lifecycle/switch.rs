//! Keys suspended and switched on again, and the record of it.
//!
//! Owns the order: a suspension is recorded before the key is suspended, and forgotten after the key was switched on.
//! Wherever a run is killed, a suspended key is a recorded one, so that its owner gets no fresh key when it ends.

use jiff::Timestamp;

use crate::domain::{CredentialId, Key, KeyStatus, UserName};

use super::Management;

/// Which way keys are switched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Switch {
    /// They are to work.
    On,
    /// They are to be suspended.
    Off,
}

/// What will be done to the keys of one user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SwitchPlan {
    /// The user.
    pub user: UserName,
    /// The keys that need something, in the order in which they were given.
    pub keys: Vec<KeySwitch>,
    /// The keys that have ended: no status can be set on them any more.
    pub ended: Vec<CredentialId>,
}

/// What will be done to one key, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySwitch {
    /// The key.
    pub id: CredentialId,
    /// The steps; one at least.
    pub steps: Vec<SwitchStep>,
}

/// One change of a key or of what is recorded about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SwitchStep {
    /// Record on the user that the key is suspended.
    RecordSuspension,
    /// Suspend it.
    Suspend,
    /// Switch it on.
    Activate,
    /// Take the record off again.
    LiftSuspension,
}

/// Plans to switch `keys`, all of one user. Nothing is recorded on a user that this tool does not manage.
pub fn plan_switch(
    user: &UserName,
    management: &Management,
    keys: &[Key],
    switch: Switch,
    now: Timestamp,
) -> SwitchPlan {
    let has_ended = |key: &&Key| key.status(now) == KeyStatus::Expired;
    let planned =
        keys.iter().map(|key| KeySwitch { id: key.id.clone(), steps: steps(key, management, switch, now) });
    SwitchPlan {
        user: user.clone(),
        keys: planned.filter(|key| !key.steps.is_empty()).collect(),
        ended: keys.iter().filter(has_ended).map(|key| key.id.clone()).collect(),
    }
}

fn steps(key: &Key, management: &Management, switch: Switch, now: Timestamp) -> Vec<SwitchStep> {
    let can_be_set = key.status(now) != KeyStatus::Expired;
    let recorded = management.record().map(|record| record.was_suspended(&key.id));
    let (first, second) = match switch {
        Switch::Off => (
            (recorded == Some(false)).then_some(SwitchStep::RecordSuspension),
            (can_be_set && key.recorded != KeyStatus::Inactive).then_some(SwitchStep::Suspend),
        ),
        Switch::On => (
            (can_be_set && key.recorded != KeyStatus::Active).then_some(SwitchStep::Activate),
            (recorded == Some(true)).then_some(SwitchStep::LiftSuspension),
        ),
    };
    first.into_iter().chain(second).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::KeyStatus::{Active, Expired, Inactive};
    use crate::lifecycle::record;
    use crate::lifecycle::scenarios::{account_with, id, now};
    use SwitchStep::{Activate, LiftSuspension, RecordSuspension, Suspend};

    /// The steps for one key of this status that ends in so many days and was suspended by this tool or not.
    fn steps_for(recorded: KeyStatus, days: i64, suspended: bool, switch: Switch) -> Vec<SwitchStep> {
        let mut account = account_with(&[(1, recorded, Some(days), true)]);
        if suspended {
            let tags = record::suspension_tags(&id(1), now());
            let tags: Vec<_> = tags.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect();
            account.users.values_mut().for_each(|user| user.tags.extend(tags.clone()));
        }
        let user = account.users.values().next().unwrap();
        let plan = plan_switch(&user.name, &Management::of(user), &account.keys, switch, now());
        plan.keys.into_iter().flat_map(|key| key.steps).collect()
    }

    #[test]
    fn a_suspension_is_recorded_first_and_forgotten_last() {
        assert_eq!(steps_for(Active, 20, false, Switch::Off), [RecordSuspension, Suspend]);
        assert_eq!(steps_for(Inactive, 20, true, Switch::On), [Activate, LiftSuspension]);
    }

    #[test]
    fn a_switch_that_was_interrupted_is_finished() {
        assert_eq!(steps_for(Active, 20, true, Switch::Off), [Suspend]);
        assert_eq!(steps_for(Inactive, 20, false, Switch::Off), [RecordSuspension]);
        assert_eq!(steps_for(Active, 20, true, Switch::On), [LiftSuspension]);
        assert_eq!(steps_for(Inactive, 20, false, Switch::On), [Activate]);
    }

    #[test]
    fn what_is_as_wanted_needs_nothing() {
        assert_eq!(steps_for(Inactive, 20, true, Switch::Off), []);
        assert_eq!(steps_for(Active, 20, false, Switch::On), []);
    }

    #[test]
    fn the_owner_of_a_key_that_has_ended_can_be_suspended_and_that_be_lifted() {
        for recorded in [Active, Inactive, Expired] {
            assert_eq!(steps_for(recorded, -1, false, Switch::Off), [RecordSuspension]);
            assert_eq!(steps_for(recorded, -1, true, Switch::On), [LiftSuspension]);
        }
        let account = account_with(&[(1, Expired, Some(-1), true)]);
        let user = account.users.values().next().unwrap();
        let plan = plan_switch(&user.name, &Management::of(user), &account.keys, Switch::On, now());
        assert_eq!((plan.keys, plan.ended), (vec![], vec![id(1)]));
    }

    #[test]
    fn nothing_is_recorded_on_a_user_that_is_not_ours() {
        let account = account_with(&[(1, Active, Some(20), true)]);
        let user = account.users.values().next().unwrap();
        let plan = plan_switch(&user.name, &Management::Unmanaged, &account.keys, Switch::Off, now());
        assert_eq!(plan.keys, [KeySwitch { id: id(1), steps: vec![Suspend] }]);
    }
}
