//! The record of a run on disk: new, private, and there before the first write.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use fs_err as fs;
use fs_err::os::unix::fs::OpenOptionsExt;

use crate::deliver::checkpoint;

/// Where the record goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordPlace {
    /// Into this file, which must not exist.
    Named(PathBuf),
    /// Into a file of this name, or of this name and a number where there is one.
    Dated(String),
}

/// A record that was begun.
#[derive(Debug)]
pub struct RecordFile {
    path: PathBuf,
}

/// More runs in one second than this are a loop.
const MOST_OF_A_NAME: u32 = 1_000;

impl RecordFile {
    /// Writes the record and puts it on disk, its name included. Refuses where anything of that name exists.
    ///
    /// # Errors
    /// What the file system said; then there is no file, and nothing may be changed.
    pub fn begin(place: &RecordPlace, text: &str) -> io::Result<Self> {
        checkpoint("record: beginning");
        let path = match place {
            RecordPlace::Named(path) => {
                write_new(path, text)?;
                path.clone()
            }
            RecordPlace::Dated(stem) => write_numbered(stem, text)?,
        };
        sync_directory(&path)?;
        checkpoint("record: begun");
        Ok(Self { path })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Replaces the record with the one of the end, whole or not at all.
    ///
    /// # Errors
    /// What the file system said; the record of the beginning is there all the same.
    pub fn complete(&self, text: &str) -> io::Result<()> {
        checkpoint("record: completing");
        let mut name = self.path.file_name().unwrap_or_default().to_owned();
        name.push(".part");
        let part = self.path.with_file_name(name);
        write_new(&part, text)?;
        checkpoint("record: replacing");
        fs::rename(&part, &self.path)?;
        sync_directory(&self.path)?;
        checkpoint("record: completed");
        Ok(())
    }
}

fn write_numbered(stem: &str, text: &str) -> io::Result<PathBuf> {
    for number in 1..MOST_OF_A_NAME {
        let name = if number == 1 { format!("{stem}.json") } else { format!("{stem}-{number}.json") };
        let path = PathBuf::from(name);
        match write_new(&path, text) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            answer => return answer.map(|()| path),
        }
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, format!("too many files named {stem}-….json")))
}

/// What could not be written whole is removed again.
fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    if written.is_err() {
        // The error that matters is the one of the writing.
        let _ = fs::remove_file(path);
    }
    written
}

/// A file is on disk when its name is too.
fn sync_directory(path: &Path) -> io::Result<()> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::File::open(parent)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::{MetadataExt, symlink};

    #[test]
    fn a_record_is_private_new_and_replaced_as_a_whole() {
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join("record.json");
        let record = RecordFile::begin(&RecordPlace::Named(path.clone()), "first").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "first");
        record.complete("second").unwrap();
        assert_eq!(fs::read_to_string(record.path()).unwrap(), "second");
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn nothing_is_overwritten_and_no_link_is_followed() {
        let scratch = tempfile::tempdir().unwrap();
        let (file, link) = (scratch.path().join("file"), scratch.path().join("link"));
        fs::write(&file, "old").unwrap();
        symlink(scratch.path().join("target"), &link).unwrap();
        for path in [&file, &link] {
            let error = RecordFile::begin(&RecordPlace::Named(path.clone()), "new").unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        }
        assert_eq!(fs::read_to_string(&file).unwrap(), "old");
    }

    #[test]
    fn a_second_run_in_the_same_second_gets_a_number() {
        let scratch = tempfile::tempdir().unwrap();
        let stem = scratch.path().join("run").display().to_string();
        let names: Vec<String> = (0..3)
            .map(|_| RecordFile::begin(&RecordPlace::Dated(stem.clone()), "x").unwrap())
            .map(|record| record.path().file_name().unwrap().to_string_lossy().into_owned())
            .collect();
        assert_eq!(names, ["run.json", "run-2.json", "run-3.json"]);
    }
}
