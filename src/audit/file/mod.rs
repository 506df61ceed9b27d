//! A snapshot as a file: JSON of a version of its own.
//!
//! Owns the shapes in the file, and which of them this program reads. What is in the file is untrusted: it may come from
//! another machine.

mod error;
mod reading;
mod shape;
mod writing;

pub use error::SnapshotFileError;
pub use reading::parse_snapshot;
pub use writing::snapshot_json;

/// The version of the format.
pub const SNAPSHOT_SCHEMA_VERSION: u32 = 1;

/// What the file says that it is.
const KIND: &str = "bedrock-keys snapshot";
