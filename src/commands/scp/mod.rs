//! `scp`: one file a verb, the policy that a person named, and what all that change something share.

mod apply;
mod audit;
mod change;
mod eval;
mod hierarchy;
mod holes;
mod key_reading;
mod lint;
mod list;
mod named_policy;
mod observing;
mod organization;
mod preview;
mod removal;
mod rollback;
mod run;
mod show;
mod wanted;

pub(super) use run::run;
pub(super) use wanted::configured;
