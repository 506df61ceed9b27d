//! What AWS answers when it refuses.
//!
//! Owns the code, the HTTP status and the message of a refusal; how it is written to the wire is the protocol's.

use std::borrow::Cow;

/// A refusal, as the caller reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AwsError {
    /// The HTTP status code.
    pub(crate) status: u16,
    /// The error code that clients branch on.
    pub(crate) code: Cow<'static, str>,
    /// The sentence for people.
    pub(crate) message: String,
    /// The `Reason` member that Organizations adds to some errors.
    pub(crate) reason: Option<&'static str>,
    /// What becomes of the changes a write made before it refused.
    pub(crate) changes: Changes,
}

/// What becomes of the changes a write made before it refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Changes {
    Dropped,
    Kept,
}

impl AwsError {
    pub(crate) fn new(status: u16, code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self { status, code: code.into(), message: message.into(), reason: None, changes: Changes::Dropped }
    }

    pub(crate) fn with_reason(mut self, reason: &'static str) -> Self {
        self.reason = Some(reason);
        self
    }

    /// Refuses, and remembers all the same.
    pub(crate) fn keeping_changes(mut self) -> Self {
        self.changes = Changes::Kept;
        self
    }

    pub(crate) fn no_such_entity(message: impl Into<String>) -> Self {
        Self::new(404, "NoSuchEntity", message)
    }

    pub(crate) fn entity_already_exists(message: impl Into<String>) -> Self {
        Self::new(409, "EntityAlreadyExists", message)
    }

    pub(crate) fn validation(message: impl Into<String>) -> Self {
        Self::new(400, "ValidationError", message)
    }

    /// The sentence the services' shared validation layer writes for one bad member.
    pub(crate) fn constraint(value: &str, member: &str, constraint: &str) -> Self {
        Self::validation(format!(
            "1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: \
             Member must {constraint}"
        ))
    }

    pub(crate) fn invalid_input(message: impl Into<String>) -> Self {
        Self::new(400, "InvalidInput", message)
    }

    pub(crate) fn malformed_input() -> Self {
        Self::new(400, "MalformedInput", "Request could not be parsed: an element has the wrong type.")
    }

    pub(crate) fn limit_exceeded(message: impl Into<String>) -> Self {
        Self::new(409, "LimitExceeded", message)
    }

    pub(crate) fn delete_conflict(message: impl Into<String>) -> Self {
        Self::new(409, "DeleteConflict", message)
    }

    /// The sandbox itself failed, for example on its disk.
    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self::new(500, "InternalFailure", message)
    }
}
