//! The report of an audit in the formats there are.

use std::io::{self, Write};

use crate::audit::Report;
use crate::render::format::{Format, in_memory};

use super::RuleCard;

/// Writes the report in one format. `width` is that of the terminal and binds the table alone.
///
/// It is written as it is made: that of a large organization is more than should be in memory.
pub fn write(
    format: Format,
    report: &Report,
    rules: &[RuleCard],
    width: Option<u16>,
    output: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Table => super::table::write_table(report, rules, width, output),
        Format::Json => super::json::write_json(report, output),
        Format::Csv => super::csv::write_audit_csv(report, output),
        Format::Sarif => super::sarif::write_sarif(report, rules, output),
        Format::Ocsf => super::ocsf::write_ocsf(report, rules, output),
        Format::Junit => super::junit::write_junit(report, rules, output),
        Format::Markdown => output.write_all(super::markdown::markdown(report, rules).as_bytes()),
        Format::Prometheus => output.write_all(super::prometheus::prometheus(report, rules).as_bytes()),
        Format::Ical => super::ical::write_ical(report, output),
        Format::Html => super::html::write_html(report, rules, output),
    }
}

/// The report in one format as a text.
pub fn render(format: Format, report: &Report, rules: &[RuleCard], width: Option<u16>) -> String {
    in_memory(|output| write(format, report, rules, width, output))
}
