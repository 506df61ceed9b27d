//! Why a sink cannot be used, what is doubtful about it, and why a delivery failed.
//!
//! Every error says what to do next, and none can hold a secret: the texts of programs and services pass
//! `redaction::fit_to_show` first.

use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::aws::AwsError;

use super::InvalidRecipient;

/// A sink that cannot take a secret. Nothing has been made yet.
#[derive(Debug, thiserror::Error)]
pub enum SinkError {
    /// Standard output leads nowhere.
    #[error(
        "standard output is `/dev/null`: the key would be lost; send it to a pipe or a terminal, or use `file:DIR`"
    )]
    OutputDiscarded,
    /// Standard output cannot be used at all.
    #[error("cannot use standard output: {0}; send it to a pipe or a terminal, or use `file:DIR`")]
    Output(#[source] io::Error),
    /// The directory cannot be made or written to.
    #[error("cannot put files into `{}`: {source}; make it writable for you or name another directory", path.display())]
    Directory {
        /// As it was named.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// Something else has the directory's name.
    #[error("`{}` is not a directory; name another one", .0.display())]
    NotADirectory(PathBuf),
    /// A file system without permissions.
    #[error(
        "the file system of `{}` cannot keep a file private (it ignores mode 0600); name a directory on another one, or use `age:DIR`",
        .0.display()
    )]
    FilesNotPrivate(PathBuf),
    /// `age:DIR` has nobody to encrypt to.
    #[error(
        "the `age` sink needs the recipient's public key (`age1…`, `ssh-ed25519 …` or `ssh-rsa …`); add one to the entry"
    )]
    NoRecipient,
    /// The recipient is not a public key.
    #[error(transparent)]
    Recipient(#[from] InvalidRecipient),
    /// The caller gave no client.
    #[error("Secrets Manager is not available here; use another sink")]
    NoSecretsManager,
    /// Secrets Manager did not say whether the secret exists.
    #[error(
        "cannot look at the secret `{name}`: {source}; the sink needs `secretsmanager:DescribeSecret`, `CreateSecret`, `PutSecretValue` and `TagResource`"
    )]
    SecretUnreadable {
        /// Its name.
        name: String,
        /// What AWS said.
        #[source]
        source: AwsError,
    },
    /// The secret exists and is not this key's.
    #[error(transparent)]
    Secret(#[from] SecretRefusal),
    /// There is no such file.
    #[error("`{}` is not found; give the path of a program", .0.display())]
    NoProgram(PathBuf),
    /// No directory of `PATH` has such a program.
    #[error("`{}` is not found in any directory of PATH; give the path of a program", .0.display())]
    NotInPath(PathBuf),
    /// There is such a file, but it cannot be run.
    #[error("`{}` is not an executable file; make it one with `chmod +x`, or name another program", .0.display())]
    NotExecutable(PathBuf),
}

/// A secret of Secrets Manager that must not be written to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SecretRefusal {
    /// Somebody else's, or another key's.
    #[error(
        "the secret `{name}` exists and is not this key's: {difference}; it is left as it is, use another prefix or rename the owner"
    )]
    Foreign {
        /// Its name.
        name: String,
        /// Which tag says so.
        difference: String,
    },
    /// About to be deleted, and not writable until then.
    #[error(
        "the secret `{0}` is scheduled for deletion; restore it (`aws secretsmanager restore-secret`) or use another prefix"
    )]
    Deleting(String),
}

/// A sink that works but is a doubtful place for a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SinkWarning {
    /// Others may read the directory or change what is in it.
    OpenDirectory {
        /// Which.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// Another user owns the directory.
    ForeignDirectory(PathBuf),
    /// The directory lies in a git work tree; whether the tree ignores it was not checked.
    InGitWorkTree {
        /// Which.
        path: PathBuf,
        /// Where the work tree begins.
        root: PathBuf,
    },
    /// A terminal keeps what it shows.
    Terminal,
    /// The secret exists, encrypted with another key than the one asked for.
    OtherKmsKey {
        /// The name of the secret.
        name: String,
        /// The key it has.
        kept: String,
    },
}

