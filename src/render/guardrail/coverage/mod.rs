//! The report of an organization's guardrails in each of its formats.
//!
//! Owns how a [`CoverageReport`] is said: a pure function a format. Every format says first what was not read, and takes
//! every name for untrusted text. SARIF, OCSF and JUnit know findings alone, so the report becomes some for them. There is
//! no calendar: coverage has no dates, and an empty calendar would look like good news.

mod csv;
mod findings;
mod html;
mod json;
mod markdown;
mod outline;
mod prometheus;
mod table;
mod words;

use crate::domain::Severity;
use crate::guardrail::report::CoverageReport;
use crate::render::audit;
use crate::render::format::{Format, FormatChoice, Rendered, rendered};

pub use json::coverage_json_schema;

/// The report in one format; nothing for a calendar, which has nothing to hold. `width` is that of the terminal and binds
/// the table alone.
pub fn coverage(format: Format, report: &CoverageReport, width: Option<u16>) -> Option<String> {
    let as_findings = || findings::as_findings(report);
    Some(match format {
        Format::Table => table::table(report, width),
        Format::Json => json::json(report),
        Format::Csv => csv::csv(report),
        Format::Sarif => audit::sarif(&as_findings(), &findings::cards()),
        Format::Ocsf => audit::ocsf(&as_findings(), &findings::cards()),
        Format::Junit => junit(report),
        Format::Markdown => markdown::markdown(report),
        Format::Prometheus => prometheus::prometheus(report),
        Format::Ical => return None,
        Format::Html => html::html(report),
    })
}

/// What makes the exit code 10 is a failure, and without a bar so is a hole; all else is said in a skipped case, because a
/// suite that no policy could turn green is one that nobody reads.
fn junit(report: &CoverageReport) -> String {
    let least = if report.request.bars.is_empty() { Severity::Medium } else { Severity::High };
    audit::junit_of(("bedrock-keys scp audit", least), &findings::as_findings(report), &findings::cards())
}

/// The report as one choice wants it.
pub fn coverage_choice(choice: &FormatChoice, report: &CoverageReport, width: Option<u16>) -> Rendered {
    rendered(choice, width, |format, width| coverage(format, report, width).unwrap_or_default())
}
