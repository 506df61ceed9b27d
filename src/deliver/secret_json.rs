//! JSON that holds a secret.

use std::io::{self, Write};

use serde::Serialize;
use zeroize::Zeroizing;

/// The value as one line of JSON with a line break at its end, in a buffer that is wiped.
///
/// Written twice, the first time only to be measured: a buffer that grows leaves its old self behind, unwiped.
pub(super) fn secret_json(value: &impl Serialize) -> Result<Zeroizing<Vec<u8>>, serde_json::Error> {
    let mut length = Length(0);
    serde_json::to_writer(&mut length, value)?;
    let mut text = Zeroizing::new(Vec::with_capacity(length.0 + 1));
    serde_json::to_writer(&mut *text, value)?;
    text.push(b'\n');
    Ok(text)
}

struct Length(usize);

impl Write for Length {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_buffer_never_grows_and_reads_back(text in ".*") {
            let json = secret_json(&serde_json::json!({ "text": text })).unwrap();
            prop_assert_eq!(json.capacity(), json.len());
            prop_assert_eq!(json.iter().filter(|byte| **byte == b'\n').count(), 1);
            let read: serde_json::Value = serde_json::from_slice(&json).unwrap();
            prop_assert_eq!(read["text"].as_str(), Some(text.as_str()));
        }
    }
}
