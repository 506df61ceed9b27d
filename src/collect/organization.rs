//! The reading of an organization: its accounts, several at a time, each by itself.
//!
//! An account that is slow, refuses or makes no sense is named with its reason; it holds up no other one for longer than
//! its own time limit, and hides none.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::Timestamp;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::audit::{AccountPlace, AccountSnapshot, AccountState, Known, Reading, Scope, Snapshot};
use crate::aws::{AwsError, CallCounter, CallerIdentity, ListedAccount, RoleToAssume, Session};
use crate::domain::{AccountId, Partition};

use super::deadline::Deadline;
use super::policies::PolicyShelf;
use super::units::within_units;
use super::{Calls, CollectError, Collection, OrganizationListing, Request, Selection, facts};

/// What is needed to read an organization.
pub struct OrganizationReading<'a> {
    /// Which accounts there are, and who asks.
    pub listing: &'a OrganizationListing,
    /// The role to assume in every account but the caller's own.
    pub role: RoleToAssume,
    /// Which accounts.
    pub selection: &'a Selection,
    /// What to read in each.
    pub request: Request,
    /// Ends the reading early; what was read by then is kept.
    pub stop: CancellationToken,
    /// Told how many accounts there are to read.
    pub begin: &'a (dyn Fn(usize) + Sync),
    /// Told each time an account is done.
    pub step: &'a (dyn Fn(&AccountId) + Sync),
}

/// Reads all accounts of an organization that were chosen.
pub async fn organization(
    reading: &OrganizationReading<'_>,
    now: Timestamp,
) -> Result<Collection, CollectError> {
    let mut found = tokio::select! {
        biased;
        () = reading.stop.cancelled() => return Err(CollectError::Interrupted),
        found = Found::read(reading) => found?,
    };
    let interrupted = read_accounts(reading, &mut found, now).await;
    let partition = found.identity.partition().clone();
    let calls = Calls { shared: reading.listing.session().calls().counts(), accounts: found.calls() };
    let snapshot = Snapshot {
        taken_at: now,
        caller: found.identity.account,
        partition,
        scope: found.scope,
        part: reading.selection.part(),
        accounts: found.accounts.into_values().collect(),
        guardrails: crate::audit::GuardrailReading::NotAsked,
    };
    Ok(Collection { snapshot, calls, interrupted })
}

/// The organization before its accounts are read: each is there, and those to be read say that they were not yet.
struct Found {
    identity: CallerIdentity,
    scope: Scope,
    accounts: BTreeMap<AccountId, AccountSnapshot>,
    to_read: Vec<AccountId>,
    counters: BTreeMap<AccountId, CallCounter>,
    /// Why it is not known which account manages the organization.
    placeless: Option<AwsError>,
}

const NOT_REACHED: &str = "interrupted before it was read";

impl Found {
    async fn read(reading: &OrganizationReading<'_>) -> Result<Self, CollectError> {
        let listed = reading.listing.listed().await?;
        let mut accounts = listed.accounts.clone();
        // Which organization it is and who manages it may not be known; its accounts are read all the same.
        let (scope, management) = match &listed.whose {
            Ok(whose) => (Scope::Organization(whose.organization.clone()), Some(&whose.management)),
            Err(_) => (Scope::UnknownOrganization, None),
        };
        let unlisted = reading.selection.only.iter().filter(|id| !accounts.contains_key(id)).cloned();
        let unlisted: Vec<AccountId> = unlisted.collect();
        accounts.retain(|id, _| reading.selection.takes(id));
        let doubtful = within_units(reading.listing, reading.selection, &mut accounts).await;
        if accounts.is_empty() && unlisted.is_empty() && reading.selection.shard.is_none() {
            return Err(CollectError::NothingChosen(reading.selection.words()));
        }
        let mut found = Self {
            identity: listed.identity.clone(),
            scope,
            accounts: BTreeMap::new(),
            to_read: Vec::new(),
            counters: BTreeMap::new(),
            placeless: listed.whose.as_ref().err().cloned(),
        };
        for id in unlisted.into_iter().filter(|id| reading.selection.takes(id)) {
            found.accounts.insert(id.clone(), unlisted_account(id));
        }
        for account in accounts.into_values() {
            let left = reading.selection.reason_to_leave(&account);
            let left = left.or_else(|| doubtful.get(&account.id).cloned().map(Reading::NotAudited));
            found.add(account, management, left);
        }
        Ok(found)
    }

