//! What is read inside one account: the independent calls together, then what depends on them.

use std::collections::BTreeMap;

use crate::audit::{AccountFacts, Known, Reading};
use crate::aws::{AwsError, Iam, KeyScope};
use crate::domain::Key;

use super::deadline::Deadline;
use super::policies::PolicyShelf;
use super::request::Freshness;
use super::users;

/// Reads an account. Three kinds of calls side by side, and nothing per user: all keys, all users with groups and
/// policies, the credential report. What depends on keys and users does not wait for the report.
pub(super) async fn read(
    iam: &Iam,
    deadline: Deadline,
    freshness: Freshness,
    shelf: &PolicyShelf,
) -> AccountFacts {
    let report = deadline.hold("GetCredentialReport", iam.credential_report());
    let people = async {
        let first = deadline.with_time_left();
        let (keys, details) = tokio::join!(
            first.hold("ListServiceSpecificCredentials", iam.list_keys(KeyScope::Account)),
            first.hold("GetAccountAuthorizationDetails", iam.account_details()),
        );
        let mut unreadable = Vec::new();
        let keys = Known::from(keys.map(|listing| {
            unreadable.extend(listing.unreadable);
            listing.keys
        }));
        let carried: &[Key] = keys.as_ref().map(Vec::as_slice).unwrap_or_default();
        let details = match details {
            Err(error) => {
                return (keys, Known::Unknown(error.to_string()), BTreeMap::new(), unreadable);
            }
            Ok(details) => details,
        };
        unreadable.extend(details.unreadable);
        let mut users = users::audited(details.users, &details.groups, carried);
        unreadable.extend(users::missing(carried, &users));
        if freshness == Freshness::Direct {
            let names = users.keys().cloned().collect();
            users::read_ways_in(iam, deadline, names, &mut users).await;
        }
        let policies = shelf.of(iam, deadline, users.values(), details.policies).await;
        (keys, Known::Known(users), policies, unreadable)
    };
    let (report, (keys, mut users, policies, unreadable)) = tokio::join!(report, people);
    let credential_report = Known::from(report);
    if let (Known::Known(report), Known::Known(users)) = (&credential_report, &mut users) {
        let newer = users::newer_than(report, users);
        users::read_ways_in(iam, deadline, newer, users).await;
    }
    AccountFacts { keys, users, policies, credential_report, unreadable }
}

/// Notes that the place of an account in its organization is not known: whether a service control policy can reach it
/// depends on it.
pub(super) fn note_place(reading: &mut Reading, why: &AwsError) {
    if let Reading::Audited(facts) = reading {
        facts.unreadable.push(format!("the account's place in its organization: {why}"));
    }
}

/// An account of which nothing at all was read is not an audited one.
pub(super) fn reading(facts: AccountFacts) -> Reading {
    match (&facts.keys, &facts.users, &facts.credential_report) {
        (Known::Unknown(keys), Known::Unknown(_), Known::Unknown(_)) => {
            Reading::NotAudited(format!("nothing could be read: {keys}"))
        }
        _ => Reading::Audited(Box::new(facts)),
    }
}
