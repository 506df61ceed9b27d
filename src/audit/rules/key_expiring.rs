//! # What it checks
//!
//! No working key ends soon: `audit.expiring_within` of the configuration lists how soon, by default 14, 7 and 1 days.
//! The first of these is of severity low, the next medium, all further ones high.
//!
//! # Why
//!
//! When a key ends, whatever runs with it stops.
//!
//! # Remediation
//!
//! Run `onboard` with the roster, which renews keys that are due, or `keys create --renew`.
//!
//! # References
//!
//! - <https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-how.html>

use crate::audit::Severity;
use crate::domain::{Expiry, KeyStatus};

use super::context::{RuleContext, about, count};
use super::rule::{Check, Conclusion, Rule, Standing};

pub(super) const RULE: Rule = Rule {
    code: "key-expiring",
    title: "A key expires soon",
    severity: Severity::High,
    standing: Standing::On,
    remediation: "renew the key: run onboard with its roster, or keys create --renew",
    references: &["https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-how.html"],
    check: Check::Facts(check),
};

fn check(context: &RuleContext<'_>) -> Vec<Conclusion> {
    context.each_key(|key| {
        let Expiry::At(end) = key.expiry else {
            return None;
        };
        match key.status(context.now) {
            KeyStatus::Active | KeyStatus::Unknown => {}
            KeyStatus::Inactive | KeyStatus::Expired => return None,
        }
        let left = end.duration_since(context.now);
        let severity = context.policy.severity_of_ending(left)?;
        let left = match left.as_hours() {
            hours @ ..48 => count(hours, "hour"),
            hours => count(hours / 24, "day"),
        };
        let remediation = format!("bedrock-keys onboard ROSTER, or {} --renew", context.issuing(key));
        Some(about(key, (severity, format!("the key expires in {left}"), remediation)))
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Scene, key, now};
    use super::*;
    use crate::domain::Key;
    use jiff::SignedDuration;

    fn ending_in(hours: i64) -> Key {
        Key { expiry: Expiry::At(now() + SignedDuration::from_hours(hours)), ..key("alice", 1) }
    }

    #[test]
    fn the_nearer_the_end_the_more_severe() {
        for (hours, severities) in [
            (15 * 24, &[][..]),
            (14 * 24, &[Severity::Low]),
            (6 * 24, &[Severity::Medium]),
            (3, &[Severity::High]),
            (0, &[]),
        ] {
            assert_eq!(Scene::default().with_key(ending_in(hours)).severities(&RULE), severities, "{hours}");
        }
    }

    #[test]
    fn what_is_left_is_told_in_hours_at_the_end() {
        assert_eq!(Scene::default().with_key(ending_in(30)).found(&RULE), ["the key expires in 30 hours"]);
        assert_eq!(Scene::default().with_key(ending_in(73)).found(&RULE), ["the key expires in 3 days"]);
    }

    #[test]
    fn nobody_misses_a_key_that_is_switched_off() {
        let off = Key { recorded: KeyStatus::Inactive, ..ending_in(3) };
        assert!(Scene::default().with_key(off).found(&RULE).is_empty());
    }

    #[test]
    fn keys_that_were_not_read_may_end_soon() {
        assert_eq!(Scene::default().without_keys("denied").not_concluded(&RULE).len(), 1);
    }
}
