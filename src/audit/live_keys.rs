//! The keys of a snapshot that work, for the preview of a guardrail.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::domain::{AccountState, KeyStatus, Known, Partition};
use crate::guardrail::preview::{LiveKey, LiveKeys, UserFacts};

use super::{AccountFacts, AccountSnapshot, Reading, Report, ReportedKey, Snapshot};

/// The keys that work at a time, with what policies see of their users, and the accounts whose keys were not read in
/// full. A key whose status is not known counts as one that works.
pub fn live_keys(snapshot: &Snapshot, at: Timestamp) -> LiveKeys {
    let mut live = LiveKeys::default();
    let mut facts_of = BTreeMap::new();
    for account in &snapshot.accounts {
        match gap(account) {
            None => {
                live.read.insert(account.id.clone());
            }
            Some(why) => {
                live.unread.insert(account.id.clone(), why);
            }
        }
        if let Reading::Audited(facts) = &account.reading {
            facts_of.insert(&account.id, facts);
        }
    }
    for key in Report::about(snapshot, at).keys {
        match key.status {
            KeyStatus::Active | KeyStatus::Unknown => {}
            KeyStatus::Inactive | KeyStatus::Expired => continue,
        }
        let user = facts_of.get(&key.account).map(|facts| user(facts, &key, &snapshot.partition));
        let unread = || Known::Unknown("the user was not read".to_owned());
        let user = user.unwrap_or_else(|| UserFacts { arn: unread(), tags: Known::Unknown(String::new()) });
        let ReportedKey { account, id, user: name, owner, .. } = key;
        live.keys.push((LiveKey { id, account, user: name, owner }, user));
    }
    live
}

/// Why the keys of an account were not read in full.
fn gap(account: &AccountSnapshot) -> Option<String> {
    match &account.reading {
        Reading::Audited(facts) => match (facts.keys.as_ref(), facts.unreadable.as_slice()) {
            (Err(why), _) => Some(why.to_owned()),
            (Ok(_), []) => None,
            (Ok(_), unreadable) => Some(unreadable.join("; ")),
        },
        Reading::NotAudited(why) => Some(why.clone()),
        Reading::OutOfScope(why) => match &account.state {
            // Nobody can use a key there.
            AccountState::Suspended | AccountState::Closed | AccountState::PendingActivation => None,
            AccountState::Active | AccountState::PendingClosure | AccountState::Unknown(_) => {
                Some(why.clone())
            }
        },
    }
}

fn user(facts: &AccountFacts, key: &ReportedKey, partition: &Partition) -> UserFacts {
    let read = facts.users.as_ref().map_err(str::to_owned);
    let found = read.and_then(|users| {
        users.get(&key.user).ok_or_else(|| format!("user `{}` was not among those listed", key.user))
    });
    match found {
        Ok(found) => {
            let (account, path, name) = (&key.account, &found.user.path, &key.user);
            UserFacts {
                arn: Known::Known(format!("arn:{partition}:iam::{account}:user{path}{name}")),
                tags: Known::Known(found.user.tags.clone()),
            }
        }
        Err(why) => UserFacts { arn: Known::Unknown(why.clone()), tags: Known::Unknown(why) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::rules::fixture::{Scene, key, managed, now};
    use crate::audit::{Part, Scope};

    fn snapshot(account: AccountSnapshot) -> Snapshot {
        Snapshot {
            taken_at: now(),
            caller: account.id.clone(),
            partition: "arn:aws-us-gov:iam::aws:policy/any"
                .parse::<crate::domain::Arn>()
                .unwrap()
                .partition()
                .clone(),
            scope: Scope::Account,
            part: Part::Whole,
            accounts: vec![account],
            guardrails: crate::audit::GuardrailReading::NotAsked,
        }
    }

    fn live(scene: &Scene) -> LiveKeys {
        live_keys(&snapshot(scene.account()), now())
    }

    #[test]
    fn a_live_key_has_its_owner_and_what_policies_see_of_its_user() {
        let mut user = managed("alice", &[("team", "vision")]);
        user.user.path = "/bedrock-keys/".to_owned();
        let mut suspended = key("alice", 2);
        suspended.recorded = KeyStatus::Inactive;
        let scene = Scene::default().with_user(user).with_key(key("alice", 1)).with_key(suspended);
        let live = live(&scene);
        assert_eq!(live.keys.len(), 1);
        let (key, user) = &live.keys[0];
        assert_eq!(key.owner.as_deref(), Some("vision@example.com"));
        let arn = "arn:aws-us-gov:iam::123456789012:user/bedrock-keys/alice".to_owned();
        assert_eq!(user.arn, Known::Known(arn));
        assert!(user.tags.as_ref().unwrap().contains_key("team"));
        assert!(live.unread.is_empty() && live.read.len() == 1);
    }

    #[test]
    fn a_key_of_unknown_status_or_of_an_unread_user_is_not_left_out() {
        let mut strange = key("alice", 1);
        strange.recorded = KeyStatus::Unknown;
        let live = live(&Scene::default().with_key(strange).without_users("denied"));
        assert!(matches!(&live.keys[0].1, UserFacts { arn: Known::Unknown(_), tags: Known::Unknown(_) }));
    }

    #[test]
    fn keys_that_were_not_read_are_a_gap_unless_nobody_can_use_the_account() {
        assert_eq!(live(&Scene::default().without_keys("denied")).unread.len(), 1);
        assert_eq!(live(&Scene::default().with_unreadable("a key without an id")).unread.len(), 1);
        let account = |state, reading| AccountSnapshot { state, reading, ..Scene::default().account() };
        let excluded = || Reading::OutOfScope("excluded by the admin".to_owned());
        for (state, gaps) in [(AccountState::Active, 1), (AccountState::Suspended, 0)] {
            assert_eq!(live_keys(&snapshot(account(state, excluded())), now()).unread.len(), gaps);
        }
    }
}
