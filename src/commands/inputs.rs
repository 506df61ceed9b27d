//! The files that a command is given, and standard input: nobody at the other end of a pipe keeps a command alive.
//!
//! Every file that the command line or the environment names is read here. What its content means is the caller's.

use std::future::Future;
use std::io;
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
    /// Where it cannot be read or is no text; the file is named.
    pub(super) fn text(&self, path: &Path) -> io::Result<String> {
        let file = path.to_owned();
        self.waited_for(move || fs_err::read_to_string(file))
    }

    /// A file as it is.
    ///
    /// # Errors
    /// Where it cannot be read; the file is named.
    pub(super) fn bytes(&self, path: &Path) -> io::Result<Vec<u8>> {
        let file = path.to_owned();
        self.waited_for(move || fs_err::read(file))
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
