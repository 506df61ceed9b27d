//! # What it checks
//!
//! No key that is switched off was made longer ago than `audit.inactive_for` of the configuration, by default 30 days.
//! IAM does not say when a key was switched off, so its age is what counts.
//!
//! # Why
//!
//! Switching off is for a pause. Whoever may call `iam:UpdateServiceSpecificCredential` can switch the key on again, and
//! the old secret then works.
//!
//! # Remediation
//!
//! Revoke it, or switch it on again if it is still needed.
//!
//! # References
//!
//! - <https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-revoke.html>

use crate::audit::Severity;
use crate::domain::KeyStatus;

use super::context::{RuleContext, about, count};
use super::rule::{Check, Conclusion, Rule, Standing};

pub(super) const RULE: Rule = Rule {
    code: "key-inactive-lingering",
    title: "A key is switched off and was never deleted",
    severity: Severity::Low,
    standing: Standing::On,
    remediation: "revoke the key, or switch it on again",
    references: &["https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-revoke.html"],
    check: Check::Facts(check),
};

fn check(context: &RuleContext<'_>) -> Vec<Conclusion> {
    let limit = context.policy.inactive_for;
    context.each_key(|key| match key.status(context.now) {
        KeyStatus::Active | KeyStatus::Expired => None,
        KeyStatus::Unknown => {
            Some(Conclusion::NotConcluded(format!("the status of key {} is unknown", key.id)))
        }
        KeyStatus::Inactive => {
            let age = context.now.duration_since(key.created);
            let days = count(age.as_hours() / 24, "day");
            let message = format!("the key is switched off and {days} old");
            (age > limit.duration()).then(|| about(key, (RULE.severity, message, context.revoking(key))))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Scene, key, now};
    use super::*;
    use crate::domain::Key;
    use jiff::SignedDuration;

    fn made_days_ago(days: i64, recorded: KeyStatus) -> Scene {
        let created = now() - SignedDuration::from_hours(24 * days);
        Scene::default().with_key(Key { created, recorded, ..key("alice", 1) })
    }

    #[test]
    fn a_key_may_be_off_for_a_while() {
        assert!(made_days_ago(30, KeyStatus::Inactive).found(&RULE).is_empty());
        assert!(made_days_ago(31, KeyStatus::Active).found(&RULE).is_empty());
        let found = made_days_ago(31, KeyStatus::Inactive).found(&RULE);
        assert_eq!(found, ["the key is switched off and 31 days old"]);
    }

    #[test]
    fn an_unknown_status_may_be_off() {
        assert_eq!(made_days_ago(31, KeyStatus::Unknown).not_concluded(&RULE).len(), 1);
        assert_eq!(Scene::default().without_keys("denied").not_concluded(&RULE).len(), 1);
    }
}
