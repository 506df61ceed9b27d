//! # What it checks
//!
//! A user that carries a key, or was made for one, cannot call `iam:CreateServiceSpecificCredential` for Bedrock on
//! itself. This is evaluated from its policies and its boundary.
//!
//! # Why
//!
//! Whoever has another credential of the user can make a new key after each revocation, with any lifetime. The old
//! policies for Git credentials allow it (`IAMSelfManageServiceSpecificCredentials`, `AWSCodeCommitPowerUser`,
//! `AWSCodeCommitFullAccess`): they name no service.
//!
//! # Remediation
//!
//! Take the policy away, or deny the action where `iam:ServiceSpecificCredentialServiceName` is
//! `bedrock.amazonaws.com`.
//!
//! # References
//!
//! - <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html>
//! - <https://docs.aws.amazon.com/aws-managed-policy/latest/reference/IAMSelfManageServiceSpecificCredentials.html>

use crate::audit::Severity;
use crate::audit::ability::{Certainty, Minting};

use super::context::RuleContext;
use super::rule::{Check, Conclusion, Found, Rule, Standing};

pub(super) const RULE: Rule = Rule {
    code: "user-can-mint-keys",
    title: "A key user can make keys for itself",
    severity: Severity::High,
    standing: Standing::On,
    remediation: "take away the policy that allows iam:CreateServiceSpecificCredential",
    references: &[
        "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html",
        "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/IAMSelfManageServiceSpecificCredentials.html",
    ],
    check: Check::Facts(check),
};

fn check(context: &RuleContext<'_>) -> Vec<Conclusion> {
    context.each_user(|user| {
        let conditions = match &user.abilities.minting {
            Minting::Impossible => return None,
            Minting::Possible(Certainty::Always) => "",
            Minting::Possible(Certainty::UnderConditions) => ", under conditions",
            Minting::Unread(unread) => {
                let why = format!("whether user `{}` can make keys: {}", user.name(), unread.join("; "));
                return Some(Conclusion::NotConcluded(why));
            }
        };
        let message = format!("the user can make Bedrock keys for itself{conditions}");
        let remediation = format!(
            "aws iam list-attached-user-policies --user-name {0}, then aws iam detach-user-policy --user-name {0} --policy-arn ARN",
            user.name()
        );
        Some(Found { severity: RULE.severity, subject: user.subject(), message, remediation }.into())
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Scene, allowing, managed};
    use super::*;

    fn scene(text: &str) -> Scene {
        let mut user = managed("alice", &[]);
        user.user.inline.insert("p".to_owned(), text.to_owned());
        Scene::default().with_user(user)
    }

    #[test]
    fn the_policy_for_git_credentials_is_one_for_keys_too() {
        let own = r#""arn:aws:iam::*:user/${aws:username}""#;
        let text = allowing(r#""iam:CreateServiceSpecificCredential""#, own);
        assert_eq!(scene(&text).found(&RULE), ["the user can make Bedrock keys for itself"]);
    }

    #[test]
    fn a_policy_for_another_service_or_another_user_is_none() {
        let other = allowing(r#""iam:*""#, r#""arn:aws:iam::*:user/bob""#);
        assert!(scene(&other).conclusions(&RULE).is_empty());
        let git = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:*","Resource":"*",
            "Condition":{"StringEquals":{"iam:ServiceSpecificCredentialServiceName":"codecommit.amazonaws.com"}}}}"#;
        assert!(scene(git).conclusions(&RULE).is_empty());
    }

    #[test]
    fn a_limit_on_the_lifetime_is_a_condition() {
        let text = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:*","Resource":"*",
            "Condition":{"NumericLessThanEquals":{"iam:ServiceSpecificCredentialAgeDays":"30"}}}}"#;
        assert_eq!(scene(text).found(&RULE), ["the user can make Bedrock keys for itself, under conditions"]);
    }

    #[test]
    fn a_policy_that_was_not_read_may_allow_it() {
        assert_eq!(scene("{").not_concluded(&RULE).len(), 1);
        assert_eq!(scene("{").without_users("denied").not_concluded(&RULE), ["the users: denied"]);
    }
}
