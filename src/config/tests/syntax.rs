//! Texts that are no YAML, or too much of it.

use insta::assert_snapshot;

use super::support::{complaint, keys, messages};
use crate::config::document::{MAX_FILE_SIZE, Source};
use crate::config::{Colour, Place};

fn refused(bytes: &[u8]) -> String {
    Source::from_bytes("roster.yaml", bytes).unwrap_err().render(Colour::None)
}

#[test]
fn a_tab_is_shown_where_it_stands() {
    assert_snapshot!(complaint("version: 1\nkeys:\n\t- owner: a\n"), @r#"
    error: tabs disallowed within this context (block indentation)
     --> roster.yaml:3:2
      |
    3 |  - owner: a
      |  ^
    "#);
}

#[test]
fn an_empty_file_says_how_to_begin() {
    for text in ["", "\n\n", "# nothing\n---\n"] {
        assert!(complaint(text).contains("the file is empty"), "{text:?}");
    }
}

#[test]
fn a_second_document_is_not_passed_over() {
    assert_snapshot!(complaint("version: 1\nkeys: []\n---\nversion: 1\n"), @r#"
    error: a second document begins here
     --> roster.yaml:4:1
      |
    4 | version: 1
      | ^
      |
      = help: one file holds one document; remove the `---`
    "#);
}

#[test]
fn bombs_are_refused_before_they_go_off() {
    let row = |name: &str, of: &str| format!("{name}: &{name} [{}]\n", vec![format!("*{of}"); 9].join(", "));
    let mut laughs = "a: &a [x]\n".to_owned();
    for pair in ["ba", "cb", "dc", "ed", "fe", "gf", "hg", "ih"] {
        let (name, of) = pair.split_at(1);
        laughs += &row(name, of);
    }
    let deep = format!("a: {}", "[".repeat(40)) + &"]".repeat(40);
    let deep_block: String = (0..40).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
    for bomb in [laughs, deep, deep_block, format!("a: {}", "[".repeat(100_000)), "a: [x,".repeat(30_000)] {
        let found = messages(&bomb);
        assert!(found[0].contains("asks for more than any roster needs"), "{found:?}");
    }
    assert!(messages("a: &a [*a]\n")[0].contains("an alias stands inside its own anchor"));
}

#[test]
fn a_file_is_utf8_and_at_most_a_mebibyte() {
    assert_snapshot!(refused(b"version: 1\nkeys: [{owner: Gr\xf6\xdfe}]\n"), @r#"
    error: the file is not UTF-8 from here on
     --> roster.yaml:2:18
      |
    2 | keys: [{owner: Gr��e}]
      |                  ^
      |
      = help: save it as UTF-8
    "#);
    assert!(refused(&vec![b'#'; MAX_FILE_SIZE + 1]).contains("larger than 1 MiB"));
    assert!(Source::from_bytes("roster.yaml", &vec![b'#'; MAX_FILE_SIZE]).is_ok());
}

#[test]
fn a_missing_file_is_named() {
    let mistakes = Source::read(std::path::Path::new("/nowhere/roster.yaml")).unwrap_err();
    let first = mistakes.iter().next().unwrap();
    assert!(matches!(&first.place, Place::WholeFile(name) if name == "/nowhere/roster.yaml"));
    assert!(first.message.starts_with("cannot read the file"), "{}", first.message);
}

#[test]
fn lines_count_whatever_ends_them() {
    for end in ["\n", "\r\n", "\r"] {
        let text = ["version: 1", "keys:", "  - owner: a", "    purpos: x", ""].join(end);
        assert!(complaint(&text).contains("4 |     purpos: x\n"), "{end:?}\n{}", complaint(&text));
        assert!(messages(&text).contains(&"4:5 unknown field `purpos`".to_owned()), "{end:?}");
    }
}

#[test]
fn columns_count_characters_whatever_their_bytes() {
    let text = "version: 1\nkeys: [{owner: Größe 日本, purpos: x, lifetime: 30d, sink: file:o}]\n";
    assert_eq!(messages(text), ["2:26 unknown field `purpos`"]);
    assert_snapshot!(complaint(text), @r#"
    error: unknown field `purpos`
     --> roster.yaml:2:26
      |
    2 | keys: [{owner: Größe 日本, purpos: x, lifetime: 30d, sink: file:o}]
      |                            ^^^^^^
      |
      = help: did you mean `purpose`?
    "#);
    let with_mark = format!("\u{feff}{}", "version: 2\nkeys: []\n");
    assert!(messages(&with_mark)[0].starts_with("1:10 "));
}

#[test]
fn plain_words_and_digits_stay_what_they_are() {
    let keys = keys(
        "version: 1\ndefaults: {lifetime: 30d, sink: file:o}\nkeys:\n  - owner: no\n    purpose: 012345678901\n    tags: {a: 1.10, b: 0x1F, c: True, d: 1_000, e: 2026-11-23}\n",
    );
    assert_eq!(keys[0].owner.as_str(), "no");
    assert_eq!(keys[0].purpose.as_str(), "012345678901");
    let tags: Vec<&str> = keys[0].tags.values().map(|value| value.as_str()).collect();
    assert_eq!(tags, ["1.10", "0x1F", "True", "1_000", "2026-11-23"]);
}

#[test]
fn of_a_long_line_the_part_around_the_mark_is_shown() {
    let entries: String = (0..500).map(|number| format!("{{owner: o{number}, lifetime: 30d}}, ")).collect();
    let text =
        format!("version: 1\ndefaults: {{sink: file:o}}\nkeys: [{entries}{{ownr: b, lifetime: 30d}}]\n");
    assert_snapshot!(complaint(&text), @r#"
    error: unknown field `ownr`
     --> roster.yaml:3:14899
      |
     ::: 
    3 | owner: o498, lifetime: 30d}, {owner: o499, lifetime: 30d}, {ownr: b, lifetime: 30d}]
      |                                                             ^^^^
      |
      = help: did you mean `owner`?
    "#);
}
