//! Two runs at once for the same user, each of which made a key: which of the keys stays.
//!
//! IAM has no lock to take, so the second run is noticed afterwards, by the keys themselves: before a key is delivered,
//! its user's keys are listed.

use std::collections::BTreeSet;

use crate::domain::{CredentialId, Key};

/// A key of another run because of which `own` must go: one that was not there when the plan was made, unless `own` is
/// older by IAM's clock.
///
/// That clock counts seconds, so that of two keys of the same second both go, and both runs are to be repeated. Were the
/// ids to decide, the run that made the smaller one could not know whether the other had looked before it was there.
pub fn rival<'a>(own: &Key, listed: &'a [Key], known: &BTreeSet<CredentialId>) -> Option<&'a Key> {
    let is_new = |key: &&Key| key.id != own.id && !known.contains(&key.id);
    listed.iter().filter(is_new).find(|other| other.created <= own.created)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::KeyStatus::Active;
    use crate::lifecycle::scenarios::{account_with, id, now};

    /// Two keys, the second so many seconds younger.
    fn two_keys(seconds: i64) -> [Key; 2] {
        let account = account_with(&[(1, Active, Some(20), true), (2, Active, Some(20), true)]);
        let [mut older, mut younger] = [account.keys[0].clone(), account.keys[1].clone()];
        older.created = now();
        younger.created = now() + jiff::SignedDuration::from_secs(seconds);
        [older, younger]
    }

    #[test]
    fn of_two_keys_made_at_once_the_older_one_stays() {
        let keys = two_keys(1);
        assert_eq!(rival(&keys[0], &keys, &BTreeSet::new()), None);
        assert_eq!(rival(&keys[1], &keys, &BTreeSet::new()), Some(&keys[0]));
    }

    #[test]
    fn of_two_keys_of_the_same_second_neither_stays() {
        let keys = two_keys(0);
        for own in &keys {
            assert!(rival(own, &keys, &BTreeSet::new()).is_some());
        }
    }

    #[test]
    fn keys_that_the_plan_knows_are_no_rivals() {
        let keys = two_keys(1);
        assert_eq!(rival(&keys[1], &keys, &BTreeSet::from([id(1)])), None);
    }
}
