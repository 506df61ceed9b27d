//! Taking keys away: suspend, delete, and delete the user once nothing is left on it that is not ours.

use crate::domain::{CredentialId, Key, KeyStatus, UserName};

use super::{Leftover, Management};

/// What will be done to the keys of one user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevocationPlan {
    /// The user.
    pub user: UserName,
    /// Whose it is.
    pub management: Management,
    /// The keys to suspend and delete.
    pub keys: Vec<KeyRevocation>,
    /// What becomes of the user.
    pub fate: UserFate,
}

impl RevocationPlan {
    /// Whether the user stays because something on it could not be read.
    pub fn rests_on_unknown(&self) -> bool {
        matches!(self.fate, UserFate::Stays(WhyUserStays::Unknown(_)))
    }
}

/// One key to take away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRevocation {
    /// The key.
    pub key: Key,
    /// Whether it is suspended first: deleting may fail, and a suspended key is harmless meanwhile.
    pub suspend_first: bool,
}

/// What becomes of a user whose keys are taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserFate {
    /// It is deleted, after these.
    Deleted(Vec<Leftover>),
    /// It stays.
    Stays(WhyUserStays),
}

/// Why a user is not deleted with its keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhyUserStays {
    /// It is not this tool's.
    Unmanaged,
    /// It has other Bedrock keys.
    OtherKeys(Vec<CredentialId>),
    /// Somebody can still use it in another way.
    WaysIn(Vec<Leftover>),
    /// What is on it could not be read.
    Unknown(String),
}

/// What is left on a user beside the keys, as far as it could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leavings {
    /// All of it.
    Known(Vec<Leftover>),
    /// Something could not be read: this.
    Unknown(String),
}

/// Whether the admin named the user itself for deletion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserDeletion {
    /// Only where nothing but the tool's own things is left on it.
    WhenNothingIsLeft,
    /// With everything on it.
    WithEverything,
}

/// Plans the revocation of `revoked`, all keys of one user, of which `all` is the complete list.
pub fn plan_revocation(
    user: &UserName,
    management: Management,
    revoked: &[Key],
    all: &[Key],
    leavings: Leavings,
    deletion: UserDeletion,
) -> RevocationPlan {
    let keys = revoked
        .iter()
        .map(|key| KeyRevocation { key: key.clone(), suspend_first: key.recorded != KeyStatus::Inactive });
    let others: Vec<CredentialId> = all
        .iter()
        .filter(|key| revoked.iter().all(|each| each.id != key.id))
        .map(|key| key.id.clone())
        .collect();
    let fate = fate(&management, revoked, others, leavings, deletion);
    RevocationPlan { user: user.clone(), management, keys: keys.collect(), fate }
}

