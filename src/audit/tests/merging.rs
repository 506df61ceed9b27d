//! Shards and their merge.

use jiff::SignedDuration;
use proptest::prelude::*;

use super::organization::{account, any_snapshot, large, snapshot};
use crate::audit::rules::fixture::now;
use crate::audit::{
    AuditPolicy, MergeError, Part, Scope, Shard, Snapshot, check_age, check_apart, judge, merge,
};

/// What each of so many machines would have read.
fn split(whole: &Snapshot, total: u32) -> Vec<Snapshot> {
    let part = |index| {
        let shard = Shard::new(index, total).unwrap();
        let accounts = whole.accounts.iter().filter(|account| shard.holds(&account.id)).cloned().collect();
        Snapshot { part: Part::Shard(shard), accounts, ..whole.clone() }
    };
    (0..total).map(part).collect()
}

#[test]
fn merged_shards_are_judged_as_one_run() {
    let whole = large(20, 3);
    let merged = merge(split(&whole, 4)).unwrap();
    let policy = AuditPolicy::default();
    assert_eq!(judge(&merged, &policy, now()), judge(&whole, &policy, now()));
}

#[test]
fn a_missing_shard_is_no_smaller_organization() {
    let mut parts = split(&large(4, 1), 4);
    parts.remove(2);
    parts.remove(0);
    let error = merge(parts).unwrap_err();
    assert_eq!(error, MergeError::MissingShards { missing: vec![0, 2], total: 4 });
    assert_eq!(error.to_string(), "these shards of 4 are missing: 0, 2");
}

#[test]
fn what_an_earlier_audit_left_is_no_part_of_this_one() {
    let mut parts = split(&large(4, 1), 3);
    let within = SignedDuration::from_hours(12);
    parts[1].taken_at += within;
    assert_eq!(check_apart(&parts, within), Ok(()));
    parts[2].taken_at -= SignedDuration::from_secs(1);
    let error = check_apart(&parts, within).unwrap_err();
    assert!(matches!(error, MergeError::FarApart { .. }));
    assert!(error.to_string().ends_with("which is more than 12h apart"), "{error}");
    assert_eq!(check_apart(&[], within), Ok(()));
    let later = parts[2].taken_at + within;
    assert_eq!(check_age(&parts, later, within), Ok(()));
    let error = check_age(&parts, later + SignedDuration::from_secs(1), within).unwrap_err();
    assert!(error.to_string().ends_with("which is more than 12h ago"), "{error}");
}

#[test]
fn only_the_shards_of_one_split_of_one_organization_are_merged() {
    let whole = large(4, 1);
    assert_eq!(merge(Vec::new()), Err(MergeError::Nothing));
    assert_eq!(merge(vec![whole.clone()]), Err(MergeError::NotAShard));
    let mixed = vec![split(&whole, 2).remove(0), split(&whole, 3).remove(1)];
    assert!(matches!(merge(mixed), Err(MergeError::DifferentSplits { .. })));
    let other = Snapshot { scope: Scope::Organization("o-another123".parse().unwrap()), ..whole.clone() };
    let mixed = vec![split(&whole, 2).remove(0), split(&other, 2).remove(1)];
    assert!(matches!(merge(mixed), Err(MergeError::DifferentOrganizations { .. })));
    let other = Snapshot { caller: "999999999999".parse().unwrap(), ..whole.clone() };
    let mixed = vec![split(&whole, 2).remove(0), split(&other, 2).remove(1)];
    assert!(matches!(merge(mixed), Err(MergeError::DifferentCallers { .. })));
}

#[test]
fn a_shard_that_could_not_ask_which_organization_it_is_belongs_to_the_others() {
    let whole = large(4, 1);
    let silent = Snapshot { scope: Scope::UnknownOrganization, ..whole.clone() };
    for (first, second) in [(&whole, &silent), (&silent, &whole)] {
        let merged = merge(vec![split(first, 2).remove(0), split(second, 2).remove(1)]).unwrap();
        assert_eq!(merged.scope, whole.scope);
    }
}

#[test]
fn an_account_said_twice_must_be_the_same() {
    let whole = large(4, 1);
    let mut parts = split(&whole, 2);
    parts.push(parts[0].clone());
    assert_eq!(merge(parts.clone()), Ok(whole));
    parts[0].accounts[0].name = Some("other".to_owned());
    let contradicted = parts[0].accounts[0].id.clone();
    assert_eq!(merge(parts), Err(MergeError::Contradiction(contradicted)));
}

#[test]
fn an_account_in_a_shard_of_others_is_refused() {
    let whole = snapshot(vec![account("123456789012", Vec::new(), Vec::new())]);
    let mut parts = split(&whole, 2);
    let accounts = parts.iter_mut().map(|part| std::mem::take(&mut part.accounts)).rev().collect::<Vec<_>>();
    for (part, accounts) in parts.iter_mut().zip(accounts) {
        part.accounts = accounts;
    }
    assert!(matches!(merge(parts), Err(MergeError::WrongShard { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn the_merge_of_any_split_is_the_whole(whole in any_snapshot(), total in 1_u32..7, turn in 0_usize..7) {
        let mut parts = split(&whole, total);
        let turn = turn % parts.len();
        parts.rotate_left(turn);
        prop_assert_eq!(merge(parts), Ok(whole));
    }
}
