//! Owns action and resource patterns: what they may look like, and what they match.

use super::Ternary;
use super::glob::{self, Case, Token};

/// One value of `Action` or `NotAction`: `service:Name` with `*` and `?` anywhere, without case.
///
/// Page: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ActionPattern(String);

/// What stands for any name in a made-up action.
const ANY: &str = "Anything";

impl ActionPattern {
    /// An action of a service that nothing names: only a `NotAction` or a wildcard over services is about it.
    pub(crate) const SOME_OTHER: &'static str = "some-other-service:Anything";

    /// `*`: every action.
    pub(super) fn everything() -> Self {
        Self("*".to_owned())
    }

    /// The pattern, or what is wrong with it.
    ///
    /// # Errors
    /// A message when the pattern is empty, or is neither `*` nor of the form `service:name`.
    pub fn new(written: impl Into<String>) -> Result<Self, String> {
        let written = written.into();
        if written.is_empty() {
            return Err("an action must not be empty".to_owned());
        }
        let everything = written.chars().all(|character| character == '*');
        match written.split_once(':') {
            Some((service, name)) if !service.is_empty() && !name.is_empty() && !name.contains(':') => {
                Ok(Self(written))
            }
            None if everything => Ok(Self(written)),
            Some(_) | None => {
                Err(format!("the action `{}` is neither `*` nor `service:name`", written.escape_debug()))
            }
        }
    }

    /// The pattern as its author wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// An action that it matches and that there is not: `bedrock*:Call*` becomes `bedrock:CallAnything`. What is about this one
    /// is about all that the pattern is about.
    pub(crate) fn made_up(&self) -> String {
        let Some((service, name)) = self.0.split_once(':') else {
            return Self::SOME_OTHER.to_owned();
        };
        let known: String = service.chars().filter(|character| *character != '*').collect();
        let service =
            if known.is_empty() { "some-other-service".to_owned() } else { known.replace('?', "x") };
        format!("{service}:{}", name.replace('*', ANY).replace('?', "x"))
    }

    /// Whether an action (`service:Name`) matches. Policy variables mean nothing here.
    pub fn matches(&self, action: &str) -> bool {
        glob::matches(glob::tokens(&self.0), action, Case::Insensitive)
    }
}

/// One value of `Resource` or `NotResource`: an ARN with `*` and `?`, possibly with policy variables, or `*`.
///
/// Page: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ResourcePattern(String);

/// Fields of an ARN: `arn:partition:service:region:account:resource`.
const ARN_FIELDS: usize = 6;

impl ResourcePattern {
    /// `*`: every resource.
    pub(super) fn everything() -> Self {
        Self("*".to_owned())
    }

    /// The pattern, or what is wrong with it.
    ///
    /// # Errors
    /// A message when the pattern is empty.
    pub fn new(written: impl Into<String>) -> Result<Self, String> {
        let written = written.into();
        if written.is_empty() {
            return Err("a resource must not be empty".to_owned());
        }
        Ok(Self(written))
    }

    /// The pattern as its author wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is nothing but `*`, and so matches every resource and every action without one.
    pub fn is_everything(&self) -> bool {
        self.0.chars().all(|character| character == '*')
    }

    /// Whether it looks like an ARN.
    pub fn is_arn(&self) -> bool {
        self.0.starts_with("arn:")
    }

    /// Whether it is an ARN with fewer than the six fields; AWS adds `:*` for the missing ones.
    pub fn is_incomplete_arn(&self) -> bool {
        self.is_arn() && self.0.split(':').count() < ARN_FIELDS
    }

    /// The wildcards that AWS adds to an ARN with fewer than six fields.
    ///
    /// Page: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html> ("incomplete ARN").
    fn completion(&self) -> usize {
        if self.is_arn() { ARN_FIELDS.saturating_sub(self.0.split(':').count()) } else { 0 }
    }

    /// Whether an ARN matches, for a pattern without policy variables. Allocates nothing unless colons decide.
    pub(crate) fn matches_plain(&self, resource: &str) -> Ternary {
        if self.is_everything() {
            return Ternary::True;
        }
        self.matches_completed(glob::tokens(&self.0), resource)
    }

    /// Whether an ARN matches a pattern whose variables are resolved.
    pub(crate) fn matches_resolved(&self, resolved: &[Token], resource: &str) -> Ternary {
        self.matches_completed(resolved.iter().copied(), resource)
    }

