//! Names, tags and answers that try to be markup, formulas, escape sequences or a denial of service.

use std::time::{Duration, Instant};

use bedrock_keys::audit::Report;
use bedrock_keys::render::audit::{Format, render};

use super::sample::{cards, hostile, large};

fn shown(format: Format, report: &Report) -> String {
    render(format, report, &cards(), Some(80))
}

#[test]
fn no_control_or_direction_character_leaves() {
    for format in Format::ALL {
        let text = render(format, &hostile(), &cards(), Some(80));
        let text = anstream::adapter::strip_str(&text).to_string();
        let steering = |letter: &char| {
            (letter.is_control() && !matches!(letter, '\n' | '\r'))
                || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        assert_eq!(text.chars().find(steering), None, "{format}");
    }
}

#[test]
fn the_page_has_no_markup_but_its_own() {
    let page = shown(Format::Html, &hostile());
    assert_eq!(page.matches("<script").count(), 1);
    assert_eq!(page.matches("<style").count(), 1);
    for markup in ["<img", "<svg onload", "<!--", "alert('x')", "=\"></"] {
        assert!(!page.contains(markup), "{markup}");
    }
    assert!(page.contains("&#60;script&#62;") || page.contains("&lt;script&gt;"));
    assert!(page.contains("default-src 'none'") || page.contains("default-src &#39;none&#39;"));
    for outside in ["src=\"http", "url(", "@import", "fetch("] {
        assert!(!page.contains(outside), "{outside}");
    }
}

#[test]
fn a_spreadsheet_runs_nothing() {
    for record in csv_records(&shown(Format::Csv, &hostile())) {
        for cell in record {
            assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell}");
        }
    }
}

fn csv_records(text: &str) -> Vec<Vec<String>> {
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(ToOwned::to_owned).collect()).collect()
}

#[test]
fn markdown_makes_nothing_of_a_name() {
    let text = shown(Format::Markdown, &hostile());
    for markup in ["<script", "<img", "@everyone", "](http", "\n# heading", "![", "http://"] {
        assert!(!text.contains(markup), "{markup}");
    }
    assert_eq!(text.matches("<details").count(), text.matches("</details>").count());
}

#[test]
fn markdown_stays_below_what_a_comment_takes_and_says_what_it_left_out() {
    let text = shown(Format::Markdown, &large(1_000, 5_000));
    assert!(text.len() < 62_000, "{}", text.len());
    assert!(text.contains("rows are not shown here"));
    assert_eq!(text.matches("<details").count(), text.matches("</details>").count());
}

#[test]
fn only_words_too_long_for_a_column_stand_out_of_a_table() {
    let text = anstream::adapter::strip_str(&shown(Format::Table, &hostile())).to_string();
    for line in text.lines().skip(3) {
        // Two columns keep words of up to 36 characters whole, beside one of 14; a longer word stands out at the end.
        assert!(line.chars().skip(90).all(|each| !each.is_whitespace()), "{line}");
    }
}

#[test]
fn calendar_lines_are_folded_between_characters() {
    let mut report = hostile();
    report.keys[1].owner = Some("Größe, Straße; Œuvre \\ ".repeat(8));
    let text = shown(Format::Ical, &report);
    for line in text.split("\r\n") {
        assert!(line.len() <= 75, "{line}");
        assert!(!line.contains(['\r', '\n']));
    }
    let unfolded = text.replace("\r\n ", "");
    assert!(unfolded.contains("Größe\\, Straße\\; Œuvre \\\\ Größe"));
}

#[test]
fn a_thousand_accounts_and_five_thousand_findings_are_a_page() {
    let report = large(1_000, 5_000);
    let cards = cards();
    for format in Format::ALL {
        let begun = Instant::now();
        let text = render(format, &report, &cards, Some(80));
        let taken = begun.elapsed();
        println!("{format}: {} kB in {taken:?}", text.len() / 1_000);
        assert!(text.len() < 12_000_000, "{format}: {}", text.len());
        // Without optimisation and beside other work; what it must not be is quadratic.
        assert!(taken < Duration::from_secs(30), "{format}: {taken:?}");
    }
}
