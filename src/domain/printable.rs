//! Untrusted text made safe to show.

use std::borrow::Cow;

/// At most this many characters of an untrusted text are shown.
const SHOWN: usize = 500;

/// How the text of a Bedrock key begins.
const KEY: &str = "ABSK";
/// Shorter than what follows in any key, and longer than in a word that begins by chance like one.
const KEY_LENGTH: usize = 40;

/// The text with control and direction-changing characters replaced, the text of keys covered, and cut to a readable
/// length: what AWS, a file or a program says never steers a terminal or the log of a CI server, and tells no secret that
/// somebody put into a tag.
pub fn printable(text: &str) -> String {
    // What is longer than what is shown may be a key to its end.
    let end = text.char_indices().nth(SHOWN * 2).map_or(text.len(), |(end, _)| end);
    let text = without_keys(text.get(..end).unwrap_or(text));
    let mut shown: String = text.chars().take(SHOWN).map(visible).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    without_commands(shown)
}

/// Whether a terminal only shows the character: it neither steers nor reorders nor hides.
pub fn is_harmless(character: char) -> bool {
    match character {
        // Marks that reorder the text around them, zero-width and invisible characters, and the byte order mark.
        '\u{ad}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}' => false,
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

/// The text with nothing left of what may be a key but how it begins.
fn without_keys(text: &str) -> Cow<'_, str> {
    if !text.contains(KEY) {
        return Cow::Borrowed(text);
    }
    let mut pieces = text.split(KEY);
    let mut safe = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let rest =
            piece.trim_start_matches(|each: char| each.is_ascii_alphanumeric() || "+/=_-".contains(each));
        safe.push_str(KEY);
        if piece.len() - rest.len() < KEY_LENGTH {
            safe.push_str(piece);
        } else {
            safe.push('•');
            safe.push_str(rest);
        }
    }
    Cow::Owned(safe)
}

/// GitHub Actions takes a line of a log that begins with `::` for a command, and `##[` anywhere in it; a column of a table
/// may begin a line.
/// <https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands>
fn without_commands(text: String) -> String {
    if text.starts_with("::") || text.contains(" ::") || text.contains("##[") {
        let begins = if text.starts_with("::") { text.replacen("::", "\u{fffd}:", 1) } else { text };
        return begins.replace(" ::", " \u{fffd}:").replace("##[", "#\u{fffd}[");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn escape_sequences_lose_their_teeth() {
        assert_eq!(printable("a\u{1b}[31mred\u{7}\nb"), "a\u{fffd}[31mred\u{fffd} b");
        assert_eq!(printable("safe\u{202e}txt.exe"), "safe\u{fffd}txt.exe");
        assert_eq!(printable("so\u{ad}ft \u{61c}x\u{e0041}"), "so\u{fffd}ft \u{fffd}x\u{fffd}");
    }

    #[test]
    fn a_key_in_a_text_is_covered() {
        let key = format!("ABSK{}", "QmVk".repeat(32));
        assert_eq!(printable(&format!("owner={key}, {key}!")), "owner=ABSK•, ABSK•!");
        // Also where the text is cut within it, and where it is cut before that.
        assert_eq!(printable(&format!("{}{key}", "x".repeat(480))), format!("{}ABSK•", "x".repeat(480)));
        assert!(!printable(&format!("{}{key}", "x".repeat(499))).contains("Qm"));
        assert_eq!(printable("ABSK is how keys begin, ABSKshort"), "ABSK is how keys begin, ABSKshort");
    }

    #[test]
    fn nothing_is_a_command_of_a_workflow() {
        for text in
            ["::add-mask::high", " ::stop-commands::x", "a ::error::b", "a##[add-mask]b", "a\n::error::b"]
        {
            let shown = printable(text);
            let words = shown.split(' ').filter(|word| word.starts_with("::") || word.contains("##["));
            assert_eq!(words.count(), 0, "{shown}");
        }
        assert_eq!(printable("arn:aws:iam::123456789012:user/a"), "arn:aws:iam::123456789012:user/a");
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
