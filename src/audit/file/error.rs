//! What can be wrong with a snapshot file.

/// A file that is no snapshot this program reads.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotFileError {
    /// Not JSON.
    #[error("the file is not JSON: {0}")]
    NotJson(String),
    /// JSON of something else.
    #[error("the file is not a snapshot: it lacks `\"kind\": \"bedrock-keys snapshot\"`")]
    NotASnapshot,
    /// Of a version that this program does not know.
    #[error("the snapshot has schema version {found}; this bedrock-keys reads versions 1 to {known}")]
    Version {
        /// As written.
        found: String,
        /// The newest one that is known.
        known: u32,
    },
    /// A part of it makes no sense.
    #[error("at `{path}`: {message}")]
    Invalid {
        /// Where: `accounts[3].facts.keys.known[0].id`.
        path: String,
        /// What is wrong there.
        message: String,
    },
}
