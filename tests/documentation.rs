//! Documents that could drift from the program are compared with it. `UPDATE_DOCS=1 cargo test` rewrites what is generated.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests stop at the first surprise, whichever it is; clippy knows test functions, not their helpers"
)]

mod command_line;
mod deploy;
mod permissions;

use std::path::Path;

use bedrock_keys::commands::ExitStatus;

/// Compares a document with what the program says, or writes it.
fn agrees(document: &str, expected: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(document);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, expected).unwrap();
        return;
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(written == expected, "{document} is out of date: run `UPDATE_DOCS=1 cargo test documentation`");
}

/// `CoverageIncomplete` as `coverage incomplete`.
fn words(name: &str) -> String {
    let mut words = String::new();
    for each in name.chars() {
        if each.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(each.to_lowercase());
    }
    words
}

#[test]
fn exit_codes_are_those_of_the_program() {
    let page = include_str!("../docs/exit-codes.md");
    let rows: Vec<(u8, String)> = page
        .lines()
        .filter_map(|line| {
            let mut cells = line.strip_prefix("| ")?.split(" | ");
            Some((cells.next()?.parse().ok()?, cells.next()?.to_owned()))
        })
        .collect();
    let program: Vec<(u8, String)> =
        ExitStatus::ALL.iter().map(|status| (status.code(), words(&format!("{status:?}")))).collect();
    assert_eq!(rows, program);
}

#[test]
fn every_exit_code_is_used_for_one_thing() {
    let mut codes: Vec<u8> = ExitStatus::ALL.iter().map(|status| status.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), ExitStatus::ALL.len());
}
