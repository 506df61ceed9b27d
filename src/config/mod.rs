//! The roster and the configuration file: YAML in, wanted keys out.
//!
//! Owns what an admin may write, what it means when something is left out, and how mistakes are told. Knows nothing of
//! flags beyond their names, and reads no environment: whoever calls says where to start.

pub mod audit;
pub mod choice;
mod decode;
pub mod discovery;
pub mod document;
mod guardrails;
mod mistake;
mod request;
mod resolve;
mod roster;
pub mod schema;
mod settings;
mod terms;
mod version;
mod wanted_guardrail;

pub(crate) use decode::suggest;
pub use decode::{Field, Located};
pub use guardrails::guardrail_library;
pub use mistake::{Colour, Mistake, Mistakes, Place};
pub use request::KeyRequest;
pub use resolve::RecipientCheck;
pub use roster::{RawEntry, RawRoster, Roster};
pub use settings::{NeverExpires, RawSettings, Settings};
pub use terms::Terms;
pub use version::Version;
pub use wanted_guardrail::{GuardrailParameters, GuardrailStage, RawGuardrail};

#[cfg(test)]
mod tests;
