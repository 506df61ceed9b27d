//! Requests of the AWS JSON protocol.
//!
//! Owns reading of members; a member of the wrong type is a `SerializationException`, as in AWS.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::AwsError;

/// The members of one request.
#[derive(Debug, Default)]
pub(crate) struct Fields(Map<String, Value>);

impl Fields {
    /// Reads a body; an empty one is a request without members.
    pub(crate) fn parse(body: &[u8]) -> Result<Self, AwsError> {
        if body.is_empty() {
            return Ok(Self::default());
        }
        serde_json::from_slice(body).map(Self).map_err(|_| wrong_type())
    }

    pub(crate) fn text(&self, name: &str) -> Result<Option<&str>, AwsError> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(wrong_type()),
        }
    }

    pub(crate) fn integer(&self, name: &str) -> Result<Option<i64>, AwsError> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => value.as_i64().map(Some).ok_or_else(wrong_type),
        }
    }

    /// A list of texts; absent is empty.
    pub(crate) fn texts(&self, name: &str) -> Result<Vec<&str>, AwsError> {
        self.array(name)?.iter().map(|item| item.as_str().ok_or_else(wrong_type)).collect()
    }

    /// A list of `{Key, Value}` structures; absent is empty.
    pub(crate) fn pairs(&self, name: &str) -> Result<Vec<(&str, &str)>, AwsError> {
        self.array(name)?
            .iter()
            .map(|item| {
                let member = |key| item.get(key).and_then(Value::as_str);
                member("Key").zip(member("Value")).ok_or_else(wrong_type)
            })
            .collect()
    }

    fn array(&self, name: &str) -> Result<&[Value], AwsError> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(&[]),
            Some(Value::Array(items)) => Ok(items),
            Some(_) => Err(wrong_type()),
        }
    }
}

fn wrong_type() -> AwsError {
    AwsError::new(400, "SerializationException", "Unexpected value type in the request body.")
}

/// Seconds since 1970, as JSON protocols write times.
pub(crate) fn epoch(timestamp: Timestamp) -> f64 {
    timestamp.as_duration().as_secs_f64()
}
