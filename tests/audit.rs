//! The audit through the binary: what it says and how it ends.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests stop at the first surprise; clippy knows test functions, not their helpers"
)]

mod concluding;
mod faults;
mod reading;
mod terms;
