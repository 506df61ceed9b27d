//! Owns a question that a person asks: one action, by somebody, on something; and what is known of its context.
//!
//! What is not given stays unknown, but for what AWS documents about every request, and about the actions on keys.

use super::requester::ALWAYS_PRESENT;
use crate::domain::AccountId;
use crate::policy::{Action, Context, ContextValue, Request, RequestResource, Unlisted};

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inquiry {
    /// What is to be done.
    pub action: Action,
    /// Who asks.
    pub asker: Asker,
    /// On what.
    pub resource: AskedResource,
    /// What the request carries, and what it does not; wins over everything else.
    pub given: Vec<(String, ContextValue)>,
    /// What holds for the keys that nothing is known of.
    pub rest: Unlisted,
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asker {
    /// Anybody, anywhere.
    Anybody,
    /// Anybody in this account.
    AnybodyIn(AccountId),
    /// A user, a role, or the root user of an account.
    Principal {
        /// As requests carry it: of a session, the role.
        arn: String,
        /// Its account.
        account: AccountId,
    },
}

/// On what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AskedResource {
    /// Nothing for actions that are known to have no resource types; unknown for all others.
    AsDocumented,
    /// This.
    Given(RequestResource),
}

const CREATE: &str = "iam:createservicespecificcredential";

/// Keys that only some of the actions on keys carry, with those that do, in lower case; the others do not carry them.
///
/// Page: <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>
const CARRIED: [(&str, &[&str]); 6] = [
    ("bedrock:BearerTokenType", &["bedrock:callwithbearertoken"]),
    ("bedrock-mantle:BearerTokenType", &["bedrock-mantle:callwithbearertoken"]),
    ("aws-external-anthropic:BearerTokenType", &["aws-external-anthropic:callwithbearertoken"]),
    ("sagemaker:BearerTokenType", &["sagemaker:callwithbearertoken"]),
    (
        "iam:ServiceSpecificCredentialServiceName",
        &[
            CREATE,
            "iam:deleteservicespecificcredential",
            "iam:listservicespecificcredentials",
            "iam:resetservicespecificcredential",
            "iam:updateservicespecificcredential",
        ],
    ),
    ("iam:ServiceSpecificCredentialAgeDays", &[CREATE]),
];

/// Keys with any number of values, in lower case; all others that appear in guardrails have one.
///
/// Page: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
const MULTIVALUED: [&str; 5] = [
    "aws:tagkeys",
    "aws:calledvia",
    "aws:principalorgpaths",
    "aws:principalservicenameslist",
    "aws:resourceorgpaths",
];

/// Whether a key, in lower case, has any number of values.
pub fn is_multivalued(key: &str) -> bool {
    MULTIVALUED.contains(&key)
}

impl Inquiry {
    /// The request as AWS would see it.
    pub fn request(&self) -> Request {
        let folded = self.action.as_str().to_ascii_lowercase();
        let mut context = Context::new(self.rest);
        // Taken for absent, these would make conditions hold that in truth do not.
        for key in ALWAYS_PRESENT {
            context.set(key, ContextValue::PresentButUnknown);
        }
        self.asker.introduce(&mut context);
        if CARRIED.iter().any(|(_, actions)| actions.contains(&folded.as_str())) {
            for (key, actions) in CARRIED {
                if !actions.contains(&folded.as_str()) {
                    context.set(key, ContextValue::Absent);
                }
            }
        }
        for (key, value) in &self.given {
            context.set(key, value.clone());
        }
        let resource = match &self.resource {
            AskedResource::Given(resource) => resource.clone(),
            AskedResource::AsDocumented if folded.ends_with(":callwithbearertoken") => {
                RequestResource::NoResourceType
            }
            AskedResource::AsDocumented => RequestResource::Unknown,
        };
        Request { action: self.action.clone(), resource, context }
    }
}

impl Asker {
    fn introduce(&self, context: &mut Context) {
        let (arn, account) = match self {
            Self::Anybody => (ContextValue::PresentButUnknown, ContextValue::PresentButUnknown),
            Self::AnybodyIn(account) => {
                (ContextValue::PresentButUnknown, ContextValue::single(account.as_str()))
            }
            Self::Principal { arn, account } => {
                let user = arn.split_once(":user/").and_then(|(_, name)| name.rsplit('/').next());
                let kind = match user {
                    Some(_) => "User",
                    None if arn.ends_with(":root") => "Account",
                    None => "AssumedRole",
                };
                // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable
                let name = user.map_or(ContextValue::Absent, ContextValue::single);
                context.set("aws:username", name);
                context.set("aws:PrincipalType", ContextValue::single(kind));
                (ContextValue::single(arn), ContextValue::single(account.as_str()))
            }
        };
        context.set("aws:PrincipalArn", arn);
        context.set("aws:PrincipalAccount", account);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inquiry(action: &str) -> Inquiry {
        Inquiry {
            action: Action::new(action).unwrap(),
            asker: Asker::Anybody,
            resource: AskedResource::AsDocumented,
            given: Vec::new(),
            rest: Unlisted::Unknown,
        }
    }

    #[test]
    fn what_is_not_given_is_unknown_but_for_what_is_documented() {
        let request = inquiry("bedrock:CallWithBearerToken").request();
        assert_eq!(request.resource, RequestResource::NoResourceType);
        let known = |key: &str| request.context.get(key).clone();
        assert_eq!(known("bedrock:BearerTokenType"), ContextValue::Unknown);
        assert_eq!(known("bedrock-mantle:BearerTokenType"), ContextValue::Absent);
        assert_eq!(known("aws:PrincipalArn"), ContextValue::PresentButUnknown);
        assert_eq!(known("aws:SourceIp"), ContextValue::Unknown);
        // Of other actions nothing is known here.
        let request = inquiry("s3:GetObject").request();
        assert_eq!(request.resource, RequestResource::Unknown);
        assert_eq!(request.context.get("bedrock:BearerTokenType"), &ContextValue::Unknown);
    }

    #[test]
    fn what_is_given_wins() {
        let given = vec![("AWS:principalarn".to_owned(), ContextValue::Absent)];
        let request = Inquiry { given, ..inquiry("iam:ResetServiceSpecificCredential") }.request();
        assert_eq!(request.context.get("aws:PrincipalArn"), &ContextValue::Absent);
        assert_eq!(request.context.get("iam:ServiceSpecificCredentialAgeDays"), &ContextValue::Absent);
    }

    #[test]
    fn a_complete_context_still_has_what_every_request_has() {
        let request = Inquiry { rest: Unlisted::Absent, ..inquiry("iam:TagUser") }.request();
        assert_eq!(request.context.get("aws:SourceIp"), &ContextValue::Absent);
        assert_eq!(request.context.get("aws:CurrentTime"), &ContextValue::PresentButUnknown);
    }

    #[test]
    fn a_user_has_a_name_and_a_role_has_none() {
        let known = |arn: &str, key: &str| {
            let account: AccountId = "123456789012".parse().unwrap();
            let asker = Asker::Principal { arn: arn.to_owned(), account };
            Inquiry { asker, ..inquiry("iam:TagUser") }.request().context.get(key).clone()
        };
        let user = "arn:aws:iam::123456789012:user/team/anna";
        assert_eq!(known(user, "aws:username"), ContextValue::single("anna"));
        let role = "arn:aws:iam::123456789012:role/user/anna";
        assert_eq!(known(role, "aws:username"), ContextValue::Absent);
        assert_eq!(known(role, "aws:PrincipalType"), ContextValue::single("AssumedRole"));
    }
}
