//! The directory that delivered files are put into.

use std::fs::DirBuilder;
use std::io::{self, ErrorKind};
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use fs_err as fs;
use fs_err::os::unix::fs::OpenOptionsExt;

use super::checkpoint::checkpoint;
use super::{Addressee, SinkError, SinkWarning};

/// What is put into a directory, which decides what is asked of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Contents {
    /// Secrets as they are.
    PlainText,
    /// Secrets that only their addressee can read.
    Encrypted,
}

/// A directory that exists, was written to a moment ago, and was looked at for what makes it a poor place for secrets.
#[derive(Debug)]
pub(super) struct Directory {
    path: PathBuf,
    pub(super) warnings: Vec<SinkWarning>,
}

impl Directory {
    /// Makes the directory where it is absent (0700), and makes sure that a file can be made in it.
    pub(super) fn open(path: &Path, contents: Contents, addressee: &Addressee) -> Result<Self, SinkError> {
        let refused = |source| SinkError::Directory { path: path.to_owned(), source };
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => {}
            Ok(_) => return Err(SinkError::NotADirectory(path.to_owned())),
            Err(error) if error.kind() == ErrorKind::NotFound => make(path).map_err(refused)?,
            Err(error) => return Err(refused(error)),
        }
        let probe = probe(path, addressee).map_err(refused)?;
        if contents == Contents::PlainText && probe.mode() & 0o077 != 0 {
            return Err(SinkError::FilesNotPrivate(path.to_owned()));
        }
        let directory = fs::metadata(path).map_err(refused)?;
        let mut warnings = Vec::new();
        // What an addressee alone can read may lie open, but must not be exchanged.
        let unwanted = match contents {
            Contents::PlainText => 0o077,
            Contents::Encrypted => 0o022,
        };
        if directory.mode() & unwanted != 0 {
            warnings
                .push(SinkWarning::OpenDirectory { path: path.to_owned(), mode: directory.mode() & 0o777 });
        }
        if directory.uid() != probe.uid() {
            warnings.push(SinkWarning::ForeignDirectory(path.to_owned()));
        }
        if contents == Contents::PlainText
            && let Some(root) = git_work_tree(path)
        {
            warnings.push(SinkWarning::InGitWorkTree { path: path.to_owned(), root });
        }
        Ok(Self { path: path.to_owned(), warnings })
    }

    /// The place of a file in it.
    pub(super) fn join(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Writes the directory's entries to disk: until then a file in it may be lost with the power.
    pub(super) fn sync(&self) -> io::Result<()> {
        checkpoint("directory: syncing");
        sync_directory(&self.path)?;
        checkpoint("directory: synced");
        Ok(())
    }
}

fn make(path: &Path) -> io::Result<()> {
    checkpoint("directory: creating");
    DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(|error| {
        io::Error::new(error.kind(), format!("cannot create `{}`: {error}", path.display()))
    })?;
    checkpoint("directory: created");
    match path.parent() {
        Some(parent) if parent != Path::new("") => sync_directory(parent),
        _ => sync_directory(Path::new(".")),
    }
}

fn sync_directory(path: &Path) -> io::Result<()> {
    fs::File::open(path)?.sync_all()
}

/// Makes and removes an empty file. Its name is the addressee's own, so that a run that was killed in between leaves
/// one that the next run for the same addressee removes, and so that two addressees do not meet.
fn probe(directory: &Path, addressee: &Addressee) -> io::Result<std::fs::Metadata> {
    let path = directory.join(format!(".{}.probe", addressee.distinct_name()));
    match fs::remove_file(&path) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    checkpoint("directory: probing");
    let file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
    let metadata = file.metadata();
    fs::remove_file(&path)?;
    checkpoint("directory: probed");
    metadata
}

/// The git work tree a directory lies in. Only a `.git` in it or above it is looked for: whether the tree ignores the
/// directory is not asked.
fn git_work_tree(path: &Path) -> Option<PathBuf> {
    let path = fs::canonicalize(path).ok()?;
    path.ancestors().find(|ancestor| ancestor.join(".git").exists()).map(Path::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deliver::test_values::addressee;
    use std::os::unix::fs::PermissionsExt;
    use tempfile::TempDir;

    fn open(path: &Path, contents: Contents) -> Result<Directory, SinkError> {
        Directory::open(path, contents, &addressee("alice@example.com", ""))
    }

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn an_absent_directory_is_made_for_its_owner_only_and_left_empty() {
        let scratch = TempDir::new().unwrap();
        let path = scratch.path().join("a/b");
        assert_eq!(open(&path, Contents::PlainText).unwrap().warnings, []);
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o700);
        assert_eq!(fs::metadata(scratch.path().join("a")).unwrap().mode() & 0o777, 0o700);
        assert_eq!(fs::read_dir(&path).unwrap().count(), 0);
    }

    #[test]
    fn what_is_no_directory_is_refused() {
        let scratch = TempDir::new().unwrap();
        let path = scratch.path().join("file");
        fs::write(&path, "").unwrap();
        assert!(matches!(open(&path, Contents::PlainText), Err(SinkError::NotADirectory(_))));
        let below = open(&path.join("below"), Contents::PlainText).unwrap_err();
        assert!(below.to_string().contains("file/below"), "{below}");
    }

    #[test]
    fn a_directory_that_takes_no_files_is_refused() {
        // Nothing can be made in /proc, not even by root.
        let error = open(Path::new("/proc"), Contents::PlainText).unwrap_err();
        assert!(matches!(error, SinkError::Directory { .. }), "{error}");
        assert!(error.to_string().contains("/proc"), "{error}");
    }

    #[test]
    fn a_directory_open_to_others_is_warned_about() {
        let scratch = TempDir::new().unwrap();
        set_mode(scratch.path(), 0o750);
        let warnings = open(scratch.path(), Contents::PlainText).unwrap().warnings;
        assert!(
            matches!(warnings.as_slice(), [SinkWarning::OpenDirectory { mode: 0o750, .. }]),
            "{warnings:?}"
        );
        assert_eq!(open(scratch.path(), Contents::Encrypted).unwrap().warnings, []);
        set_mode(scratch.path(), 0o720);
        assert_eq!(open(scratch.path(), Contents::Encrypted).unwrap().warnings.len(), 1);
    }

    #[test]
    fn a_git_work_tree_is_found_upward() {
        let scratch = TempDir::new().unwrap();
        let path = scratch.path().join("tree/out");
        assert_eq!(open(&path, Contents::PlainText).unwrap().warnings, []);
        // A file is what a linked work tree has.
        fs::write(scratch.path().join("tree/.git"), "gitdir: elsewhere").unwrap();
        let warnings = open(&path, Contents::PlainText).unwrap().warnings;
        assert!(matches!(warnings.as_slice(), [SinkWarning::InGitWorkTree { .. }]), "{warnings:?}");
        assert_eq!(open(&path, Contents::Encrypted).unwrap().warnings, []);
    }

    #[test]
    fn the_probe_of_a_killed_run_is_removed_by_the_next() {
        let scratch = TempDir::new().unwrap();
        let name = format!(".{}.probe", addressee("alice@example.com", "").distinct_name());
        fs::write(scratch.path().join(name), "").unwrap();
        open(scratch.path(), Contents::PlainText).unwrap();
        assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 0);
    }
}
