//! Every call × every way to fail × one account, some, all: nothing that was not read passes for read, and what was read
//! is still there.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use futures_util::StreamExt as _;

use super::support::*;
use crate::audit::{Reading, Snapshot};
use crate::collect::{CollectError, Freshness, Limits, Request, Selection};
use crate::sandbox::{Fault, FaultPlan, FaultRule, RequestMatch};

/// The accounts of a small organization, the caller's own first.
const ACCOUNTS: [&str; 3] = ["100000000000", "100000000001", "100000000002"];

/// Keys in each, on a user of its own.
const KEYS: usize = 1;

/// Calls about one account. The caller's own needs no role.
const INSIDE: [&str; 7] = [
    "AssumeRole",
    "ListServiceSpecificCredentials",
    "GetAccountAuthorizationDetails",
    "GenerateCredentialReport",
    "GetCredentialReport",
    "ListAccessKeys",
    "GetLoginProfile",
];

/// Calls about the organization.
const SHARED: [&str; 3] = ["GetCallerIdentity", "DescribeOrganization", "ListAccounts"];

const FAULTS: [Fault; 6] =
    [Fault::Deny, Fault::Throttle, Fault::ServerError, Fault::Garble, Fault::Truncate, Fault::Empty];

/// How long an account may take where something hangs; the accounts beside it need a fraction, also on a busy machine.
const SHORT: Duration = Duration::from_secs(15);

struct Case {
    operation: &'static str,
    fault: Fault,
    struck: &'static [&'static str],
}

impl Case {
    /// One, some and all accounts.
    fn of(fault: Fault) -> impl Iterator<Item = Self> {
        let inside = INSIDE.into_iter().flat_map(move |operation| {
            let struck = [&ACCOUNTS[2..3], &ACCOUNTS[1..3], &ACCOUNTS];
            struck.into_iter().map(move |struck| Self { operation, fault, struck })
        });
        let shared = SHARED.map(|operation| Self { operation, fault, struck: &ACCOUNTS });
        inside.chain(shared)
    }

    fn plan(&self) -> FaultPlan {
        let everywhere = RequestMatch::operation(self.operation);
        if self.struck.len() == ACCOUNTS.len() {
            return FaultPlan::none().with(FaultRule::at_request(everywhere, self.fault));
        }
        self.struck.iter().fold(FaultPlan::none(), |plan, account| {
            let place = if self.operation == "AssumeRole" {
                everywhere.clone().for_role_in(account)
            } else {
                everywhere.clone().in_account(account)
            };
            plan.with(FaultRule::at_request(place, self.fault))
        })
    }

    /// The accounts in which something must be missing.
    fn expected(&self) -> BTreeSet<&'static str> {
        let own = ACCOUNTS[0];
        let struck = self.struck.iter().copied();
        struck.filter(|account| self.operation != "AssumeRole" || *account != own).collect()
    }

    async fn check(&self) {
        let name = format!("{} {:?} in {} accounts", self.operation, self.fault, self.struck.len());
        let scratch = sized(ACCOUNTS.len(), KEYS, self.plan());
        let account = if self.fault == Fault::Hang { SHORT } else { PATIENT.account };
        let limits = Limits { account, organization: account, ..PATIENT };
        let request = Request { freshness: Freshness::Direct, limits };
        let selection = Selection::default();
        let began = Instant::now();
        let read = read_organization(&scratch.session(), &selection, request).await;
        let took = began.elapsed();
        assert!(self.fault != Fault::Hang || took < SHORT * 4, "{name} took {took:?}");
        match (self.operation, read) {
            ("GetCallerIdentity", Err(CollectError::NoIdentity(_)))
            | ("ListAccounts", Err(CollectError::Accounts(_))) => {}
            (operation, Ok(collection)) if !["GetCallerIdentity", "ListAccounts"].contains(&operation) => {
                self.check_snapshot(&name, &collection.snapshot);
            }
            (_, read) => panic!("{name}: {:?}", read.map(|collection| collection.snapshot)),
        }
    }

    fn check_snapshot(&self, name: &str, snapshot: &Snapshot) {
        assert_eq!(ids(snapshot), ACCOUNTS, "{name}");
        let missing = missing(snapshot);
        assert_eq!(missing.keys().copied().collect::<BTreeSet<_>>(), self.expected(), "{name}: {missing:?}");
        if self.operation.contains("CredentialReport") {
            // Nothing else depends on the report, nor waits for it.
            assert!(missing.values().all(|gaps| gaps.len() == 1), "{name}: {missing:?}");
        }
        for row in &snapshot.accounts {
            match &row.reading {
                Reading::NotAudited(_) => assert_eq!(self.operation, "AssumeRole", "{name}"),
                Reading::OutOfScope(why) => panic!("{name}: {why}"),
                Reading::Audited(facts) => {
                    let whole = !self.struck.contains(&row.id.as_str());
                    let keys = facts.keys.as_ref().map(Vec::len);
                    if whole || self.operation != "ListServiceSpecificCredentials" {
                        assert_eq!(keys, Ok(KEYS), "{name}");
                    } else {
                        assert!(keys.is_err(), "{name}");
                    }
                    if whole || self.operation != "GetAccountAuthorizationDetails" {
                        assert_eq!(facts.users.as_ref().map(|users| users.len()), Ok(KEYS), "{name}");
                    }
                }
            }
        }
    }
}

/// Runs cases beside each other and names all that fail.
async fn check_all(cases: impl Iterator<Item = Case>, at_once: usize) {
    let checks =
        futures_util::stream::iter(cases).map(|case| tokio::spawn(async move { case.check().await }));
    let results: Vec<_> = checks.buffer_unordered(at_once).collect().await;
    let failed: Vec<String> = results
        .into_iter()
        .filter_map(Result::err)
        .map(|error| match error.into_panic().downcast::<String>() {
            Ok(message) => *message,
            Err(_) => "a panic without a message".to_owned(),
        })
        .collect();
    assert!(failed.is_empty(), "{} cases:\n{}", failed.len(), failed.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_fails_is_missing_by_name_and_everything_else_is_there() {
    check_all(FAULTS.into_iter().flat_map(Case::of), 4).await;
}

/// They only wait, so they wait together.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_hangs_is_missing_by_name_and_everything_else_is_there() {
    check_all(Case::of(Fault::Hang).filter(|case| case.struck.len() != 2), 32).await;
}

#[tokio::test]
async fn the_same_holds_for_one_account() {
    for operation in INSIDE[1..5].iter().chain(&SHARED[..2]) {
        for fault in [Fault::Deny, Fault::ServerError, Fault::Garble, Fault::Truncate, Fault::Empty] {
            let scratch = sized(1, 2, FaultPlan::none().with(FaultRule::at_operation(operation, fault)));
            match read_account(&scratch.session()).await {
                Err(CollectError::NoIdentity(_)) => assert_eq!(*operation, "GetCallerIdentity"),
                Err(error) => panic!("{operation} {fault:?}: {error}"),
                Ok(collection) => {
                    let missing = missing(&collection.snapshot);
                    assert_eq!(missing.len(), 1, "{operation} {fault:?}");
                    assert_eq!(missing[ACCOUNTS[0]].len(), 1, "{operation} {fault:?}: {missing:?}");
                }
            }
        }
    }
}
