//! Taking keys away: suspend, delete, and delete the user once nothing is left on it that is not ours.

use crate::domain::{CredentialId, Key, KeyStatus, TagKey, UserName};

use super::record::{Management, Origin, own_tag_keys};
use super::{INLINE_POLICY_NAME, Leftover, ObservedAccount, ObservedUser};

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
    /// It was somebody's before it was adopted, and is theirs again.
    GivenBack(Return),
    /// It stays.
    Stays(WhyUserStays),
}

/// What this tool takes off a user that it adopted. Everything else on it was there before, or is others'.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Return {
    /// The policies it gave, managed and inline.
    pub policies: Vec<Leftover>,
    /// Its tags, which go last: they are what an interrupted run is gone on with by.
    pub tags: Vec<TagKey>,
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

/// A user whose keys are to be taken away, with all that the decision about it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevokedUser {
    /// Its name.
    pub name: UserName,
    /// Whose it is.
    pub management: Management,
    /// All its Bedrock keys.
    pub keys: Vec<Key>,
    /// A key that may be its and could not be read, in words.
    pub unreadable: Option<String>,
    /// The user as the account listing has it.
    pub observed: Option<ObservedUser>,
}

impl RevokedUser {
    /// The user as the account has it.
    pub fn of(account: &ObservedAccount, name: &UserName, management: Management) -> Self {
        Self {
            name: name.clone(),
            management,
            keys: account.keys_of(name).cloned().collect(),
            unreadable: account.unreadable_of(name).map(|key| key.what.clone()),
            observed: account.users.get(name).cloned(),
        }
    }

    /// Whether it matters what is left on it: the listings that tell are made only where they decide something.
    pub fn may_be_deleted(&self, revoked: &[Key], deletion: UserDeletion) -> bool {
        let is_generated = match &self.management {
            Management::Managed(record) => record.origin == Origin::Generated,
            Management::Unmanaged => false,
        };
        deletion == UserDeletion::WithEverything || (is_generated && revoked.len() == self.keys.len())
    }
}

/// What is left on a user beside the keys, as far as it could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leavings {
    /// All of it.
    Known(Vec<Leftover>),
    /// Something could not be read: this.
    Unknown(String),
    /// Nobody looked, because it decides nothing.
    NotAsked,
}

/// Whether the admin named the user itself for deletion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserDeletion {
    /// Only where nothing but the tool's own things is left on it.
    WhenNothingIsLeft,
    /// With everything on it.
    WithEverything,
}

/// Plans the revocation of `revoked`, keys of one user.
pub fn plan_revocation(
    user: RevokedUser,
    revoked: &[Key],
    leavings: Leavings,
    deletion: UserDeletion,
) -> RevocationPlan {
    let keys = revoked
        .iter()
        .map(|key| KeyRevocation { key: key.clone(), suspend_first: key.recorded != KeyStatus::Inactive })
        .collect();
    let fate = match deletion {
        UserDeletion::WithEverything => deleted(revoked, leavings, deletion),
        UserDeletion::WhenNothingIsLeft => fate(&user, revoked, leavings),
    };
    RevocationPlan { user: user.name, management: user.management, keys, fate }
}

/// What becomes of a user that was not named for deletion.
fn fate(user: &RevokedUser, revoked: &[Key], leavings: Leavings) -> UserFate {
    let Management::Managed(record) = &user.management else {
        return UserFate::Stays(WhyUserStays::Unmanaged);
    };
    let is_other = |key: &&Key| revoked.iter().all(|each| each.id != key.id);
    let others: Vec<CredentialId> = user.keys.iter().filter(is_other).map(|key| key.id.clone()).collect();
    if !others.is_empty() {
        return UserFate::Stays(WhyUserStays::OtherKeys(others));
    }
    match &record.origin {
        Origin::Generated => deleted(revoked, leavings, UserDeletion::WhenNothingIsLeft),
        Origin::Adopted { with } => given_back(user, record.policy.as_deref(), with.as_deref()),
    }
}

/// An adopted user goes back to whose it was: without our policy, unless it had that one already, and without our tags.
fn given_back(user: &RevokedUser, policy: Option<&str>, with: Option<&str>) -> UserFate {
    if let Some(unreadable) = &user.unreadable {
        return UserFate::Stays(WhyUserStays::Unknown(unreadable.clone()));
    }
    let Some(observed) = &user.observed else {
        return UserFate::Stays(WhyUserStays::Unknown("the user was not listed".to_owned()));
    };
    let attached = policy
        .filter(|arn| observed.attached.contains(*arn) && with != Some(*arn))
        .map(|arn| Leftover::AttachedPolicy(arn.to_owned()));
    let inline = observed
        .inline
        .contains_key(INLINE_POLICY_NAME)
        .then(|| Leftover::InlinePolicy(INLINE_POLICY_NAME.to_owned()));
    UserFate::GivenBack(Return {
        policies: attached.into_iter().chain(inline).collect(),
        tags: own_tag_keys(&observed.tags),
    })
}

