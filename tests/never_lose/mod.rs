//! No key whose secret is lost, no secret outside its sink, and no good news that is not true: held through the real
//! binary, killed for real.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::wildcard_enum_match_arm,
    reason = "tests stop at the first surprise and say how much they covered; clippy knows test functions only"
)]

mod breakage;
mod canary;
mod commands;
mod consistency;
mod crash;
mod double_faults;
mod end_state;
mod faults;
mod guardrails;
mod interruption;
mod inventory;
mod leaks;
mod stage;
