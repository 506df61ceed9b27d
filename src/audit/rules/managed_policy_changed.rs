//! # What it checks
//!
//! The managed policy of a user that `bedrock-keys` manages is in the version that was recorded at the last issue.
//!
//! # Why
//!
//! AWS changes its managed policies without asking: `AmazonBedrockLimitedAccess` had nine versions in its first 14
//! months. Keys issued under one version then can do what nobody looked at.
//!
//! # Remediation
//!
//! Read what changed; the next renewal records the new version. Or switch to `inference-only`, which only changes with
//! this tool.
//!
//! # References
//!
//! - <https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonBedrockLimitedAccess.html>
//! - <https://docs.aws.amazon.com/bedrock/latest/userguide/security-iam-awsmanpol.html>

use crate::audit::{Known, Severity};

use super::context::{RuleContext, UserInView, not_read};
use super::rule::{Check, Conclusion, Found, Rule, Standing};

pub(super) const RULE: Rule = Rule {
    code: "managed-policy-changed",
    title: "The managed policy of a key changed after its issue",
    severity: Severity::Low,
    standing: Standing::On,
    remediation: "read what changed, then renew the key or use inference-only",
    references: &[
        "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonBedrockLimitedAccess.html",
        "https://docs.aws.amazon.com/bedrock/latest/userguide/security-iam-awsmanpol.html",
    ],
    check: Check::Facts(check),
};

fn check(context: &RuleContext<'_>) -> Vec<Conclusion> {
    context.each_user(|user| {
        let record = user.management.record()?;
        let (policy, recorded) = (record.policy.as_deref()?, record.policy_version.as_deref()?);
        if !user.audited.user.attached.contains(policy) {
            return None;
        }
        match context.facts.policies.get(policy).map(Known::as_ref) {
            Some(Ok(current)) if current.version == recorded => None,
            Some(Ok(current)) => Some(found(user, policy, (recorded, &current.version))),
            Some(Err(why)) => Some(not_read(&format!("policy `{policy}`"), why)),
            None => Some(not_read(&format!("policy `{policy}`"), "it was not read")),
        }
    })
}

fn found(user: &UserInView<'_>, policy: &str, (recorded, current): (&str, &str)) -> Conclusion {
    let name = policy.rsplit('/').next().unwrap_or(policy);
    let message = format!("`{name}` is in version {current}; the key was issued under {recorded}");
    let remediation =
        format!("aws iam get-policy-version --policy-arn {policy} --version-id {current} shows it now");
    Found { severity: RULE.severity, subject: user.subject(), message, remediation }.into()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Scene, managed, shipped};
    use super::*;

    const LIMITED: &str = "arn:aws:iam::aws:policy/AmazonBedrockLimitedAccess";

    fn scene(recorded: &[(&str, &str)]) -> Scene {
        let tags: Vec<_> = [("bedrock-keys:policy", LIMITED)].iter().chain(recorded).copied().collect();
        let mut user = managed("alice", &tags);
        user.user.attached.insert(LIMITED.to_owned());
        Scene::default().with_user(user)
    }

    #[test]
    fn another_version_than_the_recorded_is_a_change() {
        let under_nine = scene(&[("bedrock-keys:policy-version", "v9")]);
        assert!(under_nine.clone().with_policy(LIMITED, "v9", &shipped()).conclusions(&RULE).is_empty());
        let found = under_nine.with_policy(LIMITED, "v10", &shipped()).found(&RULE);
        assert_eq!(found, ["`AmazonBedrockLimitedAccess` is in version v10; the key was issued under v9"]);
    }

    #[test]
    fn without_a_record_nothing_changed() {
        assert!(scene(&[]).with_policy(LIMITED, "v10", &shipped()).conclusions(&RULE).is_empty());
    }

    #[test]
    fn a_policy_that_was_not_read_may_have_changed() {
        let scene = scene(&[("bedrock-keys:policy-version", "v9")]);
        assert_eq!(scene.not_concluded(&RULE).len(), 1);
        assert_eq!(scene.without_users("denied").not_concluded(&RULE), ["the users: denied"]);
    }
}
