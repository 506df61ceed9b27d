//! Files of an audit: snapshots in and out, reports out.
//!
//! A file is there whole or not at all: whoever reads it at the same time never sees a part of it.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io, process};

use crate::audit::{Snapshot, parse_snapshot, snapshot_json};
use crate::commands::CommandError;

/// Reads a snapshot file.
pub(in crate::commands) fn load(file: &Path) -> Result<Snapshot, CommandError> {
    let text = fs_err::read_to_string(file)
        .map_err(|error| CommandError::usage(format!("cannot read the snapshot: {error}")))?;
    parse_snapshot(&text).map_err(|error| CommandError::usage(format!("`{}`: {error}", file.display())))
}

/// Writes a snapshot file.
pub(super) fn save(snapshot: &Snapshot, file: &Path) -> Result<(), CommandError> {
    write(file, &snapshot_json(snapshot)).map_err(CommandError::failed)
}

/// Writes a file beside its place and moves it there. What is no ordinary file, such as `/dev/stderr`, is written to.
pub(super) fn write(file: &Path, text: &str) -> Result<(), String> {
    let place = file.canonicalize().unwrap_or_else(|_| file.to_owned());
    let written = match fs::metadata(&place) {
        Ok(there) if !there.is_file() => fs::write(&place, text),
        Ok(_) | Err(_) => replace(&place, text),
    };
    written.map_err(|error| format!("cannot write `{}`: {error}", file.display()))
}

fn replace(place: &Path, text: &str) -> io::Result<()> {
    let beside = beside(place)?;
    let written = (|| {
        let mut file = fs::OpenOptions::new().write(true).create_new(true).open(&beside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&beside, place)
    })();
    match written {
        // It belongs to somebody else.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        Err(error) => {
            let _ = fs::remove_file(&beside);
            Err(error)
        }
        Ok(()) => Ok(()),
    }
}

fn beside(place: &Path) -> io::Result<PathBuf> {
    let name = place.file_name().ok_or_else(|| io::Error::other("the path names no file"))?;
    Ok(place.with_file_name(format!(".{}.{}.new", name.to_string_lossy(), process::id())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_and_nothing_is_left_beside_it() {
        let scratch = tempfile::tempdir().unwrap();
        let file = scratch.path().join("report.json");
        for text in ["first", "second"] {
            write(&file, text).unwrap();
            assert_eq!(fs::read_to_string(&file).unwrap(), text);
        }
        assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_cannot_be_written_is_an_error_that_names_it() {
        let scratch = tempfile::tempdir().unwrap();
        assert!(write(&scratch.path().join("nowhere/report.json"), "x").is_err());
        assert!(write(scratch.path(), "x").is_err());
        assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 0);
    }
}
