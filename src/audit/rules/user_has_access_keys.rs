//! # What it checks
//!
//! No user that carries a key, or was made for one, has access keys. The credential report of the account says so, which IAM
//! makes at most every four hours; `--fresh` lists them instead.
//!
//! # Why
//!
//! A user made for a Bedrock key needs nothing else. An access key does not end, signs calls to every service, and is the
//! first thing an intruder makes on a user to stay.
//!
//! # Remediation
//!
//! Deactivate the access keys, see whether anybody misses them, and delete them.
//!
//! # References
//!
//! - <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html>
//! - <https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html>

use crate::audit::{Known, Severity};

use super::context::{RuleContext, WayIn};
use super::rule::{Check, Conclusion, Found, Rule, Standing};

pub(super) const RULE: Rule = Rule {
    code: "user-has-access-keys",
    title: "A key user has access keys",
    severity: Severity::High,
    standing: Standing::On,
    remediation: "deactivate and then delete the access keys",
    references: &[
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
    ],
    check: Check::Facts(check),
};

fn check(context: &RuleContext<'_>) -> Vec<Conclusion> {
    context.each_user(|user| match context.way_in(user, WayIn::AccessKeys) {
        Known::Unknown(why) => Some(Conclusion::NotConcluded(why)),
        Known::Known(false) => None,
        Known::Known(true) => Some(Conclusion::Found(Found {
            severity: RULE.severity,
            subject: user.subject(),
            message: "the user has access keys beside its key".to_owned(),
            remediation: format!("aws iam list-access-keys --user-name {0}, then aws iam update-access-key --user-name {0} --status Inactive --access-key-id ID", user.name()),
        })),
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Scene, managed, unmanaged};
    use super::*;
    use crate::lifecycle::{Leftover, MfaDevice};

    #[test]
    fn the_credential_report_says_it_of_managed_and_other_users() {
        for user in [managed("alice", &[]), unmanaged("alice")] {
            let scene = Scene::default().with_user(user);
            assert_eq!(scene.clone().with_row("alice", None, Some(true)).found(&RULE).len(), 1);
            assert!(scene.with_row("alice", None, Some(false)).found(&RULE).is_empty());
        }
    }

    #[test]
    fn what_was_listed_directly_counts_before_the_report() {
        let listed = |leftover| {
            let mut user = managed("alice", &[]);
            user.ways_in = Some(Known::Known(vec![leftover]));
            Scene::default().with_user(user).with_row("alice", Some(false), Some(false)).found(&RULE).len()
        };
        assert_eq!(listed(Leftover::AccessKey("AKIA".to_owned())), 1);
        assert_eq!(listed(Leftover::Mfa(MfaDevice { serial: "GAHT1".to_owned() })), 0);
    }

    #[test]
    fn a_report_that_is_silent_about_a_user_says_nothing_good_of_it() {
        let scene = Scene::default().with_user(managed("alice", &[]));
        assert_eq!(scene.not_concluded(&RULE).len(), 1);
        assert_eq!(scene.clone().with_row("alice", None, None).not_concluded(&RULE).len(), 1);
        assert_eq!(
            scene.clone().without_report("denied").not_concluded(&RULE),
            ["the credential report: denied"]
        );
        assert_eq!(scene.without_users("denied").not_concluded(&RULE), ["the users: denied"]);
    }
}
