//! What the rules about guardrails conclude from an organization, and what they do not where it was not read.

use super::files::snapshot_json;
use super::organization::{account, snapshot};
use crate::audit::rules::fixture::{key, managed, now};
use crate::audit::{
    AuditPolicy, Finding, GuardrailReading, Known, Part, Report, RuleChoice, Scope, Severity, Shard,
    Snapshot, judge, merge, parse_snapshot,
};
use crate::guardrail::plan::{DesiredGuardrail, Ownership, Stage};
use crate::guardrail::{Organization, Scp};
use crate::policy::PolicyDocument;

const HALF: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"bedrock:CallWithBearerToken","Resource":"*"}}"#;
const BOTH: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":["bedrock:CallWithBearerToken","bedrock-mantle:CallWithBearerToken"],"Resource":"*"}}"#;
const ONE: &str = "222222222222";
const TWO: &str = "333333333333";
const CODES: [&str; 3] = ["account-not-guarded", "guardrail-drifted", "guardrail-partial"];

fn organization() -> Snapshot {
    let user = || vec![managed("alice", &[])];
    snapshot(vec![account(ONE, user(), vec![key("alice", 1)]), account(TWO, Vec::new(), Vec::new())])
}

fn change(snapshot: &mut Snapshot, change: impl FnOnce(&mut Organization)) {
    let GuardrailReading::Read(facts) = &mut snapshot.guardrails else { panic!("not read") };
    change(&mut facts.organization);
}

fn attach(snapshot: &mut Snapshot, name: &str, text: &str, targets: &[&str]) {
    change(snapshot, |organization| {
        let Known::Known(policies) = &mut organization.policies else { panic!("not read") };
        let scp = Scp {
            name: name.to_owned(),
            document: Known::Known(PolicyDocument::parse(text).unwrap()),
            targets: Known::Known(targets.iter().map(|target| (*target).to_owned()).collect()),
        };
        policies.insert(format!("p-{name}"), scp);
    });
    let GuardrailReading::Read(facts) = &mut snapshot.guardrails else { panic!("not read") };
    if let Known::Known(tags) = &mut facts.tags {
        let managed = ("bedrock-keys:managed".to_owned(), "true".to_owned());
        tags.insert(format!("p-{name}"), [managed].into());
    }
}

fn wanting(text: &str, targets: &[&str]) -> AuditPolicy {
    let targets = targets.iter().map(|target| (*target).to_owned()).collect();
    let guardrail = DesiredGuardrail {
        name: "guard".to_owned(),
        description: String::new(),
        document: PolicyDocument::parse(text).unwrap(),
        stages: vec![Stage { targets }],
        source: None,
        ownership: Ownership::ManagedOnly,
    };
    AuditPolicy { guardrails: vec![guardrail], ..AuditPolicy::standard(None) }
}

fn found<'r>(report: &'r Report, rule: &str) -> Vec<&'r Finding> {
    report.findings.iter().filter(|finding| finding.rule == rule).collect()
}

fn open(report: &Report) -> Vec<&'static str> {
    let ours = report.not_concluded.iter().map(|gap| gap.rule).filter(|rule| CODES.contains(rule));
    ours.collect()
}

#[test]
fn half_a_guardrail_is_a_finding_in_each_account_that_it_binds() {
    let mut half = organization();
    attach(&mut half, "half", HALF, &[ONE]);
    let report = judge(&half, &AuditPolicy::standard(None), now());
    let partial = found(&report, "guardrail-partial");
    assert_eq!(partial.len(), 1);
    assert_eq!((partial[0].account.as_str(), partial[0].severity), (ONE, Severity::Medium));
    assert!(partial[0].message.contains("denied at bedrock and work at bedrock-mantle"));
    assert!(open(&report).is_empty());
    // Without a guardrail there is no half of one, and nothing is configured.
    let report = judge(&organization(), &AuditPolicy::standard(None), now());
    assert!(CODES.iter().all(|rule| found(&report, rule).is_empty()) && open(&report).is_empty());
}

#[test]
fn what_is_configured_is_held_against_every_account_below_its_targets() {
    let mut guarded = organization();
    attach(&mut guarded, "guard", BOTH, &[ONE]);
    let judged = |targets: &[&str]| judge(&guarded, &wanting(BOTH, targets), now());
    let report = judged(&[ONE]);
    assert!(CODES.iter().all(|rule| found(&report, rule).is_empty()), "{:?}", report.findings);
    let report = judged(&["r-1"]);
    let short = found(&report, "account-not-guarded");
    assert_eq!((short.len(), short[0].account.as_str(), short[0].severity), (1, TWO, Severity::High));
    assert!(
        short[0].message.contains("gets through: bedrock:CallWithBearerToken by"),
        "{}",
        short[0].message
    );
    let drifted = found(&report, "guardrail-drifted");
    assert_eq!(drifted.len(), 1);
    assert_eq!(
        drifted[0].message,
        "policy `guard` is not attached to r-1; policy `guard` is attached to 222222222222, where it is not wanted"
    );
}

