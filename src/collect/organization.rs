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
use crate::aws::{AwsError, CallCounter, CallerIdentity, ListedAccount, Membership, RoleToAssume, Session};
use crate::domain::{AccountId, Partition};

use super::deadline::Deadline;
use super::policies::PolicyShelf;
use super::{Calls, CollectError, Collection, Request, Selection, facts, tree};

/// What is needed to read an organization.
pub struct OrganizationReading<'a> {
    /// The caller: in the management account, or in one that may read the organization.
    pub session: &'a Session,
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
    let interrupted = read_accounts(reading, &mut found).await;
    let partition = found.identity.partition().clone();
    let calls = Calls { shared: reading.session.calls().counts(), accounts: found.calls() };
    let snapshot = Snapshot {
        taken_at: now,
        caller: found.identity.account,
        partition,
        scope: Scope::Organization(found.organization),
        part: reading.selection.part(),
        accounts: found.accounts.into_values().collect(),
        guardrails: crate::audit::GuardrailReading::NotAsked,
    };
    Ok(Collection { snapshot, calls, interrupted })
}

/// The organization before its accounts are read: each is there, and those to be read say that they were not yet.
struct Found {
    identity: CallerIdentity,
    organization: String,
    accounts: BTreeMap<AccountId, AccountSnapshot>,
    to_read: Vec<AccountId>,
    counters: BTreeMap<AccountId, CallCounter>,
    /// Why it is not known which account manages the organization.
    placeless: Option<AwsError>,
}

const NOT_REACHED: &str = "interrupted before it was read";

impl Found {
    async fn read(reading: &OrganizationReading<'_>) -> Result<Self, CollectError> {
        let deadline = Deadline::after(reading.request.limits.organization);
        let sts = reading.session.sts();
        let identity = deadline
            .hold("GetCallerIdentity", sts.caller_identity())
            .await
            .map_err(CollectError::NoIdentity)?;
        let organizations = reading.session.organizations();
        let (membership, accounts) = tokio::join!(
            deadline.hold("DescribeOrganization", organizations.membership(&identity.account)),
            deadline.hold("ListAccounts", organizations.accounts()),
        );
        if membership == Ok(Membership::Standalone) {
            return Err(CollectError::Standalone);
        }
        let mut accounts = accounts.map_err(CollectError::Accounts)?;
        let placeless = membership.as_ref().err().cloned();
        let (organization, management) = whose(&identity, membership);
        check(&accounts, [Some(&identity.account), management.as_ref()]).map_err(CollectError::Accounts)?;
        let unlisted = reading.selection.only.iter().filter(|id| !accounts.contains_key(id)).cloned();
        let unlisted: Vec<AccountId> = unlisted.collect();
        accounts.retain(|id, _| reading.selection.takes(id));
        let doubtful = tree::within_units(&organizations, deadline, reading.selection, &mut accounts).await;
        if accounts.is_empty() && unlisted.is_empty() && reading.selection.shard.is_none() {
            return Err(CollectError::NothingChosen(reading.selection.words()));
        }
        let mut found = Self {
            identity,
            organization,
            accounts: BTreeMap::new(),
            to_read: Vec::new(),
            counters: BTreeMap::new(),
            placeless,
        };
        for id in unlisted.into_iter().filter(|id| reading.selection.takes(id)) {
            found.accounts.insert(id.clone(), unlisted_account(id, &found.organization));
        }
        for account in accounts.into_values() {
            let left = reading.selection.reason_to_leave(&account);
            let left = left.or_else(|| doubtful.get(&account.id).cloned().map(Reading::NotAudited));
            found.add(account, management.as_ref(), left);
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

/// The organization and its management account, where they are known.
fn whose(identity: &CallerIdentity, membership: Result<Membership, AwsError>) -> (String, Option<AccountId>) {
    match membership {
        Ok(Membership::Management { organization }) => (organization, Some(identity.account.clone())),
        Ok(Membership::Member { organization, management }) => (organization, Some(management)),
        Ok(Membership::Standalone) | Err(_) => ("unknown".to_owned(), None),
    }
}

/// A list of accounts that lacks the caller's own or the management account is not whole.
pub(super) fn check(
    accounts: &BTreeMap<AccountId, ListedAccount>,
    expected: [Option<&AccountId>; 2],
) -> Result<(), AwsError> {
    match expected.into_iter().flatten().find(|id| !accounts.contains_key(id)) {
        None => Ok(()),
        Some(missing) => {
            Err(AwsError::malformed("ListAccounts", format!("the list lacks {missing}, which must be in it")))
        }
    }
}

/// An account that was named and is not in the organization: a row that says so, because a schedule that names it should
/// not fail for all others.
fn unlisted_account(id: AccountId, organization: &str) -> AccountSnapshot {
    let unknown = || format!("{organization} does not list it");
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
async fn read_accounts(reading: &OrganizationReading<'_>, found: &mut Found) -> bool {
    (reading.begin)(found.to_read.len());
    let shared = Arc::new(Shared {
        own: found.identity.account.clone(),
        partition: found.identity.partition().clone(),
        role: reading.role.clone(),
        request: reading.request,
        shelf: PolicyShelf::default(),
    });
    let mut waiting = std::mem::take(&mut found.to_read).into_iter();
    let mut tasks = JoinSet::new();
    let mut started = HashMap::new();
    loop {
        while tasks.len() < reading.request.limits.concurrency.max(1)
            && let Some(id) = waiting.next()
        {
            let session = reading.session.apart(&id);
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
        let inside = facts::read(&iam, deadline, self.request.freshness, &self.shelf).await;
        facts::reading(inside, account)
    }
}
