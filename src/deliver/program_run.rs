//! One run of a program: fed on standard input, watched, and ended in time.

use std::future::Future;
use std::io::{self, PipeReader, Read};
use std::os::fd::OwnedFd;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::pin::pin;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::unix::pipe::Sender;
use tokio::process::{Child, ChildStderr, Command};
use zeroize::Zeroizing;

use super::ProgramEnd;
use super::checkpoint::checkpoint;

/// How long to wait, and how much to keep.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// For the program to take its input and end.
    pub(super) patience: Duration,
    /// For its last messages, where a child of its own still holds standard error open.
    pub(super) grace: Duration,
    /// Bytes of its messages that are kept; the rest is read and thrown away.
    pub(super) messages: usize,
}

impl Limits {
    pub(super) const DEFAULT: Self =
        Self { patience: Duration::from_secs(60), grace: Duration::from_millis(500), messages: 8_192 };
}

/// A program that has been started and has not got anything yet.
pub(super) struct ProgramRun {
    child: Child,
    input: Sender,
    unread: PipeReader,
    stderr: ChildStderr,
    limits: Limits,
}

/// How a run ended.
pub(super) struct Ended {
    /// Nothing where the program read everything and exited with status 0.
    pub(super) failure: Option<ProgramEnd>,
    /// The beginning of what it wrote to standard error: untrusted, and possibly the secret itself.
    pub(super) stderr: Zeroizing<Vec<u8>>,
}

impl ProgramRun {
    /// Starts the program without a shell, without arguments, and with the environment of this process.
    ///
    /// It stays in the process group of this one, so that it can ask questions at the terminal and is interrupted
    /// together with it.
    pub(super) fn start(program: &Path, limits: Limits) -> io::Result<Self> {
        let (theirs, ours) = io::pipe()?;
        // A second hand on the end that is read: what is still in there when the program has ended, it never read. The
        // pipe takes the whole document at once, so that writing alone would tell nothing.
        let unread = theirs.try_clone()?;
        let input = Sender::from_owned_fd(OwnedFd::from(ours))?;
        let mut child = Command::new(program)
            .stdin(theirs)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let stderr = child.stderr.take().ok_or_else(|| io::Error::other("standard error was not opened"))?;
        Ok(Self { child, input, unread, stderr, limits })
    }

    /// Writes the input, closes it, and waits for the end.
    pub(super) async fn feed(self, input: &[u8]) -> io::Result<Ended> {
        let Self { mut child, input: sender, mut unread, stderr, limits } = self;
        let mut messages = Zeroizing::new(Vec::with_capacity(limits.messages));
        let status = {
            let mut listening = pin!(listen(stderr, &mut messages, limits.messages));
            let exchange = exchange(&mut child, sender, input);
            let (status, heard) =
                while_listening(tokio::time::timeout(limits.patience, exchange), &mut listening).await;
            if !heard {
                // A deadline that is reached is not an error: what was heard by then is kept.
                let _ = tokio::time::timeout(limits.grace, &mut listening).await;
            }
            status
        };
        let failure = match status {
            Err(_) => {
                child.kill().await?;
                Some(ProgramEnd::TimedOut(limits.patience.as_secs()))
            }
            Ok(status) => match failure_of(status?) {
                None if !is_drained(&mut unread)? => Some(ProgramEnd::Unread),
                failure => failure,
            },
        };
        Ok(Ended { failure, stderr: messages })
    }
}

/// Writes what is to be read while waiting for the end, which may come first.
async fn exchange(child: &mut Child, mut sender: Sender, input: &[u8]) -> io::Result<ExitStatus> {
    let feeding = async move {
        checkpoint("command: writing");
        // Cannot fail while this process holds the other end too; if it does, the rest is found unread.
        let _ = sender.write_all(input).await;
        // Closes standard input.
        drop(sender);
        checkpoint("command: written");
    };
    let mut feeding = pin!(feeding);
    tokio::select! {
        biased;
        () = &mut feeding => {}
        status = child.wait() => return status,
    }
    child.wait().await
}

async fn while_listening<T>(
    work: impl Future<Output = T>,
    mut listening: impl Future<Output = ()> + Unpin,
) -> (T, bool) {
    let mut work = pin!(work);
    tokio::select! {
        biased;
        done = &mut work => (done, false),
        () = &mut listening => (work.await, true),
    }
}

/// Keeps the beginning and reads on to the end, so that a talkative program is not blocked.
async fn listen(mut stderr: impl AsyncRead + Unpin, kept: &mut Vec<u8>, limit: usize) {
    let mut chunk = Zeroizing::new([0u8; 1024]);
    while let Ok(count) = stderr.read(chunk.as_mut_slice()).await {
        if count == 0 {
            break;
        }
        let room = limit.saturating_sub(kept.len());
        kept.extend(chunk.iter().take(count.min(room)));
    }
}

fn failure_of(status: ExitStatus) -> Option<ProgramEnd> {
    match (status.code(), status.signal()) {
        (Some(0), _) => None,
        (Some(code), _) => Some(ProgramEnd::Status(code)),
        (None, signal) => Some(ProgramEnd::Signal(signal.unwrap_or_default())),
    }
}

/// Whether nothing is left in the pipe. Does not block: the end that is written to is closed by now.
fn is_drained(unread: &mut PipeReader) -> io::Result<bool> {
    let mut byte = Zeroizing::new([0u8; 1]);
    Ok(unread.read(byte.as_mut_slice())? == 0)
}
