//! The account as a command sees it: who asks, which keys there are, which users carry them.

use crate::aws::{AwsError, CallerIdentity, Iam, KeyListing, KeyScope, Session, UserListing, answered_for};
use crate::domain::{Key, UserName};
use crate::lifecycle::{Management, ObservedAccount};
use crate::render::{ListedKey, ListedManagement};

use super::{CommandError, Context};

/// What was read of an account, in three calls at once, and what could not be read.
#[derive(Debug)]
pub(super) struct AccountReading {
    /// Who asks.
    pub(super) identity: CallerIdentity,
    keys: Result<KeyListing, AwsError>,
    users: Result<UserListing, AwsError>,
}

impl AccountReading {
    /// Reads the account. Only an unknown caller is an error; the rest is known or known to be unknown.
    pub(super) async fn read(session: &Session, iam: &Iam) -> Result<Self, CommandError> {
        let sts = session.sts();
        let (identity, keys, users) =
            tokio::join!(sts.caller_identity(), iam.list_keys(KeyScope::Account), iam.list_users());
        let identity = identity.map_err(|error| CommandError::no_identity(&error))?;
        // Users of another account: neither they nor the keys beside them say anything about this one.
        if let Ok(listing) = &users
            && let Err(other) = answered_for("IAM", &identity.account, &listing.accounts)
        {
            return Ok(Self { identity, keys: Err(other.clone()), users: Err(other) });
        }
        Ok(Self { identity, keys, users })
    }

    /// The keys with what is known about their users: by owner and purpose, then by user, oldest first.
    pub(super) fn listed_keys(&self) -> Vec<ListedKey> {
        let keys = self.keys.as_ref().map(|listing| listing.keys.as_slice()).unwrap_or_default();
        let mut listed: Vec<ListedKey> = keys
            .iter()
            .map(|key| ListedKey { key: key.clone(), management: self.management(&key.user) })
            .collect();
        listed.sort_by(|a, b| {
            // Managed keys by owner first, then the rest by user.
            let rank = |management: &ListedManagement| match management {
                ListedManagement::Managed(record) => (0, record.owner.clone(), record.purpose.clone()),
                ListedManagement::Unmanaged | ListedManagement::Unknown => (1, String::new(), String::new()),
            };
            let order = |listed: &ListedKey| {
                (rank(&listed.management), listed.key.user.clone(), listed.key.created, listed.key.id.clone())
            };
            order(a).cmp(&order(b))
        });
        listed
    }

    fn management(&self, user: &UserName) -> ListedManagement {
        let users = self.users.as_ref().map(|listing| listing.users.as_slice()).unwrap_or_default();
        match users.iter().find(|observed| observed.name == *user).map(Management::of) {
            Some(Management::Managed(record)) => ListedManagement::Managed(record),
            Some(Management::Unmanaged) => ListedManagement::Unmanaged,
            None => ListedManagement::Unknown,
        }
    }

    /// What could not be read, a sentence each.
    pub(super) fn not_read(&self) -> Vec<String> {
        let mut gaps = Vec::new();
        match &self.keys {
            Err(error) => gaps.push(format!("the keys of the account: {error}")),
            Ok(listing) => gaps.extend(listing.unreadable.iter().map(|key| key.what.clone())),
        }
        match &self.users {
            Err(error) => gaps.push(format!("the users of the account, and so who owns a key: {error}")),
            Ok(listing) => gaps.extend(listing.unreadable.iter().cloned()),
        }
        if self.users.is_ok() {
            let missing = self
                .listed_keys()
                .into_iter()
                .filter(|listed| listed.management == ListedManagement::Unknown);
            gaps.extend(missing.map(|listed| {
                format!("user `{}` has a key and was not listed among the users", listed.key.user)
            }));
        }
        gaps
    }

    /// Warns of what could not be read.
    pub(super) fn warn(context: &Context, not_read: &[String]) {
        for gap in not_read {
            context.ui.warning(&format!("not read: {gap}"));
        }
        if !not_read.is_empty() {
            context.ui.hint("`bedrock-keys doctor` shows what you may do");
        }
    }

    /// The account in full, for a command that changes it; what is missing is an error, because a change would rest on
    /// it. Entries that make no sense are left out and named in [`AccountReading::not_read`].
    pub(super) fn complete(&self) -> Result<ObservedAccount, CommandError> {
        let keys =
            self.keys.as_ref().map_err(|error| CommandError::unread("the keys of the account", error))?;
        let users =
            self.users.as_ref().map_err(|error| CommandError::unread("the users of the account", error))?;
        Ok(ObservedAccount {
            account: self.identity.account.clone(),
            partition: self.identity.partition().clone(),
            users: users.users.iter().map(|user| (user.name.clone(), user.clone())).collect(),
            keys: keys.keys.clone(),
            unreadable: keys.unreadable.clone(),
        })
    }

    /// The account for the revocation of keys that were named: the keys are known, its users as far as they were read.
    pub(super) fn complete_keys(&self) -> Result<ObservedAccount, CommandError> {
        let users = self.users.as_ref().map(|listing| listing.users.as_slice()).unwrap_or_default();
        Ok(ObservedAccount {
            account: self.identity.account.clone(),
            partition: self.identity.partition().clone(),
            users: users.iter().map(|user| (user.name.clone(), user.clone())).collect(),
            keys: self.keys()?.to_vec(),
            unreadable: self.keys.as_ref().map(|listing| listing.unreadable.clone()).unwrap_or_default(),
        })
    }

    /// Whose a user is; nothing where that was not read.
    pub(super) fn management_of(&self, user: &UserName) -> Option<Management> {
        let users = &self.users.as_ref().ok()?.users;
        users.iter().find(|observed| observed.name == *user).map(Management::of)
    }

    /// Whether every entry of the key listing could be read, so that a key that is not there is known to be gone.
    pub(super) fn has_all_keys(&self) -> bool {
        self.keys.as_ref().is_ok_and(|listing| listing.unreadable.is_empty())
    }

    /// The keys alone, where nothing about their users is needed.
    pub(super) fn keys(&self) -> Result<&[Key], CommandError> {
        let listing = self.keys.as_ref();
        listing
            .map(|listing| listing.keys.as_slice())
            .map_err(|error| CommandError::unread("the keys of the account", error))
    }
}
