//! Owns the request that policies are asked about.

use super::Context;

/// A request: who asks is part of the context (`aws:PrincipalArn` and its like).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// What is to be done.
    pub action: Action,
    /// On what.
    pub resource: RequestResource,
    /// Under which circumstances.
    pub context: Context,
}

/// One action, `service:Name`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Action(String);

/// Why a text is no action.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no action of the form `service:Name` without wildcards")]
pub struct NotAnAction(String);

impl Action {
    /// The action of this name.
    ///
    /// # Errors
    /// When it is not `service:Name` of ASCII letters, digits, `-` and `_`.
    pub fn new(name: impl Into<String>) -> Result<Self, NotAnAction> {
        let name = name.into();
        let plain = |part: &str| {
            !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        };
        match name.split_once(':') {
            Some((service, action)) if plain(service) && plain(action) => Ok(Self(name)),
            Some(_) | None => Err(NotAnAction(name.escape_debug().to_string())),
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The resource of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestResource {
    /// The action has no resource types (`bedrock:CallWithBearerToken`): only a pattern of nothing but `*` matches.
    ///
    /// Page: <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>
    /// ("If there is no value for this column, you must specify all resources (`*`)").
    NoResourceType,
    /// This ARN.
    Arn(String),
    /// Not known.
    Unknown,
}
