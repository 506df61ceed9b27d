//! Owns a request as it is shown: who asks for what, on what, with what that matters.

use std::fmt;

use crate::domain::AccountId;
use crate::guardrail::condition_key::{principal_tag, tag_asked_for};
use crate::guardrail::{BEDROCK_SERVICE, ConditionKey, KeyAction};
use crate::policy::{ContextValue, Request, RequestResource};

/// A concrete request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// Who asks.
    pub principal: String,
    /// For which action.
    pub action: String,
    /// On what; nothing where the action has no resource.
    pub resource: Option<String>,
    /// Keys of the context that matter, as AWS spells them, with their values.
    pub context: Vec<(String, String)>,
    /// A key that the request does not carry, where that is the point.
    pub without: Option<&'static str>,
}

impl Example {
    /// A request as it is shown.
    pub fn of(request: &Request) -> Self {
        let single = |key: &str| match request.context.get(key) {
            ContextValue::Single(value) => Some(value.clone()),
            ContextValue::Multiple(_)
            | ContextValue::Absent
            | ContextValue::Unknown
            | ContextValue::PresentButUnknown => None,
        };
        let telling =
            ConditionKey::about_keys().filter_map(|key| Some((key.name.to_owned(), single(key.name)?)));
        let tags = request.context.listed().filter_map(|(key, value)| match value {
            ContextValue::Single(value) => Some((principal_tag(tag_asked_for(key)?), value.clone())),
            ContextValue::Multiple(_)
            | ContextValue::Absent
            | ContextValue::Unknown
            | ContextValue::PresentButUnknown => None,
        });
        let creates = KeyAction::named(request.action.as_str()) == Some(KeyAction::Create)
            && single(ConditionKey::SERVICE.name).as_deref() == Some(BEDROCK_SERVICE);
        let ageless = creates && single(ConditionKey::AGE.name).is_none();
        Self {
            principal: single(ConditionKey::PRINCIPAL_ARN.name).unwrap_or_else(|| "anybody".to_owned()),
            action: request.action.as_str().to_owned(),
            resource: match &request.resource {
                RequestResource::Arn(arn) => Some(arn.clone()),
                RequestResource::NoResourceType | RequestResource::Unknown => None,
            },
            context: telling.chain(tags).collect(),
            without: ageless.then_some(ConditionKey::AGE.name),
        }
    }

    /// The same request in another account. Accounts with the same policies share an example, and SCPs bind principals in
    /// their own account, so that every ARN of a request is of that.
    pub fn asked_in(&self, account: &AccountId) -> Self {
        let moved = |arn: &str| {
            let mut parts: Vec<&str> = arn.splitn(6, ':').collect();
            if let [_, _, _, _, owner, _] = parts.as_mut_slice() {
                *owner = account.as_str();
            }
            parts.join(":")
        };
        Self {
            principal: moved(&self.principal),
            resource: self.resource.as_deref().map(moved),
            ..self.clone()
        }
    }
}

impl fmt::Display for Example {
    /// `bedrock:CallWithBearerToken by arn:… with bedrock:BearerTokenType LONG_TERM`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} by {}", self.action, self.principal)?;
        if let Some(resource) = &self.resource {
            write!(formatter, " on {resource}")?;
        }
        for (position, (key, value)) in self.context.iter().enumerate() {
            let joined = if position == 0 { " with" } else { " and" };
            write!(formatter, "{joined} {key} {value}")?;
        }
        match self.without {
            Some(key) => write!(formatter, ", without {key}"),
            None => Ok(()),
        }
    }
}
