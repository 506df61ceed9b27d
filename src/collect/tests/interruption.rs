//! Ctrl-C, and accounts that take too long.

use std::sync::Mutex;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::support::*;
use crate::audit::{Known, Reading};
use crate::collect::{
    Freshness, Limits, OrganizationListing, OrganizationReading, Request, Selection, organization,
};
use crate::sandbox::{Fault, FaultPlan, FaultRule, RequestMatch};

#[tokio::test]
async fn what_was_read_before_an_interruption_is_kept_and_the_rest_says_why_it_is_not_there() {
    let scratch = seeded(FaultPlan::none());
    let selection = Selection::default();
    let stop = CancellationToken::new();
    let done = Mutex::new(Vec::new());
    let step = |account: &crate::domain::AccountId| {
        done.lock().unwrap().push(account.clone());
        if done.lock().unwrap().len() == 3 {
            stop.cancel();
        }
    };
    let limits = Limits { concurrency: 1, ..PATIENT };
    let reading = OrganizationReading {
        listing: &OrganizationListing::of(scratch.session(), limits),
        role: role(),
        selection: &selection,
        request: Request { freshness: Freshness::Report, limits },
        stop: stop.clone(),
        begin: &|accounts| assert_eq!(accounts, 11, "all but the suspended one"),
        step: &step,
    };
    let collection = organization(&reading, now()).await.unwrap();
    assert!(collection.interrupted);
    assert_eq!(collection.snapshot.accounts.len(), 12);
    let done = done.into_inner().unwrap();
    assert_eq!(done.len(), 3);
    for row in &collection.snapshot.accounts {
        match &row.reading {
            Reading::OutOfScope(_) => assert_eq!(row.id.as_str(), SUSPENDED),
            Reading::NotAudited(why) if why == "interrupted before it was read" => {
                assert!(!done.contains(&row.id));
            }
            Reading::Audited(_) | Reading::NotAudited(_) => assert!(done.contains(&row.id), "{}", row.id),
        }
    }
}

#[tokio::test]
async fn a_call_that_hangs_costs_its_account_only_what_it_would_have_told() {
    let hang = RequestMatch::operation("GetCredentialReport").in_account("905418267733");
    let scratch = seeded(FaultPlan::none().with(FaultRule::at_request(hang, Fault::Hang)));
    let limits = Limits { account: Duration::from_secs(4), ..PATIENT };
    let (session, selection) = (scratch.session(), Selection::default());
    let request = Request { freshness: Freshness::Report, limits };
    let snapshot = read_organization(&session, &selection, request).await.unwrap().snapshot;
    assert_eq!(missing(&snapshot).into_keys().collect::<Vec<_>>(), [PARTNER, "905418267733"]);
    let facts = facts(row(&snapshot, "905418267733"));
    assert_eq!(facts.keys.as_ref().unwrap().len(), 2);
    let Known::Unknown(why) = &facts.credential_report else { panic!("a report out of nothing") };
    assert!(why.contains("4 seconds"), "{why}");
}
