//! JSON as every command prints it.

use serde::Serialize;

use crate::domain::is_harmless;

/// JSON over several lines with a line break at its end. Control and direction-changing characters are escaped, also
/// those that JSON would allow as they are: what AWS says reaches a program whole and a terminal harmless.
pub(super) fn pretty<T: Serialize>(value: &T) -> String {
    // The structures here have text keys and no custom serialisers, so that this cannot fail.
    let text =
        serde_json::to_string_pretty(value).unwrap_or_else(|error| format!("{{\"error\":\"{error}\"}}"));
    harmless_json(&text) + "\n"
}

/// JSON with everything escaped that would steer a terminal: the same value.
pub(super) fn harmless_json(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 1);
    for character in text.chars() {
        if character == '\n' || is_harmless(character) {
            safe.push(character);
        } else {
            let mut units = [0; 2];
            safe.extend(character.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    safe
}
