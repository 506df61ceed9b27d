//! What can go wrong with the sandbox itself, as opposed to what it answers.

use std::path::PathBuf;

/// The sandbox could not be opened, read, written or served.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SandboxError {
    /// The directory cannot be made.
    #[error("cannot create the sandbox directory `{}`", path.display())]
    Directory {
        /// The directory.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The directory holds something else, which a reset would endanger.
    #[error("`{}` is not empty and is not a sandbox; choose another directory", directory.display())]
    NotASandbox {
        /// The directory.
        directory: PathBuf,
    },
    /// A file of the state is gone.
    #[error("the sandbox has lost `{}`; `bedrock-keys sandbox reset` starts it anew", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// A file of the state is not what the sandbox wrote.
    #[error("the sandbox cannot read `{}`; `bedrock-keys sandbox reset` starts it anew", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where and why.
        source: serde_json::Error,
    },
    /// The state was written by another version of this program.
    #[error(
        "`{}` has format {found}, and this version reads format {expected}; `bedrock-keys sandbox reset` starts it anew",
        path.display()
    )]
    Format {
        /// The file.
        path: PathBuf,
        /// What it says.
        found: u32,
        /// What this version reads.
        expected: u32,
    },
    /// The file system refused.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The seed that ships with the program is wrong.
    #[error("the seed of the sandbox is wrong: {0}")]
    Seed(String),
}
