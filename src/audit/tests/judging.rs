//! Reports as a whole.

use proptest::prelude::*;

use super::organization::{account, any_snapshot, large, onboarded, snapshot};
use crate::audit::rules::fixture::{key, now, unmanaged, waiver};
use crate::audit::{
    AccountSnapshot, AuditPolicy, CoverageState, Fit, Known, Part, Reading, Report, RuleChoice, Severity,
    Shard, Snapshot, Waiver, judge,
};
use crate::domain::{Expiry, Key};

const ID: &str = "123456789012";

/// An account with a key that never ends, of a user that nobody manages.
fn endless() -> AccountSnapshot {
    account(ID, vec![unmanaged("batch")], vec![Key { expiry: Expiry::Never, ..key("batch", 1) }])
}

fn rules_of(report: &Report) -> Vec<&str> {
    report.findings.iter().map(|finding| finding.rule).collect()
}

fn judged(accounts: Vec<AccountSnapshot>, policy: &AuditPolicy) -> Report {
    judge(&snapshot(accounts), policy, now())
}

fn waiving(waiver: Waiver) -> AuditPolicy {
    AuditPolicy { waivers: vec![waiver], ..AuditPolicy::default() }
}

#[test]
fn an_onboarded_user_is_nothing_to_report() {
    let (user, key) = onboarded("alice", 1);
    let report = judged(vec![account(ID, vec![user], vec![key])], &AuditPolicy::default());
    assert_eq!(report.findings, []);
    assert!(report.is_complete(), "{report:?}");
    assert_eq!(report.coverage[0].keys, Some(1));
}

#[test]
fn the_worst_comes_first() {
    let report = judged(vec![endless()], &AuditPolicy::default());
    assert_eq!(rules_of(&report), ["key-never-expires", "key-unmanaged", "user-without-owner"]);
    assert!(report.findings.is_sorted_by(|one, other| one.severity >= other.severity));
}

#[test]
fn a_rule_is_turned_off_on_and_made_more_or_less_severe() {
    let mut policy = AuditPolicy::default();
    policy.rules.insert("key-never-expires", RuleChoice::Off);
    policy.rules.insert("user-without-boundary", RuleChoice::On);
    policy.rules.insert("user-without-owner", RuleChoice::Severity(Severity::Critical));
    let report = judged(vec![endless()], &policy);
    assert_eq!(rules_of(&report), ["user-without-owner", "key-unmanaged", "user-without-boundary"]);
    assert_eq!(report.findings[0].severity, Severity::Critical);
}

#[test]
fn an_account_that_was_not_read_is_a_finding_and_a_gap() {
    let refused = AccountSnapshot { reading: Reading::NotAudited("denied".to_owned()), ..endless() };
    let report = judged(vec![refused], &AuditPolicy::default());
    assert_eq!(rules_of(&report), ["account-not-audited"]);
    assert!(!report.is_complete());
    assert_eq!(report.coverage[0].covered, CoverageState::NotAudited("denied".to_owned()));
}

#[test]
fn an_audit_in_which_nothing_was_to_be_read_is_not_complete() {
    let out_of_scope =
        |why: &str| AccountSnapshot { reading: Reading::OutOfScope(why.to_owned()), ..endless() };
    let report = judged(vec![out_of_scope("the account is suspended")], &AuditPolicy::default());
    assert!(!report.is_complete(), "nothing was read");
    let excluded = AccountSnapshot { id: "123456789013".parse().unwrap(), ..out_of_scope("excluded") };
    assert!(judged(vec![endless(), excluded], &AuditPolicy::default()).is_complete());
}

#[test]
fn a_shard_without_accounts_to_read_leaves_the_verdict_to_the_merge() {
    let empty = |accounts| Snapshot { part: Part::Shard(Shard::new(0, 2).unwrap()), ..snapshot(accounts) };
    assert!(judge(&empty(vec![]), &AuditPolicy::default(), now()).is_complete());
}

#[test]
fn a_waived_finding_is_shown_and_does_not_count() {
    let mut covering = waiver("key-never-expires", "2026-11-23");
    covering.target.user = Fit::Like("BATCH".to_owned());
    let report = judged(vec![endless()], &waiving(covering));
    assert_eq!(report.findings[0].waived.as_deref(), Some("a vendor needs it"));
    assert_eq!(report.failing(Severity::High).count(), 0);
    assert_eq!(rules_of(&report).len(), 3);
}

#[test]
fn an_ended_waiver_covers_nothing_and_is_reported() {
    let report = judged(vec![endless()], &waiving(waiver("key-never-expires", "2026-11-22")));
    assert_eq!(report.findings[0].waived, None);
    assert!(rules_of(&report).contains(&"waiver-expired"));
    assert!(!rules_of(&report).contains(&"waiver-unmatched"));
}

