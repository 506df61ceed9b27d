//! The files that a command is given, and standard input: nobody at the other end of a pipe keeps a command alive.
//!
//! Every file that the command line or the environment names is read here. What its content means is the caller's.

use std::fmt;
use std::future::Future;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use tokio::runtime::Handle;

use crate::config::document::Source;
use crate::config::{Mistake, Mistakes, Place};
use crate::render::Ui;

use super::CommandError;
use super::interruption::Interruption;

/// How long a wish to end may go unnoticed while a file is waited for. Reading a file needs no runtime, so that nothing
/// but time wakes the reader; a file that is there is read at once.
const NOTICED_WITHIN: Duration = Duration::from_millis(20);

/// How much of a file is read at most, in mebibytes: a device or a wrong file must not fill the memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Most(u64);

impl Most {
    /// Of an organization's snapshot: many times what ten thousand accounts with thousands of keys come to.
    pub(super) const OF_A_SNAPSHOT: Self = Self(1024);
    /// Of the record of a run: many times ten thousand policies of the longest that AWS takes, the most of an organization
    /// that a run would change.
    pub(super) const OF_A_RECORD: Self = Self(64);
    /// Of anything that people write or download: certificates, faults.
    pub(super) const OF_A_SMALL_FILE: Self = Self(16);

    fn bytes(self) -> u64 {
        self.0.saturating_mul(1 << 20)
    }
}

impl fmt::Display for Most {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0 / 1024, self.0 % 1024) {
            (0, _) | (_, 1..) => write!(formatter, "{} MiB", self.0),
            (gibibytes, 0) => write!(formatter, "{gibibytes} GiB"),
        }
    }
}

/// Reads what a command is given, until somebody wants it to end.
#[derive(Debug, Clone, Default)]
pub(super) struct Inputs {
    interruption: Interruption,
    given_up: Arc<AtomicBool>,
}

impl Inputs {
    /// Reads until this interruption is asked for.
    pub(super) fn until(interruption: &Interruption) -> Self {
        Self { interruption: interruption.clone(), given_up: Arc::default() }
    }

    /// A file whose lines are named in what is said about it.
    ///
    /// # Errors
    /// Where it cannot be read, is too large or no text.
    pub(super) fn source(&self, path: &Path) -> Result<Arc<Source>, Mistakes> {
        let file = path.to_owned();
        self.waited_for(move || Ok(Source::read(&file))).unwrap_or_else(|error| {
            let place = Place::WholeFile(path.display().to_string());
            Err(Mistake::new(place, format!("cannot read the file: {error}")).into())
        })
    }

    /// A file that is text from its beginning to its end.
    ///
    /// # Errors
    /// Where it cannot be read, is larger than `most` or no text; the file is named.
    pub(super) fn text(&self, path: &Path, most: Most) -> io::Result<String> {
        let bytes = self.bytes(path, most)?;
        String::from_utf8(bytes).map_err(|_| {
            let message = format!("`{}` is no text in UTF-8", path.display());
            io::Error::new(io::ErrorKind::InvalidData, message)
        })
    }

    /// A file as it is.
    ///
    /// # Errors
    /// Where it cannot be read or is larger than `most`; the file is named.
    pub(super) fn bytes(&self, path: &Path, most: Most) -> io::Result<Vec<u8>> {
        let file = path.to_owned();
        self.waited_for(move || read_at_most(&file, most))
    }

    /// All of standard input, or one byte more than `most` where it is longer.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub(super) fn standard_input(&self, ui: Ui, most: usize) -> io::Result<Vec<u8>> {
        self.waited_for(move || ui.read_input(most))
    }

    /// What comes of work that reads files on its way, as the SDK reads its configuration: not as a future that could be
    /// dropped, but blocking whoever polls it.
    ///
    /// # Errors
    /// Where it is given up.
    pub(super) fn awaited<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> io::Result<T> {
        let runtime = Handle::current();
        self.waited_for(move || Ok(runtime.block_on(work)))
    }

    /// What came of work that read inputs. Where one was waited for in vain, whatever is said about it is beside the point.
    pub(super) fn unless_given_up<T>(&self, work: Result<T, CommandError>) -> Result<T, CommandError> {
        if self.given_up.load(Ordering::Relaxed) { Err(CommandError::interrupted()) } else { work }
    }

    /// Reads on a thread of its own. One that is given up is left to end with the process: nothing can wake it.
    fn waited_for<T: Send + 'static>(
        &self,
        read: impl FnOnce() -> io::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        let (sender, receiver) = mpsc::channel();
        std::thread::Builder::new().spawn(move || {
            // Nobody listens any more after an interruption.
            let _ = sender.send(read());
        })?;
        loop {
            match receiver.recv_timeout(NOTICED_WITHIN) {
                Ok(read) => return read,
                Err(RecvTimeoutError::Timeout) if self.interruption.is_asked_for() => {
                    self.given_up.store(true, Ordering::Relaxed);
                    return Err(io::Error::new(io::ErrorKind::Interrupted, "interrupted"));
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(io::Error::other("the reading ended without an answer"));
                }
            }
        }
    }
}

/// A file that says it is too large is not read at all; one that says nothing, as a device does, is read up to there.
fn read_at_most(path: &Path, most: Most) -> io::Result<Vec<u8>> {
    let too_large = || {
        let message = format!("`{}` is larger than {most}", path.display());
        Err(io::Error::new(io::ErrorKind::FileTooLarge, message))
    };
    let file = fs_err::File::open(path)?;
    if file.metadata()?.len() > most.bytes() {
        return too_large();
    }
    let mut bytes = Vec::new();
    file.take(most.bytes().saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most.bytes() { too_large() } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_larger_than_the_most_is_refused_whether_it_says_so_or_not() {
        let scratch = tempfile::tempdir().unwrap();
        let file = scratch.path().join("file");
        let said =
            |path: &Path| read_at_most(path, Most(1)).map(|read| read.len()).map_err(|it| it.to_string());
        for (length, read) in [(1 << 20, true), ((1 << 20) + 1, false)] {
            std::fs::File::create(&file).unwrap().set_len(length).unwrap();
            let expected = format!("`{}` is larger than 1 MiB", file.display());
            assert_eq!(said(&file), if read { Ok(1 << 20) } else { Err(expected) });
        }
        #[cfg(unix)]
        assert_eq!(said(Path::new("/dev/zero")), Err("`/dev/zero` is larger than 1 MiB".to_owned()));
    }

    #[test]
    fn a_most_is_said_in_its_largest_unit() {
        let said: Vec<String> = [1, 64, 1024, 1025].map(|most| Most(most).to_string()).into();
        assert_eq!(said, ["1 MiB", "64 MiB", "1 GiB", "1025 MiB"]);
    }
}
