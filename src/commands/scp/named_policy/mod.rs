//! A policy that a person named: which one it is, and what it says.
//!
//! Every verb of `scp` that takes a policy takes it through [`named`] or, where there may be several, [`all_named`], so that a name, a file and a parameter mean the same
//! everywhere, on the command line and in `bedrock-keys.yaml`.

mod file;
mod parameters;
mod request;
mod resolve;
mod several;
#[cfg(test)]
mod tests;

pub(in crate::commands) use file::{parse as parse_policy, standard_input};
pub(in crate::commands) use request::PolicyRequest;
pub(in crate::commands) use resolve::{NamedPolicy, PolicyOrigin, library, named};
pub(in crate::commands) use several::all_named;