#[test]
fn any_policy_counts_for_an_account_and_only_the_named_one_for_drift() {
    let mut guarded = organization();
    attach(&mut guarded, "somebody-elses", BOTH, &["r-1"]);
    let report = judge(&guarded, &wanting(BOTH, &["r-1"]), now());
    assert!(found(&report, "account-not-guarded").is_empty());
    assert_eq!(found(&report, "guardrail-drifted")[0].message, "there is no policy `guard`");
}

#[test]
fn chosen_by_name_the_rule_finds_accounts_without_keys_in_which_keys_work() {
    let mut policy = AuditPolicy::standard(None);
    policy.rules.insert("account-not-guarded", RuleChoice::Severity(Severity::Low));
    let report = judge(&organization(), &policy, now());
    let unused = found(&report, "account-not-guarded");
    assert_eq!((unused.len(), unused[0].account.as_str(), unused[0].severity), (1, TWO, Severity::Low));
}

#[test]
fn what_was_not_read_is_not_concluded_once_and_only_where_a_rule_has_something_to_say() {
    let mut blind = organization();
    blind.guardrails = GuardrailReading::NotRead("ListPolicies: denied".to_owned());
    let report = judge(&blind, &AuditPolicy::standard(None), now());
    assert_eq!(open(&report), ["guardrail-partial"]);
    assert_eq!(open(&judge(&blind, &wanting(BOTH, &["r-1"]), now())).len(), 3);
    let mut off = AuditPolicy::standard(None);
    off.rules.insert("guardrail-partial", RuleChoice::Off);
    assert!(open(&judge(&blind, &off, now())).is_empty());
    // One policy of which the text was not read.
    let mut partly = organization();
    change(&mut partly, |organization| {
        let Known::Known(policies) = &mut organization.policies else { panic!("not read") };
        policies.get_mut("p-FullAWSAccess").unwrap().document = Known::Unknown("denied".to_owned());
    });
    let report = judge(&partly, &wanting(BOTH, &["r-1"]), now());
    assert_eq!(open(&report), CODES);
    assert!(CODES.iter().all(|rule| found(&report, rule).is_empty()));
}

#[test]
fn an_audit_of_one_account_is_not_asked_about_the_organization() {
    let mut single = organization();
    single.scope = Scope::Account;
    single.guardrails = GuardrailReading::NotAsked;
    assert!(open(&judge(&single, &wanting(BOTH, &["r-1"]), now())).is_empty());
}

#[test]
fn guardrails_are_kept_in_the_file_and_an_older_file_is_read_as_one_without_them() {
    let mut half = organization();
    attach(&mut half, "half", HALF, &[ONE]);
    let text = snapshot_json(&half);
    assert_eq!(parse_snapshot(&text).unwrap(), half);
    let mut old: serde_json::Value = serde_json::from_str(&text).unwrap();
    old["schema_version"] = 1.into();
    old.as_object_mut().unwrap().remove("guardrails");
    let old = parse_snapshot(&old.to_string()).unwrap();
    assert_eq!(old.guardrails, GuardrailReading::NotAsked);
    assert_eq!(old.accounts, half.accounts);
    // What an organization's file does not have is not clean.
    assert_eq!(open(&judge(&old, &AuditPolicy::standard(None), now())), ["guardrail-partial"]);
    for unread in [GuardrailReading::NotRead("denied".to_owned()), GuardrailReading::NotAsked] {
        half.guardrails = unread;
        assert_eq!(parse_snapshot(&snapshot_json(&half)).unwrap(), half);
    }
}

#[test]
fn an_account_that_policies_were_not_read_for_is_not_taken_for_a_guarded_one() {
    let mut guarded = organization();
    attach(&mut guarded, "guard", BOTH, &["r-1"]);
    assert!(open(&judge(&guarded, &wanting(BOTH, &["r-1"]), now())).is_empty());
    change(&mut guarded, |organization| {
        organization.accounts.remove(&TWO.parse().unwrap());
    });
    assert!(open(&judge(&guarded, &wanting(BOTH, &["r-1"]), now())).contains(&"account-not-guarded"));
}

#[test]
fn shards_that_read_different_policies_leave_open_which_of_them_hold() {
    let shard = |index: u32, guard: Option<&str>| {
        let mut part = organization();
        part.part = Part::Shard(Shard::new(index, 2).unwrap());
        part.accounts.retain(|account| Shard::new(index, 2).unwrap().holds(&account.id));
        if let Some(text) = guard {
            attach(&mut part, "guard", text, &["r-1"]);
        }
        part
    };
    let merged = |parts: Vec<Snapshot>| merge(parts).unwrap().guardrails;
    let agreed = merged(vec![shard(0, Some(BOTH)), shard(1, Some(BOTH))]);
    assert!(matches!(agreed, GuardrailReading::Read(_)));
    for texts in [[Some(BOTH), None], [None, Some(BOTH)], [Some(BOTH), Some(HALF)]] {
        let parts = vec![shard(0, texts[0]), shard(1, texts[1])];
        assert!(matches!(merged(parts), GuardrailReading::NotRead(_)), "{texts:?}");
    }
    // What one of them read in part only, the other one has in full.
    let mut partly = shard(0, None);
    change(&mut partly, |organization| organization.policies = Known::Unknown("throttled".to_owned()));
    assert_eq!(merged(vec![partly, shard(1, Some(BOTH))]), agreed);
}
