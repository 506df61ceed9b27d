//! CSV that a spreadsheet shows and does not run.

/// Rows as CSV. A cell that a spreadsheet would take for a formula gets an apostrophe in front.
///
/// <https://owasp.org/www-community/attacks/CSV_Injection>
pub(super) fn csv(head: &[&str], rows: &[Vec<String>]) -> String {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    let head: Vec<String> = head.iter().map(|text| (*text).to_owned()).collect();
    let all = std::iter::once(&head).chain(rows);
    let written = all
        .map(|row| writer.write_record(row.iter().map(|cell| harmless(cell))))
        .collect::<Result<Vec<_>, _>>();
    // Writing to memory fails only on rows of unequal length, and then half a file would be worse than none.
    match (written, writer.into_inner()) {
        (Ok(_), Ok(bytes)) => String::from_utf8_lossy(&bytes).into_owned(),
        _ => String::new(),
    }
}

fn harmless(cell: &str) -> String {
    let cell = crate::domain::printable(cell);
    // A number is no formula, whatever its sign.
    let is_number = cell.parse::<i64>().is_ok();
    if !is_number && cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_defused_and_quotes_are_quoted() {
        let rows = vec![
            vec!["=HYPERLINK(\"x\")".to_owned(), "a,\"b\"\nc".to_owned()],
            vec!["-34".to_owned(), "-1+1".to_owned()],
        ];
        assert_eq!(
            csv(&["one", "two"], &rows),
            "one,two\n\"'=HYPERLINK(\"\"x\"\")\",\"a,\"\"b\"\" c\"\n-34,'-1+1\n"
        );
    }
}
