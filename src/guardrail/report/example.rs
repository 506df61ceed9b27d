//! Owns a request as it is shown: who asks for what, on what, with what that matters.

use std::fmt;

use crate::guardrail::Question;
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

const AGE: &str = "iam:ServiceSpecificCredentialAgeDays";

/// Keys that say what is asked for, as AWS spells them.
const TELLING: [&str; 4] = [
    "bedrock:BearerTokenType",
    "bedrock-mantle:BearerTokenType",
    "iam:ServiceSpecificCredentialServiceName",
    AGE,
];

impl Example {
    /// A request as it is shown.
    pub fn of(question: Question, request: &Request) -> Self {
        let single = |key: &str| match request.context.get(key) {
            ContextValue::Single(value) => Some(value.clone()),
            ContextValue::Multiple(_)
            | ContextValue::Absent
            | ContextValue::Unknown
            | ContextValue::PresentButUnknown => None,
        };
        let telling = TELLING.iter().filter_map(|key| Some(((*key).to_owned(), single(key)?)));
        let tags = request.context.listed().filter_map(|(key, value)| match value {
            ContextValue::Single(value) => {
                let tag = key.strip_prefix("aws:principaltag/")?;
                Some((format!("aws:PrincipalTag/{tag}"), value.clone()))
            }
            ContextValue::Multiple(_)
            | ContextValue::Absent
            | ContextValue::Unknown
            | ContextValue::PresentButUnknown => None,
        });
        let ageless = matches!(question, Question::Create(_)) && single(AGE).is_none();
        Self {
            principal: single("aws:PrincipalArn").unwrap_or_else(|| "anybody".to_owned()),
            action: request.action.as_str().to_owned(),
            resource: match &request.resource {
                RequestResource::Arn(arn) => Some(arn.clone()),
                RequestResource::NoResourceType | RequestResource::Unknown => None,
            },
            context: telling.chain(tags).collect(),
            without: ageless.then_some(AGE),
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
