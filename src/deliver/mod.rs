//! Sinks: where the secret of a new key goes, and the note that goes with it.
//!
//! Owns everything that ever sees a secret after AWS answered it: `expose_secret` is called in this folder and nowhere
//! else, once for each form a secret takes. Does not own when a key is made, kept or deleted (`commands` applies what
//! `lifecycle` planned), and writes nothing to a terminal but the line of the `stdout` sink.
//!
//! A sink is opened, which checks it, before any user or key exists; it then takes the secret by value. Every effect is
//! surrounded by two checkpoints (`checkpoint`), at which tests stop the process.

mod addressee;
mod checkpoint;
#[cfg(test)]
mod crash_tests;
mod directory;
mod error;
mod export_line;
mod file_names;
mod files;
mod handover;
mod note;
mod placement;
mod private_file;
mod program;
mod program_run;
mod recipient;
mod redaction;
mod secret_json;
mod secret_name;
mod secrets_manager;
mod sink;
mod standard_output;
#[cfg(test)]
mod test_values;

pub use addressee::Addressee;
pub use checkpoint::CHECKPOINT_TARGET;
pub(crate) use checkpoint::checkpoint;
pub use error::{DeliveryError, ProgramEnd, SinkError, SinkWarning};
pub use handover::Handover;
pub use note::note_again;
pub use placement::{NotePlace, Placement, Receipt, Withdrawal};
pub use recipient::{InvalidRecipient, Recipient};
pub use sink::{Sink, SinkServices};
