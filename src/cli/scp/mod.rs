//! `scp`: one file of flags a verb.

mod apply;
mod audit;
mod command;
mod eval;
mod key_reading;
mod lint;
mod list;
mod parameter;
mod plan;
mod policy;
mod preview;
mod question;
mod removal;
mod show;
mod wanted;
mod writing;

pub use apply::ScpApplyArguments;
pub use audit::ScpAuditArguments;
pub use command::ScpCommand;
pub use eval::ScpEvalArguments;
pub use key_reading::KeyReadingArguments;
pub use lint::ScpLintArguments;
pub use list::ScpListArguments;
pub use parameter::{InvalidParameterChoice, ParameterChoice};
pub use plan::ScpPlanArguments;
pub use policy::PolicyReference;
pub use preview::ScpPreviewArguments;
pub use question::{ContextChoice, PlacedPolicy, PolicyPlace, PrincipalArn, ResourceChoice};
pub use removal::{ScpDeleteArguments, ScpDetachArguments, ScpRollbackArguments};
pub use show::ScpShowArguments;
pub use wanted::{StageChoice, WantedArguments};
pub use writing::WritingArguments;
