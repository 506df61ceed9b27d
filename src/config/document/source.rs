//! The text of a file, kept for the messages about it.

use std::fmt;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use crate::config::{Mistake, Mistakes, Place};

/// The largest file that is read, in bytes: about twenty thousand roster entries.
pub const MAX_FILE_SIZE: usize = 1 << 20;

/// A file as it was read.
pub struct Source {
    name: String,
    text: String,
}

/// A stretch of one line. Lines and columns count from 1, columns and lengths in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The line.
    pub line: usize,
    /// The first character.
    pub column: usize,
    /// How many characters, at least one.
    pub length: usize,
}

impl Source {
    /// Reads a file. `-` is not special here: standard input is the caller's to read.
    pub fn read(path: &Path) -> Result<Arc<Self>, Mistakes> {
        let name = path.display().to_string();
        let unreadable = |error: &std::io::Error| {
            let place = Place::WholeFile(name.clone());
            Mistakes::from(Mistake::new(place, format!("cannot read the file: {error}")))
        };
        // The limit is on what is read, not on what the file system says: `/dev/zero` says that it is empty.
        let file = std::fs::File::open(path).map_err(|error| unreadable(&error))?;
        let mut bytes = Vec::new();
        file.take(MAX_FILE_SIZE as u64 + 1).read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
        Self::from_bytes(&name, &bytes)
    }

    /// Takes the bytes of a file: UTF-8, at most [`MAX_FILE_SIZE`].
    pub fn from_bytes(name: &str, bytes: &[u8]) -> Result<Arc<Self>, Mistakes> {
        if bytes.len() > MAX_FILE_SIZE {
            let place = Place::WholeFile(name.to_owned());
            let mistake = Mistake::new(place, "the file is larger than 1 MiB".to_owned());
            return Err(mistake.help("split it; a roster can be one file a team or account").into());
        }
        let source = |text: String| {
            Arc::new(Self {
                name: name.to_owned(),
                // A byte order mark is no part of the first line.
                text: text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text),
            })
        };
        match String::from_utf8(bytes.to_vec()) {
            Ok(text) => Ok(source(text)),
            Err(error) => {
                let good = String::from_utf8_lossy(
                    bytes.get(..error.utf8_error().valid_up_to()).unwrap_or_default(),
                );
                let span = Span {
                    line: good.matches('\n').count() + 1,
                    column: good
                        .rsplit('\n')
                        .next()
                        .unwrap_or_default()
                        .trim_start_matches('\u{feff}')
                        .chars()
                        .count()
                        + 1,
                    length: 1,
                };
                let place = Place::InFile(source(String::from_utf8_lossy(bytes).into_owned()), span);
                let mistake = Mistake::new(place, "the file is not UTF-8 from here on".to_owned());
                Err(mistake.help("save it as UTF-8").into())
            }
        }
    }

    /// The path as the admin wrote it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// A line by its number, without its end; empty where there is none. A line ends as YAML ends it: `\n`, `\r\n` or a
    /// lone `\r`.
    pub fn line(&self, number: usize) -> &str {
        let mut rest = self.text.as_str();
        for _ in 1..number {
            let Some(end) = rest.find(['\n', '\r']) else {
                return "";
            };
            let (_, after) = rest.split_at(end);
            rest = after.strip_prefix("\r\n").or_else(|| after.get(1..)).unwrap_or_default();
        }
        rest.split(['\n', '\r']).next().unwrap_or_default()
    }
}

/// Only the name: a file is long.
impl fmt::Debug for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Source").field(&self.name).finish()
    }
}
