//! Tables without lines: a bold head, two spaces between columns, cells made printable, and widths that fit.
//!
//! Ids and user names are never broken, because they are copied: only the columns a table names give way, at spaces.

use std::io::{self, Write};

use anstyle::Style;
use comfy_table::presets::NOTHING;
use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width};

use crate::domain::printable;

use super::format::in_memory;

/// Spaces between two columns.
const GAP: usize = 2;

/// A column that gives way keeps its longest word whole up to this length: a generated user name, two spaces in.
const LONGEST_WORD: usize = 36;

/// Rows laid out at a time: the table of a large organization would take several times the memory of its text.
const AT_ONCE: usize = 1_000;

const HEAD: Style = Style::new().bold();

/// Rows of cells under a head; a cell is one or several lines.
pub(super) struct Rows {
    rows: Vec<Vec<Vec<String>>>,
    columns: usize,
}

impl Rows {
    /// No row yet. A head may have two lines, as cells may.
    pub(super) fn under(head: &[&str]) -> Self {
        let head = head.iter().map(|text| text.lines().map(ToOwned::to_owned).collect()).collect();
        Self { columns: Vec::len(&head), rows: vec![head] }
    }

    /// Adds a row of untrusted text; the lines of a cell are kept apart, control characters are not kept.
    pub(super) fn add<const N: usize>(&mut self, cells: [&[String]; N]) {
        let row = cells.map(|lines| lines.iter().map(|line| printable(line)).collect());
        self.rows.push(row.into());
    }

    /// The table where `width` has room for it without a broken word, although the columns named by `giving` give way.
    pub(super) fn text_if_it_fits(&self, width: Option<u16>, giving: &[usize]) -> Option<String> {
        let widths = self.widths(width, giving, usize::MAX);
        let needed = widths.iter().sum::<usize>() + GAP * self.columns.saturating_sub(1);
        let fits = width.is_none_or(|width| needed <= usize::from(width));
        fits.then(|| self.table(&widths))
    }

    /// The table in at most `width` columns, as far as words that must not be broken allow. The columns named by
    /// `giving` give way, the first first.
    pub(super) fn text(&self, width: Option<u16>, giving: &[usize]) -> String {
        self.table(&self.widths(width, giving, LONGEST_WORD))
    }

    /// What [`Rows::text`] answers, written as it is made.
    pub(super) fn write(
        &self,
        width: Option<u16>,
        giving: &[usize],
        output: &mut dyn Write,
    ) -> io::Result<()> {
        self.write_table(&self.widths(width, giving, LONGEST_WORD), output)
    }

    fn table(&self, widths: &[usize]) -> String {
        in_memory(|output| self.write_table(widths, output))
    }

    fn write_table(&self, widths: &[usize], output: &mut dyn Write) -> io::Result<()> {
        let shown = self.shown(widths);
        let height_of_head = self.height_of_head(widths);
        let mut number = 0;
        for rows in self.rows.chunks(AT_ONCE) {
            for line in self.part(rows, widths, &shown).lines() {
                if number > 0 {
                    output.write_all(b"\n")?;
                }
                let line = line.trim_end();
                if number < height_of_head {
                    write!(output, "{HEAD}{line}{HEAD:#}")?;
                } else {
                    output.write_all(line.as_bytes())?;
                }
                number += 1;
            }
        }
        Ok(())
    }

    /// How wide each column is in all of a table that is laid out in parts; nothing for one that is not.
    fn shown(&self, widths: &[usize]) -> Vec<u16> {
        if self.rows.len() <= AT_ONCE {
            return Vec::new();
        }
        let parts = self.rows.chunks(AT_ONCE);
        let of_part = parts.map(|rows| self.part(rows, widths, &[]).column_max_content_widths());
        of_part.fold(vec![0; self.columns], |most, part| {
            most.iter().zip(part).map(|(most, width)| width.max(*most)).collect()
        })
    }

