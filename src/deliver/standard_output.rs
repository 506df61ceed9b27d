//! The `stdout` sink: one line, and nothing else on standard output.
//!
//! A pipe takes a line that nobody has read yet. So a delivery counts when the pipe is empty again: whoever reads it has
//! the line then. What they do with it is their affair. Where the system does not tell how full a pipe is (anywhere but
//! on Linux), and on sockets, it counts when the other end is still open after the line was written.

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::domain::ApiKeySecret;

use super::checkpoint::checkpoint;
use super::export_line::export_line;
use super::note::note;
use super::{DeliveryError, Handover, NotePlace, Placement, Receipt, SinkError, SinkWarning};

/// Standard output itself, without the standard library's buffer: that one is never wiped, and takes a closed standard
/// output for a success.
#[derive(Debug)]
pub(super) struct StandardOutput {
    file: File,
    /// How long to wait for the reader of a pipe.
    patience: Duration,
}

/// As long as for a program that takes a secret.
const PATIENCE: Duration = Duration::from_secs(60);

/// Between two looks at a pipe.
const PAUSE: Duration = Duration::from_millis(10);

impl StandardOutput {
    pub(super) fn open() -> Result<Self, SinkError> {
        let descriptor = io::stdout().as_fd().try_clone_to_owned().map_err(SinkError::Output)?;
        Self::from_file(File::from(descriptor))
    }

    /// The runtime opens `/dev/null` in the place of a standard output that was closed when the program started.
    fn from_file(file: File) -> Result<Self, SinkError> {
        if leads_nowhere(&file).map_err(SinkError::Output)? {
            return Err(SinkError::OutputDiscarded);
        }
        Ok(Self { file, patience: PATIENCE })
    }

    pub(super) fn warnings(&self) -> Vec<SinkWarning> {
        self.file.is_terminal().then_some(SinkWarning::Terminal).into_iter().collect()
    }

    pub(super) async fn deliver(
        &self,
        handover: &Handover,
        secret: &ApiKeySecret,
    ) -> Result<Receipt, DeliveryError> {
        self.write(&export_line(secret)).map_err(DeliveryError::Output)?;
        self.until_it_was_read().await?;
        let placement = Placement::StandardOutput;
        let note = NotePlace::ToShow(note(handover, &placement));
        Ok(Receipt { placement, note })
    }

    fn write(&self, line: &[u8]) -> io::Result<()> {
        checkpoint("stdout: writing");
        let mut file = &self.file;
        file.write_all(line)?;
        file.flush()?;
        if file.metadata()?.is_file() {
            file.sync_all()?;
        }
        checkpoint("stdout: written");
        Ok(())
    }

    /// Waits until the reader of a pipe has the line, a bounded time.
    async fn until_it_was_read(&self) -> Result<(), DeliveryError> {
        let mut waited = Duration::ZERO;
        loop {
            match other_end(&self.file).map_err(DeliveryError::Output)? {
                OtherEnd::HasIt => return Ok(()),
                OtherEnd::IsGone => return Err(DeliveryError::OutputClosedUnread),
                OtherEnd::HasNotReadIt if waited >= self.patience => {
                    return Err(DeliveryError::OutputUnread(self.patience.as_secs()));
                }
                OtherEnd::HasNotReadIt => tokio::time::sleep(PAUSE).await,
            }
            waited += PAUSE;
        }
    }
}

/// What can be told of the other end of a file after a line was written to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OtherEnd {
    /// The line is out of our hands.
    HasIt,
    /// It is open, and has not read the line.
    HasNotReadIt,
    /// It is closed, and the line lies unread.
    IsGone,
}

fn other_end(file: &File) -> io::Result<OtherEnd> {
    let kind = file.metadata()?.file_type();
    if !kind.is_fifo() && !kind.is_socket() {
        return Ok(OtherEnd::HasIt);
    }
    // In this order: what was read before the other end was closed is not there afterwards.
    let is_closed = is_closed(file)?;
    Ok(match (unread(file, kind.is_fifo())?, is_closed) {
        (Some(0), _) | (None, false) => OtherEnd::HasIt,
        (_, true) => OtherEnd::IsGone,
        (Some(_), false) => OtherEnd::HasNotReadIt,
    })
}

