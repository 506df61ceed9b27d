//! What is missing from the reading of an account.

use crate::audit::{AccountFacts, Known, Reading};

/// What of an account was not read, a sentence each; empty where all was read or nothing was to be.
pub fn gaps(reading: &Reading) -> Vec<String> {
    match reading {
        Reading::OutOfScope(_) => Vec::new(),
        Reading::NotAudited(why) => vec![why.clone()],
        Reading::Audited(facts) => gaps_of(facts),
    }
}

fn gaps_of(facts: &AccountFacts) -> Vec<String> {
    let mut gaps = Vec::new();
    let mut note = |what: String, why: &str| gaps.push(format!("{what}: {why}"));
    if let Known::Unknown(why) = &facts.keys {
        note("keys".to_owned(), why);
    }
    if let Known::Unknown(why) = &facts.credential_report {
        note("credential report".to_owned(), why);
    }
    match &facts.users {
        Known::Unknown(why) => note("users".to_owned(), why),
        Known::Known(users) => {
            for (name, user) in users {
                if let Known::Unknown(why) = &user.groups {
                    note(format!("groups of user `{name}`"), why);
                }
                if let Some(Known::Unknown(why)) = &user.ways_in {
                    note(format!("access keys and password of user `{name}`"), why);
                }
            }
        }
    }
    for (arn, policy) in &facts.policies {
        if let Known::Unknown(why) = policy {
            note(format!("policy `{arn}`"), why);
        }
    }
    gaps.extend(facts.unreadable.iter().cloned());
    gaps
}
