//! CSV that a spreadsheet shows and does not run.

use std::io::{self, Write};

use super::format::in_memory;

/// Rows as CSV, each written when it is its turn. A cell that a spreadsheet would take for a formula gets an apostrophe in
/// front.
///
/// <https://owasp.org/www-community/attacks/CSV_Injection>
pub(super) fn write_csv(
    head: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
    output: &mut dyn Write,
) -> io::Result<()> {
    let mut writer = ::csv::Writer::from_writer(output);
    writer.write_record(head)?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| harmless(cell)))?;
    }
    writer.flush()
}

/// What [`write_csv`] writes.
pub(super) fn csv(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    in_memory(|output| write_csv(head, rows, output))
}

fn harmless(cell: &str) -> String {
    let cell = crate::domain::printable(cell);
    // A number is no formula, whatever its sign.
    let is_number = cell.parse::<i64>().is_ok();
    // Blanks in front are dropped by some, and the wide forms are read like the others by some.
    let begins = cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if begins && !is_number { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_defused_and_quotes_are_quoted() {
        let rows = vec![
            vec!["=HYPERLINK(\"x\")".to_owned(), "a,\"b\"\nc".to_owned()],
            vec!["-34".to_owned(), "-1+1".to_owned()],
            vec!["\t=1+1".to_owned(), "＝1+1".to_owned()],
        ];
        assert_eq!(
            csv(&["one", "two"], rows.into_iter()),
            "one,two\n\"'=HYPERLINK(\"\"x\"\")\",\"a,\"\"b\"\" c\"\n-34,'-1+1\n' =1+1,'＝1+1\n"
        );
    }
}
