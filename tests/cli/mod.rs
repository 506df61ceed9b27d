//! Every command through the real binary: exit code, standard output and standard error in one snapshot.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests stop at the first surprise, whichever it is; clippy knows test functions, not their helpers"
)]

mod adopt;
mod completions;
mod concurrency;
mod doctor;
mod endpoints;
mod identify;
mod keys_create;
mod keys_list;
mod keys_revoke;
mod keys_switch;
mod onboard;
mod output_safety;
mod prune;
mod renewal;
mod sandbox;
pub(crate) mod support;
mod two_runs;
mod usage;
