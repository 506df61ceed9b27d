//! Whom a key is for and what for.

use std::fmt;
use std::str::FromStr;

use super::TagValue;

/// The person or team a key is for, as the admin writes it: usually an e-mail address or a team name.
///
/// Lives in a tag of the key user, and so takes the characters a tag value takes. It never enters the user's name,
/// because the text of a key discloses that name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Owner(String);

/// What a key is for, where one owner has several. Empty for an owner's only key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Purpose(String);

/// The text cannot be an owner or a purpose.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidOwner {
    /// An owner must say something.
    #[error("an owner cannot be empty")]
    Empty,
    /// White space at either end would make two owners that look the same.
    #[error("`{0}` begins or ends with white space")]
    Padded(String),
    /// It is stored as a tag, and AWS would refuse it there.
    #[error(transparent)]
    Tag(#[from] super::InvalidTag),
}

impl Owner {
    /// The owner as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The owner as part of a file name or secret name: letters, digits, `.`, `_`, `-`, `@` and `+` stay, the rest
    /// becomes `-`. Two owners may share a slug; whatever must be unique adds the credential id.
    pub fn slug(&self) -> String {
        slug(&self.0)
    }
}

impl Purpose {
    /// The purpose as written; empty where none was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether no purpose was given.
    pub fn is_unnamed(&self) -> bool {
        self.0.is_empty()
    }

    /// The purpose as part of a file name, by the rule of [`Owner::slug`].
    pub fn slug(&self) -> String {
        slug(&self.0)
    }
}

fn slug(text: &str) -> String {
    let kept = |character: char| character.is_ascii_alphanumeric() || "._-@+".contains(character);
    let slug: String = text.chars().map(|character| if kept(character) { character } else { '-' }).collect();
    // A leading dot would hide the file, and a leading dash would read as an option.
    slug.trim_start_matches(['.', '-']).to_owned()
}

fn check(text: &str) -> Result<(), InvalidOwner> {
    if text.trim() != text {
        return Err(InvalidOwner::Padded(text.to_owned()));
    }
    TagValue::from_str(text)?;
    Ok(())
}

impl FromStr for Owner {
    type Err = InvalidOwner;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.trim().is_empty() {
            return Err(InvalidOwner::Empty);
        }
        check(text)?;
        Ok(Self(text.to_owned()))
    }
}

impl FromStr for Purpose {
    type Err = InvalidOwner;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        check(text)?;
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_takes_what_a_tag_value_takes() {
        for text in ["alice@example.com", "Team Größe", "group:ml/platform", "a_b.c=d+e-f"] {
            assert!(text.parse::<Owner>().is_ok(), "{text}");
        }
        for text in ["", "  ", " alice", "alice ", "a;b", "a\nb", "a\u{1b}[2Jb", "<alice>"] {
            assert!(text.parse::<Owner>().is_err(), "{text:?}");
        }
        assert!("x".repeat(256).parse::<Owner>().is_ok());
        assert!("x".repeat(257).parse::<Owner>().is_err());
    }

    #[test]
    fn a_slug_cannot_leave_its_directory_or_look_like_an_option() {
        for (owner, slug) in [("../../etc/passwd", "etc-passwd"), ("-rf", "rf"), ("Team Größe", "Team-Gr--e")]
        {
            let made = owner.parse::<Owner>().unwrap().slug();
            assert!(!made.contains('/') && !made.starts_with(['.', '-']), "{made}");
            assert_eq!(made.replace("..-", ""), slug);
        }
    }

    #[test]
    fn a_purpose_may_be_empty() {
        assert!("".parse::<Purpose>().unwrap().is_unnamed());
    }
}
