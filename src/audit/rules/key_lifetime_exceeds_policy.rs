//! # What it checks
//!
//! No key was made to live longer than `max_lifetime` of the configuration. Without `max_lifetime` the rule finds
//! nothing; keys that never end are the matter of `key-never-expires`.
//!
//! # Why
//!
//! `bedrock-keys` refuses such lifetimes itself, so the key was made past it: in the console, or before the limit.
//!
//! # Remediation
//!
//! Issue a key within the limit to its owner, and revoke this one. A service control policy on
//! `iam:ServiceSpecificCredentialAgeDays` keeps others from coming.
//!
//! # References
//!
//! - <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceSpecificCredential.html>
//! - <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html>

use jiff::SignedDuration;

use crate::audit::Severity;
use crate::domain::Expiry;

use super::context::{RuleContext, about, count};
use super::rule::{Check, Conclusion, Rule, Standing};

/// IAM writes both dates itself; a minute between them is no longer life.
const SLACK: SignedDuration = SignedDuration::from_mins(1);

pub(super) const RULE: Rule = Rule {
    code: "key-lifetime-exceeds-policy",
    title: "A key lives longer than max_lifetime",
    severity: Severity::Medium,
    standing: Standing::On,
    remediation: "issue a key within the limit, then revoke this one",
    references: &[
        "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceSpecificCredential.html",
        "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html",
    ],
    check: Check::Facts(check),
};

fn check(context: &RuleContext<'_>) -> Vec<Conclusion> {
    let Some(longest) = context.policy.max_lifetime else {
        return Vec::new();
    };
    context.each_key(|key| {
        let Expiry::At(end) = key.expiry else {
            return None;
        };
        let lives = end.duration_since(key.created);
        if lives <= longest.duration() + SLACK || key.expiry.has_passed(context.now) {
            return None;
        }
        let lives = count(lives.as_hours() / 24, "day");
        let message = format!("the key lives {lives}; max_lifetime is {longest}");
        let remediation = format!("{} --renew, then {}", context.issuing(key), context.revoking(key));
        Some(about(key, (RULE.severity, message, remediation)))
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Scene, key};
    use super::*;
    use crate::domain::{Key, Lifetime};

    fn found(lives: &str, limit: Option<&str>) -> Vec<String> {
        let made = key("alice", 1);
        let lives: Lifetime = lives.parse().unwrap();
        let expiry = Expiry::At(made.created + lives.duration());
        let mut scene = Scene::default().with_key(Key { expiry, ..made });
        scene.policy.max_lifetime = limit.map(|limit| limit.parse().unwrap());
        scene.found(&RULE)
    }

    #[test]
    fn the_limit_itself_is_allowed() {
        assert!(found("90d", Some("90d")).is_empty());
        assert_eq!(found("91d", Some("90d")), ["the key lives 91 days; max_lifetime is 90d"]);
    }

    #[test]
    fn without_a_limit_nothing_exceeds_it() {
        assert!(found("36600d", None).is_empty());
    }

    #[test]
    fn keys_that_were_not_read_may_exceed_it() {
        let mut scene = Scene::default().without_keys("denied");
        scene.policy.max_lifetime = Some(Lifetime::nearest(30));
        assert_eq!(scene.not_concluded(&RULE).len(), 1);
    }
}
