//! # What it checks
//!
//! Every user that was made for a key still has one: users that `bedrock-keys` manages, and those the Bedrock console
//! made (`BedrockAPIKey-…`).
//!
//! # Why
//!
//! The console leaves its users behind when their keys are deleted. They keep their permissions, and whoever can make
//! credentials on them uses an identity that nobody watches.
//!
//! # Remediation
//!
//! Delete the user.
//!
//! # References
//!
//! - <https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-how.html>
//! - <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html>

use crate::audit::Severity;

use super::context::{RuleContext, not_read};
use super::rule::{Check, Conclusion, Found, Rule, Standing};

pub(super) const RULE: Rule = Rule {
    code: "user-orphaned",
    title: "A user was made for a key and has none",
    severity: Severity::Medium,
    standing: Standing::On,
    remediation: "delete the user",
    references: &[
        "https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-how.html",
        "https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html",
    ],
    check: Check::Facts(check),
};

fn check(context: &RuleContext<'_>) -> Vec<Conclusion> {
    if let Err(why) = context.facts.keys.as_ref() {
        return vec![not_read("the keys", why)];
    }
    context.each_user(|user| {
        if !user.was_made_for_a_key() || !user.keys.is_empty() {
            return None;
        }
        // What could not be read may have been its key.
        if let Some(gap) = context.gap() {
            return Some(Conclusion::NotConcluded(gap));
        }
        let remediation =
            format!("bedrock-keys keys revoke --user {}{} --delete-user", user.name(), user.adopt());
        let message = "the user was made for a key and has none left".to_owned();
        Some(Found { severity: RULE.severity, subject: user.subject(), message, remediation }.into())
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Scene, key, managed, unmanaged};
    use super::*;

    #[test]
    fn a_user_made_for_a_key_needs_one() {
        for user in [managed("alice", &[]), unmanaged("BedrockAPIKey-ab12")] {
            let name = user.user.name.to_string();
            let scene = Scene::default().with_user(user);
            assert_eq!(scene.found(&RULE).len(), 1);
            assert!(scene.with_key(key(&name, 1)).found(&RULE).is_empty());
        }
    }

    #[test]
    fn other_users_need_no_key() {
        assert!(Scene::default().with_user(unmanaged("mara")).found(&RULE).is_empty());
    }

    #[test]
    fn a_key_that_was_not_read_is_no_missing_key() {
        let scene = Scene::default().with_user(managed("alice", &[]));
        assert_eq!(scene.clone().without_keys("denied").not_concluded(&RULE), ["the keys: denied"]);
        let partial = scene.with_unreadable("a key without an id");
        assert!(partial.found(&RULE).is_empty());
        let expected = "an entry of the listings could not be read: a key without an id";
        assert_eq!(partial.not_concluded(&RULE), [expected]);
    }
}
