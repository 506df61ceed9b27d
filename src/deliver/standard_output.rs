//! The `stdout` sink: one line, and nothing else on standard output.

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::{FileTypeExt, MetadataExt};

use crate::domain::ApiKeySecret;

use super::checkpoint::checkpoint;
use super::export_line::export_line;
use super::note::note;
use super::{DeliveryError, Handover, NotePlace, Placement, Receipt, SinkError, SinkWarning};

/// Standard output itself, without the standard library's buffer: that one is never wiped, and takes a closed standard
/// output for a success.
#[derive(Debug)]
pub(super) struct StandardOutput(File);

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
        Ok(Self(file))
    }

    pub(super) fn warnings(&self) -> Vec<SinkWarning> {
        self.0.is_terminal().then_some(SinkWarning::Terminal).into_iter().collect()
    }

    pub(super) fn deliver(
        &self,
        handover: &Handover,
        secret: &ApiKeySecret,
    ) -> Result<Receipt, DeliveryError> {
        self.write(&export_line(secret)).map_err(DeliveryError::Output)?;
        let placement = Placement::StandardOutput;
        let note = NotePlace::ToShow(note(handover, &placement));
        Ok(Receipt { placement, note })
    }

    fn write(&self, line: &[u8]) -> io::Result<()> {
        checkpoint("stdout: writing");
        let mut file = &self.0;
        file.write_all(line)?;
        file.flush()?;
        if file.metadata()?.is_file() {
            file.sync_all()?;
        }
        checkpoint("stdout: written");
        Ok(())
    }
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

    #[test]
    fn exactly_one_line_arrives() {
        let (mut reader, output) = pipe();
        let receipt = output.deliver(&handover("alice", ""), &secret()).unwrap();
        drop(output);
        let mut text = String::new();
        reader.read_to_string(&mut text).unwrap();
        assert_eq!(text, format!("export AWS_BEARER_TOKEN_BEDROCK='{SECRET}'\n"));
        let NotePlace::ToShow(note) = receipt.note else { panic!("{receipt:?}") };
        assert_holds_no_secret(&note);
    }

    #[test]
    fn a_closed_pipe_is_a_failed_delivery() {
        let (reader, output) = pipe();
        drop(reader);
        let error = output.deliver(&handover("alice", ""), &secret()).unwrap_err();
        assert!(
            matches!(&error, DeliveryError::Output(cause) if cause.kind() == io::ErrorKind::BrokenPipe),
            "{error}"
        );
        assert_keeps_secret(&error);
    }

    #[test]
    fn a_full_device_is_a_failed_delivery() {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let error =
            StandardOutput::from_file(full).unwrap().deliver(&handover("alice", ""), &secret()).unwrap_err();
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
