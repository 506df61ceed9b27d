//! Service control policies: the library, a policy, what is wrong with one, and what it says to a question.

mod library;
mod lint;
mod policy;
mod preview;

pub use library::{description_text, library_json, library_table};
pub use lint::{
    LintFormat, LintFormatChoice, Linted, LintedFile, UnreadPlace, check_lint_formats, lint_report,
};
pub use policy::{policy_json, policy_minified, policy_size, policy_text};
pub use preview::{preview_json, preview_text};
