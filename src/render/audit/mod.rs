//! The report of an audit in each of its formats.
//!
//! Owns how a [`Report`](crate::audit::Report) is said: a pure function a format, from report to text, which is written as
//! it is made. What was found
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
mod provisos;
mod sarif;
mod table;
mod tally;
mod words;

pub use crate::render::format::{
    Destination, Format, FormatChoice, InvalidFormat, InvalidFormats, check_choices, write_for_file,
};
pub use card::RuleCard;
pub use difference::difference;
pub use format::{render, write};
pub use json::json_schema;
pub(in crate::render) use junit::write_junit_of;
pub(in crate::render) use ocsf::write_ocsf;
pub(in crate::render) use sarif::write_sarif;
