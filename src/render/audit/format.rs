//! The report of an audit in the formats there are.

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

/// The report as one choice wants it.
pub fn render_choice(
    choice: &FormatChoice,
    report: &Report,
    rules: &[RuleCard],
    width: Option<u16>,
) -> Rendered {
    rendered(choice, width, |format, width| render(format, report, rules, width))
}
