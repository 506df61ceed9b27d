//! Foundation models, inference profiles and Regions, as an admin names them to narrow a key.

use std::fmt;
use std::str::FromStr;

/// A foundation model (`anthropic.claude-sonnet-4-5-20250929-v1:0`) or a cross-Region inference profile (the same with
/// a geography in front, `eu.anthropic.…`), `*` allowed as a wildcard.
///
/// <https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html>
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ModelId(String);

/// An AWS Region, such as `eu-central-1`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Region(String);

/// The text is not a model id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a model id (such as `anthropic.claude-sonnet-4-5-20250929-v1:0`, `eu.anthropic.*`)")]
pub struct InvalidModelId(pub String);

/// The text is not a Region.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an AWS Region (such as `eu-central-1`)")]
pub struct InvalidRegion(pub String);

/// The geographies that cross-Region inference profiles begin with.
const GEOGRAPHIES: [&str; 8] = ["us", "us-gov", "eu", "apac", "au", "jp", "ca", "global"];

impl ModelId {
    /// The id as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The model behind a cross-Region inference profile, or nothing where this is a model itself.
    pub fn behind_profile(&self) -> Option<&str> {
        let (geography, model) = self.0.split_once('.')?;
        (GEOGRAPHIES.contains(&geography) && !model.is_empty()).then_some(model)
    }
}

impl Region {
    /// The Region as AWS writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ModelId {
    type Err = InvalidModelId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let allowed =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".:-_*".contains(&byte);
        if (1..=140).contains(&text.len()) && text.contains('.') && text.bytes().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidModelId(text.to_owned()))
        }
    }
}

impl FromStr for Region {
    type Err = InvalidRegion;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts: Vec<&str> = text.split('-').collect();
        let word = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
        let well_formed = match parts.split_last() {
            Some((number, words)) => {
                words.len() >= 2
                    && words.iter().all(word)
                    && (1..=2).contains(&number.len())
                    && number.bytes().all(|byte| byte.is_ascii_digit())
            }
            None => false,
        };
        if well_formed { Ok(Self(text.to_owned())) } else { Err(InvalidRegion(text.to_owned())) }
    }
}

impl fmt::Display for ModelId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Display for Region {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_told_from_a_model() {
        let model = |text: &str| text.parse::<ModelId>().unwrap();
        assert_eq!(model("eu.anthropic.claude-v1:0").behind_profile(), Some("anthropic.claude-v1:0"));
        assert_eq!(model("anthropic.claude-v1:0").behind_profile(), None);
        assert_eq!(model("us.*").behind_profile(), Some("*"));
    }

    #[test]
    fn models_and_regions_are_checked() {
        for text in ["", "claude", "Anthropic.claude", "a.b/c", "a.\"b"] {
            assert!(text.parse::<ModelId>().is_err(), "{text}");
        }
        for text in ["eu-central-1", "us-gov-west-1", "ap-southeast-2", "us-isob-east-1"] {
            assert!(text.parse::<Region>().is_ok(), "{text}");
        }
        for text in ["", "eu", "eu-central", "EU-central-1", "eu--1", "eu-central-1a", "*"] {
            assert!(text.parse::<Region>().is_err(), "{text}");
        }
    }
}
