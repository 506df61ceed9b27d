//! What can be wrong with the file of a record.

/// A file that is no record this program reads.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordFileError {
    /// Not JSON.
    #[error("the file is not JSON: {0}")]
    NotJson(String),
    /// JSON of something else.
    #[error("the file is not the record of a run: it lacks `\"kind\": \"bedrock-keys guardrail record\"`")]
    NotARecord,
    /// Of a version that this program does not know.
    #[error("the record has schema version {found}; this bedrock-keys reads version {known}")]
    Version {
        /// As written.
        found: String,
        /// The one that is known.
        known: u32,
    },
    /// A part of it makes no sense.
    #[error("at `{path}`: {message}")]
    Invalid {
        /// Where: `policies[3].before.there.id`.
        path: String,
        /// What is wrong there.
        message: String,
    },
}
