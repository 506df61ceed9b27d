//! What is read inside one account: the independent calls together, then what depends on them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use crate::audit::{AccountFacts, Known, Reading};
use crate::aws::{AnsweredReport, AwsError, Iam, KeyScope, answered_for};
use crate::domain::{AccountId, Key};

use super::deadline::Deadline;
use super::policies::PolicyShelf;
use super::request::Freshness;
use super::users;

/// IAM makes a new report where the last one is older than four hours; clocks may differ.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html>
const OLDEST_REPORT: SignedDuration = SignedDuration::from_hours(6);
/// Longer than any reading of an organization takes.
const LONGEST_READING: SignedDuration = SignedDuration::from_hours(24);

/// What was read inside an account, and which accounts the answers are about.
pub(super) struct Inside {
    facts: AccountFacts,
    answered: BTreeSet<AccountId>,
}

/// Reads an account. Three kinds of calls side by side, and nothing per user: all keys, all users with groups and
/// policies, the credential report. What depends on keys and users does not wait for the report.
pub(super) async fn read(
    iam: &Iam,
    deadline: Deadline,
    (freshness, now): (Freshness, Timestamp),
    shelf: &PolicyShelf,
) -> Inside {
    let report = async {
        match freshness {
            Freshness::Report | Freshness::Direct => {
                let read = deadline.hold("GetCredentialReport", iam.credential_report()).await;
                let read = read.and_then(|read| in_time(read, now));
                read.map_err(|error| error.to_string())
            }
            Freshness::Unneeded => Err("it was not asked for".to_owned()),
        }
    };
    let people = async {
        let first = deadline.with_time_left();
        let (keys, details) = tokio::join!(
            first.hold("ListServiceSpecificCredentials", iam.list_keys(KeyScope::Account)),
            first.hold("GetAccountAuthorizationDetails", iam.account_details()),
        );
        let mut unreadable = Vec::new();
        let mut answered = BTreeSet::new();
        let keys = Known::from(keys.map(|listing| {
            unreadable.extend(listing.unreadable.into_iter().map(|key| key.what));
            listing.keys
        }));
        let carried: &[Key] = keys.as_ref().map(Vec::as_slice).unwrap_or_default();
        let details = match details {
            Err(error) => {
                let users = Known::Unknown(error.to_string());
                return (keys, users, BTreeMap::new(), unreadable, answered);
            }
            Ok(details) => details,
        };
        unreadable.extend(details.unreadable);
        answered.extend(details.accounts);
        let mut users = users::audited(details.users, &details.groups, carried);
        unreadable.extend(users::missing(carried, &users));
        if freshness == Freshness::Direct {
            let names = users.keys().cloned().collect();
            users::read_ways_in(iam, deadline, names, &mut users).await;
        }
        let policies = match freshness {
            Freshness::Report | Freshness::Direct => {
                shelf.of(iam, deadline, users.values(), details.policies).await
            }
            Freshness::Unneeded => BTreeMap::new(),
        };
        (keys, Known::Known(users), policies, unreadable, answered)
    };
    let (report, (keys, mut users, policies, unreadable, mut answered)) = tokio::join!(report, people);
    let credential_report = Known::from(report.map(|report| {
        answered.extend(report.accounts);
        report.report
    }));
    if let (Known::Known(report), Known::Known(users)) = (&credential_report, &mut users) {
        let newer = users::newer_than(report, users);
        users::read_ways_in(iam, deadline, newer, users).await;
    }
    Inside { facts: AccountFacts { keys, users, policies, credential_report, unreadable }, answered }
}

/// A report of about now. One that is older than IAM lets any become, or of another day to come, is not what was asked for, whoever
/// keeps it: what it says about access keys would be old news.
fn in_time(read: AnsweredReport, now: Timestamp) -> Result<AnsweredReport, AwsError> {
    let made = read.report.generated_at;
    let age = now.duration_since(made);
    // The reading of an organization began before that of its last account.
    if (-LONGEST_READING..=OLDEST_REPORT).contains(&age) {
        return Ok(read);
    }
    let message = format!(
        "the report is of {made}; one is asked for that is new, and IAM keeps none longer than 4 hours"
    );
    Err(AwsError::malformed("GetCredentialReport", message))
}

/// Notes that the place of an account in its organization is not known: whether a service control policy can reach it
/// depends on it.
pub(super) fn note_place(reading: &mut Reading, why: &AwsError) {
    if let Reading::Audited(facts) = reading {
        facts.unreadable.push(format!("the account's place in its organization: {why}"));
    }
}

/// An account of which nothing at all was read is not an audited one, nor is one for which another one answered.
pub(super) fn reading(inside: Inside, account: &AccountId) -> Reading {
    let Inside { facts, answered } = inside;
    if let Err(error) = answered_for("IAM", account, &answered) {
        return Reading::NotAudited(error.to_string());
    }
    match (&facts.keys, &facts.users, &facts.credential_report) {
        (Known::Unknown(keys), Known::Unknown(_), Known::Unknown(_)) => {
            Reading::NotAudited(format!("nothing could be read: {keys}"))
        }
        _ => Reading::Audited(Box::new(facts)),
    }
}
