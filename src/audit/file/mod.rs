//! A snapshot as a file: JSON of a version of its own.
//!
//! Owns the shapes in the file, and which of them this program reads. What is in the file is untrusted: it may come from
//! another machine.

mod error;
mod guardrails;
mod reading;
mod shape;
mod writing;

pub use error::SnapshotFileError;
pub use reading::parse_snapshot;
pub use writing::snapshot_file;

/// The version of the format that is written. Version 1 had no service control policies; it is still read.
pub const SNAPSHOT_SCHEMA_VERSION: u32 = 2;

/// The oldest version that is read.
const OLDEST_VERSION: u32 = 1;

/// What the file says that it is.
const KIND: &str = "bedrock-keys snapshot";
