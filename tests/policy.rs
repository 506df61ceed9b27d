//! The policy language through its public interface: named cases, and a second opinion on generated ones.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::wildcard_enum_match_arm,
    reason = "tests stop at the first surprise, whichever it is; clippy knows test functions, not their helpers"
)]

mod cases;
mod differential;
mod explained;
mod generate;
mod operators;
