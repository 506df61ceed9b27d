//! Thresholds, and which rules are on.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use crate::audit::rules::{Rule, Standing};
use crate::audit::{Severity, Silenced};
use crate::domain::Lifetime;
use crate::guardrail::plan::DesiredGuardrail;

use super::Waiver;

/// What an organization decides about its audits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditPolicy {
    /// How long before its end a key is reported, the longest first: each further one is a step more severe.
    pub expiring_within: Vec<Lifetime>,
    /// How old a key may become.
    pub max_age: Lifetime,
    /// How old a key may become that is switched off.
    pub inactive_for: Lifetime,
    /// How long a key may live, where that is limited.
    pub max_lifetime: Option<Lifetime>,
    /// What was chosen for single rules, by code.
    pub rules: BTreeMap<&'static str, RuleChoice>,
    /// The exceptions, in the order of the file.
    pub waivers: Vec<Waiver>,
    /// The guardrails that are wanted.
    pub guardrails: Vec<DesiredGuardrail>,
}

/// What was chosen for a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleChoice {
    /// It is applied, with its own severity.
    On,
    /// It is not applied.
    Off,
    /// It is applied, and all it finds has this severity.
    Severity(Severity),
}

impl AuditPolicy {
    /// The policy where nothing was decided but the longest lifetime.
    ///
    /// A key may become 90 days old, as the CIS AWS Foundations Benchmark says of access keys, or as old as the longest
    /// lifetime allows.
    pub fn standard(max_lifetime: Option<Lifetime>) -> Self {
        let quarter = Lifetime::nearest(90);
        Self {
            expiring_within: [14, 7, 1].map(Lifetime::nearest).to_vec(),
            max_age: max_lifetime.map_or(quarter, |longest| longest.max(quarter)),
            inactive_for: Lifetime::nearest(30),
            max_lifetime,
            rules: BTreeMap::new(),
            waivers: Vec::new(),
            guardrails: Vec::new(),
        }
    }

    /// Whether a rule is applied.
    pub fn applies(&self, rule: &Rule) -> bool {
        match (self.rules.get(rule.code), rule.standing) {
            (Some(RuleChoice::Off), _) | (None, Standing::OffByDefault) => false,
            (Some(RuleChoice::On | RuleChoice::Severity(_)), _) | (None, Standing::On) => true,
        }
    }

    /// The rules that say less than they would, by code.
    pub(in crate::audit) fn silenced(&self) -> BTreeMap<&'static str, Silenced> {
        let of = |rule: &Rule| match (self.rules.get(rule.code)?, rule.standing) {
            (RuleChoice::Off, Standing::On) => Some(Silenced::Off),
            (RuleChoice::Severity(to), Standing::On) if *to < rule.severity => {
                Some(Silenced::Lowered { from: rule.severity, to: *to })
            }
            (RuleChoice::Off | RuleChoice::On | RuleChoice::Severity(_), _) => None,
        };
        crate::audit::rules().iter().filter_map(|rule| Some((rule.code, of(rule)?))).collect()
    }

    /// Whether any rule that is applied needs the service control policies of the organization.
    pub fn needs_guardrails(&self) -> bool {
        crate::audit::rules().iter().any(|rule| rule.needs_guardrails(self))
    }

    /// The severity of something a rule found.
    pub(in crate::audit) fn severity(&self, rule: &Rule, found: Severity) -> Severity {
        match self.rules.get(rule.code) {
            Some(RuleChoice::Severity(chosen)) => *chosen,
            Some(RuleChoice::On | RuleChoice::Off) | None => found,
        }
    }

    /// How severe it is that a key ends in this time; nothing where that is not soon.
    pub(in crate::audit) fn severity_of_ending(&self, left: SignedDuration) -> Option<Severity> {
        const STEPS: [Severity; 3] = [Severity::Low, Severity::Medium, Severity::High];
        let passed = self.expiring_within.iter().filter(|within| left <= within.duration()).count();
        let step = passed.checked_sub(1)?;
        Some(STEPS.get(step).copied().unwrap_or(Severity::High))
    }
}

impl Default for AuditPolicy {
    fn default() -> Self {
        Self::standard(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearer_the_end_the_more_severe() {
        let policy = AuditPolicy::standard(None);
        let hours = |hours| policy.severity_of_ending(SignedDuration::from_hours(hours));
        assert_eq!(hours(14 * 24 + 1), None);
        assert_eq!(hours(14 * 24), Some(Severity::Low));
        assert_eq!(hours(7 * 24), Some(Severity::Medium));
        assert_eq!(hours(24), Some(Severity::High));
    }

    #[test]
    fn a_longer_lifetime_allows_an_older_key() {
        let of = |text: &str| AuditPolicy::standard(Some(text.parse().unwrap())).max_age.days();
        assert_eq!((of("365d"), of("30d")), (365, 90));
        assert_eq!(AuditPolicy::standard(None).max_age.days(), 90);
    }
}
