//! The formats of `scp lint`, and which goes where.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use crate::render::audit::Destination;

/// A format of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LintFormat {
    /// For people, in a terminal.
    Table,
    /// For programs.
    Json,
    /// For code scanning.
    Sarif,
}

/// A format and where it goes: `NAME` or `NAME=FILE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LintFormatChoice {
    /// The format.
    pub format: LintFormat,
    /// Where it goes.
    pub destination: Destination,
}

/// The text is not a format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("write table, json or sarif, alone or with a file: `sarif=lint.sarif`")]
pub struct InvalidLintFormat;

/// The formats cannot go together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("two formats go to {}; write `{second}=FILE` for one of them", place(.destination))]
pub struct LintFormatsCollide {
    second: LintFormat,
    destination: Destination,
}

fn place(destination: &Destination) -> String {
    match destination {
        Destination::StandardOutput => "standard output".to_owned(),
        Destination::File(file) => format!("`{}`", file.display()),
    }
}

impl LintFormat {
    const ALL: [Self; 3] = [Self::Table, Self::Json, Self::Sarif];

    fn as_str(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Json => "json",
            Self::Sarif => "sarif",
        }
    }
}

impl fmt::Display for LintFormat {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

impl FromStr for LintFormatChoice {
    type Err = InvalidLintFormat;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, destination) = match text.split_once('=') {
            None => (text, Destination::StandardOutput),
            Some((_, "")) => return Err(InvalidLintFormat),
            Some((name, file)) => (name, Destination::File(PathBuf::from(file))),
        };
        let format = LintFormat::ALL.into_iter().find(|format| format.as_str() == name);
        format.map(|format| Self { format, destination }).ok_or(InvalidLintFormat)
    }
}

/// Refuses formats that would mix on standard output or overwrite each other's file.
///
/// # Errors
/// The first two that collide.
pub fn check_lint_formats(choices: &[LintFormatChoice]) -> Result<(), LintFormatsCollide> {
    for (place, one) in choices.iter().enumerate() {
        let mut later = choices.iter().skip(place + 1);
        if let Some(other) = later.find(|other| other.destination == one.destination) {
            let destination = one.destination.clone();
            return Err(LintFormatsCollide { second: other.format, destination });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_goes_to_standard_output_or_into_a_file() {
        let choice: LintFormatChoice = "sarif=a=b".parse().unwrap();
        assert_eq!(choice.destination, Destination::File("a=b".into()));
        for text in ["", "serif", "json=", "=x"] {
            assert!(text.parse::<LintFormatChoice>().is_err(), "{text}");
        }
    }

    #[test]
    fn two_formats_never_share_a_destination() {
        let check = |texts: &[&str]| {
            let choices: Vec<LintFormatChoice> = texts.iter().map(|text| text.parse().unwrap()).collect();
            check_lint_formats(&choices).map_err(|error| error.to_string())
        };
        assert_eq!(check(&["table", "sarif=a", "json=b"]), Ok(()));
        assert_eq!(
            check(&["table", "json"]).unwrap_err(),
            "two formats go to standard output; write `json=FILE` for one of them"
        );
        assert!(check(&["json=a", "sarif=a"]).unwrap_err().contains("go to `a`"));
    }
}
