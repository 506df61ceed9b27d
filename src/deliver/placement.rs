//! Where a secret went, where its note went, and what was taken back.

use std::fmt;
use std::path::PathBuf;

/// Where a secret went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placement {
    /// One line on standard output.
    StandardOutput,
    /// A file of mode 0600.
    File(PathBuf),
    /// A file encrypted to the addressee's public key.
    EncryptedFile(PathBuf),
    /// A secret of Secrets Manager.
    Secret {
        /// Its name.
        name: String,
        /// The Region it is kept in, where the client knows one.
        region: Option<String>,
    },
    /// The standard input of a program.
    Program(PathBuf),
}

impl fmt::Display for Placement {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::StandardOutput => formatter.write_str("standard output"),
            Self::File(path) | Self::EncryptedFile(path) => write!(formatter, "{}", path.display()),
            Self::Secret { name, .. } => write!(formatter, "secret {name}"),
            Self::Program(path) => write!(formatter, "program {}", path.display()),
        }
    }
}

/// Where the hand-over note is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotePlace {
    /// Nowhere yet: the caller shows this text on standard error.
    ToShow(String),
    /// In a file beside the secret's.
    File(PathBuf),
    /// With the secret, in the same JSON document.
    WithSecret,
}

/// The proof that a secret arrived. There is one only after the sink has confirmed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Where the secret is.
    pub placement: Placement,
    /// Where the note is.
    pub note: NotePlace,
}

/// What was removed of an interrupted delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Withdrawal {
    /// Nothing was there, or nothing can be taken back from this kind of sink.
    Nothing,
    /// These files.
    Removed(Vec<PathBuf>),
}
