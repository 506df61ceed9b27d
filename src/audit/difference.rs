//! What changed between two snapshots.
//!
//! Only what both of them read can have changed; the rest is named as not compared.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::domain::{AccountId, CredentialId, Expiry, Key, UserName};

use super::{AccountFacts, AccountSnapshot, AuditedUser, Reading, Scope, Snapshot};

/// What changed between two snapshots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotDiff {
    /// When the older one was taken.
    pub from: Timestamp,
    /// When the newer one was taken.
    pub to: Timestamp,
    /// Of what the older one and the newer one are.
    pub scopes: (Scope, Scope),
    /// Accounts.
    pub accounts: Changes<AccountId, (AccountId, Vec<Alteration>)>,
    /// Keys. Those of an account that is new are new; those of an account that is gone are not compared, for it may
    /// only not have been asked about.
    pub keys: Changes<(AccountId, Key), AlteredKey>,
    /// Users that carry a key or were made for one, in the same way.
    pub users: Changes<(AccountId, UserName), AlteredUser>,
    /// What could not be compared, by account, and why.
    pub not_compared: BTreeSet<(AccountId, String)>,
}

/// What is new, gone and altered, each in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes<T, A> {
    /// In the newer one only.
    pub new: Vec<T>,
    /// In the older one only.
    pub gone: Vec<T>,
    /// In both, and different.
    pub altered: Vec<A>,
}

/// A key that was altered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlteredKey {
    /// Its account.
    pub account: AccountId,
    /// Its id.
    pub id: CredentialId,
    /// Its user, in the newer snapshot.
    pub user: UserName,
    /// What of it.
    pub alterations: Vec<Alteration>,
}

/// A user that was altered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlteredUser {
    /// Its account.
    pub account: AccountId,
    /// Its name.
    pub user: UserName,
    /// What of it.
    pub alterations: Vec<Alteration>,
}

/// One thing that was altered. Untrusted texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alteration {
    /// What: `status`, `tag owner`.
    pub what: String,
    /// How it was; nothing where it was not there.
    pub before: Option<String>,
    /// How it is; nothing where it is not there.
    pub after: Option<String>,
}

impl<T, A> Changes<T, A> {
    fn none() -> Self {
        Self { new: Vec::new(), gone: Vec::new(), altered: Vec::new() }
    }

    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.new.is_empty() && self.gone.is_empty() && self.altered.is_empty()
    }
}

impl SnapshotDiff {
    /// Whether nothing changed of what was compared.
    pub fn is_empty(&self) -> bool {
        self.accounts.is_empty() && self.keys.is_empty() && self.users.is_empty()
    }
}

/// What changed from an older snapshot to a newer one.
pub fn diff(old: &Snapshot, new: &Snapshot) -> SnapshotDiff {
    let mut diff = SnapshotDiff {
        from: old.taken_at,
        to: new.taken_at,
        scopes: (old.scope.clone(), new.scope.clone()),
        accounts: Changes::none(),
        keys: Changes::none(),
        users: Changes::none(),
        not_compared: BTreeSet::new(),
    };
    let (before, after) = (by_id(old), by_id(new));
    for id in before.keys() {
        if !after.contains_key(id) {
            diff.accounts.gone.push((*id).clone());
            diff.not_compared
                .insert(((*id).clone(), "the newer snapshot is not about this account".to_owned()));
        }
    }
    for (id, account) in &after {
        match before.get(id) {
            Some(earlier) => diff.account(earlier, account),
            None => diff.new_account(account),
        }
    }
    diff
}

fn by_id(snapshot: &Snapshot) -> BTreeMap<&AccountId, &AccountSnapshot> {
    snapshot.accounts.iter().map(|account| (&account.id, account)).collect()
}

impl SnapshotDiff {
    fn new_account(&mut self, account: &AccountSnapshot) {
        self.accounts.new.push(account.id.clone());
        match facts(account) {
            Err(why) => self.cannot(&account.id, "the account", why),
            Ok(facts) => {
                match facts.keys.as_ref() {
                    Ok(keys) => {
                        self.keys.new.extend(sorted(keys).map(|key| (account.id.clone(), key.clone())));
                    }
                    Err(why) => self.cannot(&account.id, "the keys", why),
                }
                match facts.users.as_ref() {
                    Ok(users) => {
                        self.users.new.extend(users.keys().map(|name| (account.id.clone(), name.clone())));
                    }
                    Err(why) => self.cannot(&account.id, "the users", why),
                }
            }
        }
    }

    fn account(&mut self, before: &AccountSnapshot, after: &AccountSnapshot) {
        let mut alterations = Vec::new();
        let state = |account: &AccountSnapshot| Some(account.state.to_string());
        let place = |account: &AccountSnapshot| Some(account.place.to_string());
        let parent = |account: &AccountSnapshot| account.ancestors.as_ref().ok().map(|above| above.join("/"));
        altered(&mut alterations, "name", before.name.clone(), after.name.clone());
        altered(&mut alterations, "state", state(before), state(after));
        altered(&mut alterations, "place", place(before), place(after));
        // An unknown place in the tree has not changed.
        if let (Some(above), Some(below)) = (parent(before), parent(after)) {
            altered(&mut alterations, "parents", Some(above), Some(below));
        }
        if !alterations.is_empty() {
            self.accounts.altered.push((after.id.clone(), alterations));
        }
        match (facts(before), facts(after)) {
            (Ok(before), Ok(facts)) => {
                self.keys(&after.id, before, facts);
                self.users(&after.id, before, facts);
            }
            (Err(why), _) | (_, Err(why)) => self.cannot(&after.id, "the account", why),
        }
    }

