//! Owns a question that a person asks: one action, by somebody, on something; and what is known of its context.
//!
//! What is not given stays unknown, but for what AWS documents about every request, and about the actions on keys.

use super::condition_key::without_keys_of_other_actions;
use super::key_action::DoneOn;
use super::{KeyAction, Requester};
use crate::policy::{Action, ContextValue, Request, RequestResource, Unlisted};

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inquiry {
    /// What is to be done.
    pub action: Action,
    /// Who asks.
    pub requester: Requester,
    /// On what.
    pub resource: AskedResource,
    /// What the request carries, and what it does not; wins over everything else.
    pub given: Vec<(String, ContextValue)>,
    /// What holds for the keys that nothing is known of.
    pub rest: Unlisted,
}

/// On what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AskedResource {
    /// Nothing for actions that are known to have no resource types; unknown for all others.
    AsDocumented,
    /// This.
    Given(RequestResource),
}

impl Inquiry {
    /// The request as AWS would see it.
    pub fn request(&self) -> Request {
        let about_keys = KeyAction::named(self.action.as_str());
        let mut context = self.requester.context(self.rest);
        if let Some(action) = about_keys {
            context = without_keys_of_other_actions(action, context);
        }
        for (key, value) in &self.given {
            context.set(key, value.clone());
        }
        let resource = match (&self.resource, about_keys.map(KeyAction::done_on)) {
            (AskedResource::Given(resource), _) => resource.clone(),
            (AskedResource::AsDocumented, Some(DoneOn::Nothing)) => RequestResource::NoResourceType,
            (AskedResource::AsDocumented, Some(DoneOn::User | DoneOn::LogGroup) | None) => {
                RequestResource::Unknown
            }
        };
        Request { action: self.action.clone(), resource, context }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inquiry(action: &str) -> Inquiry {
        Inquiry {
            action: Action::new(action).unwrap(),
            requester: Requester::Anybody,
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
}