impl fmt::Display for SinkWarning {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OpenDirectory { path, mode } => write!(
                formatter,
                "`{0}` is open to other users (mode {mode:04o}); close it with `chmod 700 {0}`",
                path.display()
            ),
            Self::ForeignDirectory(path) => {
                write!(
                    formatter,
                    "`{}` belongs to another user, who can exchange the files in it",
                    path.display()
                )
            }
            Self::InGitWorkTree { path, root } => write!(
                formatter,
                "`{}` lies in the git work tree `{}`; make sure that git ignores it (this is not checked)",
                path.display(),
                root.display()
            ),
            Self::Terminal => formatter.write_str(
                "standard output is a terminal: the key stays in its scrollback, clear it afterwards",
            ),
            Self::OtherKmsKey { name, kept } => write!(
                formatter,
                "the secret `{name}` exists and keeps its KMS key `{kept}`; the one asked for is not used"
            ),
        }
    }
}

/// A secret that did not arrive, as far as is known. The key it was for must not live on.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    /// Standard output was closed or is full.
    #[error(
        "cannot write the key to standard output: {0}; make sure that whatever reads it stays until the end"
    )]
    Output(#[source] io::Error),
    /// The line was written to a pipe that was closed before anybody read it.
    #[error(
        "whatever was to read standard output ended without reading the key; make sure that it stays until the end"
    )]
    OutputClosedUnread,
    /// The line lies in a pipe, for so many seconds.
    #[error("nobody read the key from standard output within {0} seconds; read it, or use another sink")]
    OutputUnread(u64),
    /// A file or the directory failed; the system's message names it.
    #[error("cannot deliver to a file: {0}; make room or name another directory")]
    File(#[source] io::Error),
    /// The place is taken.
    #[error("`{}` exists and is not overwritten; move it away or name another directory", .0.display())]
    Exists(PathBuf),
    /// Something that this tool did not make has the name of one of its files.
    #[error("`{}` is not a regular file and so not this tool's; it is left as it is, look at it and move it away", .0.display())]
    NotOurs(PathBuf),
    /// age could not encrypt.
    #[error("cannot encrypt the key: {0}; check the recipient's public key")]
    Encryption(String),
    /// The JSON document could not be built.
    #[error("cannot build the JSON document of the delivery: {0}; this is a defect, please report it")]
    Document(#[source] serde_json::Error),
    /// AWS refused or failed, and nothing was stored.
    #[error("cannot store the secret `{name}`: {source}")]
    SecretNotStored {
        /// Its name.
        name: String,
        /// What AWS said, without the secret.
        #[source]
        source: AwsError,
    },
    /// AWS failed after the value was sent. Where it was stored after all, the next delivery replaces it.
    #[error("it is not known whether the secret `{name}` was stored: {source}; run the same command again")]
    SecretInDoubt {
        /// Its name.
        name: String,
        /// What AWS said, without the secret.
        #[source]
        source: AwsError,
    },
    /// Since the sink was opened, the secret became somebody else's.
    #[error(transparent)]
    Secret(#[from] SecretRefusal),
    /// The program could not be started or talked to.
    #[error("cannot run `{}`: {source}; check the program", program.display())]
    ProgramNotRun {
        /// Which.
        program: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The program ran and did not take the secret.
    #[error("`{}` {end}{}; run it by hand with a JSON document on its standard input", program.display(), said(stderr))]
    ProgramFailed {
        /// Which.
        program: PathBuf,
        /// How it ended.
        end: ProgramEnd,
        /// What it wrote to standard error, fit to be shown.
        stderr: String,
    },
}

fn said(stderr: &str) -> String {
    if stderr.is_empty() { String::new() } else { format!(" and said: {stderr}") }
}

/// How a program that did not take a secret ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProgramEnd {
    /// With a status other than 0.
    Status(i32),
    /// By a signal.
    Signal(i32),
    /// Not at all in so many seconds; it was killed.
    TimedOut(u64),
    /// With status 0, but without reading its input to the end.
    Unread,
}

impl fmt::Display for ProgramEnd {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => write!(formatter, "exited with status {status}"),
            Self::Signal(signal) => write!(formatter, "was killed by signal {signal}"),
            Self::TimedOut(seconds) => {
                write!(formatter, "did not finish within {seconds} seconds and was killed")
            }
            Self::Unread => formatter.write_str("exited without reading its standard input to the end"),
        }
    }
}