fn fate(
    management: &Management,
    revoked: &[Key],
    others: Vec<CredentialId>,
    leavings: Leavings,
    deletion: UserDeletion,
) -> UserFate {
    let with_everything = deletion == UserDeletion::WithEverything;
    if *management == Management::Unmanaged && !with_everything {
        return UserFate::Stays(WhyUserStays::Unmanaged);
    }
    if !others.is_empty() && !with_everything {
        return UserFate::Stays(WhyUserStays::OtherKeys(others));
    }
    let leftovers = match leavings {
        Leavings::Known(leftovers) => leftovers,
        Leavings::Unknown(what) => return UserFate::Stays(WhyUserStays::Unknown(what)),
    };
    let is_revoked = |leftover: &Leftover| match leftover {
        Leftover::ServiceCredential { id, .. } => revoked.iter().any(|key| key.id.as_str() == id),
        Leftover::AccessKey(_)
        | Leftover::ConsolePassword
        | Leftover::Mfa(_)
        | Leftover::SshKey(_)
        | Leftover::SigningCertificate(_)
        | Leftover::AttachedPolicy(_)
        | Leftover::InlinePolicy(_)
        | Leftover::Group(_) => false,
    };
    let mut rest: Vec<Leftover> = leftovers.into_iter().filter(|leftover| !is_revoked(leftover)).collect();
    rest.sort();
    let ways_in: Vec<Leftover> = rest.iter().filter(|leftover| leftover.is_way_in()).cloned().collect();
    if ways_in.is_empty() || with_everything {
        UserFate::Deleted(rest)
    } else {
        UserFate::Stays(WhyUserStays::WaysIn(ways_in))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::KeyStatus::{Active, Inactive};
    use crate::lifecycle::scenarios::{account_with, id};

    fn fate_with(leftovers: Vec<Leftover>, revoked: usize, deletion: UserDeletion) -> UserFate {
        let account = account_with(&[(1, Active, Some(20), true), (2, Inactive, Some(20), true)]);
        let user = account.users.values().next().unwrap();
        plan_revocation(
            &user.name,
            Management::of(user),
            &account.keys[..revoked],
            &account.keys,
            Leavings::Known(leftovers),
            deletion,
        )
        .fate
    }

    fn credential(number: u32) -> Leftover {
        Leftover::ServiceCredential {
            id: id(number).to_string(),
            service: "bedrock.amazonaws.com".to_owned(),
        }
    }

    #[test]
    fn a_key_is_suspended_first_unless_it_is() {
        let account = account_with(&[(1, Active, Some(20), true), (2, Inactive, Some(20), true)]);
        let user = account.users.values().next().unwrap();
        let unknown = Leavings::Unknown("ListAccessKeys: denied".to_owned());
        let plan = plan_revocation(
            &user.name,
            Management::of(user),
            &account.keys,
            &account.keys,
            unknown,
            UserDeletion::WhenNothingIsLeft,
        );
        assert_eq!(plan.keys.iter().map(|key| key.suspend_first).collect::<Vec<_>>(), [true, false]);
        assert_eq!(plan.fate, UserFate::Stays(WhyUserStays::Unknown("ListAccessKeys: denied".to_owned())));
    }

    #[test]
    fn the_user_goes_with_its_last_key_and_what_only_configures_it() {
        let policy = Leftover::AttachedPolicy("arn:aws:iam::aws:policy/X".to_owned());
        let all = vec![credential(1), credential(2), policy.clone()];
        assert_eq!(fate_with(all, 2, UserDeletion::WhenNothingIsLeft), UserFate::Deleted(vec![policy]));
    }

    #[test]
    fn another_key_or_another_way_in_keeps_the_user() {
        let when_nothing = UserDeletion::WhenNothingIsLeft;
        assert_eq!(fate_with(vec![], 1, when_nothing), UserFate::Stays(WhyUserStays::OtherKeys(vec![id(2)])));
        for way_in in [
            Leftover::AccessKey("AKIAEXAMPLE".to_owned()),
            Leftover::ConsolePassword,
            Leftover::ServiceCredential {
                id: "ACCAOTHER".to_owned(),
                service: "codecommit.amazonaws.com".to_owned(),
            },
        ] {
            let fate = fate_with(vec![credential(1), credential(2), way_in.clone()], 2, when_nothing);
            assert_eq!(fate, UserFate::Stays(WhyUserStays::WaysIn(vec![way_in])));
        }
    }

    #[test]
    fn named_for_deletion_the_user_goes_with_everything() {
        let access = Leftover::AccessKey("AKIAEXAMPLE".to_owned());
        let all = vec![credential(1), credential(2), access.clone()];
        assert_eq!(
            fate_with(all, 1, UserDeletion::WithEverything),
            UserFate::Deleted(vec![access, credential(2)])
        );
    }

    #[test]
    fn a_user_that_is_not_ours_stays_unless_it_is_named() {
        let account = account_with(&[(1, Active, Some(20), true)]);
        let user = account.users.values().next().unwrap();
        let fate = |deletion| {
            let leavings = Leavings::Known(vec![]);
            plan_revocation(
                &user.name,
                Management::Unmanaged,
                &account.keys,
                &account.keys,
                leavings,
                deletion,
            )
            .fate
        };
        assert_eq!(fate(UserDeletion::WhenNothingIsLeft), UserFate::Stays(WhyUserStays::Unmanaged));
        assert_eq!(fate(UserDeletion::WithEverything), UserFate::Deleted(vec![]));
    }
}
