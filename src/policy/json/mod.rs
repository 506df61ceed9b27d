//! Owns reading JSON with positions and duplicate keys, and writing it back.
//!
//! `serde_json` keeps the last of two equal keys and forgets where a value stood; a policy author needs both.
//! It does not own what the JSON means: that is [`crate::policy::parse`].

mod located;
mod reader;
mod writer;

pub(crate) use located::{LocatedMember, LocatedValue, Shape};
pub(crate) use reader::{ReadOutcome, read};
pub use value::Json;
pub(crate) use writer::{Layout, write};

mod value;
