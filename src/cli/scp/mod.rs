//! `scp`: one file of flags a verb.

mod command;
mod list;
mod parameter;
mod policy;
mod show;

pub use command::ScpCommand;
pub use list::ScpListArguments;
pub use parameter::{InvalidParameterChoice, ParameterChoice};
pub use policy::PolicyReference;
pub use show::ScpShowArguments;
