//! Which formats reports have, and which go where.

use std::fmt;
use std::io::{self, Write};
use std::path::PathBuf;
use std::str::FromStr;

use anstream::adapter::StripBytes;

/// A format of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// For people, in a terminal.
    Table,
    /// Everything, for programs; `docs/audit.schema.json` describes it.
    Json,
    /// For spreadsheets.
    Csv,
    /// For code scanning.
    Sarif,
    /// For security data lakes.
    Ocsf,
    /// For CI servers.
    Junit,
    /// For pull requests and job summaries.
    Markdown,
    /// For a node exporter.
    Prometheus,
    /// For calendars.
    Ical,
    /// For auditors.
    Html,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Table,
        Self::Json,
        Self::Csv,
        Self::Sarif,
        Self::Ocsf,
        Self::Junit,
        Self::Markdown,
        Self::Prometheus,
        Self::Ical,
        Self::Html,
    ];

    /// Its name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Sarif => "sarif",
            Self::Ocsf => "ocsf",
            Self::Junit => "junit",
            Self::Markdown => "markdown",
            Self::Prometheus => "prometheus",
            Self::Ical => "ical",
            Self::Html => "html",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

/// Where a format goes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Destination {
    /// To standard output.
    StandardOutput,
    /// Into this file.
    File(PathBuf),
}

/// A format and where it goes: `NAME` or `NAME=FILE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormatChoice {
    /// The format.
    pub format: Format,
    /// Where it goes.
    pub destination: Destination,
}

/// The text is not a format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidFormat {
    /// No such format.
    #[error("`{name}` is not a format{}; there are {}", suggestion(.name), names())]
    Unknown {
        /// As written.
        name: String,
    },
    /// `NAME=` and nothing behind it.
    #[error("`{0}=` names no file; write `{0}=FILE`, or `{0}` for standard output")]
    NoFile(Format),
}

/// The formats cannot go together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidFormats {
    /// Two would be mixed on standard output.
    #[error("both `{0}` and `{1}` go to standard output; write one of them as `{1}=FILE`")]
    OneOutput(Format, Format),
    /// One would overwrite the other.
    #[error("both `{0}` and `{1}` go to `{file}`", file = .2.display())]
    OneFile(Format, Format, PathBuf),
}

fn names() -> String {
    Format::ALL.map(Format::as_str).join(", ")
}

fn suggestion(name: &str) -> String {
    let distance = |format: &Format| strsim::damerau_levenshtein(format.as_str(), &name.to_ascii_lowercase());
    match Format::ALL.into_iter().min_by_key(distance) {
        Some(near) if distance(&near) <= 2 => format!(" (did you mean `{near}`?)"),
        Some(_) | None => String::new(),
    }
}

impl FromStr for Format {
    type Err = InvalidFormat;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = Self::ALL.into_iter().find(|format| format.as_str() == text);
        named.ok_or_else(|| InvalidFormat::Unknown { name: text.to_owned() })
    }
}

impl FromStr for FormatChoice {
    type Err = InvalidFormat;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let Some((name, file)) = text.split_once('=') else {
            return Ok(Self { format: text.parse()?, destination: Destination::StandardOutput });
        };
        let format = name.parse()?;
        if file.is_empty() {
            return Err(InvalidFormat::NoFile(format));
        }
        Ok(Self { format, destination: Destination::File(PathBuf::from(file)) })
    }
}

impl fmt::Display for FormatChoice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.destination {
            Destination::StandardOutput => self.format.fmt(formatter),
            Destination::File(file) => write!(formatter, "{}={}", self.format, file.display()),
        }
    }
}

/// Refuses formats that would mix on standard output or overwrite each other's file.
pub fn check_choices(choices: &[FormatChoice]) -> Result<(), InvalidFormats> {
    for (place, one) in choices.iter().enumerate() {
        let mut later = choices.iter().skip(place + 1);
        if let Some(other) = later.find(|other| other.destination == one.destination) {
            return Err(match &one.destination {
                Destination::StandardOutput => InvalidFormats::OneOutput(one.format, other.format),
                Destination::File(file) => InvalidFormats::OneFile(one.format, other.format, file.clone()),
            });
        }
    }
    Ok(())
}

/// Columns of a table that goes into a file.
const FILE_WIDTH: u16 = 100;

/// Writes a report in a format, in at most so many columns where it is one for people.
pub type WriteReport<'a> = &'a dyn Fn(Format, Option<u16>, &mut dyn Write) -> io::Result<()>;

/// Writes a report as a file has it: in columns of its own, and without colours.
pub fn write_for_file(format: Format, write: WriteReport<'_>, output: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Table => write(format, Some(FILE_WIDTH), &mut WithoutColours::over(output)),
        Format::Json
        | Format::Csv
        | Format::Sarif
        | Format::Ocsf
        | Format::Junit
        | Format::Markdown
        | Format::Prometheus
        | Format::Ical
        | Format::Html => write(format, Some(FILE_WIDTH), output),
    }
}

/// A text that is otherwise written as it is made.
pub(super) fn in_memory(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> String {
    let mut text = Vec::new();
    match write(&mut text) {
        Ok(()) => String::from_utf8(text).unwrap_or_default(),
        // Nothing that is written into memory fails for want of a disk; an empty text could be read as good news.
        Err(error) => format!("{{\"error\":\"{error}\"}}\n"),
    }
}

/// Takes the escape sequences out of what is written.
struct WithoutColours<'a> {
    output: &'a mut dyn Write,
    state: StripBytes,
}

impl<'a> WithoutColours<'a> {
    fn over(output: &'a mut dyn Write) -> Self {
        Self { output, state: StripBytes::new() }
    }
}

impl Write for WithoutColours<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for plain in self.state.strip_next(bytes) {
            self.output.write_all(plain)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_a_name_or_a_name_and_a_file() {
        for text in ["table", "sarif=out.sarif", "html=a=b.html"] {
            assert_eq!(text.parse::<FormatChoice>().unwrap().to_string(), text);
        }
        let message = |text: &str| text.parse::<FormatChoice>().unwrap_err().to_string();
        assert_eq!(
            message("serif=x"),
            "`serif` is not a format (did you mean `sarif`?); there are table, json, csv, sarif, ocsf, junit, \
             markdown, prometheus, ical, html"
        );
        assert_eq!(
            message("json="),
            "`json=` names no file; write `json=FILE`, or `json` for standard output"
        );
        assert!(message("").starts_with("`` is not a format; there are"));
    }

    #[test]
    fn two_formats_never_share_a_destination() {
        let check = |texts: &[&str]| {
            let choices: Vec<FormatChoice> = texts.iter().map(|text| text.parse().unwrap()).collect();
            check_choices(&choices).map_err(|error| error.to_string())
        };
        assert_eq!(check(&["table", "sarif=a", "html=b"]), Ok(()));
        assert_eq!(
            check(&["table", "json"]).unwrap_err(),
            "both `table` and `json` go to standard output; write one of them as `json=FILE`"
        );
        assert_eq!(check(&["sarif=a", "json=a"]).unwrap_err(), "both `sarif` and `json` go to `a`");
    }
}
