//! Located YAML: a file, the tree it holds, and where in the file every part of the tree stands.
//!
//! Owns reading text into nodes, and the limits on what is read at all. What a node should hold is the business of
//! whoever decodes it.

mod node;
mod parse;
mod source;

pub use node::{Key, Node, Value};
pub use parse::parse;
pub use source::{MAX_FILE_SIZE, Source, Span};
