//! One record a block, where a terminal is too narrow for a table: a bold line that says what it is about, and the rest
//! below it, two columns in. Words stay whole, because ids, names and paths are copied.

use anstyle::Style;

use crate::domain::printable;

use super::table::{LongWords, wrapped};

const TITLE: Style = Style::new().bold();

/// Blocks under each other.
#[derive(Default)]
pub(super) struct Blocks(Vec<(String, Vec<String>)>);

impl Blocks {
    /// Adds a block of untrusted text; control characters are not kept.
    pub(super) fn add(&mut self, title: &str, lines: &[String]) {
        self.0.push((printable(title), lines.iter().map(|line| printable(line)).collect()));
    }

    /// The blocks in at most `width` columns, as far as words that must not be broken allow.
    pub(super) fn text(&self, width: Option<u16>) -> String {
        let width = width.map_or(usize::MAX, usize::from);
        let block = |(title, lines): &(String, Vec<String>)| {
            let title = wrapped(title, width, LongWords::Whole);
            let title = title.into_iter().map(|line| format!("{TITLE}{line}{TITLE:#}"));
            let lines = lines.iter().flat_map(|line| wrapped(&format!("  {line}"), width, LongWords::Whole));
            title.chain(lines).collect::<Vec<_>>().join("\n")
        };
        self.0.iter().map(block).collect::<Vec<_>>().join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_spaces_and_words_stay_whole() {
        let mut blocks = Blocks::default();
        let lines = ["one two three".to_owned(), "a-path/that-is/longer-than-the-line".to_owned()];
        blocks.add("vision", &lines);
        blocks.add("red\u{1b}[31m", &[]);
        assert_eq!(
            blocks.text(Some(10)),
            "\u{1b}[1mvision\u{1b}[0m\n  one two\n  three\n  a-path/that-is/longer-than-the-line\n\
             \u{1b}[1mred\u{fffd}[31m\u{1b}[0m"
        );
    }
}
