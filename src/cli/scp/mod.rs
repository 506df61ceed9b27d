//! `scp`: one file of flags a verb.

mod command;
mod key_reading;
mod lint;
mod list;
mod parameter;
mod policy;
mod preview;
mod show;

pub use command::ScpCommand;
pub use key_reading::KeyReadingArguments;
pub use lint::ScpLintArguments;
pub use list::ScpListArguments;
pub use parameter::{InvalidParameterChoice, ParameterChoice};
pub use policy::PolicyReference;
pub use preview::ScpPreviewArguments;
pub use show::ScpShowArguments;