    /// Some rows, in columns as wide as they are in all of the table where that is told.
    fn part(&self, rows: &[Vec<Vec<String>>], widths: &[usize], shown: &[u16]) -> Table {
        let mut table = Table::new();
        table.load_style(NOTHING).force_no_tty().set_content_arrangement(ContentArrangement::Disabled);
        for row in rows {
            table.add_row(self.cells(row, widths));
        }
        let gap = u16::try_from(GAP).unwrap_or(0);
        for (number, column) in table.column_iter_mut().enumerate() {
            column.set_padding((0, gap));
            if let Some(width) = shown.get(number) {
                column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width.saturating_add(gap))));
            }
        }
        table
    }

    fn cells(&self, row: &[Vec<String>], widths: &[usize]) -> Vec<String> {
        let cell = |(column, (lines, width)): (usize, (&Vec<String>, &usize))| {
            let long = if column + 1 == self.columns { LongWords::Whole } else { LongWords::Broken };
            let lines = lines.iter().flat_map(|line| wrapped(line, *width, long));
            lines.collect::<Vec<_>>().join("\n")
        };
        row.iter().zip(widths).enumerate().map(cell).collect()
    }

    fn height_of_head(&self, widths: &[usize]) -> usize {
        let head = self.rows.first().map(|head| self.cells(head, widths)).unwrap_or_default();
        head.iter().map(|cell| cell.lines().count()).max().unwrap_or(1)
    }

    /// The widths of the columns; words of up to `whole` characters are not broken.
    fn widths(&self, width: Option<u16>, giving: &[usize], whole: usize) -> Vec<usize> {
        let mut widths: Vec<usize> = (0..self.columns).map(|column| self.natural_width(column)).collect();
        let Some(width) = width else { return widths };
        let gaps = GAP * self.columns.saturating_sub(1);
        for &column in giving {
            let excess = (widths.iter().sum::<usize>() + gaps).saturating_sub(usize::from(width));
            let floor = self.longest_word(column).min(whole);
            if let Some(there) = widths.get_mut(column) {
                *there = there.saturating_sub(excess).max(floor);
            }
        }
        widths
    }

    fn natural_width(&self, column: usize) -> usize {
        self.lines_of(column).map(|line| line.chars().count()).max().unwrap_or(0)
    }

    fn longest_word(&self, column: usize) -> usize {
        let words = self.lines_of(column).flat_map(|line| {
            let indent = indent_of(line);
            line.split_whitespace().map(move |word| indent + word.chars().count())
        });
        words.max().unwrap_or(0)
    }

    fn lines_of(&self, column: usize) -> impl Iterator<Item = &String> {
        self.rows.iter().filter_map(move |row| row.get(column)).flatten()
    }
}

/// What becomes of a word that is longer than its column.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum LongWords {
    /// It is broken, so that the next column stays where it is.
    Broken,
    /// It stands out at the end of the line: the terminal wraps it, and it can still be copied whole.
    Whole,
}

/// A text broken at spaces, in at most `width` columns: the first line begins with `lead`, the others stand below its text.
pub(super) fn paragraph(lead: &str, text: &str, width: u16) -> String {
    let below = " ".repeat(lead.chars().count());
    let lines = wrapped(&format!("{below}{}", printable(text)), usize::from(width), LongWords::Whole);
    let text = lines.join("\n");
    format!("{lead}{}", text.strip_prefix(&below).unwrap_or(&text))
}

/// A line in pieces of at most `width` characters, broken at spaces; what follows stands as far in as the line did.
pub(super) fn wrapped(line: &str, width: usize, long: LongWords) -> Vec<String> {
    let indent = " ".repeat(indent_of(line));
    let room = width.saturating_sub(indent.len()).max(1);
    let mut lines: Vec<String> = Vec::new();
    let mut current = String::new();
    for word in line.split_whitespace() {
        let needed = current.chars().count() + usize::from(!current.is_empty()) + word.chars().count();
        if needed > room && !current.is_empty() {
            lines.push(std::mem::take(&mut current));
        }
        if !current.is_empty() {
            current.push(' ');
        }
        current.push_str(word);
        while long == LongWords::Broken && current.chars().count() > room {
            let rest = current.chars().skip(room).collect();
            lines.push(current.chars().take(room).collect());
            current = rest;
        }
    }
    lines.push(current);
    lines.into_iter().map(|line| format!("{indent}{line}")).collect()
}

