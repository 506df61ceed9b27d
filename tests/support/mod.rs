//! The real binary in a scratch directory: run, killed, and looked at from outside.
//!
//! Owns the directory, the faults as the binary reads them, and the state that the embedded AWS keeps. Knows nothing of
//! what any command should do.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests stop at the first surprise; clippy knows test functions, not their helpers"
)]

mod account;
mod faults;
mod organization;
mod parallel;
mod schema_file;
mod scratch;

pub(crate) use account::{Account, MANAGEMENT, StoredKey};
pub(crate) use faults::Faults;
pub(crate) use organization::policies_in;
pub(crate) use parallel::in_parallel;
pub(crate) use schema_file::is_documented;
pub(crate) use scratch::{NOW, Outcome, Scratch};
