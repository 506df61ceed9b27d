//! # What it checks
//!
//! Every key on a user that `bedrock-keys` manages is recorded there as delivered.
//!
//! # Why
//!
//! Either an issue was interrupted before its secret reached anybody, and the key is a door without an owner; or
//! somebody made a key on the user past the tool, and the secret is with a person nobody knows of.
//!
//! # Remediation
//!
//! Revoke it, or run `onboard` with the roster, which deletes and reissues undelivered keys.
//!
//! # References
//!
//! - <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceSpecificCredential.html>

use crate::audit::Severity;

use super::context::{RuleContext, about};
use super::rule::{Check, Conclusion, Rule, Standing};

pub(super) const RULE: Rule = Rule {
    code: "key-undelivered",
    title: "A key of a managed user was never delivered",
    severity: Severity::High,
    standing: Standing::On,
    remediation: "revoke the key, or run onboard again with its roster",
    references: &[
        "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceSpecificCredential.html",
    ],
    check: Check::Facts(check),
};

fn check(context: &RuleContext<'_>) -> Vec<Conclusion> {
    context.each_key_with_user(|key, user| {
        let record = user.management.record()?;
        if record.was_delivered(&key.id) {
            return None;
        }
        let message =
            "the key is not recorded as delivered: an issue was interrupted, or somebody made it by hand";
        Some(about(key, (RULE.severity, message.to_owned(), context.revoking(key))))
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Scene, key, managed, unmanaged};
    use super::*;

    #[test]
    fn only_a_key_of_ours_can_be_undelivered() {
        let tag = "bedrock-keys:delivered:ACCAEXAMPLE0000000001";
        let delivered = Scene::default().with_user(managed("alice", &[(tag, "")])).with_key(key("alice", 1));
        assert!(delivered.found(&RULE).is_empty());
        assert_eq!(delivered.with_key(key("alice", 2)).found(&RULE).len(), 1);
        let other = Scene::default().with_user(unmanaged("alice")).with_key(key("alice", 2));
        assert!(other.found(&RULE).is_empty());
    }

    #[test]
    fn nothing_is_concluded_without_the_user() {
        let missing = Scene::default().with_key(key("alice", 1));
        assert_eq!(missing.not_concluded(&RULE), ["user `alice`: it was not among those listed"]);
        assert_eq!(missing.without_users("denied").not_concluded(&RULE), ["the users: denied"]);
    }
}
