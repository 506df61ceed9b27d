//! # What it checks
//!
//! A user that carries a key says whom it is for: in the tag that `bedrock-keys` writes, or in a tag `owner`.
//!
//! # Why
//!
//! A leaked or expiring key needs somebody to call, and the name of a generated user tells nobody's.
//!
//! # Remediation
//!
//! Put an entry with `adopt: USER` into the roster, or tag the user with `owner`.
//!
//! # References
//!
//! - <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags_users.html>

use crate::audit::Severity;

use super::context::RuleContext;
use super::rule::{Check, Conclusion, Found, Rule, Standing};

pub(super) const RULE: Rule = Rule {
    code: "user-without-owner",
    title: "Nobody knows whom a key is for",
    severity: Severity::Low,
    standing: Standing::On,
    remediation: "adopt the user in the roster, or tag it with owner",
    references: &["https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags_users.html"],
    check: Check::Facts(check),
};

fn check(context: &RuleContext<'_>) -> Vec<Conclusion> {
    context.each_user(|user| {
        if user.keys.is_empty() || user.owner().is_some() {
            return None;
        }
        let message = "the user carries a key and no tag says whom it is for".to_owned();
        let remediation =
            format!("aws iam tag-user --user-name {} --tags Key=owner,Value=OWNER", user.name());
        Some(Found { severity: RULE.severity, subject: user.subject(), message, remediation }.into())
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Scene, key, managed, unmanaged};
    use super::*;

    fn found(user: crate::audit::AuditedUser) -> usize {
        Scene::default().with_user(user).with_key(key("alice", 1)).found(&RULE).len()
    }

    #[test]
    fn the_tool_s_tag_or_somebody_s_own_names_an_owner() {
        assert_eq!(found(managed("alice", &[])), 0);
        assert_eq!(found(unmanaged("alice")), 1);
        for (key, value, expected) in [("Owner", "vision", 0), ("owner", " ", 1), ("team", "vision", 1)] {
            let mut user = unmanaged("alice");
            user.user.tags.insert(key.to_owned(), value.to_owned());
            assert_eq!(found(user), expected, "{key}={value}");
        }
    }

    #[test]
    fn a_managed_user_can_lose_its_owner() {
        assert_eq!(found(managed("alice", &[("bedrock-keys:owner", "")])), 1);
    }

    #[test]
    fn users_that_were_not_read_may_have_none() {
        assert_eq!(Scene::default().without_users("denied").not_concluded(&RULE), ["the users: denied"]);
    }
}
