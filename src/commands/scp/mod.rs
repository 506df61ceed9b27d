//! `scp`: one file a verb, and the policy that a person named.

mod key_reading;
mod lint;
mod list;
mod named_policy;
mod organization;
mod preview;
mod run;
mod show;

pub(super) use run::run;