fn indent_of(line: &str) -> usize {
    line.chars().take_while(|character| *character == ' ').count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn line(text: &str) -> Vec<String> {
        vec![text.to_owned()]
    }

    /// Without the codes for the bold head.
    fn plain(rows: &Rows, width: Option<u16>, giving: &[usize]) -> String {
        rows.text(width, giving).replace("\u{1b}[1m", "").replace("\u{1b}[0m", "")
    }

    #[test]
    fn the_column_that_gives_way_breaks_at_spaces_and_keeps_its_indent() {
        let mut rows = Rows::under(&["OWNER", "KEY"]);
        rows.add([&["support desk of the house".to_owned(), "  user name in it".to_owned()], &line("ACCA1")]);
        assert_eq!(
            plain(&rows, Some(24), &[0]).lines().collect::<Vec<_>>(),
            ["OWNER              KEY", "support desk of    ACCA1", "the house", "  user name in it"]
        );
    }

    #[test]
    fn a_long_table_is_laid_out_in_pieces_and_looks_like_one() {
        let mut rows = Rows::under(&["NUMBER", "WHAT"]);
        for number in 0..2 * AT_ONCE + 7 {
            // The widest cell is in the last piece.
            rows.add([&line(&format!("{number}{}", "!".repeat(number / AT_ONCE))), &line("x\u{4e16}x")]);
        }
        let text = plain(&rows, None, &[0]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!((lines.len(), lines[0]), (2 * AT_ONCE + 8, "NUMBER  WHAT"));
        for (number, line) in lines[1..].iter().enumerate() {
            let cell = format!("{number}{}", "!".repeat(number / AT_ONCE));
            assert_eq!(*line, format!("{cell:<6}  x\u{4e16}x"));
        }
    }

    #[test]
    fn a_line_a_row_is_taken_up_to_the_last_column() {
        let mut rows = Rows::under(&["A", "B"]);
        rows.add([&line("12345"), &line("67890")]);
        assert!(rows.text_if_it_fits(Some(12), &[0]).is_some());
        assert!(rows.text_if_it_fits(Some(11), &[0]).is_none());
        assert!(rows.text_if_it_fits(None, &[]).is_some());
    }

    #[test]
    fn an_address_at_the_end_of_a_line_stays_whole() {
        let mut rows = Rows::under(&["A", "PLACE"]);
        rows.add([&line("x"), &line("in delivered/vision-team@example.com.env")]);
        let text = plain(&rows, Some(20), &[1]);
        assert!(text.ends_with("\n   delivered/vision-team@example.com.env"), "{text}");
    }

    #[test]
    fn a_long_word_before_another_column_is_broken() {
        let mut rows = Rows::under(&["A", "B"]);
        rows.add([&line(&"x".repeat(60)), &line("here")]);
        let text = plain(&rows, Some(50), &[0]);
        assert_eq!(text.lines().nth(1).unwrap(), format!("{}  here", "x".repeat(44)));
    }

    #[test]
    fn control_characters_do_not_reach_a_cell() {
        let mut rows = Rows::under(&["A"]);
        rows.add([&line("red\u{1b}[31m\u{9b}2J\nx")]);
        assert!(!plain(&rows, None, &[]).chars().any(|each| each.is_control() && each != '\n'));
    }

    proptest! {
        #[test]
        fn a_table_whose_words_fit_is_never_wider_than_asked(
            cells in proptest::collection::vec(("[a-z]{1,16}( [a-z]{1,16}){0,4}", "[A-Z0-9]{1,20}"), 1..5),
            width in 40_u16..100,
        ) {
            let mut rows = Rows::under(&["ONE", "TWO"]);
            for (one, two) in &cells {
                rows.add([&line(one), &line(two)]);
            }
            for line in plain(&rows, Some(width), &[0]).lines() {
                prop_assert!(line.chars().count() <= usize::from(width), "{line}");
            }
        }
    }
}
