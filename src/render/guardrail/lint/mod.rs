//! What is wrong with policy files: for people, for programs, for code scanning.

mod format;
mod json;
mod linted;
mod sarif;
mod table;

pub use format::{LintFormat, LintFormatChoice, check_lint_formats};
pub use json::lint_json_schema;
pub use linted::{Linted, LintedFile, UnreadPlace};

/// The report in one format. `width` is that of the terminal and binds the table alone.
pub fn lint_report(format: LintFormat, files: &[LintedFile], width: Option<u16>) -> String {
    match format {
        LintFormat::Table => table::table(files, width),
        LintFormat::Json => json::json(files),
        LintFormat::Sarif => sarif::sarif(files),
    }
}
