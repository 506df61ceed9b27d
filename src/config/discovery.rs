//! Finding the configuration file.

use std::io;
use std::path::{Path, PathBuf};

/// The name of the configuration file.
pub const FILE_NAME: &str = "bedrock-keys.yaml";

/// The configuration file could not be found safely.
#[derive(Debug, thiserror::Error)]
pub enum DiscoveryError {
    /// The other spelling, which would otherwise be passed over with all its limits.
    #[error("`{}` is not read; rename it to `{FILE_NAME}`", .0.display())]
    OtherExtension(PathBuf),
    /// A file of somebody else could send secrets to a program of theirs.
    #[error(
        "`{}` belongs to another user than `{}`; pass `--config {}` if you trust it", .file.display(), .start.display(), .file.display()
    )]
    OtherOwner {
        /// The file.
        file: PathBuf,
        /// The directory the search began in.
        start: PathBuf,
    },
    /// The file system refused.
    #[error("cannot look for `{FILE_NAME}` in `{}`: {error}", .directory.display())]
    Unreadable {
        /// The directory.
        directory: PathBuf,
        /// What it said.
        error: io::Error,
    },
}

/// The nearest `bedrock-keys.yaml` in `start` (absolute) or a directory above it.
///
/// A file found on the way up is taken only from root or from the owner of `start`: whoever else can write to `/tmp`
/// must not decide where secrets go.
pub fn find_upward(start: &Path, user: u32) -> Result<Option<PathBuf>, DiscoveryError> {
    for directory in start.ancestors() {
        let file = directory.join(FILE_NAME);
        if exists(&file, directory)? {
            return if is_trusted(&file, user, directory)? {
                Ok(Some(file))
            } else {
                Err(DiscoveryError::OtherOwner { file, start: start.to_owned() })
            };
        }
        let other = directory.join("bedrock-keys.yml");
        if exists(&other, directory)? {
            return Err(DiscoveryError::OtherExtension(other));
        }
    }
    Ok(None)
}

fn exists(file: &Path, directory: &Path) -> Result<bool, DiscoveryError> {
    match file.try_exists() {
        Ok(found) => Ok(found),
        // A directory above that may not be searched holds nothing of ours.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(false),
        Err(error) => Err(DiscoveryError::Unreadable { directory: directory.to_owned(), error }),
    }
}

#[cfg(unix)]
fn is_trusted(file: &Path, user: u32, directory: &Path) -> Result<bool, DiscoveryError> {
    use std::os::unix::fs::MetadataExt;
    let unreadable = |error| DiscoveryError::Unreadable { directory: directory.to_owned(), error };
    let owner = file.metadata().map(|metadata| metadata.uid()).map_err(unreadable)?;
    Ok(may_decide(owner, user))
}

/// Whether a file of one user may decide for another: root's may, and one's own.
#[cfg(unix)]
fn may_decide(of_file: u32, user: u32) -> bool {
    of_file == 0 || of_file == user
}

#[cfg(not(unix))]
fn is_trusted(_: &Path, _: u32, _: &Path) -> Result<bool, DiscoveryError> {
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The user who made a directory.
    fn me(directory: &Path) -> u32 {
        use std::os::unix::fs::MetadataExt;
        directory.metadata().unwrap().uid()
    }

    #[test]
    fn the_nearest_file_above_is_found() {
        let root = tempfile::tempdir().unwrap();
        let deep = root.path().join("a/b/c");
        std::fs::create_dir_all(&deep).unwrap();
        let far = root.path().join(FILE_NAME);
        std::fs::write(&far, "version: 1\n").unwrap();
        assert_eq!(find_upward(&deep, me(&deep)).unwrap(), Some(far));
        let near = root.path().join("a/b").join(FILE_NAME);
        std::fs::write(&near, "version: 1\n").unwrap();
        assert_eq!(find_upward(&deep, me(&deep)).unwrap(), Some(near));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_of_somebody_else_does_not_decide() {
        assert!(may_decide(1000, 1000) && may_decide(0, 1000));
        assert!(!may_decide(1001, 1000) && !may_decide(1000, 0));
    }

    #[test]
    fn a_file_of_the_other_extension_is_not_passed_over() {
        let root = tempfile::tempdir().unwrap();
        std::fs::write(root.path().join("bedrock-keys.yml"), "version: 1\n").unwrap();
        let error = find_upward(root.path(), 0).unwrap_err();
        assert!(error.to_string().contains("rename it to `bedrock-keys.yaml`"), "{error}");
    }
}
