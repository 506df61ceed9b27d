//! The limits of AWS Organizations on service control policies.
//!
//! They are known values and no law: AWS raised two of them in 2026, so whoever plans warns at them and lets AWS decide.
//! Page: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>

use crate::policy::PolicyDocument;

/// The longest document, in characters. White space counts, so documents are sent minified.
pub const MOST_CHARACTERS: usize = 10_240;

/// The most policies that are attached directly to a root, an OU or an account, `FullAWSAccess` among them.
pub const MOST_PER_TARGET: usize = 10;

/// The most policies of an organization.
pub const MOST_POLICIES: usize = 10_000;

/// From this size on, in characters, a document has little room left: nine tenths of the limit.
const NEAR: usize = MOST_CHARACTERS / 10 * 9;

/// A document's size against the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SizeVerdict {
    /// There is room.
    Fits {
        /// Characters, minified.
        characters: usize,
    },
    /// It fits, and little can be added.
    NearLimit {
        /// Characters, minified.
        characters: usize,
    },
    /// AWS is going to refuse it.
    TooLarge {
        /// Characters, minified.
        characters: usize,
    },
}

impl SizeVerdict {
    /// The size of a document, minified.
    pub fn of(document: &PolicyDocument) -> Self {
        Self::of_characters(document.minified_size())
    }

    /// What a number of characters means.
    pub fn of_characters(characters: usize) -> Self {
        if characters > MOST_CHARACTERS {
            Self::TooLarge { characters }
        } else if characters >= NEAR {
            Self::NearLimit { characters }
        } else {
            Self::Fits { characters }
        }
    }

    /// The characters.
    pub fn characters(self) -> usize {
        match self {
            Self::Fits { characters } | Self::NearLimit { characters } | Self::TooLarge { characters } => {
                characters
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_itself_fits() {
        assert_eq!(SizeVerdict::of_characters(9_215), SizeVerdict::Fits { characters: 9_215 });
        assert_eq!(SizeVerdict::of_characters(9_216), SizeVerdict::NearLimit { characters: 9_216 });
        assert_eq!(SizeVerdict::of_characters(10_240), SizeVerdict::NearLimit { characters: 10_240 });
        assert_eq!(SizeVerdict::of_characters(10_241), SizeVerdict::TooLarge { characters: 10_241 });
    }
}
