//! Which keys a command is about, and whether it may touch them.

use std::collections::BTreeMap;

use crate::commands::CommandError;
use crate::domain::{CredentialId, Key, Owner, UserName};
use crate::lifecycle::{Management, ObservedAccount, ObservedUser};

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
    /// The keys; none where an interrupted revocation deleted them and left the user.
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

/// Which users without any key are selected too. A revocation that was interrupted leaves one behind, and running it
/// again has to find it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keyless {
    /// None: there is nothing to switch on them.
    LeftOut,
    /// Managed ones: they were made for keys alone.
    Managed,
    /// Any that is named: the admin wants the user gone.
    Any,
}

/// Finds the named keys. An id that is not there and a user out of reach are errors, before anything is touched.
pub(super) fn select(
    account: &ObservedAccount,
    named: &Named<'_>,
    reach: Reach,
    keyless: Keyless,
) -> Result<Vec<Selected>, CommandError> {
    let bare = users_without_keys(account, named, keyless);
    let keys = match named {
        Named::Ids(ids) => by_id(account, ids, &bare)?,
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
    if keys.is_empty() && bare.is_empty() {
        let of = match named {
            Named::Ids(_) => String::new(),
            Named::Owner(owner) => format!(" of owner `{owner}`"),
            Named::User(user) => format!(" on user `{user}`"),
        };
        return Err(not_found(account, &format!("account {} has no Bedrock API key{of}", account.account)));
    }
    let mut by_user: BTreeMap<UserName, Vec<Key>> =
        bare.into_iter().map(|user| (user.name.clone(), Vec::new())).collect();
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
        let message = format!("this tool does not manage `{}`; nothing was changed", foreign.join("`, `"));
        return Err(CommandError::failed(message)
            .hint("pass --adopt to act on the keys of users that it does not manage"));
    }
    Ok(selected)
}

/// The named users on which no key is left. An id names the user that still records its delivery.
fn users_without_keys<'a>(
    account: &'a ObservedAccount,
    named: &Named<'_>,
    keyless: Keyless,
) -> Vec<&'a ObservedUser> {
    let is_meant = |user: &&ObservedUser| {
        let management = Management::of(user);
        let record = management.record();
        match (keyless, record, named) {
            (Keyless::LeftOut, _, _) => false,
            (Keyless::Managed | Keyless::Any, Some(record), Named::Ids(ids)) => {
                ids.iter().any(|id| record.was_delivered(id))
            }
            (Keyless::Managed | Keyless::Any, Some(record), Named::Owner(owner)) => {
                record.owner == owner.as_str()
            }
            (Keyless::Managed | Keyless::Any, Some(_), Named::User(name))
            | (Keyless::Any, None, Named::User(name)) => user.name == **name,
            (Keyless::Managed | Keyless::Any, None, _) => false,
        }
    };
    account
        .users
        .values()
        .filter(|user| account.keys_of(&user.name).next().is_none())
        .filter(is_meant)
        .collect()
}

fn by_id(
    account: &ObservedAccount,
    ids: &[CredentialId],
    bare: &[&ObservedUser],
) -> Result<Vec<Key>, CommandError> {
    let found: Vec<Key> = account.keys.iter().filter(|key| ids.contains(&key.id)).cloned().collect();
    let was_deleted = |id: &CredentialId| {
        let delivered = |user: &&ObservedUser| {
            Management::of(user).record().is_some_and(|record| record.was_delivered(id))
        };
        bare.iter().any(delivered)
    };
    let missing: Vec<&str> = ids
        .iter()
        .filter(|id| found.iter().all(|key| key.id != **id) && !was_deleted(id))
        .map(CredentialId::as_str)
        .collect();
    if missing.is_empty() {
        return Ok(found);
    }
    let message = format!(
        "account {} has no Bedrock API key `{}`; nothing was changed",
        account.account,
        missing.join("`, `")
    );
    Err(not_found(account, &message))
}

/// What is not there. Where entries of the listing could not be read, one of them may be it.
fn not_found(account: &ObservedAccount, message: &str) -> CommandError {
    if account.unreadable.is_empty() {
        return CommandError::failed(message).hint("`bedrock-keys keys list` shows the keys there are");
    }
    let not_read: Vec<String> = account.unreadable.iter().map(|key| key.what.clone()).collect();
    CommandError::not_found_in_part(message, &not_read)
}

/// A user that was not listed counts as somebody else's.
fn management(account: &ObservedAccount, user: &UserName) -> Management {
    account.users.get(user).map_or(Management::Unmanaged, Management::of)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::ExitStatus;
    use crate::domain::Partition;
    use crate::lifecycle::UnreadableKey;

    #[test]
    fn a_key_that_is_not_found_beside_entries_that_make_no_sense_is_not_called_absent() {
        let mut account = ObservedAccount {
            account: "123456789012".parse().unwrap(),
            partition: Partition::commercial(),
            users: BTreeMap::new(),
            keys: Vec::new(),
            unreadable: Vec::new(),
        };
        let ids = ["ACCAEXAMPLE0000000001".parse().unwrap()];
        let status = |account: &ObservedAccount| {
            let selected = select(account, &Named::Ids(&ids), Reach::Managed, Keyless::Managed);
            selected.err().unwrap().status()
        };
        assert_eq!(status(&account), ExitStatus::Failed);
        let what = "credential `ACCAEXAMPLE0000000001` of user `alice` has no creation date".to_owned();
        account.unreadable.push(UnreadableKey { user: "alice".to_owned(), what });
        assert_eq!(status(&account), ExitStatus::CoverageIncomplete);
    }
}
