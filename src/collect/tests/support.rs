//! Sandboxes to read, and what was read of them.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use crate::audit::{AccountFacts, AccountSnapshot, Reading, Snapshot};
use crate::aws::{RoleToAssume, Session};
use crate::collect::{
    CollectError, Collection, Freshness, Limits, OrganizationListing, OrganizationReading, Request,
    Selection, account, auditor, gaps, organization,
};
use crate::domain::AccountId;
use crate::sandbox::{FaultPlan, Sandbox, SandboxClock, SandboxOptions, SandboxSize};

pub(super) const MANAGEMENT: &str = "418306925710";
pub(super) const DELEGATE: &str = "730335218094";
pub(super) const PARTNER: &str = "178820436695";
pub(super) const SUSPENDED: &str = "026690713384";

pub(super) fn now() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

/// A sandbox that disappears with its directory.
pub(super) struct Scratch {
    pub(super) sandbox: Sandbox,
    pub(super) directory: tempfile::TempDir,
}

pub(super) fn options(faults: FaultPlan) -> SandboxOptions {
    SandboxOptions { clock: SandboxClock::Fixed(now()), faults }
}

pub(super) fn seeded(faults: FaultPlan) -> Scratch {
    let directory = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::open(directory.path(), options(faults)).unwrap();
    Scratch { sandbox, directory }
}

pub(super) fn sized(accounts: usize, keys: usize, faults: FaultPlan) -> Scratch {
    let directory = tempfile::tempdir().unwrap();
    Sandbox::sized(directory.path(), options(FaultPlan::none()), SandboxSize { accounts, keys }).unwrap();
    let sandbox = Sandbox::open(directory.path(), options(faults)).unwrap();
    Scratch { sandbox, directory }
}

impl Scratch {
    pub(super) fn session(&self) -> Session {
        Session::sandbox(&self.sandbox)
    }

    /// The same state, without faults.
    pub(super) fn calm(&self) -> Session {
        let sandbox = Sandbox::open(self.directory.path(), options(FaultPlan::none())).unwrap();
        Session::sandbox(&sandbox)
    }
}

pub(super) fn role() -> RoleToAssume {
    auditor("BedrockKeysAuditor".parse().unwrap(), Some("audit-2026".parse().unwrap()))
}

/// Time enough for a busy machine; nothing waits for it unless something hangs.
pub(super) const PATIENT: Limits =
    Limits { concurrency: 8, account: Duration::from_secs(60), organization: Duration::from_secs(60) };

pub(super) fn request(freshness: Freshness) -> Request {
    Request { freshness, limits: PATIENT }
}

pub(super) async fn read_account(session: &Session) -> Result<Collection, CollectError> {
    account(session, request(Freshness::Report), now()).await
}

pub(super) async fn read_organization(
    session: &Session,
    selection: &Selection,
    request: Request,
) -> Result<Collection, CollectError> {
    let reading = OrganizationReading {
        listing: &OrganizationListing::of(session.clone(), request.limits),
        role: role(),
        selection,
        request,
        stop: CancellationToken::new(),
        begin: &|_| {},
        step: &|_| {},
    };
    organization(&reading, now()).await
}

pub(super) async fn read_all(session: &Session) -> Snapshot {
    let selection = Selection::default();
    read_organization(session, &selection, request(Freshness::Report)).await.unwrap().snapshot
}

pub(super) fn id(text: &str) -> AccountId {
    text.parse().unwrap()
}

pub(super) fn row<'a>(snapshot: &'a Snapshot, account: &str) -> &'a AccountSnapshot {
    snapshot.accounts.iter().find(|row| row.id.as_str() == account).unwrap()
}

pub(super) fn ids(snapshot: &Snapshot) -> Vec<&str> {
    snapshot.accounts.iter().map(|row| row.id.as_str()).collect()
}

pub(super) fn facts(row: &AccountSnapshot) -> &AccountFacts {
    match &row.reading {
        Reading::Audited(facts) => facts,
        Reading::NotAudited(why) | Reading::OutOfScope(why) => panic!("{} was not read: {why}", row.id),
    }
}

/// What is missing, by account.
pub(super) fn missing(snapshot: &Snapshot) -> BTreeMap<&str, Vec<String>> {
    let rows = snapshot.accounts.iter().map(|row| (row.id.as_str(), gaps(&row.reading)));
    rows.filter(|(_, gaps)| !gaps.is_empty()).collect()
}
