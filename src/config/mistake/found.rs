//! A mistake, its place, and all mistakes of a run.

use std::fmt;
use std::sync::Arc;

use super::escape;
use super::render::{self, Colour};
use crate::config::document::{Source, Span};

/// Where a mistake is.
#[derive(Debug, Clone)]
pub enum Place {
    /// In a file.
    InFile(Arc<Source>, Span),
    /// A file as a whole, by its name.
    WholeFile(String),
    /// A flag of the command line, such as `--expires-in`.
    Flag(&'static str),
}

/// Something an admin wrote that cannot be taken. Its texts are safe to show: no control character, no pasted secret.
#[derive(Debug, Clone)]
pub struct Mistake {
    /// Where it is.
    pub place: Place,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Another place it is about, and what that one has to do with it.
    pub related: Option<(Place, String)>,
}

/// Mistakes in the order of the files they are in.
#[derive(Debug, Clone, Default)]
pub struct Mistakes {
    found: Vec<Mistake>,
}

impl Place {
    /// File, line and column; a flag or whole file has neither line nor column.
    fn order(&self) -> (&str, usize, usize) {
        match self {
            Self::InFile(source, span) => (source.name(), span.line, span.column),
            Self::WholeFile(name) => (name, 0, 0),
            Self::Flag(flag) => (flag, 0, 0),
        }
    }

    /// The line and the column, where it has them.
    pub fn line_and_column(&self) -> Option<(usize, usize)> {
        match self {
            Self::InFile(_, span) => Some((span.line, span.column)),
            Self::WholeFile(_) | Self::Flag(_) => None,
        }
    }
}

/// `roster.yaml:3:5`, a file's name, or a flag.
impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InFile(source, span) => {
                write!(formatter, "{}:{}:{}", source.name(), span.line, span.column)
            }
            Self::WholeFile(name) => formatter.write_str(name),
            Self::Flag(flag) => formatter.write_str(flag),
        }
    }
}

impl Mistake {
    /// A mistake at a place.
    pub fn new(place: Place, message: impl Into<String>) -> Self {
        Self { place, message: escape::safe(&message.into()), help: None, related: None }
    }

    /// The same, with what to do about it.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(escape::safe(&help.into())), ..self }
    }

    /// The same, with another place it is about.
    #[must_use]
    pub fn related(self, place: Place, label: impl Into<String>) -> Self {
        Self { related: Some((place, escape::safe(&label.into()))), ..self }
    }

    fn order(&self) -> ((&str, usize, usize), &str) {
        (self.place.order(), &self.message)
    }
}

impl Mistakes {
    /// Adds one.
    pub fn add(&mut self, mistake: Mistake) {
        self.found.push(mistake);
    }

    /// The mistakes, by file, line, column and message.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Mistake> {
        self.found.iter()
    }

    /// The mistakes where there are any; else the value.
    pub fn or<T>(self, value: T) -> Result<T, Self> {
        if self.found.is_empty() { Ok(value) } else { Err(self.sorted()) }
    }

    /// In the order of the files. A mistake in a shared default is found once for every entry, and told once.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        self.found.sort_by(|one, other| one.order().cmp(&other.order()));
        self.found.dedup_by(|one, other| one.order() == other.order());
        self
    }

    /// Each mistake with its line and a caret, for a terminal or a log. Ends without a line break.
    pub fn render(&self, colour: Colour) -> String {
        render::render(&self.found, colour)
    }
}

impl From<Mistake> for Mistakes {
    fn from(mistake: Mistake) -> Self {
        Self { found: vec![mistake] }
    }
}

/// One line for each mistake, for places without room; [`Mistakes::render`] shows them.
impl fmt::Display for Mistakes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, mistake) in self.found.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            let line = format!("{}: {}", mistake.place, mistake.message);
            write!(formatter, "{separator}{}", escape::safe(&line))?;
        }
        Ok(())
    }
}

impl std::error::Error for Mistakes {}
