//! What a program or a service says, made fit to be shown.

use zeroize::Zeroizing;

/// A piece of a secret of this length or more is removed. Shorter ones occur by chance and give nothing away.
const FRAGMENT: usize = 8;

const REMOVED: &str = "[secret removed]";

/// At most this many characters are shown.
const SHOWN: usize = 500;

/// The text in one line, without control characters and without the secret or any longer piece of it; cut to a readable
/// length.
///
/// Pieces, because a text may be cut off or broken in the middle of a secret. What somebody who holds the secret writes
/// in another encoding is not recognised.
pub(super) fn fit_to_show(bytes: &[u8], secret: &str) -> String {
    let decoded = Zeroizing::new(String::from_utf8_lossy(bytes).into_owned());
    let mut line = Zeroizing::new(String::with_capacity(decoded.len() * 3));
    // First the control characters: one in the middle of a secret must not hide it from what comes next.
    for character in decoded.chars() {
        match character {
            '\n' | '\t' => line.push(' '),
            // Marks that reorder the text around them, zero-width characters, and the byte order mark.
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => {}
            character if character.is_control() => {}
            character => line.push(character),
        }
    }
    let redacted = redact(line.trim(), secret);
    let mut shown: String = redacted.chars().take(SHOWN).collect();
    if redacted.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

/// The text without the secret or any longer piece of it.
fn redact(text: &str, secret: &str) -> String {
    let length = FRAGMENT.min(secret.len()).max(1);
    let bytes = text.as_bytes();
    let mut tainted = vec![false; bytes.len()];
    for (start, window) in bytes.windows(length).enumerate() {
        if secret.as_bytes().windows(length).any(|fragment| fragment == window) {
            tainted.iter_mut().skip(start).take(length).for_each(|byte| *byte = true);
        }
    }
    let mut redacted = String::with_capacity(text.len());
    let mut removing = false;
    // A secret is ASCII, so a tainted character is tainted at its first byte.
    for (start, character) in text.char_indices() {
        let remove = tainted.get(start).copied().unwrap_or_default();
        if !remove {
            redacted.push(character);
        } else if !removing {
            redacted.push_str(REMOVED);
        }
        removing = remove;
    }
    redacted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deliver::test_values::SECRET;
    use proptest::prelude::*;

    #[test]
    fn a_secret_is_removed_whole_and_what_stands_around_it_stays() {
        let text = format!("cannot store {SECRET}: full");
        assert_eq!(fit_to_show(text.as_bytes(), SECRET), "cannot store [secret removed]: full");
    }

    #[test]
    fn escape_sequences_neither_reach_the_terminal_nor_hide_the_secret() {
        let (head, tail) = SECRET.split_at(20);
        let text = format!("\u{1b}[2Ja{head}\u{0}\u{200b}{tail}b\r\nc");
        assert_eq!(fit_to_show(text.as_bytes(), SECRET), "[2Ja[secret removed]b c");
    }

    #[test]
    fn long_texts_are_cut() {
        assert_eq!(fit_to_show(&[b'x'; 600], SECRET).chars().count(), SHOWN + 1);
    }

    proptest! {
        #[test]
        fn no_piece_of_a_secret_survives(
            before in "\\PC{0,40}", after in "\\PC{0,40}", from in 0usize..60, to in 60usize..100,
        ) {
            let piece: String = SECRET.chars().skip(from).take(to - from).collect();
            let shown = fit_to_show(format!("{before}{piece}{after}").as_bytes(), SECRET);
            for window in SECRET.as_bytes().windows(FRAGMENT) {
                let fragment = std::str::from_utf8(window).unwrap();
                prop_assert!(!shown.contains(fragment), "{shown}");
            }
        }

        #[test]
        fn any_bytes_are_answered_in_one_line(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(!fit_to_show(&bytes, SECRET).chars().any(char::is_control));
        }
    }
}
