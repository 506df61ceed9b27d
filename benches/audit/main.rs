//! The real audit of a large organization, and the start of the program, against their budgets.
//!
//! `cargo bench --bench audit` prints the figures of `docs/performance.md` and fails where a budget is exceeded. The program
//! that is measured is the one that was built beside it; `BEDROCK_KEYS_BINARY` names another.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a benchmark stops at the first surprise"
)]

mod inside;
mod outside;
mod scene;
mod start;

use std::io::Write as _;
use std::process::ExitCode;

/// A line of the report.
fn say(line: &str) {
    let mut output = std::io::stdout();
    output.write_all(line.as_bytes()).unwrap();
    output.write_all(b"\n").unwrap();
}

fn main() -> ExitCode {
    let scene = scene::Scene::new();
    start::measure(&scene);
    let kept = [inside::measure(&scene), outside::measure(&scene)];
    if kept.iter().all(|kept| *kept) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
