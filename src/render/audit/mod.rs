//! The report of an audit in each of its formats.
//!
//! Owns how a [`Report`](crate::audit::Report) is said: a pure function a format, from report to text. What was found
//! and what counts as complete is `crate::audit`'s; where the text goes is the command's. Every format says first what
//! was not read, and takes every name, tag and message for untrusted text. `docs/design/reports.md` has the decisions.

mod card;
mod coverage;
mod csv;
mod difference;
mod fingerprint;
mod format;
mod headline;
mod html;
mod ical;
mod json;
mod junit;
mod markdown;
mod ocsf;
mod prometheus;
mod sarif;
mod table;
mod tally;
mod words;

pub use crate::render::format::{
    Destination, Format, FormatChoice, InvalidFormat, InvalidFormats, Rendered, check_choices,
};
pub use card::RuleCard;
pub use csv::csv;
pub use difference::difference;
pub use format::{is_written_as_made, render, render_choice, write_format};
pub use html::html;
pub use ical::ical;
pub use json::{json, json_schema};
pub use junit::junit;
pub(in crate::render) use junit::junit_of;
pub use markdown::markdown;
pub use ocsf::ocsf;
pub use prometheus::prometheus;
pub use sarif::sarif;
pub use table::table;
