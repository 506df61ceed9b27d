//! # What it checks
//!
//! Every waiver in the configuration is about something that was found. A waiver is reported only where all that it
//! could be about was read.
//!
//! # Why
//!
//! What it was about is settled, or it never named what it meant. Left in place, it would cover the next finding of
//! that kind in silence.
//!
//! # Remediation
//!
//! Take it out, or correct what it names.
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
    code: "waiver-unmatched",
    title: "A waiver is about nothing that was found",
    severity: Severity::Low,
    standing: Standing::On,
    remediation: "take the waiver out, or correct what it names",
    references: &[],
    check: Check::Waiver(check),
};

fn check(waiver: &Waiver, usage: WaiverUse, now: Timestamp) -> Vec<Conclusion> {
    match usage {
        WaiverUse::Matched | WaiverUse::NotKnown => Vec::new(),
        // The end of a waiver is reported anyway.
        WaiverUse::Unmatched if waiver.has_ended(now) => Vec::new(),
        WaiverUse::Unmatched => {
            let message = format!(
                "the waiver of {} for `{}` is about nothing that was found",
                waiver.owner, waiver.rule
            );
            let remediation = format!("take it out of {}, or correct what it names", waiver.place);
            let subject = Subject::Waiver(waiver.place.clone());
            vec![Found { severity: RULE.severity, subject, message, remediation }.into()]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{now, waiver};
    use super::*;

    #[test]
    fn only_what_was_read_can_leave_a_waiver_without_a_match() {
        let current = waiver("key-expired", "2026-12-31");
        assert_eq!(check(&current, WaiverUse::Unmatched, now()).len(), 1);
        assert_eq!(check(&current, WaiverUse::NotKnown, now()), []);
        assert_eq!(check(&current, WaiverUse::Matched, now()), []);
        assert_eq!(check(&waiver("key-expired", "2026-01-01"), WaiverUse::Unmatched, now()), []);
    }
}
