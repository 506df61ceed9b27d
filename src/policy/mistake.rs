//! Owns mistakes in policy text: line, column and the line itself, all at once.

use std::fmt;

/// As many mistakes as are listed; a generated file with thousands needs no more.
const MOST_LISTED: usize = 100;
/// As much of a line as is shown, in characters; minified policies are one line of ten thousand.
const WIDEST_LINE: usize = 120;

/// A place in policy text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The line itself, or the part of a long line around the column; control characters are escaped.
    pub excerpt: String,
    /// Where in [`Self::excerpt`] the column is, in characters from 0: for a caret.
    pub caret: usize,
}

impl Place {
    /// The place of a byte offset.
    pub(crate) fn of(text: &str, offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let behind = text.get(offset..).unwrap_or_default();
        // A line ends with `\n`, `\r\n` or a lone `\r`, as editors count.
        let line = before.matches('\n').count() + before.replace("\r\n", "").matches('\r').count() + 1;
        let line_start = before.rsplit(['\n', '\r']).next().unwrap_or_default();
        let line_end = behind.split(['\n', '\r']).next().unwrap_or_default();
        let line_text = format!("{line_start}{line_end}");
        let column = line_start.chars().count();
        let first = column.saturating_sub(WIDEST_LINE / 2);
        let mut excerpt = String::from(if first > 0 { "…" } else { "" });
        let mut caret = 0;
        for (position, character) in line_text.chars().enumerate().skip(first).take(WIDEST_LINE) {
            if position == column {
                caret = excerpt.chars().count();
            }
            // Indentation stays what it looks like; a tab anywhere else may be the mistake.
            if character == '\t' && excerpt.trim_start().is_empty() {
                excerpt.push(' ');
            } else if character.is_control() {
                excerpt.extend(character.escape_unicode());
            } else {
                excerpt.push(character);
            }
        }
        if column >= line_text.chars().count() {
            caret = excerpt.chars().count();
        }
        if line_text.chars().count() > first + WIDEST_LINE {
            excerpt.push('…');
        }
        Self { line, column: column + 1, excerpt, caret }
    }
}

/// One mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyMistake {
    /// Where.
    pub place: Place,
    /// What, in lower case without a full stop.
    pub message: String,
}

impl fmt::Display for PolicyMistake {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place { line, column, excerpt, caret } = &self.place;
        writeln!(formatter, "line {line}, column {column}: {}", self.message)?;
        writeln!(formatter, "  | {excerpt}")?;
        write!(formatter, "  | {:caret$}^", "")
    }
}

/// All mistakes of one policy text; never empty.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct PolicyMistakes {
    listed: Vec<PolicyMistake>,
    further: usize,
}

impl PolicyMistakes {
    /// Of findings in the order of the text; only those that are listed are located.
    pub(crate) fn new<T>(findings: Vec<T>, locate: impl Fn(T) -> PolicyMistake) -> Self {
        let further = findings.len().saturating_sub(MOST_LISTED);
        Self { listed: findings.into_iter().take(MOST_LISTED).map(locate).collect(), further }
    }

    /// The mistakes, in the order of the text.
    pub fn listed(&self) -> &[PolicyMistake] {
        &self.listed
    }

    /// How many more there are than are listed.
    pub fn further(&self) -> usize {
        self.further
    }
}

impl fmt::Display for PolicyMistakes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, mistake) in self.listed.iter().enumerate() {
            if position > 0 {
                writeln!(formatter)?;
            }
            write!(formatter, "{mistake}")?;
        }
        if self.further > 0 {
            write!(formatter, "\nand {} more", self.further)?;
        }
        Ok(())
    }
}