#[test]
fn a_waiver_about_nothing_is_reported_in_its_account() {
    let mut named = waiver("key-expired", "2026-12-31");
    named.target.account = Fit::Like(ID.to_owned());
    let report = judged(vec![endless()], &waiving(named));
    let unmatched = report.findings.iter().find(|finding| finding.rule == "waiver-unmatched").unwrap();
    assert_eq!(unmatched.account.as_str(), ID);
}

#[test]
fn a_waiver_is_about_nothing_only_where_all_was_read() {
    let unmatched = |snapshot: &Snapshot, waiver: &Waiver| {
        rules_of(&judge(snapshot, &waiving(waiver.clone()), now())).contains(&"waiver-unmatched")
    };
    let anywhere = waiver("key-expired", "2026-12-31");
    let mut elsewhere = anywhere.clone();
    elsewhere.target.account = Fit::Like("999999999999".to_owned());
    let read = snapshot(vec![endless()]);
    assert!(unmatched(&read, &anywhere));
    assert!(!unmatched(&read, &elsewhere), "the account was not read");
    let shard = Snapshot { part: Part::Shard(Shard::new(0, 2).unwrap()), ..read.clone() };
    assert!(!unmatched(&shard, &anywhere), "the finding may be in another shard");
    let mut partial = endless();
    if let Reading::Audited(facts) = &mut partial.reading {
        facts.keys = Known::Unknown("denied".to_owned());
    }
    assert!(!unmatched(&snapshot(vec![partial]), &anywhere), "the keys were not read");
}

#[test]
fn two_users_with_one_policy_are_told_apart_where_it_names_one() {
    let own = |name: &str| {
        let mut user = unmanaged(name);
        let text = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:CreateServiceSpecificCredential",
            "Resource":"arn:aws:iam::*:user/BedrockAPIKey-a*"}}"#;
        user.user.inline.insert("p".to_owned(), text.to_owned());
        user
    };
    let users = vec![own("BedrockAPIKey-a1"), own("BedrockAPIKey-b1")];
    let keys = vec![key("BedrockAPIKey-a1", 1), key("BedrockAPIKey-b1", 2)];
    let report = judged(vec![account(ID, users, keys)], &AuditPolicy::default());
    let minting = report.findings.iter().filter(|finding| finding.rule == "user-can-mint-keys");
    let subjects: Vec<String> = minting.map(|finding| format!("{:?}", finding.subject)).collect();
    assert_eq!(subjects, [r#"User(UserName("BedrockAPIKey-a1"))"#]);
}

#[test]
fn every_user_of_a_large_organization_is_judged() {
    let report = judge(&large(50, 20), &AuditPolicy::default(), now());
    let count = |rule: &str| report.findings.iter().filter(|finding| finding.rule == rule).count();
    assert_eq!((count("key-unmanaged"), count("user-overprivileged")), (1_000, 500));
    assert!(report.is_complete());
}

/// Everything that one account did not tell.
fn forget(mut snapshot: Snapshot, what: u8) -> Snapshot {
    for account in &mut snapshot.accounts {
        if let Reading::Audited(facts) = &mut account.reading {
            let why = || "denied".to_owned();
            match what {
                0 => facts.keys = Known::Unknown(why()),
                1 => facts.users = Known::Unknown(why()),
                2 => facts.credential_report = Known::Unknown(why()),
                3 => facts.policies.values_mut().for_each(|policy| *policy = Known::Unknown(why())),
                _ => account.reading = Reading::NotAudited(why()),
            }
        }
    }
    snapshot
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn less_read_is_never_more_found(whole in any_snapshot(), what in 0_u8..5) {
        let policy = AuditPolicy::default();
        let (all, less) = (judge(&whole, &policy, now()), judge(&forget(whole, what), &policy, now()));
        for finding in less.findings {
            let known = all.findings.iter().any(|other| {
                (other.rule, &other.account, &other.subject) == (finding.rule, &finding.account, &finding.subject)
            });
            prop_assert!(known || finding.rule == "account-not-audited", "{finding:?}");
        }
    }

    #[test]
    fn what_is_forgotten_is_a_gap(whole in any_snapshot(), what in 0_u8..5) {
        let forgotten = forget(whole.clone(), what);
        let report = judge(&forgotten, &AuditPolicy::default(), now());
        let before = judge(&whole, &AuditPolicy::default(), now());
        for (one, other) in before.coverage.iter().zip(&report.coverage) {
            let silent = matches!(other.covered, CoverageState::Audited);
            prop_assert!(!silent || matches!(one.covered, CoverageState::Audited), "{other:?}");
            if what == 4 {
                prop_assert!(!silent);
            }
        }
    }
}
