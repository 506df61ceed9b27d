//! # What it checks
//!
//! No waiver in the configuration is past its last day.
//!
//! # Why
//!
//! It covers nothing any more: what it was about counts again. Somebody promised to have it settled by that day.
//!
//! # Remediation
//!
//! Settle what it was about and take the waiver out, or have its owner set a new day.
//!
//! # References
//!
//! - `docs/configuration.md`, waivers

use jiff::Timestamp;

use crate::audit::Severity;
use crate::audit::finding::Subject;
use crate::audit::terms::Waiver;

use super::rule::{Check, Conclusion, Found, Rule, Standing, WaiverUse};

pub(super) const RULE: Rule = Rule {
    code: "waiver-expired",
    title: "A waiver is past its last day",
    severity: Severity::Medium,
    standing: Standing::On,
    remediation: "settle what it was about, or have its owner set a new day",
    references: &[],
    check: Check::Waiver(check),
};

fn check(waiver: &Waiver, _: WaiverUse, now: Timestamp) -> Vec<Conclusion> {
    if !waiver.has_ended(now) {
        return Vec::new();
    }
    let message = format!(
        "the waiver of {} for `{}` ended on {} and covers nothing",
        waiver.owner, waiver.rule, waiver.until
    );
    let remediation = format!("take it out of {}, or set a new day", waiver.place);
    let subject = Subject::Waiver(waiver.place.clone());
    vec![Found { severity: RULE.severity, subject, message, remediation }.into()]
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{now, waiver};
    use super::*;

    #[test]
    fn whatever_it_is_about_it_is_reported_once_it_ended() {
        for usage in [WaiverUse::Matched, WaiverUse::Unmatched, WaiverUse::NotKnown] {
            assert_eq!(check(&waiver("key-expired", "2026-11-22"), usage, now()).len(), 1);
            assert_eq!(check(&waiver("key-expired", "2026-11-23"), usage, now()), []);
        }
    }
}
