//! Files of an audit: snapshots in and out, reports out.
//!
//! A file is there whole or not at all: whoever reads it at the same time never sees a part of it.

use std::path::{Path, PathBuf};
use std::{fs, io, process};

use crate::audit::{Part, Snapshot, parse_snapshot, snapshot_file};
use crate::commands::CommandError;
use crate::commands::inputs::{Inputs, Most};

/// Reads a snapshot file.
pub(in crate::commands) fn load(file: &Path, inputs: &Inputs) -> Result<Snapshot, CommandError> {
    let text = inputs
        .text(file, Most::OF_A_SNAPSHOT)
        .map_err(|error| CommandError::usage(format!("cannot read the snapshot: {error}")))?;
    parse_snapshot(&text).map_err(|error| CommandError::usage(format!("`{}`: {error}", file.display())))
}

/// Reads snapshot files, and those of every shard in a directory.
pub(super) fn load_all(places: &[PathBuf], inputs: &Inputs) -> Result<Vec<Snapshot>, CommandError> {
    let mut files = Vec::new();
    for place in places {
        if place.is_dir() {
            files.extend(shards_in(place)?);
        } else {
            files.push(place.clone());
        }
    }
    files.iter().map(|file| load(file, inputs)).collect()
}

fn shards_in(directory: &Path) -> Result<Vec<PathBuf>, CommandError> {
    let listed = fs_err::read_dir(directory).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let listed =
        listed.map_err(|error| CommandError::usage(format!("cannot read the snapshots: {error}")))?;
    let is_shard = |name: &str| name.starts_with("shard-") && name.ends_with(".json");
    let shards = listed.into_iter().filter(|entry| entry.file_name().to_str().is_some_and(is_shard));
    let mut shards: Vec<PathBuf> = shards.map(|entry| entry.path()).collect();
    shards.sort();
    if shards.is_empty() {
        let none = format!("there is no `shard-….json` in `{}`", directory.display());
        return Err(CommandError::usage(none).hint("`audit --org --shard I/N --save DIRECTORY/` writes them"));
    }
    Ok(shards)
}

/// Writes a snapshot file, under a name of its own in a directory.
pub(super) fn save(snapshot: &Snapshot, place: &Path) -> Result<(), CommandError> {
    let is_directory = place.is_dir() || place.as_os_str().as_encoded_bytes().ends_with(b"/");
    let file = if is_directory { place.join(name(snapshot.part)) } else { place.to_owned() };
    if is_directory {
        fs_err::create_dir_all(place).map_err(|error| CommandError::failed(error.to_string()))?;
    }
    let contents = |mut output: &mut dyn io::Write| {
        serde_json::to_writer(&mut output, &snapshot_file(snapshot))?;
        output.write_all(b"\n")
    };
    write(&file, &contents).map_err(CommandError::failed)
}

fn name(part: Part) -> String {
    match part {
        Part::Shard(shard) => format!("shard-{}-of-{}.json", shard.index(), shard.total()),
        Part::Whole | Part::Chosen => "snapshot.json".to_owned(),
    }
}

/// Writes a file as it is made, beside its place, and moves it there. What is no ordinary file, such as `/dev/stderr`, is
/// written to.
pub(in crate::commands) fn write(
    file: &Path,
    contents: &dyn Fn(&mut dyn io::Write) -> io::Result<()>,
) -> Result<(), String> {
    let buffered = |file: fs::File| -> io::Result<fs::File> {
        let mut output = io::BufWriter::new(file);
        contents(&mut output)?;
        output.into_inner().map_err(io::IntoInnerError::into_error)
    };
    let place = file.canonicalize().unwrap_or_else(|_| file.to_owned());
    let written = match fs::metadata(&place) {
        Ok(there) if !there.is_file() => fs::File::create(&place).and_then(buffered).map(|_| ()),
        Ok(_) | Err(_) => replace(&place, &buffered),
    };
    written.map_err(|error| format!("cannot write `{}`: {error}", file.display()))
}

fn replace(place: &Path, write: &dyn Fn(fs::File) -> io::Result<fs::File>) -> io::Result<()> {
    let beside = beside(place)?;
    let written = (|| {
        let file = fs::OpenOptions::new().write(true).create_new(true).open(&beside)?;
        write(file)?.sync_all()?;
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
            write(&file, &|output| output.write_all(text.as_bytes())).unwrap();
            assert_eq!(fs::read_to_string(&file).unwrap(), text);
        }
        assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_cannot_be_written_is_an_error_that_names_it() {
        let scratch = tempfile::tempdir().unwrap();
        let one = |output: &mut dyn io::Write| output.write_all(b"x");
        assert!(write(&scratch.path().join("nowhere/report.json"), &one).is_err());
        assert!(write(scratch.path(), &one).is_err());
        assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_file_whose_making_fails_halfway_is_not_there() {
        let scratch = tempfile::tempdir().unwrap();
        let file = scratch.path().join("report.json");
        let half = |output: &mut dyn io::Write| {
            output.write_all(&[b'x'; 100_000])?;
            Err(io::Error::other("the rest cannot be made"))
        };
        assert!(write(&file, &half).unwrap_err().contains("the rest cannot be made"));
        assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 0);
        fs::write(&file, "before").unwrap();
        assert!(write(&file, &half).is_err());
        assert_eq!(fs::read_to_string(&file).unwrap(), "before");
        assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 1);
    }
}