    fn add(&mut self, account: ListedAccount, management: Option<&AccountId>, left: Option<Reading>) {
        let place = match management {
            None => AccountPlace::Unknown,
            Some(management) if *management == account.id => AccountPlace::Management,
            Some(_) => AccountPlace::Member,
        };
        if left.is_none() {
            self.to_read.push(account.id.clone());
        }
        let row = AccountSnapshot {
            id: account.id.clone(),
            name: account.name,
            state: account.state,
            place,
            ancestors: account.ancestors,
            reading: left.unwrap_or_else(|| Reading::NotAudited(NOT_REACHED.to_owned())),
        };
        self.accounts.insert(account.id, row);
    }

    fn calls(&self) -> BTreeMap<AccountId, BTreeMap<String, usize>> {
        self.counters.iter().map(|(id, counter)| (id.clone(), counter.counts())).collect()
    }
}

/// An account that was named and is not in the organization: a row that says so, because a schedule that names it should
/// not fail for all others.
fn unlisted_account(id: AccountId) -> AccountSnapshot {
    let unknown = || "the organization does not list it".to_owned();
    AccountSnapshot {
        id,
        name: None,
        state: AccountState::Unknown(unknown()),
        place: AccountPlace::Unknown,
        ancestors: Known::Unknown(unknown()),
        reading: Reading::NotAudited("it is not in the organization".to_owned()),
    }
}

/// Reads the accounts, a bounded number at a time, until all are read or somebody wants an end. Each is a task of its
/// own, so that one that is busy does not keep the answers of others waiting. Tells whether it was interrupted.
async fn read_accounts(reading: &OrganizationReading<'_>, found: &mut Found, now: Timestamp) -> bool {
    (reading.begin)(found.to_read.len());
    let shared = Arc::new(Shared {
        own: found.identity.account.clone(),
        partition: found.identity.partition().clone(),
        role: reading.role.clone(),
        request: reading.request,
        now,
        shelf: PolicyShelf::default(),
    });
    let mut waiting = std::mem::take(&mut found.to_read).into_iter();
    let mut tasks = JoinSet::new();
    let mut started = HashMap::new();
    loop {
        while tasks.len() < reading.request.limits.concurrency.max(1)
            && let Some(id) = waiting.next()
        {
            let session = reading.listing.session().apart(&id);
            found.counters.insert(id.clone(), session.calls().clone());
            let shared = Arc::clone(&shared);
            let account = id.clone();
            let task = tasks.spawn(async move { (shared.read(&session, &account).await, account) });
            started.insert(task.id(), id);
        }
        tokio::select! {
            biased;
            () = reading.stop.cancelled() => return true,
            done = tasks.join_next() => match done {
                None => return false,
                Some(Ok((read, id))) => {
                    (reading.step)(&id);
                    if let Some(account) = found.accounts.get_mut(&id) {
                        account.reading = read;
                        if let Some(why) = &found.placeless {
                            facts::note_place(&mut account.reading, why);
                        }
                    }
                }
                // A panic, against all rules: it hides its own account only, which then says so.
                Some(Err(lost)) => {
                    let account = started.get(&lost.id()).and_then(|id| found.accounts.get_mut(id));
                    if let Some(account) = account {
                        account.reading = Reading::NotAudited("its reading broke off in this program".to_owned());
                    }
                }
            },
        }
    }
}

/// What the reading of every account needs.
struct Shared {
    own: AccountId,
    partition: Partition,
    role: RoleToAssume,
    request: Request,
    now: Timestamp,
    shelf: PolicyShelf,
}

impl Shared {
    async fn read(&self, session: &Session, account: &AccountId) -> Reading {
        let deadline = Deadline::after(self.request.limits.account);
        let assumed;
        let iam = if *account == self.own {
            session.iam()
        } else {
            let session = session.assume(account, &self.partition, &self.role);
            match deadline.hold("AssumeRole", session).await {
                Ok(session) => assumed = session,
                Err(error) => {
                    let reason = format!("role `{}` cannot be assumed: {error}", self.role.name);
                    return Reading::NotAudited(reason);
                }
            }
            assumed.iam()
        };
        let inside = facts::read(&iam, deadline, (self.request.freshness, self.now), &self.shelf).await;
        facts::reading(inside, account)
    }
}