    /// An incomplete ARN that matches only as it stands, by a `*` that runs over several fields, is not decided.
    fn matches_completed(&self, pattern: impl Iterator<Item = Token> + Clone, resource: &str) -> Ternary {
        let completion = [Token::Literal(':'), Token::AnyMany];
        let added = std::iter::repeat_n(completion, self.completion()).flatten();
        match Self::matches_tokens(pattern.clone().chain(added), resource) {
            Ternary::False if self.completion() > 0 && glob::matches(pattern, resource, Case::Sensitive) => {
                Ternary::Unknown
            }
            matched @ (Ternary::False | Ternary::Unknown | Ternary::True) => matched,
        }
    }

    /// AWS documents that a wildcard stays in its segment unless it is a `*` at the segment's end; that the ARN is
    /// then compared as one string is folklore. Where the two readings differ the answer is "unknown".
    fn matches_tokens(pattern: impl Iterator<Item = Token> + Clone, resource: &str) -> Ternary {
        if !glob::matches(pattern.clone(), resource, Case::Sensitive) {
            return Ternary::False;
        }
        let pattern: Vec<Token> = pattern.collect();
        if pattern.iter().all(|token| matches!(token, Token::Literal(_)))
            || glob::matches_within_segments(&pattern, resource)
        {
            Ternary::True
        } else {
            Ternary::Unknown
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resource(pattern: &str, arn: &str) -> Ternary {
        ResourcePattern::new(pattern).unwrap().matches_plain(arn)
    }

    #[test]
    fn actions_match_without_case_and_with_wildcards_anywhere() {
        for pattern in
            ["*", "bedrock:*", "bedrock*:CallWith*", "*:CallWithBearerToken", "BEDROCK:callwith?earerToken"]
        {
            assert!(ActionPattern::new(pattern).unwrap().matches("bedrock:CallWithBearerToken"), "{pattern}");
        }
        assert!(!ActionPattern::new("bedrock:*").unwrap().matches("bedrock-mantle:CallWithBearerToken"));
    }

    #[test]
    fn an_action_needs_a_service_or_is_everything() {
        for pattern in ["", "CallWithBearerToken", ":x", "bedrock:", "a:b:c"] {
            assert!(ActionPattern::new(pattern).is_err(), "{pattern}");
        }
        assert!(ActionPattern::new("**").is_ok());
    }

    #[test]
    fn a_star_at_the_end_of_a_segment_goes_past_colons() {
        assert_eq!(resource("arn:aws:iam::*", "arn:aws:iam::123456789012:user/x"), Ternary::True);
        assert_eq!(resource("arn:aws:iam::*:user/x", "arn:aws:iam::123456789012:user/x"), Ternary::True);
        assert_eq!(resource("arn:aws:*:user/x", "arn:aws:iam::123456789012:user/x"), Ternary::Unknown);
    }

    #[test]
    fn a_wildcard_inside_a_segment_past_a_colon_is_not_decided() {
        assert_eq!(resource("arn:aws:s*x", "arn:aws:sqs:eu-west-1:123456789012:x"), Ternary::Unknown);
        assert_eq!(
            resource("arn:aws:sqs?eu-west-1:123456789012:x", "arn:aws:sqs:eu-west-1:123456789012:x"),
            Ternary::Unknown
        );
        assert_eq!(resource("arn:aws:s*y", "arn:aws:sqs:eu-west-1:123456789012:x"), Ternary::False);
    }

    #[test]
    fn a_pattern_becomes_an_action_that_it_matches() {
        for (pattern, concrete) in [
            ("dynamodb:*", "dynamodb:Anything"),
            ("bedrock*:Call*", "bedrock:CallAnything"),
            ("s3:Get?bject", "s3:Getxbject"),
            ("*:Call*Token", "some-other-service:CallAnythingToken"),
            ("*", ActionPattern::SOME_OTHER),
        ] {
            let pattern = ActionPattern::new(pattern).unwrap();
            assert_eq!(pattern.made_up(), concrete);
            assert!(pattern.matches(concrete), "{}", pattern.as_str());
        }
    }

    #[test]
    fn incomplete_arns_are_completed_with_wildcards() {
        assert_eq!(resource("arn:aws:iam", "arn:aws:iam::123456789012:user/x"), Ternary::True);
        assert_eq!(resource("arn:aws:iam", "arn:aws:sqs::123456789012:x"), Ternary::False);
        assert!(ResourcePattern::new("arn:aws:iam::*").unwrap().is_incomplete_arn());
    }

    #[test]
    fn resources_match_with_case() {
        assert_eq!(resource("arn:aws:iam::1:user/Bob", "arn:aws:iam::1:user/bob"), Ternary::False);
    }
}
