//! Guardrails: what each policy of the library denies and what it leaves alone.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests stop at the first surprise; clippy knows test functions, not their helpers"
)]

mod applying;
mod asking;
mod auditing;
mod library;
mod linting;
mod member;
mod previewing;
mod published;
mod refusals;
mod schemas;
mod showing;
mod somebody_else;
