//! The report of an audit in the formats there are.

use std::io::{self, Write};

use crate::audit::Report;
use crate::render::format::{Format, FormatChoice, Rendered, rendered};

use super::RuleCard;

/// The report in one format. `width` is that of the terminal and binds the table alone.
pub fn render(format: Format, report: &Report, rules: &[RuleCard], width: Option<u16>) -> String {
    match format {
        Format::Table => super::table(report, rules, width),
        Format::Json => super::json(report),
        Format::Csv => super::csv(report),
        Format::Sarif => super::sarif(report, rules),
        Format::Ocsf => super::ocsf(report, rules),
        Format::Junit => super::junit(report, rules),
        Format::Markdown => super::markdown(report, rules),
        Format::Prometheus => super::prometheus(report, rules),
        Format::Ical => super::ical(report),
        Format::Html => super::html(report, rules),
    }
}

/// Whether a format is written as it is made: of a large organization it is more than should be in memory.
pub fn is_written_as_made(format: Format) -> bool {
    match format {
        Format::Json | Format::Sarif | Format::Ocsf => true,
        Format::Table
        | Format::Csv
        | Format::Junit
        | Format::Markdown
        | Format::Prometheus
        | Format::Ical
        | Format::Html => false,
    }
}

/// Writes the report in one of the formats that are written as they are made; the others are made first.
pub fn write_format(
    format: Format,
    report: &Report,
    rules: &[RuleCard],
    output: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Json => super::json::write_json(report, output),
        Format::Sarif => super::sarif::write_sarif(report, rules, output),
        Format::Ocsf => super::ocsf::write_ocsf(report, rules, output),
        Format::Table
        | Format::Csv
        | Format::Junit
        | Format::Markdown
        | Format::Prometheus
        | Format::Ical
        | Format::Html => output.write_all(render(format, report, rules, None).as_bytes()),
    }
}

/// The report as one choice wants it.
pub fn render_choice(
    choice: &FormatChoice,
    report: &Report,
    rules: &[RuleCard],
    width: Option<u16>,
) -> Rendered {
    rendered(choice, width, |format, width| render(format, report, rules, width))
}
