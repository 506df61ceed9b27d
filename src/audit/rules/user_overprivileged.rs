//! # What it checks
//!
//! A user that carries a key, or was made for one, can do nothing but call models and look at what there is to call.
//! This is evaluated from its attached, inline and group policies and its boundary, not from their names. How bad it is:
//!
//! - critical, where it can decide what anybody may do (`iam:PutUserPolicy` and the like), as administrators can;
//! - high, where it can read or change data of other services, or run something there;
//! - low, where it can change Bedrock itself (as `AmazonBedrockLimitedAccess` allows), or list names elsewhere.
//!
//! A wildcard is asked about actions that stand for it, also where only a part of it is left by a boundary or a deny.
//! Service control policies are not asked: they can be taken away without anybody looking at the user. What only a
//! service may do on the user's behalf does not count.
//!
//! # Why
//!
//! A key only works for Bedrock, but its user is an identity like any other: whoever makes an access key or a password
//! for it has all of its permissions. And a leaked key that can do more than inference costs more than tokens.
//!
//! # Remediation
//!
//! Give the user the shipped `inference-only` policy, or a boundary that allows nothing else.
//!
//! # References
//!
//! - <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>
//! - <https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonBedrockLimitedAccess.html>

use crate::audit::Severity;
use crate::audit::ability::{Ability, Certainty, Reach, Unread};

use super::context::{RuleContext, UserInView};
use super::rule::{Check, Conclusion, Found, Rule, Standing};

/// As many actions as a message names.
const NAMED: usize = 3;

pub(super) const RULE: Rule = Rule {
    code: "user-overprivileged",
    title: "A key user can do more than call models",
    severity: Severity::Critical,
    standing: Standing::On,
    remediation: "give the user the inference-only policy, or a boundary that allows nothing else",
    references: &[
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
        "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonBedrockLimitedAccess.html",
    ],
    check: Check::Facts(check),
};

fn check(context: &RuleContext<'_>) -> Vec<Conclusion> {
    context.each_user(|user| match (&user.abilities.unread, user.abilities.beyond.first()) {
        (Unread::Policies(unread), _) => Some(Conclusion::NotConcluded(format!(
            "what user `{}` can do: {}",
            user.name(),
            unread.join("; ")
        ))),
        (Unread::Nothing, None) => None,
        (Unread::Nothing, Some(worst)) => Some(found(user, worst)),
    })
}

