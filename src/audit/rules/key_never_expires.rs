//! # What it checks
//!
//! Every key has an end. A key whose end lies 10,000 days or more after its beginning counts as one that never ends:
//! IAM takes up to 36,600 days, and so "never" can be written as a number.
//!
//! # Why
//!
//! Whoever finds such a key in an old notebook, image or log can use it years later. An end is the only control that
//! works without anybody remembering the key.
//!
//! # Remediation
//!
//! Issue a key with an end to its owner, let them switch, and revoke this one.
//!
//! # References
//!
//! - <https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html>
//! - <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceSpecificCredential.html>

use crate::audit::Severity;
use crate::domain::{Expiry, Key, KeyStatus};

use super::context::{RuleContext, about};
use super::rule::{Check, Conclusion, Rule, Standing};

/// From so many days on, an end is as good as none.
const AS_GOOD_AS_NEVER: i64 = 10_000;

pub(super) const RULE: Rule = Rule {
    code: "key-never-expires",
    title: "A key never expires",
    severity: Severity::High,
    standing: Standing::On,
    remediation: "issue a key with an end, then revoke this one",
    references: &[
        "https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html",
        "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceSpecificCredential.html",
    ],
    check: Check::Facts(check),
};

fn check(context: &RuleContext<'_>) -> Vec<Conclusion> {
    context.each_key(|key| {
        let how = match key.expiry {
            Expiry::Never => "never expires".to_owned(),
            Expiry::At(_) => {
                let days = key.expiry.days_left(key.created)?;
                (days >= AS_GOOD_AS_NEVER && !key.expiry.has_passed(context.now))
                    .then(|| format!("expires {days} days after it was made, which is as good as never"))?
            }
        };
        Some(about(key, (severity(key, context), format!("the key {how}"), remediation(key, context))))
    })
}

/// A key that is switched off can be switched on again by its user.
fn severity(key: &Key, context: &RuleContext<'_>) -> Severity {
    match key.status(context.now) {
        KeyStatus::Active | KeyStatus::Unknown => RULE.severity,
        KeyStatus::Inactive | KeyStatus::Expired => Severity::Medium,
    }
}

fn remediation(key: &Key, context: &RuleContext<'_>) -> String {
    format!("{} --renew, then {}", context.issuing(key), context.revoking(key))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Scene, key, now};
    use super::*;
    use crate::domain::Lifetime;

    #[test]
    fn only_a_key_with_an_end_in_sight_passes() {
        let ending = |days: u32| Expiry::At(now() + Lifetime::nearest(days).duration());
        for (expiry, found) in
            [(Expiry::Never, 1), (ending(36_600), 1), (ending(9_990), 1), (ending(9_989), 0)]
        {
            let scene = Scene::default().with_key(Key { expiry, ..key("alice", 1) });
            assert_eq!(scene.found(&RULE).len(), found, "{expiry:?}");
        }
    }

    #[test]
    fn a_key_that_is_switched_off_is_less_severe() {
        let scene = Scene::default().with_key(Key {
            expiry: Expiry::Never,
            recorded: KeyStatus::Inactive,
            ..key("alice", 1)
        });
        assert_eq!(scene.severities(&RULE), [Severity::Medium]);
    }

    #[test]
    fn keys_that_were_not_read_are_no_keys_that_end() {
        assert_eq!(Scene::default().without_keys("denied").not_concluded(&RULE), ["the keys: denied"]);
    }
}
