//! What changed between two snapshots.

use proptest::prelude::*;

use super::organization::{account, any_snapshot, onboarded, snapshot};
use crate::audit::{AccountSnapshot, Known, Reading, Snapshot, diff};
use crate::domain::{Key, KeyStatus};

const ID: &str = "123456789012";

fn with(users: u32) -> AccountSnapshot {
    let (users, keys) = (1..=users).map(|number| onboarded(&format!("user{number}"), number)).unzip();
    account(ID, users, keys)
}

fn facts(account: &mut AccountSnapshot) -> &mut crate::audit::AccountFacts {
    match &mut account.reading {
        Reading::Audited(facts) => facts,
        Reading::NotAudited(_) | Reading::OutOfScope(_) => panic!("it was read"),
    }
}

fn ids(keys: &[(crate::domain::AccountId, Key)]) -> Vec<&str> {
    keys.iter().map(|(_, key)| key.id.as_str()).collect()
}

#[test]
fn new_and_gone_keys_and_users_are_told() {
    let (one, two) = (snapshot(vec![with(1)]), snapshot(vec![with(2)]));
    let grown = diff(&one, &two);
    assert_eq!(ids(&grown.keys.new), ["ACCAEXAMPLE0000000002"]);
    assert_eq!(grown.users.new.len(), 1);
    let shrunk = diff(&two, &one);
    assert_eq!(ids(&shrunk.keys.gone), ["ACCAEXAMPLE0000000002"]);
    assert_eq!(shrunk.users.gone.len(), 1);
    assert!(shrunk.keys.new.is_empty() && shrunk.accounts.is_empty());
}

#[test]
fn what_was_altered_is_told_before_and_after() {
    let (before, mut after) = (with(1), with(1));
    let facts = facts(&mut after);
    if let Known::Known(keys) = &mut facts.keys {
        keys[0].recorded = KeyStatus::Inactive;
    }
    if let Known::Known(users) = &mut facts.users {
        let user = users.values_mut().next().unwrap();
        user.user.attached.insert("arn:aws:iam::aws:policy/X".to_owned());
        user.user.tags.remove("bedrock-keys:owner");
    }
    let diff = diff(&snapshot(vec![before]), &snapshot(vec![after]));
    let told = |alterations: &[crate::audit::Alteration]| -> Vec<String> {
        let told = alterations.iter().map(|alteration| {
            let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
            format!("{}: {} > {}", alteration.what, shown(&alteration.before), shown(&alteration.after))
        });
        told.collect()
    };
    assert_eq!(told(&diff.keys.altered[0].alterations), ["status: active > inactive"]);
    assert_eq!(
        told(&diff.users.altered[0].alterations),
        ["policy arn:aws:iam::aws:policy/X: - > attached", "tag bedrock-keys:owner: vision@example.com > -"]
    );
}

#[test]
fn what_one_of_them_did_not_read_is_not_gone() {
    let mut unread = with(1);
    facts(&mut unread).keys = Known::Unknown("denied".to_owned());
    for (old, new) in [(with(2), unread.clone()), (unread, with(2))] {
        let diff = diff(&snapshot(vec![old]), &snapshot(vec![new]));
        assert!(diff.keys.is_empty(), "{diff:?}");
        let expected = (ID.parse().unwrap(), "the keys: denied".to_owned());
        assert!(diff.not_compared.contains(&expected), "{diff:?}");
    }
    let refused = AccountSnapshot { reading: Reading::NotAudited("denied".to_owned()), ..with(1) };
    let diff = diff(&snapshot(vec![with(1)]), &snapshot(vec![refused]));
    assert!(diff.is_empty() && diff.not_compared.len() == 1, "{diff:?}");
}

#[test]
fn the_keys_of_a_new_account_are_new_and_those_of_a_missing_one_not_gone() {
    let (none, one) = (snapshot(Vec::new()), snapshot(vec![with(1)]));
    let appeared = diff(&none, &one);
    assert_eq!((appeared.accounts.new.len(), appeared.keys.new.len()), (1, 1));
    let missing = diff(&one, &none);
    assert_eq!((missing.accounts.gone.len(), missing.keys.gone.len()), (1, 0));
    assert_eq!(missing.not_compared.len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn nothing_changed_from_a_snapshot_to_itself(one in any_snapshot()) {
        prop_assert!(diff(&one, &one).is_empty());
    }

    #[test]
    fn what_is_new_one_way_is_gone_the_other(one in any_snapshot()) {
        let kept = |account: &AccountSnapshot| !account.id.as_str().ends_with(['0', '1', '2']);
        let fewer = one.accounts.iter().filter(|account| kept(account)).cloned().collect();
        let fewer = Snapshot { accounts: fewer, ..one.clone() };
        prop_assert_eq!(diff(&fewer, &one).accounts.new, diff(&one, &fewer).accounts.gone);
    }
}
