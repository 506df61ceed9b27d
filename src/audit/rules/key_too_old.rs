//! # What it checks
//!
//! No working key is older than `audit.max_age` of the configuration: by default 90 days, or `max_lifetime` where that
//! is longer.
//!
//! # Why
//!
//! The longer a secret exists, the more copies of it there are.
//!
//! # Remediation
//!
//! Renew the key with a new secret. A reset does not help: it changes the secret, but neither the date nor the end.
//!
//! # References
//!
//! - <https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-3>
//! - <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ResetServiceSpecificCredential.html>

use crate::audit::Severity;
use crate::domain::KeyStatus;

use super::context::{RuleContext, about, count};
use super::rule::{Check, Conclusion, Rule, Standing};

pub(super) const RULE: Rule = Rule {
    code: "key-too-old",
    title: "A key is older than max_age",
    severity: Severity::Medium,
    standing: Standing::On,
    remediation: "renew the key",
    references: &[
        "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-3",
        "https://docs.aws.amazon.com/IAM/latest/APIReference/API_ResetServiceSpecificCredential.html",
    ],
    check: Check::Facts(check),
};

fn check(context: &RuleContext<'_>) -> Vec<Conclusion> {
    let limit = context.policy.max_age;
    context.each_key(|key| {
        match key.status(context.now) {
            KeyStatus::Active | KeyStatus::Unknown => {}
            KeyStatus::Inactive | KeyStatus::Expired => return None,
        }
        let age = context.now.duration_since(key.created);
        if age <= limit.duration() {
            return None;
        }
        let message = format!("the key is {} old; max_age is {limit}", count(age.as_hours() / 24, "day"));
        let remediation = format!(
            "bedrock-keys keys create --owner OWNER --renew, then bedrock-keys keys revoke {} --adopt",
            key.id
        );
        Some(about(key, (RULE.severity, message, remediation)))
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Scene, key, now};
    use super::*;
    use crate::domain::{Key, Lifetime};
    use jiff::SignedDuration;

    #[test]
    fn a_key_is_too_old_the_moment_it_passes_the_limit() {
        let limit = Lifetime::nearest(90).duration();
        for (age, found) in [(limit, 0), (limit + SignedDuration::from_secs(1), 1)] {
            let scene = Scene::default().with_key(Key { created: now() - age, ..key("alice", 1) });
            assert_eq!(scene.found(&RULE).len(), found);
        }
    }

    #[test]
    fn a_key_that_does_not_work_does_not_age() {
        let created = now() - SignedDuration::from_hours(24 * 400);
        let off = Key { created, recorded: KeyStatus::Inactive, ..key("alice", 1) };
        assert!(Scene::default().with_key(off).found(&RULE).is_empty());
    }

    #[test]
    fn keys_that_were_not_read_may_be_old() {
        assert_eq!(Scene::default().without_keys("denied").not_concluded(&RULE).len(), 1);
    }
}
