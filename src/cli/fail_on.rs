//! `--fail-on`: from which severity on findings change the exit code.

use std::str::FromStr;

use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::audit::{InvalidSeverity, Severity};

/// From which severity on findings change the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailOn {
    /// From this one on.
    From(Severity),
    /// They never do: for one machine of many, whose findings count when all are merged.
    Never,
}

impl FromStr for FailOn {
    type Err = InvalidSeverity;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "never" { Ok(Self::Never) } else { text.parse().map(Self::From) }
    }
}

pub(super) fn values() -> impl TypedValueParser<Value = FailOn> {
    let words = Severity::ALL.map(Severity::as_str).into_iter().chain(["never"]);
    PossibleValuesParser::new(words).try_map(|text| text.parse::<FailOn>())
}
