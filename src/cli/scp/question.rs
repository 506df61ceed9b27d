//! The parts of a question on the command line: where a policy is attached, who asks, on what, with what.

use std::str::FromStr;

use super::PolicyReference;
use crate::domain::{AccountId, Arn};
use crate::policy::RequestResource;

/// A level of the organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicyPlace {
    /// The root.
    Root,
    /// An organizational unit, by the name it has in the answer.
    Unit(String),
    /// The account itself.
    Account,
}

/// A policy and where it is attached: `deny-api-keys`, `ou:Sandbox=./ours.json`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedPolicy {
    /// Where.
    pub place: PolicyPlace,
    /// What.
    pub policy: PolicyReference,
}

impl FromStr for PlacedPolicy {
    type Err = std::convert::Infallible;

    /// What stands before a `=` and is no place belongs to the name of a file.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (place, policy) = match text.split_once('=') {
            Some(("root", policy)) => (PolicyPlace::Root, policy),
            Some(("account", policy)) => (PolicyPlace::Account, policy),
            Some(("ou", policy)) => (PolicyPlace::Unit("ou".to_owned()), policy),
            Some((before, policy)) => match before.strip_prefix("ou:") {
                Some(name) if !name.is_empty() => (PolicyPlace::Unit(name.to_owned()), policy),
                Some(_) | None => (PolicyPlace::Root, text),
            },
            None => (PolicyPlace::Root, text),
        };
        Ok(Self { place, policy: policy.parse()? })
    }
}

/// A user or role that asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrincipalArn {
    /// As requests carry it.
    pub arn: Arn,
    /// Its account.
    pub account: AccountId,
}

/// The text is no principal that a request could carry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPrincipal {
    /// Something else.
    #[error("write the ARN of a user or role, such as `arn:aws:iam::123456789012:role/admin`")]
    NoPrincipal,
    /// A session.
    #[error("requests of a session carry the ARN of its role; write `arn:aws:iam::ACCOUNT:role/NAME`")]
    Session,
}

impl FromStr for PrincipalArn {
    type Err = InvalidPrincipal;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.split(':').nth(2) == Some("sts") {
            return Err(InvalidPrincipal::Session);
        }
        let arn: Arn = text.parse().map_err(|_| InvalidPrincipal::NoPrincipal)?;
        let account = arn.account().ok_or(InvalidPrincipal::NoPrincipal)?;
        let resource = arn.resource();
        let named = ["user/", "role/"].iter().any(|kind| resource.starts_with(kind)) || resource == "root";
        if !named || text.contains(['*', '?']) || text.split(':').nth(2) != Some("iam") {
            return Err(InvalidPrincipal::NoPrincipal);
        }
        Ok(Self { arn, account })
    }
}

/// The resource of a request: an ARN, or `*` for an action without resource types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceChoice(pub RequestResource);

/// The text is no resource.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("write one ARN without wildcards, or `*` for an action without resource types")]
pub struct InvalidResource;

impl FromStr for ResourceChoice {
    type Err = InvalidResource;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "*" => Ok(Self(RequestResource::NoResourceType)),
            text if text.starts_with("arn:")
                && text.split(':').count() >= 6
                && !text.contains(['*', '?']) =>
            {
                Ok(Self(RequestResource::Arn(text.to_owned())))
            }
            _ => Err(InvalidResource),
        }
    }
}

/// A value of a context key: `aws:RequestedRegion=eu-central-1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContextChoice {
    /// The key.
    pub key: String,
    /// One of its values.
    pub value: String,
}

/// The text gives no context key a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "write KEY=VALUE, such as `aws:RequestedRegion=eu-central-1`; a key that is not there is --absent KEY"
)]
pub struct InvalidContextChoice;

impl FromStr for ContextChoice {
    type Err = InvalidContextChoice;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('=') {
            Some((key, value)) if key.contains(':') => {
                Ok(Self { key: key.to_owned(), value: value.to_owned() })
            }
            Some(_) | None => Err(InvalidContextChoice),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_stands_before_the_policy_and_anything_else_belongs_to_it() {
        let placed = |text: &str| {
            let placed: PlacedPolicy = text.parse().unwrap();
            (placed.place, placed.policy.to_string())
        };
        assert_eq!(placed("deny-api-keys"), (PolicyPlace::Root, "deny-api-keys".to_owned()));
        assert_eq!(placed("account=a=b.json"), (PolicyPlace::Account, "a=b.json".to_owned()));
        assert_eq!(placed("ou=x"), (PolicyPlace::Unit("ou".to_owned()), "x".to_owned()));
        assert_eq!(placed("ou:A b=x"), (PolicyPlace::Unit("A b".to_owned()), "x".to_owned()));
        for text in ["a=b.json", "ou:=x", "./root=x"] {
            assert_eq!(placed(text), (PolicyPlace::Root, text.to_owned()), "{text}");
        }
    }

    #[test]
    fn a_session_is_answered_with_what_requests_carry() {
        let parsed = |text: &str| text.parse::<PrincipalArn>().map(|it| it.account.to_string());
        assert_eq!(parsed("arn:aws:iam::123456789012:role/team/a"), Ok("123456789012".to_owned()));
        assert_eq!(parsed("arn:aws:sts::123456789012:assumed-role/a/b"), Err(InvalidPrincipal::Session));
        for text in ["", "a", "arn:aws:iam::*:role/a", "arn:aws:s3:::a", "arn:aws:iam::123456789012:policy/a"]
        {
            assert_eq!(parsed(text), Err(InvalidPrincipal::NoPrincipal), "{text}");
        }
    }

    #[test]
    fn a_star_is_no_resource_type_and_a_pattern_is_no_resource() {
        assert_eq!("*".parse(), Ok(ResourceChoice(RequestResource::NoResourceType)));
        assert!("arn:aws:iam::123456789012:user/a".parse::<ResourceChoice>().is_ok());
        for text in ["", "user/a", "arn:aws:iam", "arn:aws:iam::123456789012:user/*"] {
            assert!(text.parse::<ResourceChoice>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_context_key_has_its_colon_and_may_have_an_empty_value() {
        let choice: ContextChoice = "aws:PrincipalTag/a=b=c".parse().unwrap();
        assert_eq!((choice.key.as_str(), choice.value.as_str()), ("aws:PrincipalTag/a", "b=c"));
        assert_eq!("aws:x=".parse::<ContextChoice>().unwrap().value, "");
        for text in ["", "aws:x", "x=y"] {
            assert!(text.parse::<ContextChoice>().is_err(), "{text}");
        }
    }
}