/// Deletes the user, if what is left on it and on the admin's mind allows it.
fn deleted(revoked: &[Key], leavings: Leavings, deletion: UserDeletion) -> UserFate {
    let leftovers = match leavings {
        Leavings::Known(leftovers) => leftovers,
        Leavings::Unknown(what) => return UserFate::Stays(WhyUserStays::Unknown(what)),
        Leavings::NotAsked => {
            return UserFate::Stays(WhyUserStays::Unknown("nobody looked at it".to_owned()));
        }
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
    if ways_in.is_empty() || deletion == UserDeletion::WithEverything {
        UserFate::Deleted(rest)
    } else {
        UserFate::Stays(WhyUserStays::WaysIn(ways_in))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::KeyStatus::{Active, Inactive};
    use crate::lifecycle::UnreadableKey;
    use crate::lifecycle::scenarios::{LIMITED, account_with, id};

    fn only_user(account: &ObservedAccount) -> RevokedUser {
        let user = account.users.values().next().unwrap();
        RevokedUser::of(account, &user.name, Management::of(user))
    }

    fn fate_with(leftovers: Vec<Leftover>, revoked: usize, deletion: UserDeletion) -> UserFate {
        let account = account_with(&[(1, Active, Some(20), true), (2, Inactive, Some(20), true)]);
        let leavings = Leavings::Known(leftovers);
        plan_revocation(only_user(&account), &account.keys[..revoked], leavings, deletion).fate
    }

    fn credential(number: u32) -> Leftover {
        Leftover::ServiceCredential {
            id: id(number).to_string(),
            service: "bedrock.amazonaws.com".to_owned(),
        }
    }

    /// A user with a policy of its own that was adopted, as a finished run leaves it.
    fn adopted_account(with: Option<&str>) -> ObservedAccount {
        let mut account = account_with(&[(1, Active, Some(20), true)]);
        for user in account.users.values_mut() {
            user.attached.insert("arn:aws:iam::123456789012:policy/own".to_owned());
            user.tags.insert("team".to_owned(), "vision".to_owned());
            user.tags.insert("bedrock-keys:adopted".to_owned(), "true".to_owned());
            let with = with.map(|policy| ("bedrock-keys:adopted-with".to_owned(), policy.to_owned()));
            user.tags.extend(with);
        }
        account
    }

    #[test]
    fn an_adopted_user_is_given_back_without_what_this_tool_put_on_it() {
        let account = adopted_account(None);
        let user = only_user(&account);
        assert!(!user.may_be_deleted(&account.keys, UserDeletion::WhenNothingIsLeft));
        let plan = plan_revocation(user, &account.keys, Leavings::NotAsked, UserDeletion::WhenNothingIsLeft);
        let UserFate::GivenBack(Return { policies, tags }) = plan.fate else { panic!("{:?}", plan.fate) };
        assert_eq!(policies, [Leftover::AttachedPolicy(LIMITED.to_owned())]);
        let tags: Vec<&str> = tags.iter().map(TagKey::as_str).collect();
        let delivered = format!("bedrock-keys:delivered:{}", id(1));
        assert_eq!(
            tags,
            [
                "bedrock-keys:adopted",
                delivered.as_str(),
                "bedrock-keys:managed",
                "bedrock-keys:owner",
                "bedrock-keys:policy"
            ]
        );
    }

    #[test]
    fn a_policy_that_an_adopted_user_had_already_stays_on_it() {
        let account = adopted_account(Some(LIMITED));
        let (leavings, deletion) = (Leavings::NotAsked, UserDeletion::WhenNothingIsLeft);
        let plan = plan_revocation(only_user(&account), &account.keys, leavings, deletion);
        assert!(
            matches!(&plan.fate, UserFate::GivenBack(Return { policies, .. }) if policies.is_empty()),
            "{:?}",
            plan.fate
        );
    }

    #[test]
    fn an_adopted_user_is_deleted_where_it_is_named_for_that() {
        let account = adopted_account(None);
        let user = only_user(&account);
        assert!(user.may_be_deleted(&account.keys, UserDeletion::WithEverything));
        let known = Leavings::Known(vec![credential(1)]);
        let plan = plan_revocation(user, &account.keys, known, UserDeletion::WithEverything);
        assert_eq!(plan.fate, UserFate::Deleted(vec![]));
    }

    #[test]
    fn an_adopted_user_with_a_key_that_cannot_be_read_is_not_given_back() {
        let mut account = adopted_account(None);
        let what = "credential `?` has an id that cannot be read".to_owned();
        let user = account.keys[0].user.to_string();
        account.unreadable.push(UnreadableKey { user, what: what.clone() });
        let (leavings, deletion) = (Leavings::NotAsked, UserDeletion::WhenNothingIsLeft);
        let plan = plan_revocation(only_user(&account), &account.keys, leavings, deletion);
        assert_eq!(plan.fate, UserFate::Stays(WhyUserStays::Unknown(what)));
    }

    #[test]
    fn a_key_is_suspended_first_unless_it_is() {
        let account = account_with(&[(1, Active, Some(20), true), (2, Inactive, Some(20), true)]);
        let unknown = Leavings::Unknown("ListAccessKeys: denied".to_owned());
        let when_nothing = UserDeletion::WhenNothingIsLeft;
        let plan = plan_revocation(only_user(&account), &account.keys, unknown, when_nothing);
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
        let fate = |deletion| {
            let user = RevokedUser { management: Management::Unmanaged, ..only_user(&account) };
            plan_revocation(user, &account.keys, Leavings::Known(vec![]), deletion).fate
        };
        assert_eq!(fate(UserDeletion::WhenNothingIsLeft), UserFate::Stays(WhyUserStays::Unmanaged));
        assert_eq!(fate(UserDeletion::WithEverything), UserFate::Deleted(vec![]));
    }
}