/// Whether nobody has the other end open: `POLLERR` on a pipe, `POLLHUP` on a socket.
///
/// <https://man7.org/linux/man-pages/man2/poll.2.html>
fn is_closed(file: &File) -> io::Result<bool> {
    let mut polled = [PollFd::new(file, PollFlags::empty())];
    poll(&mut polled, Some(&Timespec { tv_sec: 0, tv_nsec: 0 }))?;
    Ok(polled.iter().any(|each| each.revents().intersects(PollFlags::ERR | PollFlags::HUP)))
}

/// How many bytes lie in a pipe; nothing where the system does not tell.
///
/// <https://man7.org/linux/man-pages/man7/pipe.7.html>
fn unread(file: &File, is_pipe: bool) -> io::Result<Option<u64>> {
    if cfg!(target_os = "linux") && is_pipe { Ok(Some(rustix::io::ioctl_fionread(file)?)) } else { Ok(None) }
}

fn leads_nowhere(file: &File) -> io::Result<bool> {
    let found = file.metadata()?;
    let null = std::fs::metadata("/dev/null")?;
    Ok(found.file_type().is_char_device() && found.rdev() == null.rdev())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deliver::test_values::{
        SECRET, assert_holds_no_secret, assert_keeps_secret, handover, secret,
    };
    use std::io::Read;
    use std::os::fd::OwnedFd;

    fn pipe() -> (io::PipeReader, StandardOutput) {
        let (reader, writer) = io::pipe().unwrap();
        (reader, StandardOutput::from_file(File::from(OwnedFd::from(writer))).unwrap())
    }

    async fn deliver(output: &StandardOutput) -> Result<Receipt, DeliveryError> {
        output.deliver(&handover("alice", ""), &secret()).await
    }

    #[tokio::test]
    async fn exactly_one_line_arrives() {
        let (mut reader, output) = pipe();
        let reading = std::thread::spawn(move || {
            let mut text = String::new();
            reader.read_to_string(&mut text).map(|_| text)
        });
        let receipt = deliver(&output).await.unwrap();
        drop(output);
        let text = reading.join().unwrap().unwrap();
        assert_eq!(text, format!("export AWS_BEARER_TOKEN_BEDROCK='{SECRET}'\n"));
        let NotePlace::ToShow(note) = receipt.note else { panic!("{receipt:?}") };
        assert_holds_no_secret(&note);
    }

    #[tokio::test]
    async fn a_closed_pipe_is_a_failed_delivery() {
        let (reader, output) = pipe();
        drop(reader);
        let error = deliver(&output).await.unwrap_err();
        assert!(
            matches!(&error, DeliveryError::Output(cause) if cause.kind() == io::ErrorKind::BrokenPipe),
            "{error}"
        );
        assert_keeps_secret(&error);
    }

    // Only Linux tells how full a pipe is.
    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn a_pipe_that_nobody_reads_is_a_failed_delivery() {
        let (reader, mut output) = pipe();
        output.patience = Duration::ZERO;
        let error = deliver(&output).await.unwrap_err();
        assert!(matches!(&error, DeliveryError::OutputUnread(0)), "{error}");
        assert_keeps_secret(&error);
        // The write itself went well: that alone would have been taken for a delivery.
        drop(output);
        assert!(io::read_to_string(reader).unwrap().contains(SECRET));
    }

    #[tokio::test]
    async fn a_reader_that_leaves_without_reading_has_not_taken_the_line() {
        let (reader, output) = pipe();
        output.write(&export_line(&secret())).unwrap();
        drop(reader);
        let error = output.until_it_was_read().await.unwrap_err();
        assert!(matches!(&error, DeliveryError::OutputClosedUnread), "{error}");
    }

    // Elsewhere a reader that left is a reader that did not read.
    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn a_reader_that_leaves_after_reading_has_taken_the_line() {
        let (mut reader, output) = pipe();
        let line = export_line(&secret());
        output.write(&line).unwrap();
        reader.read_exact(&mut vec![0; line.len()]).unwrap();
        drop(reader);
        output.until_it_was_read().await.unwrap();
    }

    #[tokio::test]
    async fn a_full_device_is_a_failed_delivery() {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let error = deliver(&StandardOutput::from_file(full).unwrap()).await.unwrap_err();
        assert!(
            matches!(&error, DeliveryError::Output(cause) if cause.kind() == io::ErrorKind::StorageFull),
            "{error}"
        );
    }

    #[test]
    fn an_output_that_leads_nowhere_is_refused_before_a_key_is_made() {
        let null = File::options().write(true).open("/dev/null").unwrap();
        assert!(matches!(StandardOutput::from_file(null), Err(SinkError::OutputDiscarded)));
    }
}
