//! # What it checks
//!
//! A key is on a user of its own: one that `bedrock-keys` manages, that the Bedrock console made (`BedrockAPIKey-…`), or
//! that has no console password, no access key and no group.
//!
//! # Why
//!
//! A key can do what its user can do, so a person's key carries the person's permissions. And nobody can delete the
//! user, or its permissions, to stop the key without stopping the person or the other workload.
//!
//! # Remediation
//!
//! Issue the owner a key on a generated user, and revoke this one.
//!
//! # References
//!
//! - <https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-how.html>
//! - <https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html>

use crate::audit::{Known, Severity};

use super::context::{RuleContext, UserInView, WayIn, about};
use super::rule::{Check, Conclusion, Rule, Standing};

pub(super) const RULE: Rule = Rule {
    code: "key-on-shared-user",
    title: "A key is on the user of a person or of another workload",
    severity: Severity::Medium,
    standing: Standing::On,
    remediation: "issue a key on a user of its own, then revoke this one",
    references: &[
        "https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-how.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
    ],
    check: Check::Facts(check),
};

fn check(context: &RuleContext<'_>) -> Vec<Conclusion> {
    context.each_key_with_user(|key, user| {
        if user.was_made_for_a_key() {
            return None;
        }
        match other_use(context, user) {
            Known::Unknown(why) => Some(Conclusion::NotConcluded(why)),
            Known::Known(signs) if signs.is_empty() => None,
            Known::Known(signs) => {
                let message =
                    format!("user `{}` is used for more than the key: it has {}", key.user, signs.join(", "));
                let remediation = format!("{}, then {}", context.issuing(key), context.revoking(key));
                Some(about(key, (RULE.severity, message, remediation)))
            }
        }
    })
}

/// What says that a user is not there for the key alone. One sign is enough, whatever is unknown beside it.
fn other_use(context: &RuleContext<'_>, user: &UserInView<'_>) -> Known<Vec<String>> {
    let mut signs = Vec::new();
    let mut unknown = None;
    for (way, sign) in [(WayIn::Password, "a console password"), (WayIn::AccessKeys, "access keys")] {
        match context.way_in(user, way) {
            Known::Known(true) => signs.push(sign.to_owned()),
            Known::Known(false) => {}
            Known::Unknown(why) => unknown = Some(why),
        }
    }
    if let Some(group) = user.audited.user.groups.first() {
        signs.push(format!("the group `{group}`"));
    }
    match unknown {
        Some(why) if signs.is_empty() => Known::Unknown(why),
        Some(_) | None => Known::Known(signs),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Scene, key, unmanaged};
    use super::*;

    #[test]
    fn a_person_signs_in_and_a_workload_has_access_keys() {
        for (password, access_key, expected) in [
            (true, false, "a console password"),
            (false, true, "access keys"),
            (true, true, "a console password, access keys"),
        ] {
            let scene = Scene::default().with_user(unmanaged("mara")).with_key(key("mara", 1));
            let found = scene.with_row("mara", Some(password), Some(access_key)).found(&RULE);
            assert_eq!(found, [format!("user `mara` is used for more than the key: it has {expected}")]);
        }
    }

    #[test]
    fn a_user_of_its_own_is_not_shared() {
        let own = Scene::default().with_user(unmanaged("batch")).with_key(key("batch", 1));
        assert!(own.with_row("batch", Some(false), Some(false)).found(&RULE).is_empty());
        let console = Scene::default().with_user(unmanaged("BedrockAPIKey-ab12"));
        let console = console.with_key(key("BedrockAPIKey-ab12", 1));
        assert!(console.with_row("BedrockAPIKey-ab12", Some(true), Some(true)).found(&RULE).is_empty());
    }

    #[test]
    fn one_sign_is_enough_and_none_is_none_only_when_all_was_read() {
        let mut user = unmanaged("mara");
        let unknown = Scene::default().with_user(user.clone()).with_key(key("mara", 1));
        assert_eq!(unknown.not_concluded(&RULE).len(), 1);
        user.user.groups = vec!["developers".to_owned()];
        let grouped = Scene::default().with_user(user).with_key(key("mara", 1));
        assert_eq!(grouped.found(&RULE).len(), 1);
    }
}
