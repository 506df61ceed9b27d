//! # What it checks
//!
//! Every key is on a user that `bedrock-keys` manages.
//!
//! # Why
//!
//! Nobody recorded whom the key is for, nothing renews it, and nothing revokes it when its owner leaves. The Bedrock
//! console makes a user and a key with two clicks.
//!
//! # Remediation
//!
//! Put an entry with `adopt: USER` into the roster, or revoke the key.
//!
//! # References
//!
//! - <https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-how.html>

use crate::audit::Severity;
use crate::lifecycle::Management;

use super::context::{RuleContext, about};
use super::rule::{Check, Conclusion, Rule, Standing};

pub(super) const RULE: Rule = Rule {
    code: "key-unmanaged",
    title: "A key is on a user that bedrock-keys does not manage",
    severity: Severity::Medium,
    standing: Standing::On,
    remediation: "adopt the user in the roster, or revoke the key",
    references: &["https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-how.html"],
    check: Check::Facts(check),
};

fn check(context: &RuleContext<'_>) -> Vec<Conclusion> {
    context.each_key_with_user(|key, user| match &user.management {
        Management::Managed(_) => None,
        Management::Unmanaged => {
            let message = format!("user `{}` is not managed by bedrock-keys", key.user);
            let remediation = format!("`adopt: {}` in the roster, or {}", key.user, context.revoking(key));
            Some(about(key, (RULE.severity, message, remediation)))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Scene, key, managed, unmanaged};
    use super::*;

    #[test]
    fn the_tag_of_the_tool_makes_a_user_managed_and_not_its_name() {
        let managed = Scene::default().with_user(managed("alice", &[])).with_key(key("alice", 1));
        assert!(managed.found(&RULE).is_empty());
        let console = Scene::default().with_user(unmanaged("BedrockAPIKey-ab12"));
        let found = console.with_key(key("BedrockAPIKey-ab12", 1)).found(&RULE);
        assert_eq!(found, ["user `BedrockAPIKey-ab12` is not managed by bedrock-keys"]);
    }

    #[test]
    fn nothing_is_concluded_without_the_user() {
        assert_eq!(Scene::default().with_key(key("alice", 1)).not_concluded(&RULE).len(), 1);
        assert!(Scene::default().without_users("denied").not_concluded(&RULE).is_empty());
        assert_eq!(Scene::default().without_keys("denied").not_concluded(&RULE).len(), 1);
    }
}
