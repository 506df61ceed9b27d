//! Tables without lines: a bold head, two spaces between columns, cells made printable.

use comfy_table::presets::NOTHING;
use comfy_table::{Attribute, Cell, ContentArrangement, Table};

use crate::domain::printable;

/// An empty table that fits `width` columns, or is as wide as it needs to be.
pub(super) fn table(head: &[&str], width: Option<u16>) -> Table {
    let mut table = Table::new();
    table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    match width {
        Some(width) => table.set_width(width),
        None => table.set_content_arrangement(ContentArrangement::Disabled),
    };
    table.set_header(head.iter().map(|text| Cell::new(text).add_attribute(Attribute::Bold)));
    table.column_iter_mut().for_each(|column| {
        column.set_padding((0, 2));
    });
    table
}

/// A cell of untrusted text; lines are kept apart, control characters are not.
pub(super) fn cell(lines: &[&str]) -> Cell {
    let lines: Vec<String> = lines.iter().map(|line| printable(line)).collect();
    Cell::new(lines.join("\n"))
}

/// The table as text without the padding at the ends of its lines.
pub(super) fn text(table: &Table) -> String {
    let lines = table.lines().map(|line| line.trim_end().to_owned());
    lines.collect::<Vec<_>>().join("\n")
}
