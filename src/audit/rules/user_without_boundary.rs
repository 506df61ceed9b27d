//! # What it checks
//!
//! Every user that carries a key, or was made for one, has a permissions boundary. Off unless the configuration turns
//! it on, for not every organization uses boundaries.
//!
//! # Why
//!
//! A boundary holds whatever policy is attached to the user later, by mistake or by an intruder.
//!
//! # Remediation
//!
//! Set `boundary:` in the roster, or put a boundary on the user.
//!
//! # References
//!
//! - <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html>

use crate::audit::Severity;

use super::context::RuleContext;
use super::rule::{Check, Conclusion, Found, Rule, Standing};

pub(super) const RULE: Rule = Rule {
    code: "user-without-boundary",
    title: "A key user has no permissions boundary",
    severity: Severity::Medium,
    standing: Standing::OffByDefault,
    remediation: "set boundary in the roster, or put a boundary on the user",
    references: &["https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html"],
    check: Check::Facts(check),
};

fn check(context: &RuleContext<'_>) -> Vec<Conclusion> {
    context.each_user(|user| match user.audited.user.boundary {
        Some(_) => None,
        None => {
            let message = "the user has no permissions boundary".to_owned();
            let remediation = format!(
                "aws iam put-user-permissions-boundary --user-name {} --permissions-boundary ARN",
                user.name()
            );
            Some(Found { severity: RULE.severity, subject: user.subject(), message, remediation }.into())
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Scene, managed};
    use super::*;

    #[test]
    fn any_boundary_is_one() {
        let mut user = managed("alice", &[]);
        assert_eq!(Scene::default().with_user(user.clone()).found(&RULE).len(), 1);
        user.user.boundary = Some("arn:aws:iam::123456789012:policy/bound".to_owned());
        assert!(Scene::default().with_user(user).found(&RULE).is_empty());
    }

    #[test]
    fn users_that_were_not_read_may_have_none() {
        assert_eq!(Scene::default().without_users("denied").not_concluded(&RULE), ["the users: denied"]);
    }
}
