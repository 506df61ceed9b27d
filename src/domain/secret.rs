//! The secret of a key on its way from the answer of AWS to its sink.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

/// The text that is the key: whoever has it can use it.
///
/// Has no `Display`, no `Serialize`, no `Clone`; its `Debug` prints the type's name; its memory is wiped on drop.
/// `tests/architecture.rs` counts the places that expose it.
pub struct ApiKeySecret(SecretString);

impl ApiKeySecret {
    /// Takes the secret out of an answer; nothing where it is empty or has a character that a bearer token cannot have
    /// (RFC 6750, section 2.1), such as a line break that would smuggle a second line into a shell file.
    pub fn from_answer(text: String) -> Option<Self> {
        let text = Zeroizing::new(text);
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
        (!text.is_empty() && text.bytes().all(allowed)).then(|| Self(SecretString::from(text.as_str())))
    }

    /// The secret itself, for the sinks in `deliver` only.
    pub fn expose_secret(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for ApiKeySecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ApiKeySecret")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_does_not_show_it() {
        let secret = ApiKeySecret::from_answer("ABSKc2VjcmV0".to_owned()).unwrap();
        assert_eq!(format!("{secret:?}"), "ApiKeySecret");
        assert_eq!(secret.expose_secret(), "ABSKc2VjcmV0");
    }

    #[test]
    fn an_answer_that_would_break_out_of_its_line_is_no_secret() {
        for text in ["", "ABSK\nrm -rf", "ABSK'; true", "ABSK\u{1b}[2J", "ABSK é"] {
            assert!(ApiKeySecret::from_answer(text.to_owned()).is_none(), "{text:?}");
        }
    }
}
