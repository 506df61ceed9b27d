//! Untrusted text made safe to show.

/// At most this many characters of an untrusted text are shown.
const SHOWN: usize = 500;

/// The text with control and direction-changing characters replaced, cut to a readable length: what AWS, a file or a
/// program says never steers a terminal.
pub fn printable(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN).map(visible).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

/// Whether a terminal only shows the character: it neither steers nor reorders nor hides.
pub fn is_harmless(character: char) -> bool {
    match character {
        // Marks that reorder the text around them, zero-width characters, and the byte order mark.
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => false,
        character => !character.is_control(),
    }
}

fn visible(character: char) -> char {
    match character {
        '\n' | '\t' => ' ',
        character if is_harmless(character) => character,
        _ => '\u{fffd}',
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn escape_sequences_lose_their_teeth() {
        assert_eq!(printable("a\u{1b}[31mred\u{7}\nb"), "a\u{fffd}[31mred\u{fffd} b");
        assert_eq!(printable("safe\u{202e}txt.exe"), "safe\u{fffd}txt.exe");
    }

    #[test]
    fn long_texts_are_cut_with_a_mark() {
        assert_eq!(printable(&"x".repeat(501)).chars().count(), 501);
        assert!(printable(&"x".repeat(501)).ends_with('…'));
        assert_eq!(printable(&"x".repeat(500)), "x".repeat(500));
    }

    proptest! {
        #[test]
        fn nothing_printable_is_a_control_character(text in "\\PC*|.*") {
            prop_assert!(!printable(&text).chars().any(char::is_control));
        }
    }
}
