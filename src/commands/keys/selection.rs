//! Which keys a command is about, and whether it may touch them.

use std::collections::BTreeMap;

use crate::commands::CommandError;
use crate::domain::{CredentialId, Key, Owner, UserName};
use crate::lifecycle::{Management, ObservedAccount};

/// How keys were named.
pub(super) enum Named<'a> {
    /// One by one.
    Ids(&'a [CredentialId]),
    /// By their owner.
    Owner(&'a Owner),
    /// By the user they are on.
    User(&'a UserName),
}

impl<'a> Named<'a> {
    /// The one of the three that was given.
    pub(super) fn from_arguments(
        ids: &'a [CredentialId],
        owner: Option<&'a Owner>,
        user: Option<&'a UserName>,
    ) -> Result<Self, CommandError> {
        match (ids, owner, user) {
            ([_, ..], None, None) => Ok(Self::Ids(ids)),
            ([], Some(owner), None) => Ok(Self::Owner(owner)),
            ([], None, Some(user)) => Ok(Self::User(user)),
            _ => Err(CommandError::usage("say which keys: their ids, --owner or --user")),
        }
    }

    /// Whether the user as a whole is meant.
    fn means(&self, account: &ObservedAccount, user: &UserName) -> bool {
        match self {
            Self::Ids(_) => false,
            Self::Owner(owner) => {
                management(account, user).record().is_some_and(|record| record.owner == owner.as_str())
            }
            Self::User(name) => *name == user,
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Ids(_) => "of these".to_owned(),
            Self::Owner(owner) => format!("of owner `{owner}`"),
            Self::User(user) => format!("on user `{user}`"),
        }
    }
}

/// The keys of one user that a command is about.
pub(super) struct Selected {
    /// The user.
    pub(super) user: UserName,
    /// Whose it is.
    pub(super) management: Management,
    /// The keys.
    pub(super) keys: Vec<Key>,
}

/// Whether users that this tool does not manage may be touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Only managed ones.
    Managed,
    /// Others too: the admin said so.
    Anybody,
}

/// Finds the named keys. An id that is not there and a user out of reach are errors, before anything is touched.
pub(super) fn select(
    account: &ObservedAccount,
    named: &Named<'_>,
    reach: Reach,
) -> Result<Vec<Selected>, CommandError> {
    let keys = match named {
        Named::Ids(ids) => by_id(account, ids)?,
        Named::Owner(_) | Named::User(_) => {
            account.keys.iter().filter(|key| named.means(account, &key.user)).cloned().collect()
        }
    };
    // A managed user without a key is where an interrupted revocation stopped.
    let keyless = account.users.values().filter(|user| Management::of(user) != Management::Unmanaged);
    let mut by_user: BTreeMap<UserName, Vec<Key>> = keyless
        .filter(|user| named.means(account, &user.name))
        .map(|user| (user.name.clone(), Vec::new()))
        .collect();
    for key in keys {
        by_user.entry(key.user.clone()).or_default().push(key);
    }
    if by_user.is_empty() {
        let message = format!("account {} has no Bedrock API key {}", account.account, named.words());
        return Err(CommandError::failed(message).hint("`bedrock-keys keys list` shows the keys there are"));
    }
    let selected: Vec<Selected> = by_user
        .into_iter()
        .map(|(user, keys)| Selected { management: management(account, &user), user, keys })
        .collect();
    let foreign: Vec<&str> = selected
        .iter()
        .filter(|selected| selected.management == Management::Unmanaged)
        .map(|selected| selected.user.as_str())
        .collect();
    if reach == Reach::Managed && !foreign.is_empty() {
        let message = format!("this tool does not manage `{}`; nothing was changed", foreign.join("`, `"));
        return Err(CommandError::failed(message)
            .hint("pass --adopt to act on the keys of users that it does not manage"));
    }
    Ok(selected)
}

fn by_id(account: &ObservedAccount, ids: &[CredentialId]) -> Result<Vec<Key>, CommandError> {
    let found: Vec<Key> = account.keys.iter().filter(|key| ids.contains(&key.id)).cloned().collect();
    let missing: Vec<&str> =
        ids.iter().filter(|id| found.iter().all(|key| key.id != **id)).map(CredentialId::as_str).collect();
    if missing.is_empty() {
        return Ok(found);
    }
    let message = format!(
        "account {} has no Bedrock API key `{}`; nothing was changed",
        account.account,
        missing.join("`, `")
    );
    Err(CommandError::failed(message).hint("`bedrock-keys keys list` shows the keys there are"))
}

/// A user that was not listed counts as somebody else's.
fn management(account: &ObservedAccount, user: &UserName) -> Management {
    account.users.get(user).map_or(Management::Unmanaged, Management::of)
}
