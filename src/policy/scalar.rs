//! Owns a single value of a policy: AWS takes strings, numbers and booleans where a condition value stands.
//!
//! Page: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html> (`condition_value`).

use super::Json;

/// A condition value, in the JSON type its author chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scalar {
    /// `"90"`.
    Text(String),
    /// `90`, in its author's spelling.
    Number(String),
    /// `true`.
    Boolean(bool),
}

impl Scalar {
    /// The value as the text that conditions compare.
    pub fn as_text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Number(text) => text,
            Self::Boolean(true) => "true",
            Self::Boolean(false) => "false",
        }
    }

    pub(crate) fn to_json(&self) -> Json {
        match self {
            Self::Text(text) => Json::Text(text.clone()),
            Self::Number(spelling) => Json::Number(spelling.clone()),
            Self::Boolean(value) => Json::Boolean(*value),
        }
    }
}