fn found(user: &UserInView<'_>, worst: &Ability) -> Conclusion {
    let (severity, what) = match worst.reach {
        Reach::Administration => (Severity::Critical, "decide what anybody may do"),
        Reach::Elsewhere => (Severity::High, "use other services"),
        Reach::Looking => (Severity::Low, "list things of other services"),
        Reach::Bedrock | Reach::Inference => (Severity::Low, "change Bedrock itself"),
    };
    let alike: Vec<&Ability> =
        user.abilities.beyond.iter().filter(|ability| ability.reach == worst.reach).collect();
    let mut actions: Vec<String> =
        alike.iter().take(NAMED).map(|ability| format!("`{}`", ability.action)).collect();
    if alike.len() > NAMED {
        actions.push(format!("{} more", alike.len() - NAMED));
    }
    let always = alike.iter().any(|ability| ability.certainty == Certainty::Always);
    let conditions = if always { "" } else { ", under conditions" };
    let message = format!("the user can {what}{conditions}: {}", actions.join(", "));
    let remediation =
        format!("`policy: inference-only` for user {} in the roster, or a boundary", user.name());
    Found { severity, subject: user.subject(), message, remediation }.into()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Scene, allowing, managed, shipped};
    use super::*;

    fn severities(policies: &[(&str, String)], boundary: Option<&str>) -> Vec<Severity> {
        let mut user = managed("alice", &[]);
        user.user.inline = policies.iter().map(|(name, text)| ((*name).to_owned(), text.clone())).collect();
        user.user.boundary = boundary.map(|_| "arn:aws:iam::123456789012:policy/bound".to_owned());
        let scene = Scene::default().with_user(user);
        match boundary {
            Some(text) => scene.with_policy("arn:aws:iam::123456789012:policy/bound", "v1", text),
            None => scene,
        }
        .severities(&RULE)
    }

    #[test]
    fn it_is_the_policies_that_count_and_not_their_names() {
        for (text, expected) in [
            (allowing(r#""*""#, r#""*""#), &[Severity::Critical][..]),
            (allowing(r#""iam:*""#, r#""*""#), &[Severity::Critical]),
            (
                allowing(r#""iam:PutUserPolicy""#, r#""arn:aws:iam::*:user/${aws:username}""#),
                &[Severity::Critical],
            ),
            (
                allowing(r#""iam:CreateAccessKey""#, r#""arn:aws:iam::*:user/${aws:username}""#),
                &[Severity::High],
            ),
            (allowing(r#""s3:GetObject""#, r#""arn:aws:s3:::data/*""#), &[Severity::High]),
            (allowing(r#""dynamodb:*""#, r#""*""#), &[Severity::High]),
            // The resource of one service under an action of another.
            (allowing(r#""sts:AssumeRole""#, r#""arn:aws:iam::123456789012:role/admin""#), &[Severity::High]),
            (allowing(r#""ssm:StartSession""#, r#""arn:aws:ec2:*:*:instance/*""#), &[Severity::High]),
            (
                allowing(r#""rds-data:*""#, r#""arn:aws:rds:eu-west-1:123456789012:cluster:x""#),
                &[Severity::High],
            ),
            (allowing(r#""ec2:DescribeVpcs""#, r#""*""#), &[Severity::Low]),
            (allowing(r#""bedrock:*""#, r#""*""#), &[Severity::Low]),
            (allowing(r#"["bedrock:InvokeModel*","bedrock:CallWithBearerToken"]"#, r#""*""#), &[]),
            (shipped(), &[]),
        ] {
            assert_eq!(severities(&[("AmazonBedrockInferenceOnly", text.clone())], None), expected, "{text}");
        }
    }

    #[test]
    fn a_deny_and_a_boundary_take_away() {
        let all = allowing(r#""*""#, r#""*""#);
        let deny =
            all.replace("Allow", "Deny").replace(r#""Action":"*""#, r#""NotAction":"bedrock:InvokeModel""#);
        assert_eq!(severities(&[("all", all.clone()), ("deny", deny)], None), []);
        assert_eq!(severities(&[("all", all.clone())], Some(&shipped())), []);
        let tables = allowing(r#""dynamodb:*""#, r#""arn:aws:dynamodb:*:*:table/own""#);
        assert_eq!(severities(&[("all", all)], Some(&tables)), [Severity::High]);
    }

    #[test]
    fn what_crossing_wildcards_leave_together_counts() {
        let within = |allowed: String, boundary: String| severities(&[("p", allowed)], Some(&boundary));
        let queues = |action: &str| allowing(action, r#""*""#);
        assert_eq!(within(queues(r#""sqs:*Message""#), queues(r#""sqs:Receive*""#)), [Severity::High]);
        assert_eq!(within(queues(r#""sqs:*Message""#), queues(r#""sqs:Receive*s""#)), []);
        let logs = |bucket: &str| allowing(r#""s3:GetObject""#, &format!(r#""arn:aws:s3:::{bucket}""#));
        assert_eq!(within(logs("*-logs"), logs("team-*")), [Severity::High]);
        assert_eq!(within(logs("*-logs"), logs("team-?")), []);
    }

    #[test]
    fn what_a_deny_leaves_of_a_wildcard_counts() {
        let deny = |element: &str| {
            format!(r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Deny",{element},"Resource":"*"}}}}"#)
        };
        let all = allowing(r#""*""#, r#""*""#);
        let of = |allowed: &str, element: &str| {
            severities(&[("allow", allowed.to_owned()), ("deny", deny(element))], None)
        };
        let reading = allowing(r#""kms:Get*""#, r#""*""#);
        assert_eq!(of(&reading, r#""Action":["kms:GetA*"]"#), [Severity::High]);
        assert_eq!(of(&reading, r#""Action":["kms:G*"]"#), []);
        assert_eq!(of(&all, r#""NotAction":["bedrock:Invoke*","kms:Get*"]"#), [Severity::High]);
        assert_eq!(of(&all, r#""NotAction":["bedrock:InvokeModel*"]"#), []);
    }

    #[test]
    fn a_deny_of_another_action_hides_nothing() {
        let data = allowing(r#""s3:GetObject""#, r#""arn:aws:s3:::*data""#);
        let bound = allowing(r#""*""#, r#""arn:aws:s3:::prod-*""#);
        let deny = allowing(r#""s3:DeleteObject""#, r#""arn:aws:s3:::prod-*""#).replace("Allow", "Deny");
        assert_eq!(severities(&[("data", data), ("deny", deny)], Some(&bound)), [Severity::High]);
    }

    #[test]
    fn patterns_that_are_too_intricate_are_not_called_harmless() {
        let text = |pattern: &str| allowing(&format!(r#""sqs:{pattern}""#), r#""*""#);
        let mut user = managed("alice", &[]);
        user.user.inline.insert("p".to_owned(), text(&"a?*b".repeat(200)));
        user.user.boundary = Some("arn:aws:iam::123456789012:policy/bound".to_owned());
        let scene = Scene::default().with_user(user);
        let bound = text(&format!("*{}*", "?a*b".repeat(400)));
        let scene = scene.with_policy("arn:aws:iam::123456789012:policy/bound", "v1", &bound);
        assert!(scene.not_concluded(&RULE)[0].contains("too intricate"), "{:?}", scene.not_concluded(&RULE));
    }

    #[test]
    fn a_condition_of_the_request_is_named_and_no_excuse() {
        let text = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*",
            "Condition":{"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}}}}"#;
        let mut user = managed("alice", &[]);
        user.user.inline.insert("p".to_owned(), text.to_owned());
        let found = Scene::default().with_user(user).found(&RULE);
        assert_eq!(found, ["the user can use other services, under conditions: `s3:GetObject`"]);
    }

    #[test]
    fn a_policy_that_was_not_read_is_no_harmless_policy() {
        let mut user = managed("alice", &[]);
        user.user.attached.insert("arn:aws:iam::aws:policy/X".to_owned());
        let unread = Scene::default().with_user(user.clone()).not_concluded(&RULE);
        assert_eq!(unread, ["what user `alice` can do: `arn:aws:iam::aws:policy/X`: it was not read"]);
        user.user.inline.insert("broken".to_owned(), "{".to_owned());
        let scene =
            Scene::default().with_user(user).with_policy("arn:aws:iam::aws:policy/X", "v1", &shipped());
        assert!(scene.not_concluded(&RULE)[0].contains("its inline policy `broken`: it is no policy"));
        assert!(scene.found(&RULE).is_empty());
    }

    #[test]
    fn within_a_boundary_a_policy_that_was_not_read_allows_no_more() {
        let mut user = managed("alice", &[]);
        user.user.attached.insert("arn:aws:iam::aws:policy/X".to_owned());
        user.user.boundary = Some("arn:aws:iam::123456789012:policy/bound".to_owned());
        let scene = Scene::default().with_user(user);
        let scene = scene.with_policy("arn:aws:iam::123456789012:policy/bound", "v1", &shipped());
        assert!(scene.conclusions(&RULE).is_empty());
    }

    #[test]
    fn groups_count_as_the_user_itself_does() {
        let mut user = managed("alice", &[]);
        user.user.groups = vec!["admins".to_owned()];
        assert_eq!(Scene::default().with_user(user.clone()).not_concluded(&RULE).len(), 1);
        let group = crate::audit::GroupPolicies {
            attached: Vec::new(),
            inline: [("all".to_owned(), allowing(r#""*""#, r#""*""#))].into(),
        };
        user.groups = crate::audit::Known::Known([("admins".to_owned(), group)].into());
        assert_eq!(Scene::default().with_user(user).severities(&RULE), [Severity::Critical]);
    }
}
