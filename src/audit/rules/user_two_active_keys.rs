//! # What it checks
//!
//! No user has two working keys.
//!
//! # Why
//!
//! Two keys are for the days of a renewal. When both go on working, one of them is forgotten, and there is no place
//! left for the next renewal: a user has two.
//!
//! # Remediation
//!
//! Find out which of the two is in use, and revoke the other.
//!
//! # References
//!
//! - <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>

use crate::audit::Severity;
use crate::domain::KeyStatus;

use super::context::{RuleContext, not_read};
use super::rule::{Check, Conclusion, Found, Rule, Standing};

pub(super) const RULE: Rule = Rule {
    code: "user-two-active-keys",
    title: "A user has two working keys",
    severity: Severity::Low,
    standing: Standing::On,
    remediation: "revoke the key that is not in use",
    references: &["https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"],
    check: Check::Facts(check),
};

fn check(context: &RuleContext<'_>) -> Vec<Conclusion> {
    if let Err(why) = context.facts.keys.as_ref() {
        return vec![not_read("the keys", why)];
    }
    context.each_user(|user| {
        let with = |status| user.keys.iter().filter(|key| key.status(context.now) == status).count();
        let (active, unknown) = (with(KeyStatus::Active), with(KeyStatus::Unknown));
        if active >= 2 {
            let message = format!("the user has {active} working keys");
            let older =
                user.keys.iter().min_by_key(|key| (key.created, &key.id)).map(|key| key.id.to_string());
            let remediation =
                format!("bedrock-keys keys revoke {}{}", older.unwrap_or_default(), user.adopt());
            Some(Found { severity: RULE.severity, subject: user.subject(), message, remediation }.into())
        } else if active + unknown >= 2 {
            let why = format!("the status of {unknown} of the keys of user `{}` is unknown", user.name());
            Some(Conclusion::NotConcluded(why))
        } else {
            None
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Scene, key, managed};
    use super::*;
    use crate::domain::Key;

    fn scene(second: KeyStatus) -> Scene {
        let second = Key { recorded: second, ..key("alice", 2) };
        Scene::default().with_user(managed("alice", &[])).with_key(key("alice", 1)).with_key(second)
    }

    #[test]
    fn a_second_key_counts_only_while_it_works() {
        assert_eq!(scene(KeyStatus::Active).found(&RULE), ["the user has 2 working keys"]);
        assert!(scene(KeyStatus::Inactive).conclusions(&RULE).is_empty());
        assert!(scene(KeyStatus::Expired).conclusions(&RULE).is_empty());
    }

    #[test]
    fn a_second_key_of_unknown_status_may_work() {
        assert_eq!(scene(KeyStatus::Unknown).not_concluded(&RULE).len(), 1);
        assert_eq!(scene(KeyStatus::Active).without_keys("denied").not_concluded(&RULE).len(), 1);
    }
}
