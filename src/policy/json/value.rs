//! Owns the plain JSON value: order and number spelling kept, positions forgotten.

/// A JSON value as it was written: member order and the spelling of numbers are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number, in the spelling of its author (`1.0` stays `1.0`).
    Number(String),
    /// A string, unescaped.
    Text(String),
    /// An array.
    List(Vec<Json>),
    /// An object, in the order of its author.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// A text value.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}
