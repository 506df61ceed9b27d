//! GitHub's Markdown of untrusted text, and tables that fit into what GitHub takes.
//!
//! GitHub cuts a comment at 65,536 characters and a job summary at 1 MiB; a report that is cut in the middle of a table
//! would lose what it says last, so it is shortened here, and says so.

use std::fmt::Write;

use crate::domain::printable;

/// Bytes of tables; what stands around them stays below 4 kB.
pub(super) const ROOM: usize = 56_000;

/// A row of a table.
pub(super) fn row_of(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| escaped(cell)).collect();
    format!("| {} |\n", cells.join(" | "))
}

/// A section that can be folded away, with as many rows as there is room for.
pub(super) fn section(
    text: &mut String,
    head: &str,
    open: bool,
    table: &str,
    rows: impl ExactSizeIterator<Item = String>,
    room: usize,
) {
    let total = rows.len();
    if text.len() + head.len() + table.len() > room {
        // The heads alone of a few dozen rules fit into what is left.
        let _ = writeln!(text, "{} (not shown here: too long)\n", escaped(head));
        return;
    }
    let attribute = if open { " open" } else { "" };
    let _ = write!(text, "<details{attribute}><summary>{}</summary>\n\n{table}", escaped(head));
    let mut shown = 0;
    for row in rows {
        if text.len() + row.len() > room {
            break;
        }
        text.push_str(&row);
        shown += 1;
    }
    if shown < total {
        let _ = write!(text, "\n{} of {total} rows are not shown here: too long.\n", total - shown);
    }
    text.push_str("\n</details>\n\n");
}

/// Untrusted text that Markdown, its tables and its HTML leave as it is: no markup, no link, no mention.
pub(super) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in printable(text).chars() {
        match character {
            '&' | '<' | '>' | '"' | '\'' | '|' | '`' | '*' | '_' | '~' | '[' | ']' | '\\' | '@' | '#'
            | '!' | '$' | '^' => {
                let _ = write!(safe, "&#{};", u32::from(character));
            }
            _ => safe.push(character),
        }
    }
    // GitHub makes links of bare addresses and faces of words between colons.
    safe.replace("://", "&#58;//").replace("www.", "www&#46;").replace("WWW.", "WWW&#46;")
}
