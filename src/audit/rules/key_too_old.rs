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
        let remediation = format!("{} --renew, then {}", context.issuing(key), context.revoking(key));
        Some(about(key, (RULE.severity, message, remediation)))
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Scene, key, managed, now, unmanaged};
    use super::*;
    use crate::audit::AuditPolicy;
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

    /// What is to be done about an old key of alice, whose user is this one.
    fn remedy(scene: Scene) -> String {
        let created = now() - SignedDuration::from_hours(24 * 400);
        let old = scene.with_key(Key { created, ..key("alice", 1) });
        let Ok([remedy]) = <[String; 1]>::try_from(old.remedies(&RULE)) else { panic!("one finding") };
        remedy.replace("bedrock-keys keys ", "").replace("ACCAEXAMPLE0000000001", "ID")
    }

    #[test]
    fn the_remedy_names_whose_key_it_is_and_adopts_only_what_is_not_known_to_be_managed() {
        let owned = Scene::default().with_user(managed("alice", &[("bedrock-keys:purpose", "chat")]));
        assert_eq!(
            remedy(owned),
            "create --owner vision@example.com --purpose chat --expires-in 30d --renew, then revoke ID"
        );
        let nobody = Scene::default().with_user(unmanaged("alice"));
        let placeholder = "create --owner OWNER --expires-in 30d --renew, then revoke ID --adopt";
        assert_eq!(remedy(nobody), placeholder);
        assert_eq!(remedy(Scene::default().without_users("denied")), placeholder);
    }

    #[test]
    fn words_of_a_tag_that_a_shell_would_obey_are_no_part_of_a_command() {
        for hostile in ["a;rm@example.com", "$(id)", "--yes", "a b", "`id`", "", "x\ny"] {
            let tags = [("bedrock-keys:owner", hostile), ("bedrock-keys:purpose", hostile)];
            let remedy = remedy(Scene::default().with_user(managed("alice", &tags)));
            assert!(remedy.starts_with("create --owner OWNER "), "{remedy}");
            assert!(hostile.is_empty() || !remedy.contains(hostile), "{remedy}");
        }
    }

    #[test]
    fn the_remedy_keeps_to_the_longest_lifetime_that_is_allowed() {
        let week = AuditPolicy::standard(Some(Lifetime::nearest(7)));
        assert!(remedy(Scene { policy: week, ..Scene::default() }).contains("--expires-in 7d"));
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
