//! Text of a file made safe to show.

use std::ops::Range;

use crate::domain::is_harmless;

/// A text as it may be shown: every character that could move the cursor, change its colour or reorder the line is
/// replaced by one that shows it, and what may be a secret pasted by accident is covered. One for one, so that columns
/// stay.
pub(super) fn safe(raw: &str) -> String {
    let text: String = raw.chars().map(shown).collect();
    let mut safe = String::with_capacity(text.len());
    for piece in text.split_inclusive(|character| !is_of_key(character)) {
        let run = piece.trim_end_matches(|character| !is_of_key(character));
        let (_, end) = piece.split_at(run.len());
        if run.len() < SECRET_LENGTH || run.starts_with("age1") {
            safe.push_str(run);
        } else {
            safe.extend(run.chars().take(LEFT_OF_SECRET));
            safe.extend(run.chars().skip(LEFT_OF_SECRET).map(|_| '•'));
        }
        safe.push_str(end);
    }
    safe
}

/// Shorter than the text of any Bedrock key, age identity or line of an SSH private key, and longer than any other word
/// of a roster but public keys. `age1` begins a public one; of SSH's, the beginning tells enough.
const SECRET_LENGTH: usize = 48;

/// What is left of a covered word, for whoever must find it.
const LEFT_OF_SECRET: usize = 8;

fn is_of_key(character: char) -> bool {
    character.is_ascii_alphanumeric() || "+/=_-".contains(character)
}

fn shown(character: char) -> char {
    match character {
        '\t' => ' ',
        // Unicode has a picture of each C0 control.
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(character)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        character if is_harmless(character) => character,
        _ => '\u{fffd}',
    }
}

/// The bytes of `line` that hold `length` characters from the 1-based `column` on; the end of the line where the
/// column is past it.
pub(super) fn bytes(line: &str, column: usize, length: usize) -> Range<usize> {
    let byte = |index: usize| line.char_indices().nth(index).map_or(line.len(), |(byte, _)| byte);
    let first = column.saturating_sub(1);
    byte(first)..byte(first.saturating_add(length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_a_terminal_would_obey_is_shown_instead() {
        assert_eq!(safe("a\u{1b}[2Jb\tc"), "a\u{241b}[2Jb c");
        assert_eq!(safe("a\u{202e}b\u{9b}"), "a\u{fffd}b\u{fffd}");
        assert_eq!(safe("Größe 日本"), "Größe 日本");
    }

    #[test]
    fn a_pasted_secret_is_covered() {
        for secret in [
            format!("ABSK{}", "QmVk".repeat(25)),
            format!("AGE-SECRET-KEY-1{}", "Q".repeat(58)),
            "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW".to_owned(),
        ] {
            let shown = safe(&format!("recipient: \"{secret}\" # é"));
            assert!(!shown.contains(&secret.chars().take(12).collect::<String>()), "{shown}");
            assert!(shown.contains('•') && shown.ends_with("\" # é"), "{shown}");
            assert_eq!(shown.chars().count(), secret.len() + 17);
        }
        let public = format!("age1{} and anthropic.claude-sonnet-4-5-20250929-v1:0", "q".repeat(58));
        assert_eq!(safe(&public), public);
    }

    #[test]
    fn a_column_counts_characters() {
        let line = "é日b";
        assert_eq!(line.get(bytes(line, 3, 1)), Some("b"));
        assert_eq!(line.get(bytes(line, 1, 2)), Some("é日"));
        assert_eq!(bytes(line, 4, 1), line.len()..line.len());
        assert_eq!(bytes(line, 400, usize::MAX), line.len()..line.len());
    }

    proptest! {
        #[test]
        fn no_control_character_survives_and_no_column_moves(raw in any::<String>(), column in 0usize..50, length in 0usize..50) {
            let shown = safe(&raw);
            prop_assert!(shown.chars().all(is_harmless));
            prop_assert_eq!(shown.chars().count(), raw.chars().count());
            prop_assert!(shown.get(bytes(&shown, column, length)).is_some());
        }
    }
}
