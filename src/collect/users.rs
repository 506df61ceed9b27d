//! The users that matter to an audit, among all users of an account.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::StreamExt as _;

use crate::audit::{AuditedUser, CredentialReport, GroupPolicies, Known};
use crate::aws::Iam;
use crate::domain::{Key, UserName, printable};
use crate::lifecycle::{Management, ObservedUser};

use super::deadline::Deadline;

/// How the Bedrock console begins the name of a user it makes.
///
/// <https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-how.html>
const CONSOLE: &str = "BedrockAPIKey-";
/// Users read directly at the same time in one account.
const AT_ONCE: usize = 4;
/// So many users that are newer than the credential report are read directly.
const FEW: usize = 20;

/// The users that carry a key, that this tool manages, or that are named like a key user.
pub(super) fn audited(
    users: Vec<ObservedUser>,
    groups: &BTreeMap<String, GroupPolicies>,
    keys: &[Key],
) -> BTreeMap<UserName, AuditedUser> {
    let carriers: BTreeSet<&UserName> = keys.iter().map(|key| &key.user).collect();
    let matters = |user: &ObservedUser| {
        carriers.contains(&user.name)
            || user.name.as_str().starts_with(CONSOLE)
            || Management::of(user) != Management::Unmanaged
    };
    let audited = users.into_iter().filter(matters).map(|user| {
        let groups = groups_of(&user, groups);
        (user.name.clone(), AuditedUser { user, groups, ways_in: None })
    });
    audited.collect()
}

fn groups_of(
    user: &ObservedUser,
    groups: &BTreeMap<String, GroupPolicies>,
) -> Known<BTreeMap<String, GroupPolicies>> {
    let found = user.groups.iter().map(|name| {
        let policies = groups.get(name).cloned();
        policies
            .map(|policies| (name.clone(), policies))
            .ok_or_else(|| format!("group `{}` was not listed", printable(name)))
    });
    Known::from(found.collect::<Result<BTreeMap<_, _>, String>>())
}

/// Key users that the account listing does not know: a key without a user is a listing that is not whole.
pub(super) fn missing(keys: &[Key], users: &BTreeMap<UserName, AuditedUser>) -> Vec<String> {
    let missing: BTreeSet<&UserName> =
        keys.iter().map(|key| &key.user).filter(|user| !users.contains_key(user)).collect();
    missing
        .into_iter()
        .map(|user| format!("user `{user}` has a key and was not listed among the users"))
        .collect()
}

/// Users that the credential report does not know, because they are newer; none where they are so many that asking
/// about each would take a large account longer than a new report.
pub(super) fn newer_than(
    report: &CredentialReport,
    users: &BTreeMap<UserName, AuditedUser>,
) -> Vec<UserName> {
    let newer = users.values().filter(|user| user.ways_in.is_none()).map(|user| &user.user.name);
    let newer: Vec<UserName> =
        newer.filter(|name| !report.rows.contains_key(name.as_str())).cloned().collect();
    if newer.len() <= FEW { newer } else { Vec::new() }
}

/// Lists access keys and console passwords of each of these users directly.
pub(super) async fn read_ways_in(
    iam: &Iam,
    deadline: Deadline,
    names: Vec<UserName>,
    users: &mut BTreeMap<UserName, AuditedUser>,
) {
    let mut read = futures_util::stream::iter(names)
        .map(|name| async move {
            let ways_in = deadline.hold("ListAccessKeys", iam.ways_in(&name)).await;
            (name, Known::from(ways_in))
        })
        .buffer_unordered(AT_ONCE);
    while let Some((name, ways_in)) = read.next().await {
        if let Some(user) = users.get_mut(&name) {
            user.ways_in = Some(ways_in);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::ReportRow;

    #[test]
    fn users_newer_than_the_report_are_read_directly_where_they_are_few() {
        let made = |number: usize| {
            let user = ObservedUser {
                name: format!("BedrockAPIKey-{number:02}").parse().unwrap(),
                path: "/".to_owned(),
                tags: BTreeMap::new(),
                boundary: None,
                attached: BTreeSet::new(),
                inline: BTreeMap::new(),
                groups: Vec::new(),
            };
            let audited = AuditedUser { user, groups: Known::Known(BTreeMap::new()), ways_in: None };
            (audited.user.name.clone(), audited)
        };
        let row = ReportRow { password_enabled: None, access_key_1_active: None, access_key_2_active: None };
        let report = CredentialReport {
            generated_at: "2026-11-23T12:00:00Z".parse().unwrap(),
            rows: BTreeMap::from([("BedrockAPIKey-00".to_owned(), row)]),
        };
        let newer = |users: usize| newer_than(&report, &(0..users).map(made).collect()).len();
        assert_eq!((newer(1), newer(3), newer(FEW + 1), newer(FEW + 2)), (0, 2, FEW, 0));
    }

    #[test]
    fn a_group_that_was_not_listed_makes_the_policies_of_its_members_unknown() {
        let user = |groups: &[&str]| ObservedUser {
            name: "BedrockAPIKey-x".parse().unwrap(),
            path: "/".to_owned(),
            tags: BTreeMap::new(),
            boundary: None,
            attached: BTreeSet::new(),
            inline: BTreeMap::new(),
            groups: groups.iter().map(|&group| group.to_owned()).collect(),
        };
        let listed = BTreeMap::from([("Team".to_owned(), GroupPolicies::default())]);
        let groups = |names: &[&str]| {
            let audited = audited(vec![user(names)], &listed, &[]);
            audited.into_values().next().unwrap().groups
        };
        assert_eq!(groups(&["Team"]), Known::Known(listed.clone()));
        assert_eq!(groups(&["Team", "Gone"]), Known::Unknown("group `Gone` was not listed".to_owned()));
        assert_eq!(groups(&[]), Known::Known(BTreeMap::new()));
    }
}
