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
}

/// The keys of one user that a command is about.
pub(super) struct Selected {
    /// The user.
    pub(super) user: UserName,
    /// Whose it is.
    pub(super) management: Management,
    /// The keys; none where only the user is left.
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
        Named::Owner(owner) => account
            .keys
            .iter()
            .filter(|key| {
                management(account, &key.user).record().is_some_and(|record| record.owner == owner.as_str())
            })
            .cloned()
            .collect(),
        Named::User(user) => account.keys_of(user).cloned().collect(),
    };
    let mut by_user: BTreeMap<UserName, Vec<Key>> =
        left_behind(account, named).into_iter().map(|user| (user, Vec::new())).collect();
    if keys.is_empty() && by_user.is_empty() {
        return Err(CommandError::failed(format!("account {} has no such key", account.account))
            .hint("`bedrock-keys keys list` shows the keys there are"));
    }
    for key in keys {
        by_user.entry(key.user.clone()).or_default().push(key);
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
        let message = format!("this tool does not manage {}; nothing was changed", foreign.join(", "));
        return Err(
            CommandError::failed(message).hint("pass --adopt to act on keys of users it does not manage")
        );
    }
    Ok(selected)
}

/// Users that were named by owner or name and have no key: an earlier revocation got no further, or the console left them
/// behind. Naming them again finishes what was begun.
fn left_behind(account: &ObservedAccount, named: &Named<'_>) -> Vec<UserName> {
    let is_named = |user: &UserName| match named {
        Named::Ids(_) => false,
        Named::Owner(owner) => {
            management(account, user).record().is_some_and(|record| record.owner == owner.as_str())
        }
        Named::User(name) => user == *name,
    };
    let has_no_key = |user: &&UserName| account.keys_of(user).next().is_none();
    account.users.keys().filter(has_no_key).filter(|user| is_named(user)).cloned().collect()
}

fn by_id(account: &ObservedAccount, ids: &[CredentialId]) -> Result<Vec<Key>, CommandError> {
    let found: Vec<Key> = account.keys.iter().filter(|key| ids.contains(&key.id)).cloned().collect();
    let missing: Vec<&str> =
        ids.iter().filter(|id| found.iter().all(|key| key.id != **id)).map(CredentialId::as_str).collect();
    if missing.is_empty() {
        return Ok(found);
    }
    let message = format!(
        "account {} has no Bedrock API key {}; nothing was changed",
        account.account,
        missing.join(", ")
    );
    Err(CommandError::failed(message).hint("`bedrock-keys keys list` shows the keys there are"))
}

/// A user that was not listed counts as somebody else's.
fn management(account: &ObservedAccount, user: &UserName) -> Management {
    account.users.get(user).map_or(Management::Unmanaged, Management::of)
}