    fn keys(&mut self, account: &AccountId, before: &AccountFacts, after: &AccountFacts) {
        let (before, after) = match (before.keys.as_ref(), after.keys.as_ref()) {
            (Ok(before), Ok(after)) => (before, after),
            (Err(why), _) | (_, Err(why)) => return self.cannot(account, "the keys", why),
        };
        let by_id = |keys: &[Key]| -> BTreeMap<CredentialId, Key> {
            keys.iter().map(|key| (key.id.clone(), key.clone())).collect()
        };
        let (before, after) = (by_id(before), by_id(after));
        let only = |these: &BTreeMap<CredentialId, Key>, others: &BTreeMap<CredentialId, Key>| -> Vec<_> {
            let only = these.values().filter(|key| !others.contains_key(&key.id));
            only.map(|key| (account.clone(), key.clone())).collect()
        };
        self.keys.new.extend(only(&after, &before));
        self.keys.gone.extend(only(&before, &after));
        for key in after.values() {
            let alterations = before.get(&key.id).map(|before| of_key(before, key)).unwrap_or_default();
            if !alterations.is_empty() {
                let (account, id, user) = (account.clone(), key.id.clone(), key.user.clone());
                self.keys.altered.push(AlteredKey { account, id, user, alterations });
            }
        }
    }

    fn users(&mut self, account: &AccountId, before: &AccountFacts, after: &AccountFacts) {
        let (before, after) = match (before.users.as_ref(), after.users.as_ref()) {
            (Ok(before), Ok(after)) => (before, after),
            (Err(why), _) | (_, Err(why)) => return self.cannot(account, "the users", why),
        };
        let only =
            |these: &BTreeMap<UserName, AuditedUser>, others: &BTreeMap<UserName, AuditedUser>| -> Vec<_> {
                let only = these.keys().filter(|name| !others.contains_key(*name));
                only.map(|name| (account.clone(), name.clone())).collect()
            };
        self.users.new.extend(only(after, before));
        self.users.gone.extend(only(before, after));
        for (name, user) in after {
            let alterations = before.get(name).map(|before| of_user(before, user)).unwrap_or_default();
            if !alterations.is_empty() {
                let (account, user) = (account.clone(), name.clone());
                self.users.altered.push(AlteredUser { account, user, alterations });
            }
        }
    }

    fn cannot(&mut self, account: &AccountId, what: &str, why: &str) {
        self.not_compared.insert((account.clone(), format!("{what}: {why}")));
    }
}

fn facts(account: &AccountSnapshot) -> Result<&AccountFacts, &str> {
    match &account.reading {
        Reading::Audited(facts) => Ok(facts),
        Reading::NotAudited(why) | Reading::OutOfScope(why) => Err(why),
    }
}

fn sorted(keys: &[Key]) -> impl Iterator<Item = &Key> {
    let by_id: BTreeMap<&CredentialId, &Key> = keys.iter().map(|key| (&key.id, key)).collect();
    by_id.into_values()
}

fn of_key(before: &Key, after: &Key) -> Vec<Alteration> {
    let expiry = |key: &Key| match key.expiry {
        Expiry::Never => "never".to_owned(),
        Expiry::At(instant) => instant.to_string(),
    };
    let alias = |key: &Key| key.alias.as_ref().map(ToString::to_string);
    let mut found = Vec::new();
    altered(&mut found, "user", Some(before.user.to_string()), Some(after.user.to_string()));
    altered(&mut found, "status", Some(before.recorded.to_string()), Some(after.recorded.to_string()));
    altered(&mut found, "expiry", Some(expiry(before)), Some(expiry(after)));
    altered(&mut found, "created", Some(before.created.to_string()), Some(after.created.to_string()));
    altered(&mut found, "alias", alias(before), alias(after));
    found
}

fn of_user(before: &AuditedUser, after: &AuditedUser) -> Vec<Alteration> {
    let (before, after) = (&before.user, &after.user);
    let mut found = Vec::new();
    altered(&mut found, "path", Some(before.path.clone()), Some(after.path.clone()));
    altered(&mut found, "boundary", before.boundary.clone(), after.boundary.clone());
    let listed = |names: &BTreeSet<String>| -> BTreeMap<String, String> {
        names.iter().map(|name| (name.clone(), "attached".to_owned())).collect()
    };
    let groups = |names: &[String]| -> BTreeMap<String, String> {
        names.iter().map(|name| (name.clone(), "member".to_owned())).collect()
    };
    entries(&mut found, "policy", (&listed(&before.attached), &listed(&after.attached)));
    entries(&mut found, "inline policy", (&before.inline, &after.inline));
    entries(&mut found, "group", (&groups(&before.groups), &groups(&after.groups)));
    entries(&mut found, "tag", (&before.tags, &after.tags));
    found
}

type Entries<'a> = (&'a BTreeMap<String, String>, &'a BTreeMap<String, String>);

fn entries(found: &mut Vec<Alteration>, what: &str, (before, after): Entries<'_>) {
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for name in names {
        altered(found, &format!("{what} {name}"), before.get(name).cloned(), after.get(name).cloned());
    }
}

fn altered(found: &mut Vec<Alteration>, what: &str, before: Option<String>, after: Option<String>) {
    if before != after {
        found.push(Alteration { what: what.to_owned(), before, after });
    }
}
