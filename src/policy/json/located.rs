//! Owns a JSON value together with the byte offset each part of it started at.

use super::Json;

/// A value and where it starts.
#[derive(Debug, Clone)]
pub(crate) struct LocatedValue {
    /// Byte offset of the first character.
    pub(crate) offset: usize,
    /// What was read there.
    pub(crate) shape: Shape,
}

/// What kind of value was read.
#[derive(Debug, Clone)]
pub(crate) enum Shape {
    Null,
    Boolean(bool),
    Number(String),
    Text(String),
    List(Vec<LocatedValue>),
    Object(Vec<LocatedMember>),
}

/// One `"name": value` of an object.
#[derive(Debug, Clone)]
pub(crate) struct LocatedMember {
    pub(crate) name: String,
    /// Byte offset of the name's opening quote.
    pub(crate) offset: usize,
    pub(crate) value: LocatedValue,
}

impl LocatedValue {
    /// What this is, in words for a message.
    pub(crate) fn kind(&self) -> &'static str {
        match self.shape {
            Shape::Null => "null",
            Shape::Boolean(_) => "a boolean",
            Shape::Number(_) => "a number",
            Shape::Text(_) => "a string",
            Shape::List(_) => "an array",
            Shape::Object(_) => "an object",
        }
    }

    /// The value without its positions.
    pub(crate) fn to_json(&self) -> Json {
        match &self.shape {
            Shape::Null => Json::Null,
            Shape::Boolean(value) => Json::Boolean(*value),
            Shape::Number(spelling) => Json::Number(spelling.clone()),
            Shape::Text(text) => Json::Text(text.clone()),
            Shape::List(items) => Json::List(items.iter().map(Self::to_json).collect()),
            Shape::Object(members) => Json::Object(
                members.iter().map(|member| (member.name.clone(), member.value.to_json())).collect(),
            ),
        }
    }
}
