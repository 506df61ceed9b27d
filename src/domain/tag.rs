//! Tags as IAM takes them.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// The prefix of the tags this tool writes on the users it manages; no one else may choose a key under it.
pub const MANAGED_PREFIX: &str = "bedrock-keys:";

/// The tag that says that a user or a policy is this tool's, where its value is [`MANAGED`].
pub const MANAGED_TAG: &str = "bedrock-keys:managed";

/// The one value of [`MANAGED_TAG`] that counts: whoever writes another one takes the thing away from this tool.
pub const MANAGED: &str = "true";

/// Whether tags say that what carries them is this tool's.
pub fn are_managed(tags: &BTreeMap<String, String>) -> bool {
    tags.get(MANAGED_TAG).is_some_and(|value| value == MANAGED)
}

/// A tag key: 1 to 128 characters.
///
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_Tag.html>
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TagKey(String);

/// A tag value: 0 to 256 characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TagValue(String);

/// AWS would refuse the tag, and with it the whole user.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTag {
    /// A key needs at least one character.
    #[error("a tag key cannot be empty")]
    EmptyKey,
    /// Longer than AWS takes.
    #[error("{what} has {length} characters, AWS takes at most {limit}")]
    TooLong {
        /// `tag key` or `tag value`.
        what: &'static str,
        /// Characters found.
        length: usize,
        /// Characters allowed.
        limit: usize,
    },
    /// A character AWS does not take.
    #[error(
        "{what} `{text}` has the character {character:?}; AWS takes letters, digits, spaces and `_.:/=+-@`"
    )]
    Character {
        /// `tag key` or `tag value`.
        what: &'static str,
        /// The whole text.
        text: String,
        /// The first character refused.
        character: char,
    },
    /// `aws:` is AWS's own prefix.
    #[error("tag key `{0}` begins with `aws:`, which AWS keeps for itself")]
    AwsPrefix(String),
    /// `bedrock-keys:` is this tool's own prefix.
    #[error("tag key `{0}` begins with `bedrock-keys:`, which this tool keeps for itself")]
    ManagedPrefix(String),
}

impl TagKey {
    /// The key as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Parses a key an admin chose: what [`TagKey::from_str`] takes, without the prefixes that are taken.
    pub fn chosen(text: &str) -> Result<Self, InvalidTag> {
        let key: Self = text.parse()?;
        let lower = text.to_ascii_lowercase();
        if lower.starts_with("aws:") {
            Err(InvalidTag::AwsPrefix(text.to_owned()))
        } else if lower.starts_with(MANAGED_PREFIX) {
            Err(InvalidTag::ManagedPrefix(text.to_owned()))
        } else {
            Ok(key)
        }
    }
}

impl TagValue {
    /// The value as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// `[\p{L}\p{Z}\p{N}_.:/=+\-@]`, the documented class; [`char::is_alphanumeric`] is `\p{Alphabetic}` and `\p{N}`,
/// and of the separators only those that a terminal can show as a space are taken.
fn check(what: &'static str, text: &str, limit: usize) -> Result<(), InvalidTag> {
    let length = text.chars().count();
    if length > limit {
        return Err(InvalidTag::TooLong { what, length, limit });
    }
    let allowed =
        |character: char| character.is_alphanumeric() || character == ' ' || "_.:/=+-@".contains(character);
    match text.chars().find(|character| !allowed(*character)) {
        Some(character) => Err(InvalidTag::Character { what, text: text.to_owned(), character }),
        None => Ok(()),
    }
}

impl FromStr for TagKey {
    type Err = InvalidTag;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() {
            return Err(InvalidTag::EmptyKey);
        }
        check("tag key", text, 128)?;
        Ok(Self(text.to_owned()))
    }
}

impl FromStr for TagValue {
    type Err = InvalidTag;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        check("tag value", text, 256)?;
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for TagKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Display for TagValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_counted_in_characters() {
        assert!("é".repeat(128).parse::<TagKey>().is_ok());
        assert!("é".repeat(129).parse::<TagKey>().is_err());
        assert!("é".repeat(256).parse::<TagValue>().is_ok());
        assert!("é".repeat(257).parse::<TagValue>().is_err());
        assert!("".parse::<TagValue>().is_ok());
        assert!("".parse::<TagKey>().is_err());
    }

    #[test]
    fn reserved_prefixes_are_refused_whatever_their_case() {
        for key in ["aws:owner", "AWS:owner", "bedrock-keys:owner", "Bedrock-Keys:owner"] {
            assert!(TagKey::chosen(key).is_err(), "{key}");
        }
        assert!(TagKey::chosen("team").is_ok());
    }

    #[test]
    fn control_characters_are_refused() {
        assert!(matches!(
            "a\u{7}".parse::<TagValue>(),
            Err(InvalidTag::Character { character: '\u{7}', .. })
        ));
    }
}
