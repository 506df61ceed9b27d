//! Lint, asked about the policies that are published against Bedrock API keys: every hole that a named case shows is told.

use std::collections::{BTreeMap, BTreeSet};

use bedrock_keys::guardrail::lint::lint;
use bedrock_keys::policy::PolicyText;

/// What lint says about each published policy; the cases in `tests/cases/policy/published.json` show that it is so.
const FOUND: [(&str, &[&str]); 19] = [
    ("org-examples-deny-api-keys", &["mantle-not-covered", "reset-not-denied"]),
    ("org-examples-30-days", &["age-includes-boundary", "never-expiring-gets-through"]),
    ("scp-repo-30-days", &["age-includes-boundary", "never-expiring-gets-through"]),
    ("scp-repo-deny-api-keys-both", &["reset-not-denied"]),
    ("scp-repo-deny-long-term", &["mantle-not-covered"]),
    ("bedrock-guide-deny-short-and-long", &["collateral", "mantle-not-covered", "reset-not-denied"]),
    ("bedrock-guide-deny-short", &["mantle-not-covered"]),
    ("bedrock-guide-deny-both-endpoints", &[]),
    ("bedrock-guide-allow-90-days", &[]),
    ("ml-blog-deny-use", &["mantle-not-covered"]),
    ("ml-blog-30-days", &["age-includes-boundary", "never-expiring-gets-through"]),
    ("bks-block-all", &[]),
    ("bks-block-phantom-users", &[]),
    ("bks-long-term-only", &[]),
    ("bks-90-days", &["never-expiring-gets-through"]),
    ("notebook-one-key-for-two-services", &["mantle-not-covered", "wrong-token-type-key"]),
    ("bedrock-only-wildcard", &["mantle-not-covered"]),
    ("narrow-resource", &["narrow-resource"]),
    ("quarantine-v3", &[]),
];

#[test]
fn every_published_policy_is_told_its_holes() {
    let text = include_str!("../cases/policy/published.json");
    let cases: serde_json::Value = serde_json::from_str(text).unwrap();
    let published = cases["policies"].as_object().unwrap();
    let now = "2026-11-23T12:00:00Z".parse().unwrap();
    let told: BTreeMap<&str, BTreeSet<&str>> = published
        .iter()
        .map(|(name, policy)| {
            let findings = lint(&PolicyText::new(policy.to_string()).parse().unwrap(), now);
            (name.as_str(), findings.into_iter().map(|finding| finding.code.as_str()).collect())
        })
        .collect();
    let expected: BTreeMap<&str, BTreeSet<&str>> =
        FOUND.iter().map(|(name, codes)| (*name, codes.iter().copied().collect())).collect();
    assert_eq!(told, expected);
}
