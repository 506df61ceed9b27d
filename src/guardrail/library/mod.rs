//! The library: the guardrails that ship with the program, and how one becomes a document.
//!
//! Owns templates, descriptions and the checking of parameters. Templates are IAM policies in `policies/scp/*.json` with
//! `{{parameter}}` where a value goes; each has its description beside it in a `.yaml`.

mod description;
mod embedded;
mod instantiate;
mod mistake;
mod parameter;
mod template;

pub use description::{Default, Description, Parameter};
pub use embedded::{EmbeddedPolicy, embedded};
pub use instantiate::{Library, LibraryPolicy};
pub use mistake::{InstantiationError, LibraryError, ParameterMistake, ParameterMistakes};
pub use parameter::{ParameterKind, ParameterValues};
pub use template::Template;
