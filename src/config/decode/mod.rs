//! From nodes to typed fields, all mistakes collected on the way.
//!
//! Owns what is the same for every mapping and list of ours: missing, unknown, repeated and empty fields, wrong kinds,
//! and texts that a type refuses. Which fields there are is told by whoever asks for them.

mod field;
mod fields;
mod reader;
mod suggest;

pub use field::{Field, Located};
pub(crate) use fields::Fields;
pub(crate) use reader::Reader;
pub(crate) use suggest::suggest;
