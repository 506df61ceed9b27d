//! The formats of an audit's report: what each looks like, and that each copes with whatever an account may contain.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::wildcard_enum_match_arm,
    clippy::too_many_lines,
    reason = "tests stop at the first surprise, whichever it is; clippy knows test functions, not their helpers; \
              a snapshot is as long as what it shows"
)]

mod coverage;
mod exchange;
mod hostile;
mod machines;
mod pages;
mod properties;
mod sample;
mod snapshots;
