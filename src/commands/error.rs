//! Why a command ended early: what is wrong, and what to do next.

use std::io;

use crate::aws::{AwsError, ErrorClass, SessionError};
use crate::collect::CollectError;
use crate::config::Mistakes;

use super::ExitStatus;

/// An error for the person at the terminal.
#[derive(Debug)]
pub struct CommandError {
    status: ExitStatus,
    report: Report,
    hints: Vec<String>,
}

/// What is shown.
#[derive(Debug)]
pub enum Report {
    /// One sentence.
    Message(String),
    /// Mistakes in a file, each with its place.
    Mistakes(Mistakes),
    /// Nothing: the reader of standard output went away.
    Silent,
}

/// Why nothing is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// What there is stands in the way.
    Blocked,
    /// What there is could not be read.
    NotRead,
}

impl CommandError {
    /// The command line, the configuration or a file is wrong.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(ExitStatus::Usage, message)
    }

    /// The command could not do what was asked.
    pub fn failed(message: impl Into<String>) -> Self {
        Self::new(ExitStatus::Failed, message)
    }

    /// A key stands among the arguments. It is not repeated.
    pub fn key_in_arguments() -> Self {
        Self::usage("a Bedrock API key stands among the arguments, where the shell's history keeps it")
            .hint(
                "`keys identify` and `keys revoke --leaked` read a key from a prompt or from standard input",
            )
            .hint("remove the line from the history of your shell")
    }

    /// Ctrl-C, before anything was changed.
    pub fn interrupted() -> Self {
        Self::new(ExitStatus::Interrupted, "interrupted; nothing was changed")
    }

    /// Something that the command depends on could not be read; nothing was changed.
    pub fn unread(what: &str, error: &AwsError) -> Self {
        let status = match error.class {
            ErrorClass::Credentials => ExitStatus::Failed,
            ErrorClass::Denied
            | ErrorClass::Throttled
            | ErrorClass::NotFound
            | ErrorClass::AlreadyExists
            | ErrorClass::Quota
            | ErrorClass::Conflict
            | ErrorClass::Busy
            | ErrorClass::Invalid
            | ErrorClass::Server
            | ErrorClass::NoAnswer
            | ErrorClass::Malformed
            | ErrorClass::Other => ExitStatus::CoverageIncomplete,
        };
        Self::new(status, format!("{what} could not be read, so nothing was changed: {error}"))
            .hints_for(error)
    }

    /// Nothing could be read, so that there is nothing to report on.
    pub fn nothing_read(message: impl Into<String>, error: &AwsError) -> Self {
        Self::new(ExitStatus::CoverageIncomplete, message).hints_for(error)
    }

    /// Nothing could be read when a file was kept, so that it has nothing to report on.
    pub fn nothing_kept(message: &str) -> Self {
        Self::new(ExitStatus::CoverageIncomplete, message)
    }

    /// Nothing was changed, and this is why.
    pub fn refused(message: &str, refusal: Refusal) -> Self {
        let status = match refusal {
            Refusal::Blocked => ExitStatus::Failed,
            Refusal::NotRead => ExitStatus::CoverageIncomplete,
        };
        Self::new(status, message)
    }

    /// Something was not found in a listing of which a part could not be read.
    pub fn not_found_in_part(message: &str, not_read: &[String]) -> Self {
        Self::new(ExitStatus::CoverageIncomplete, format!("{message}, as far as it could be read"))
            .hint(format!("not read: {}", not_read.join("; ")))
    }

    /// Who the caller is could not be found out.
    pub fn no_identity(error: &AwsError) -> Self {
        Self::failed(format!("AWS did not say who you are: {error}")).hints_for(error)
    }

    /// Adds what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    fn new(status: ExitStatus, message: impl Into<String>) -> Self {
        Self { status, report: Report::Message(message.into()), hints: Vec::new() }
    }

    fn hints_for(self, error: &AwsError) -> Self {
        match error.class {
            ErrorClass::Credentials => {
                self.hint("log in (`aws sso login`), set AWS_PROFILE or pass --profile; `--sandbox` needs no account")
            }
            ErrorClass::Denied => {
                self.hint("`bedrock-keys doctor` shows what you may do, `doctor --policy COMMAND` what a command needs")
            }
            ErrorClass::Throttled => self.hint("AWS is throttling this account; try again in a minute"),
            ErrorClass::Busy => self.hint("somebody else is changing the same; try again in a minute"),
            ErrorClass::NoAnswer | ErrorClass::Server => {
                self.hint("check the network, AWS_ENDPOINT_URL and the proxy variables, then run the same command again")
            }
            ErrorClass::NotFound
            | ErrorClass::AlreadyExists
            | ErrorClass::Quota
            | ErrorClass::Conflict
            | ErrorClass::Invalid
            | ErrorClass::Malformed
            | ErrorClass::Other => self,
        }
    }

    /// How the process ends.
    pub fn status(&self) -> ExitStatus {
        self.status
    }

    /// What is shown.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// What to do next.
    pub fn hints(&self) -> &[String] {
        &self.hints
    }
}

impl From<Mistakes> for CommandError {
    fn from(mistakes: Mistakes) -> Self {
        Self { status: ExitStatus::Usage, report: Report::Mistakes(mistakes), hints: Vec::new() }
    }
}

impl From<CollectError> for CommandError {
    fn from(error: CollectError) -> Self {
        let message = error.to_string();
        match error {
            CollectError::NoIdentity(cause) => Self::no_identity(&cause),
            CollectError::Accounts(cause) | CollectError::Organization(cause) => Self::nothing_read(
                message, &cause,
            )
            .hint("an organization is read from its management account or from a delegated administrator"),
            CollectError::Standalone => Self::failed(message),
            CollectError::NothingChosen(_) => Self::usage(message),
            CollectError::Interrupted => Self::interrupted(),
        }
    }
}

impl From<SessionError> for CommandError {
    fn from(error: SessionError) -> Self {
        Self::usage(error.to_string())
    }
}

impl From<io::Error> for CommandError {
    /// Writing to standard output failed. `head` closing the pipe is no failure worth a message.
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self { status: ExitStatus::Failed, report: Report::Silent, hints: Vec::new() };
        }
        Self::failed(format!("cannot write to standard output: {error}"))
    }
}
