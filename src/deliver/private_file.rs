//! A file that is new, private, and either whole on disk or gone.

use std::io::{self, Write};
use std::path::Path;

use fs_err as fs;
use fs_err::os::unix::fs::OpenOptionsExt;

use super::checkpoint::checkpoint;

/// The names of the checkpoints around each effect on a file.
#[derive(Debug)]
pub(super) struct Steps {
    creating: &'static str,
    created: &'static str,
    writing: &'static str,
    written: &'static str,
    syncing: &'static str,
    synced: &'static str,
}

/// Checkpoints of the file that holds the secret.
pub(super) const SECRET_STEPS: Steps = Steps {
    creating: "file: creating",
    created: "file: created",
    writing: "file: writing",
    written: "file: written",
    syncing: "file: syncing",
    synced: "file: synced",
};

/// Checkpoints of the file that holds the note.
pub(super) const NOTE_STEPS: Steps = Steps {
    creating: "note: creating",
    created: "note: created",
    writing: "note: writing",
    written: "note: written",
    syncing: "note: syncing",
    synced: "note: synced",
};

/// A file this run made. Dropped before it is kept, it is removed.
#[derive(Debug)]
pub(super) struct PrivateFile {
    file: fs::File,
    fate: Fate,
}

#[derive(Debug)]
enum Fate {
    Remove,
    Keep,
}

impl PrivateFile {
    /// Makes the file (0600), writes it and puts it on disk. Refuses where anything of that name exists; a symbolic
    /// link is something, and is not followed.
    pub(super) fn write(path: &Path, content: &[u8], steps: &Steps) -> io::Result<Self> {
        checkpoint(steps.creating);
        let file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        let mut made = Self { file, fate: Fate::Remove };
        checkpoint(steps.created);
        checkpoint(steps.writing);
        made.file.write_all(content)?;
        checkpoint(steps.written);
        checkpoint(steps.syncing);
        made.file.sync_all()?;
        checkpoint(steps.synced);
        Ok(made)
    }

    /// Leaves the file where it is.
    pub(super) fn keep(mut self) {
        self.fate = Fate::Keep;
    }
}

impl Drop for PrivateFile {
    fn drop(&mut self) {
        match self.fate {
            Fate::Keep => {}
            Fate::Remove => {
                checkpoint("file: removing");
                if let Err(error) = fs::remove_file(self.file.path()) {
                    // The error names the path. What is left holds the secret of a key that is about to be deleted.
                    tracing::warn!(%error, "a file of a failed delivery is left behind");
                }
                checkpoint("file: removed");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::{MetadataExt, symlink};
    use std::process::Command;
    use tempfile::TempDir;

    #[test]
    fn a_file_is_private_and_holds_what_was_written() {
        let scratch = TempDir::new().unwrap();
        let path = scratch.path().join("key.env");
        PrivateFile::write(&path, b"content", &SECRET_STEPS).unwrap().keep();
        assert_eq!(fs::read(&path).unwrap(), b"content");
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_file_that_is_not_kept_is_removed() {
        let scratch = TempDir::new().unwrap();
        let path = scratch.path().join("key.env");
        let made = PrivateFile::write(&path, b"content", &SECRET_STEPS).unwrap();
        assert!(path.exists());
        drop(made);
        assert!(!path.exists());
    }

    #[test]
    fn nothing_is_overwritten_and_no_link_is_followed() {
        let scratch = TempDir::new().unwrap();
        let (file, dangling, target) =
            (scratch.path().join("file"), scratch.path().join("link"), scratch.path().join("target"));
        fs::write(&file, "old").unwrap();
        symlink(&target, &dangling).unwrap();
        for path in [&file, &dangling] {
            let error = PrivateFile::write(path, b"content", &SECRET_STEPS).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
            assert!(error.to_string().contains(path.to_str().unwrap()), "{error}");
        }
        assert_eq!(fs::read_to_string(&file).unwrap(), "old");
        assert!(!target.exists() && dangling.is_symlink());
    }

    /// The variable that tells the test below that it runs with a limit on the size of files.
    const LIMITED: &str = "BEDROCK_KEYS_TEST_LIMITED_DIRECTORY";

    #[test]
    fn a_write_that_fails_leaves_no_file() {
        // A process without room for a single byte: the limit on file sizes holds for root too, unlike permissions.
        if let Some(directory) = std::env::var_os(LIMITED) {
            let path = Path::new(&directory).join("key.env");
            let error = PrivateFile::write(&path, b"content", &SECRET_STEPS).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::FileTooLarge, "{error}");
            assert!(!path.exists());
            fs::create_dir(Path::new(&directory).join("reached")).unwrap();
            return;
        }
        let scratch = TempDir::new().unwrap();
        let status = Command::new("sh")
            .arg("-c")
            .arg("trap '' XFSZ; ulimit -f 0; exec \"$0\" --exact \"$1\"")
            .arg(std::env::current_exe().unwrap())
            .arg("deliver::private_file::tests::a_write_that_fails_leaves_no_file")
            .env(LIMITED, scratch.path())
            .output()
            .unwrap();
        assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stdout));
        assert!(scratch.path().join("reached").is_dir(), "the limited run did not reach its end");
    }
}
