//! The tree of a YAML document.

use super::Span;

/// A value and where it stands.
#[derive(Debug, Clone)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// Where it was written: behind an alias, the anchored text.
    pub span: Span,
    /// Where it is used: the alias, or the same as [`Node::span`].
    pub used: Span,
}

/// A YAML value by the rules of the YAML 1.2 core schema, with one exception: a number with leading zeros is text, so
/// that an account id stays itself.
#[derive(Debug, Clone)]
pub enum Value {
    /// Nothing after the colon, `~` or `null`.
    Null,
    /// `true` or `false`.
    Truth {
        /// Which.
        value: bool,
        /// As it was written.
        written: String,
    },
    /// A number, as it was written.
    Number(String),
    /// Text.
    Text(String),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping, in the order of the file and with repeated keys.
    Map(Vec<(Key, Node)>),
}

/// A key of a mapping.
#[derive(Debug, Clone)]
pub struct Key {
    /// The key.
    pub name: String,
    /// Where it stands.
    pub span: Span,
}

impl Value {
    /// What it is, in the words of a message.
    pub fn kind(&self) -> String {
        match self {
            Self::Null => "nothing".to_owned(),
            Self::Truth { written, .. } => format!("the truth value `{written}`"),
            Self::Number(written) => format!("the number `{written}`"),
            Self::Text(_) => "text".to_owned(),
            Self::List(_) => "a list".to_owned(),
            Self::Map(_) => "a mapping".to_owned(),
        }
    }
}
