//! Service control policies: the library, a policy, what is wrong with one, and what it says to a question.

mod change_json;
mod coverage;
mod library;
mod lint;
mod outcome;
mod places;
mod plan;
mod policy;
mod preview;
mod verdict;

pub use change_json::{ChangeFacts, change_outcome_json, change_plan_json};
pub use coverage::{coverage, coverage_json_schema, write_coverage};
pub use library::{description_text, library_json, library_table};
pub use lint::{
    LintFormat, LintFormatChoice, Linted, LintedFile, UnreadPlace, check_lint_formats, lint_json_schema,
    lint_report,
};
pub use outcome::{change_outcome_text, change_summary};
pub use plan::change_text;
pub use policy::{policy_json, policy_minified, policy_size, policy_text};
pub use preview::{preview_json, preview_text};
pub use verdict::{Answered, verdict_json, verdict_json_schema, verdict_text};
