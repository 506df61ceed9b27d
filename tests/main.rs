//! One integration target: every further test binary links the AWS SDK once more.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on should stop, and says why it skips what"
)]

mod architecture;
mod audit;
mod cli;
mod documentation;
mod formats;
mod guardrail;
mod links;
mod never_lose;
mod policy;
mod support;
mod walkthrough;
