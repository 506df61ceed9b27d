//! JSON as every command prints it.

use std::io::{self, Write};

use serde::{Serialize, Serializer};

use crate::domain::is_harmless;

/// A list that takes its shape item by item while it is written: that of a large organization never stands in memory
/// beside what it is made of.
pub(super) struct Each<'a, T, U> {
    items: &'a [T],
    shape: &'a dyn Fn(&T) -> U,
}

impl<'a, T, U> Each<'a, T, U> {
    pub(super) fn of(items: &'a [T], shape: &'a dyn Fn(&T) -> U) -> Self {
        Self { items, shape }
    }
}

impl<T, U: Serialize> Serialize for Each<'_, T, U> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.items.iter().map(self.shape))
    }
}

/// What [`pretty`] answers, written as it is made.
pub(super) fn write_pretty<T: Serialize>(value: &T, output: &mut dyn Write) -> io::Result<()> {
    let mut harmless = HarmlessJson(output);
    serde_json::to_writer_pretty(&mut harmless, value)?;
    harmless.0.write_all(b"\n")
}

/// Escapes on the way what would steer a terminal. It is handed whole characters: JSON is written in texts.
struct HarmlessJson<'a>(&'a mut dyn Write);

impl Write for HarmlessJson<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text =
            std::str::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        if text.chars().all(|character| character == '\n' || is_harmless(character)) {
            self.0.write_all(bytes)?;
        } else {
            self.0.write_all(harmless_json(text).as_bytes())?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_as_it_is_made_is_what_is_made_at_once() {
        let items =
            vec!["plain".to_owned(), "\u{1b}[31m \u{202e} \"quoted\" \n \u{4e16}".to_owned(), String::new()];
        let shape = |item: &String| serde_json::json!({ "text": item });
        let whole: Vec<_> = items.iter().map(shape).collect();
        let mut written = Vec::new();
        write_pretty(&Each::of(&items, &shape), &mut written).unwrap();
        assert_eq!(String::from_utf8(written).unwrap(), pretty(&whole));
        let mut nothing = Vec::new();
        write_pretty(&Each::of(&[] as &[String], &shape), &mut nothing).unwrap();
        assert_eq!(nothing, b"[]\n");
    }
}
