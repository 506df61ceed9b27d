//! `scp`: one file a verb, and the policy that a person named.

mod list;
mod named_policy;
mod run;
mod show;

pub(super) use run::run;
