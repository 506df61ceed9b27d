//! # What it checks
//!
//! No key that has ended is still there.
//!
//! # Why
//!
//! It works no more, but it takes one of the two places a user has for keys, so that a renewal can fail for lack of
//! room, and it makes every listing longer.
//!
//! # Remediation
//!
//! Revoke it, which deletes it.
//!
//! # References
//!
//! - <https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-revoke.html>
//! - <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>

use crate::audit::Severity;
use crate::domain::KeyStatus;

use super::context::{RuleContext, about};
use super::rule::{Check, Conclusion, Rule, Standing};

pub(super) const RULE: Rule = Rule {
    code: "key-expired",
    title: "A key has expired and still takes a place",
    severity: Severity::Low,
    standing: Standing::On,
    remediation: "revoke the key, which deletes it",
    references: &[
        "https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-revoke.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
    ],
    check: Check::Facts(check),
};

fn check(context: &RuleContext<'_>) -> Vec<Conclusion> {
    context.each_key(|key| match key.status(context.now) {
        KeyStatus::Expired => {
            let message = "the key has expired and takes one of the two places of its user".to_owned();
            Some(about(key, (RULE.severity, message, context.revoking(key))))
        }
        KeyStatus::Active | KeyStatus::Inactive => None,
        KeyStatus::Unknown => {
            Some(Conclusion::NotConcluded(format!("the status of key {} is unknown", key.id)))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Scene, key, now};
    use super::*;
    use crate::domain::{Expiry, Key};

    #[test]
    fn a_key_is_expired_by_the_clock_or_by_iam() {
        for (recorded, expiry, found) in [
            (KeyStatus::Active, Expiry::At(now()), 1),
            (KeyStatus::Expired, Expiry::Never, 1),
            (KeyStatus::Active, Expiry::Never, 0),
        ] {
            let scene = Scene::default().with_key(Key { recorded, expiry, ..key("alice", 1) });
            assert_eq!(scene.found(&RULE).len(), found);
        }
    }

    #[test]
    fn an_unknown_status_is_no_working_key() {
        let scene = Scene::default().with_key(Key { recorded: KeyStatus::Unknown, ..key("alice", 1) });
        assert_eq!(scene.not_concluded(&RULE), ["the status of key ACCAEXAMPLE0000000001 is unknown"]);
        assert_eq!(Scene::default().without_keys("denied").not_concluded(&RULE).len(), 1);
    }
}
