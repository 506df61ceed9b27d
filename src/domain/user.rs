//! Names and paths of IAM users, and the name of a generated one.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

use super::{AccountId, Owner, Purpose};

/// The name of an IAM user: 1 to 64 characters of `[\w+=,.@-]`, unique in an account whatever its case.
///
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html>
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserName(String);

/// The path of an IAM user: `/`, or `/…/` of printable ASCII, at most 512 characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserPath(String);

/// The text is not a user name AWS would take.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an IAM user name (1 to 64 letters, digits and `_+=,.@-`)")]
pub struct InvalidUserName(pub String);

/// The text is not a path AWS would take.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an IAM path (`/`, or `/NAME/` of printable characters, at most 512)")]
pub struct InvalidUserPath(pub String);

impl UserName {
    /// The name of the user generated for an owner's purpose in an account.
    ///
    /// Derived, so that a rerun finds what an interrupted run made; hashed, because the text of a key discloses the
    /// user's name to whoever holds the key. 100 bits of SHA-256 make two owners on one name no practical concern.
    pub fn derive(account: &AccountId, owner: &Owner, purpose: &Purpose) -> Self {
        let mut hasher = Sha256::new();
        for part in ["bedrock-keys user name v1", account.as_str(), owner.as_str(), purpose.as_str()] {
            // Each part's length goes first, so that no two triples make the same bytes.
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part.as_bytes());
        }
        let hash = data_encoding::BASE32_NOPAD.encode(&hasher.finalize());
        let short: String = hash.to_ascii_lowercase().chars().take(20).collect();
        Self(format!("bedrock-key-{short}"))
    }

    /// The name as IAM has it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl UserPath {
    /// The path of generated users, so that guardrails and boundaries can name them all: `/bedrock-keys/`.
    pub fn generated() -> Self {
        Self("/bedrock-keys/".to_owned())
    }

    /// The path as IAM has it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for UserName {
    type Err = InvalidUserName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte);
        if (1..=64).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidUserName(text.to_owned()))
        }
    }
}

impl FromStr for UserPath {
    type Err = InvalidUserPath;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let closed = text.starts_with('/') && text.ends_with('/');
        if closed && text.len() <= 512 && text.bytes().all(|byte| byte.is_ascii_graphic()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidUserPath(text.to_owned()))
        }
    }
}

impl fmt::Display for UserName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Display for UserPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn derive(account: &str, owner: &str, purpose: &str) -> String {
        UserName::derive(&account.parse().unwrap(), &owner.parse().unwrap(), &purpose.parse().unwrap()).0
    }

    #[test]
    fn a_generated_name_never_changes() {
        // Pinned: another name would orphan every user made so far.
        assert_eq!(derive("123456789012", "alice@example.com", ""), "bedrock-key-p7fzctlrlcdnh5tqeuc4");
    }

    #[test]
    fn a_generated_name_depends_on_each_part_and_shows_none() {
        let name = derive("123456789012", "alice@example.com", "chat");
        assert_eq!(name.len(), 32);
        assert!(name.parse::<UserName>().is_ok());
        assert!(!name.contains("alice"));
        for other in [
            derive("123456789013", "alice@example.com", "chat"),
            derive("123456789012", "alice@example.comc", "hat"),
            derive("123456789012", "alice@example.com", ""),
        ] {
            assert_ne!(name, other);
        }
    }

    #[test]
    fn names_and_paths_take_what_iam_takes() {
        assert!("a+b=c,d.e@f-g_h".parse::<UserName>().is_ok());
        assert!("x".repeat(64).parse::<UserName>().is_ok());
        for text in ["", "a b", "a/b", &"x".repeat(65), "é"] {
            assert!(text.parse::<UserName>().is_err(), "{text}");
        }
        for text in ["/", "/a/", "/a/b/"] {
            assert!(text.parse::<UserPath>().is_ok(), "{text}");
        }
        for text in ["", "a/", "/a", "/a b/", "/é/"] {
            assert!(text.parse::<UserPath>().is_err(), "{text}");
        }
    }
}
