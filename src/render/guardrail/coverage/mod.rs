//! The report of an organization's guardrails in each of its formats.
//!
//! Owns how a [`CoverageReport`] is said: a pure function a format. Every format says first what was not read, and
//! takes every name for untrusted text. SARIF, OCSF and JUnit know findings alone, so the report becomes some for them.
//! There is no calendar: coverage has no dates, and an empty calendar would look like good news.

mod comparison;
mod csv;
mod findings;
mod html;
mod json;
mod markdown;
mod outline;
mod prometheus;
mod table;
mod words;

use std::io::{self, Write};

use crate::domain::Severity;
use crate::guardrail::report::CoverageReport;
use crate::render::audit::{write_junit_of, write_ocsf, write_sarif};
use crate::render::format::{Format, in_memory};

pub use json::coverage_json_schema;

/// Writes the report in one format. `width` is that of the terminal and binds the table alone.
///
/// # Errors
/// Those of the output, and one for a calendar, which has nothing to hold.
pub fn write_coverage(
    format: Format,
    report: &CoverageReport,
    width: Option<u16>,
    output: &mut dyn Write,
) -> io::Result<()> {
    let as_findings = || (findings::as_findings(report), findings::cards());
    match format {
        Format::Table => output.write_all(table::table(report, width).as_bytes()),
        Format::Json => json::write_json(report, output),
        Format::Csv => csv::write_coverage_csv(report, output),
        Format::Sarif => {
            let (findings, cards) = as_findings();
            write_sarif(&findings, &cards, output)
        }
        Format::Ocsf => {
            let (findings, cards) = as_findings();
            write_ocsf(&findings, &cards, output)
        }
        Format::Junit => {
            let (findings, cards) = as_findings();
            write_junit_of(("bedrock-keys scp audit", least(report)), &findings, &cards, output)
        }
        Format::Markdown => output.write_all(markdown::markdown(report).as_bytes()),
        Format::Prometheus => output.write_all(prometheus::prometheus(report).as_bytes()),
        // An empty calendar would look like good news.
        Format::Ical => Err(io::Error::other("guardrails have no days for a calendar")),
        Format::Html => html::write_html(report, output),
    }
}

/// The report in one format as a text.
pub fn coverage(format: Format, report: &CoverageReport, width: Option<u16>) -> String {
    in_memory(|output| write_coverage(format, report, width, output))
}

/// What makes the exit code 10 is a failure in JUnit, and without a requirement so is a hole; all else is said in a
/// skipped case, because a suite that no policy could turn green is one that nobody reads.
fn least(report: &CoverageReport) -> Severity {
    if report.request.requirements.is_empty() { Severity::Medium } else { Severity::High }
}
