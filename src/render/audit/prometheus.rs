//! The report for a node exporter's textfile collector.
//!
//! Gauges only, in the text exposition format. Expiry is a point in time and not a number of days: a file that is
//! written once a day stays right all day. <https://prometheus.io/docs/instrumenting/exposition_formats/>

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::audit::{Part, Report, Severity, Silenced};
use crate::domain::{Expiry, KeyStatus};
use crate::render::exposition::Exposition;

use super::RuleCard;
use super::headline::Standing;
use super::tally::Tally;
use super::words::severity_word;

/// At most this many keys get a series of their own, those that end first: each new key would otherwise be a new series
/// for ever. How many were left out is a series too.
const KEYS: usize = 1_000;

/// The report as metrics.
pub(super) fn prometheus(report: &Report, rules: &[RuleCard]) -> String {
    let mut text = Exposition::default();
    let tally = Tally::of(report);
    text.gauge("audit_complete", "Whether everything in scope was read (1) or not (0)");
    text.sample("audit_complete", &[], u8::from(Standing::of(report) != Standing::Incomplete));
    text.gauge("audit_timestamp_seconds", "When the snapshot was taken");
    text.sample("audit_timestamp_seconds", &[], report.taken_at.as_second());
    text.gauge("accounts", "Accounts by how much of them was read");
    for (coverage, number) in [
        ("audited", tally.audited),
        ("partly", tally.partly),
        ("not-audited", tally.not_audited),
        ("out-of-scope", tally.out_of_scope),
    ] {
        text.sample("accounts", &[("coverage", coverage)], number);
    }
    limits(&mut text, report);
    not_concluded(&mut text, report);
    findings(&mut text, report, rules);
    keys(&mut text, report);
    expiry(&mut text, report);
    text.into_text()
}

/// What the rest is about. A rule that is turned off has no series of findings, rather than one that says zero.
fn limits(text: &mut Exposition, report: &Report) {
    let part = match report.part {
        Part::Whole => "whole",
        Part::Chosen => "chosen",
        Part::Shard(_) => "shard",
    };
    text.gauge("audit_part", "Which part of the account or organization the audit is of");
    text.sample("audit_part", &[("part", part)], 1);
    text.gauge("rules_silenced", "Rules that the configuration turned off or made less severe");
    for (rule, how) in &report.silenced {
        let how = match how {
            Silenced::Off => "off",
            Silenced::Lowered { to, .. } => severity_word(*to),
        };
        text.sample("rules_silenced", &[("rule", rule), ("to", how)], 1);
    }
    if let Some(made) = report.credential_reports {
        text.gauge("credential_report_timestamp_seconds", "When the oldest credential report was made");
        text.sample("credential_report_timestamp_seconds", &[], made.as_second());
    }
}

fn not_concluded(text: &mut Exposition, report: &Report) {
    text.gauge("checks_not_concluded", "Checks that could not conclude, by rule");
    let mut by_rule: BTreeMap<&str, usize> = BTreeMap::new();
    for gap in &report.not_concluded {
        *by_rule.entry(gap.rule).or_default() += 1;
    }
    for (rule, number) in by_rule {
        text.sample("checks_not_concluded", &[("rule", rule)], number);
    }
}

/// Every rule has its series even where it found nothing, so that an alert ends instead of going stale.
fn findings(text: &mut Exposition, report: &Report, rules: &[RuleCard]) {
    let mut open: BTreeMap<(&str, Severity), usize> = BTreeMap::new();
    let mut waived = open.clone();
    for finding in &report.findings {
        let counts = if finding.waived.is_some() { &mut waived } else { &mut open };
        *counts.entry((finding.rule, finding.severity)).or_default() += 1;
    }
    let found: BTreeSet<&str> = open.keys().map(|(rule, _)| *rule).collect();
    let silent = rules.iter().filter(|card| !found.contains(card.code.as_str()));
    let zeros: Vec<_> = silent.map(|card| ((card.code.as_str(), card.severity), 0)).collect();
    open.extend(zeros);
    for (name, help, counts) in [
        ("findings", "Findings that no waiver covers, by rule and severity", open),
        ("findings_waived", "Findings that a waiver covers, by rule and severity", waived),
    ] {
        text.gauge(name, help);
        for ((rule, severity), number) in counts {
            text.sample(name, &[("rule", rule), ("severity", severity_word(severity))], number);
        }
    }
}

/// An account whose keys were not read has no series, rather than one that says zero.
fn keys(text: &mut Exposition, report: &Report) {
    let mut by_status: BTreeMap<(&str, KeyStatus), usize> = BTreeMap::new();
    let mut endless: BTreeMap<&str, usize> = BTreeMap::new();
    for account in report.coverage.iter().filter(|account| account.keys.is_some()) {
        for status in [KeyStatus::Active, KeyStatus::Inactive, KeyStatus::Expired, KeyStatus::Unknown] {
            by_status.insert((account.account.as_str(), status), 0);
        }
        endless.insert(account.account.as_str(), 0);
    }
    for key in &report.keys {
        *by_status.entry((key.account.as_str(), key.status)).or_default() += 1;
        *endless.entry(key.account.as_str()).or_default() += usize::from(key.expiry == Expiry::Never);
    }
    text.gauge("keys", "Keys by account and status");
    for ((account, status), number) in by_status {
        text.sample("keys", &[("account", account), ("status", status.as_str())], number);
    }
    text.gauge("keys_never_expiring", "Keys without an expiry date, by account");
    for (account, number) in endless {
        text.sample("keys_never_expiring", &[("account", account)], number);
    }
}

fn expiry(text: &mut Exposition, report: &Report) {
    let mut ending: Vec<(Timestamp, _)> = report
        .keys
        .iter()
        .filter_map(|key| match key.expiry {
            Expiry::At(instant) if key.status != KeyStatus::Expired => Some((instant, key)),
            Expiry::At(_) | Expiry::Never => None,
        })
        .collect();
    ending.sort_by(|(one, a), (other, b)| (one, &a.account, &a.id).cmp(&(other, &b.account, &b.id)));
    text.gauge("key_expiry_timestamp_seconds", "When a key that has not ended yet ends");
    for (instant, key) in ending.iter().take(KEYS) {
        let labels =
            [("account", key.account.as_str()), ("user", key.user.as_str()), ("key", key.id.as_str())];
        text.sample("key_expiry_timestamp_seconds", &labels, instant.as_second());
    }
    text.gauge("key_expiry_left_out", "Keys that end and are too many to have a series of their own");
    text.sample("key_expiry_left_out", &[], ending.len().saturating_sub(KEYS));
}
