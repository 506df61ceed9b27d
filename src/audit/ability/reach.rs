//! How far an action reaches beyond calling models.

/// How far an action reaches. The order is how bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::audit) enum Reach {
    /// Calling a model, and looking at what there is in Bedrock.
    Inference,
    /// Changing Bedrock: guardrails, jobs, throughput.
    Bedrock,
    /// Looking at the names of things in other services.
    Looking,
    /// Reading or changing data of other services, or running something.
    Elsewhere,
    /// Deciding what anybody may do.
    Administration,
}

/// Services whose actions are Bedrock's.
const BEDROCK: [&str; 5] =
    ["bedrock", "bedrock-mantle", "bedrock-websearch", "bedrock-agentcore", "bedrock-data-automation"];

/// Beginnings of actions that call a model, or that look at what there is to call.
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html>,
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_bedrock-mantle.html>
const INFERENCE: [&str; 16] = [
    "bedrock:callwith",
    "bedrock:get",
    "bedrock:list",
    "bedrock:invokemodel",
    "bedrock:invokeautomatedreasoningpolicy",
    "bedrock:counttokens",
    "bedrock:rerank",
    "bedrock:applyguardrail",
    "bedrock:converse",
    "bedrock-mantle:callwith",
    "bedrock-mantle:get",
    "bedrock-mantle:list",
    "bedrock-mantle:createinference",
    "bedrock-mantle:counttokens",
    "bedrock-websearch:invokesearch",
    "bedrock-websearch:invokefetch",
];

/// Actions by which a principal gives itself or others any permission.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_controlling.html>
const ADMINISTRATION: [&str; 16] = [
    "iam:AddUserToGroup",
    "iam:AttachGroupPolicy",
    "iam:AttachRolePolicy",
    "iam:AttachUserPolicy",
    "iam:CreateAccessKey",
    "iam:CreateLoginProfile",
    "iam:CreatePolicyVersion",
    "iam:DeleteUserPermissionsBoundary",
    "iam:PutGroupPolicy",
    "iam:PutRolePolicy",
    "iam:PutUserPermissionsBoundary",
    "iam:PutUserPolicy",
    "iam:SetDefaultPolicyVersion",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateLoginProfile",
    "organizations:DetachPolicy",
];

/// Telling actions of services that much harm is done with; a wildcard is asked about each of them.
const TELLING: [&str; 12] = [
    "bedrock:CreateModelCustomizationJob",
    "bedrock:CreateProvisionedModelThroughput",
    "bedrock:DeleteGuardrail",
    "bedrock:PutModelInvocationLoggingConfiguration",
    "bedrock-mantle:CreateProject",
    "s3:GetObject",
    "s3:PutObject",
    "secretsmanager:GetSecretValue",
    "dynamodb:GetItem",
    "ec2:RunInstances",
    "lambda:CreateFunction",
    "sts:AssumeRole",
];

impl Reach {
    /// The reach of an action, `service:Name`.
    pub(in crate::audit) fn of(action: &str) -> Self {
        let action = action.to_ascii_lowercase();
        let (service, name) = action.split_once(':').unwrap_or((action.as_str(), ""));
        if INFERENCE.iter().any(|beginning| action.starts_with(beginning)) {
            Self::Inference
        } else if BEDROCK.contains(&service) {
            Self::Bedrock
        } else if ADMINISTRATION.iter().any(|administrative| action.eq_ignore_ascii_case(administrative)) {
            Self::Administration
        } else if name.starts_with("list") || name.starts_with("describe") {
            Self::Looking
        } else {
            Self::Elsewhere
        }
    }
}

/// How actions begin that are no reach at all, without case.
pub(super) fn inference() -> impl Iterator<Item = &'static str> {
    INFERENCE.into_iter()
}

/// The actions that a wildcard is asked about.
pub(super) fn telling() -> impl Iterator<Item = &'static str> {
    ADMINISTRATION.into_iter().chain(TELLING)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calling_models_is_no_reach_and_deciding_permissions_the_farthest() {
        for (action, reach) in [
            ("bedrock:InvokeModelWithResponseStream", Reach::Inference),
            ("BEDROCK:CALLWITHBEARERTOKEN", Reach::Inference),
            ("bedrock-mantle:CreateInference", Reach::Inference),
            ("bedrock-mantle:CreateProject", Reach::Bedrock),
            ("bedrock:InvokeAgent", Reach::Bedrock),
            ("ec2:DescribeVpcs", Reach::Looking),
            ("iam:ListRoles", Reach::Looking),
            ("s3:GetObject", Reach::Elsewhere),
            ("iam:PutUserPolicy", Reach::Administration),
        ] {
            assert_eq!(Reach::of(action), reach, "{action}");
        }
    }

    #[test]
    fn what_a_wildcard_is_asked_about_reaches_beyond_inference() {
        assert!(telling().all(|action| Reach::of(action) > Reach::Inference));
        assert!(telling().any(|action| Reach::of(action) == Reach::Administration));
    }
}
