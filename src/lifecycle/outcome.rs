//! What became of a plan: a result for each deed, so that nothing that failed is passed over.

use crate::domain::{CredentialId, Expiry, Owner, Purpose, UserName};

use super::{Intent, Leftover, Remark, WhyUserStays};

/// One thing that was done, or tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// The sink was opened and checked.
    OpenSink,
    /// The user was made.
    CreateUser,
    /// Its tags were set.
    Tag,
    /// Its boundary was set.
    SetBoundary(String),
    /// A managed policy was attached.
    Attach(String),
    /// The tool's inline policy was written.
    WriteInline,
    /// A managed policy was detached.
    Detach(String),
    /// The tool's inline policy was deleted.
    DeleteInline,
    /// A key was made.
    CreateKey,
    /// Its secret was delivered.
    Deliver(CredentialId),
    /// The delivery was recorded on the user.
    Record(CredentialId),
    /// What lay in the sink of a delivery that does not count was removed.
    Withdraw(CredentialId),
    /// It was recorded on the user that a key is suspended.
    RecordSuspension(CredentialId),
    /// A key was suspended.
    Suspend(CredentialId),
    /// A key was switched on.
    Activate(CredentialId),
    /// The record of a key's suspension was taken off the user.
    LiftSuspension(CredentialId),
    /// A key was deleted.
    DeleteKey(CredentialId),
    /// Something on the user was removed.
    Remove(Leftover),
    /// The tool's tags were taken off the user.
    Untag,
    /// The user was deleted.
    DeleteUser,
}

/// A deed and how it went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeedOutcome {
    /// What.
    pub deed: Deed,
    /// How it went.
    pub result: DeedResult,
}

/// How a deed went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeedResult {
    /// Done.
    Done,
    /// Not done, or not known to be done: this is what was said.
    Failed(String),
}

/// What became of one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryOutcome {
    /// Whom it is for.
    pub owner: Owner,
    /// What for.
    pub purpose: Purpose,
    /// The user.
    pub user: UserName,
    /// What was planned.
    pub intent: Intent,
    /// What the admin should know.
    pub remarks: Vec<Remark>,
    /// What was done, in order, up to and including what failed.
    pub deeds: Vec<DeedOutcome>,
    /// How it ended.
    pub end: EntryEnd,
}

/// How an entry ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryEnd {
    /// A key was issued and its secret delivered.
    Delivered(Delivered),
    /// All steps were done, and no key was due.
    Done,
    /// A step failed. No key is left whose secret nobody has.
    Failed,
    /// A step failed, and a key may be left that works and whose secret nobody has: this one, or one whose id is not
    /// known. The next run finds and deletes it.
    FailedWithLiveKey(Option<CredentialId>),
    /// It could not be planned.
    Blocked,
    /// The run was interrupted before it.
    NotStarted,
    /// The run was interrupted in the middle of it, for the second time.
    InFlight,
}

/// A delivery that was confirmed and recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    /// The key.
    pub credential: CredentialId,
    /// When it ends, as IAM says.
    pub expiry: Expiry,
    /// Where the secret is.
    pub place: String,
    /// Where the hand-over note is.
    pub note: Note,
}

/// Where a hand-over note is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// In a file of its own.
    File(String),
    /// Beside the secret, in the same document.
    WithSecret,
    /// To be shown: this is its text.
    Text(String),
}

/// What became of the keys of one user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevocationOutcome {
    /// The user.
    pub user: UserName,
    /// What was done, in order.
    pub deeds: Vec<DeedOutcome>,
    /// How it ended.
    pub end: RevocationEnd,
}

/// How a revocation ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RevocationEnd {
    /// Keys and user are gone.
    UserDeleted,
    /// The keys are gone, and the user is as it was before it was adopted.
    UserGivenBack,
    /// The keys are gone, the user stays as planned.
    UserStays(WhyUserStays),
    /// The keys changed as planned, the user was not in question.
    Switched,
    /// Something failed.
    Incomplete,
    /// The run was interrupted before it.
    NotStarted,
    /// The run was interrupted in the middle of it, for the second time.
    InFlight,
}

impl EntryOutcome {
    /// Whether all that was wanted is so now.
    pub fn is_complete(&self) -> bool {
        match self.end {
            EntryEnd::Delivered(_) | EntryEnd::Done => true,
            EntryEnd::Failed
            | EntryEnd::FailedWithLiveKey(_)
            | EntryEnd::Blocked
            | EntryEnd::NotStarted
            | EntryEnd::InFlight => false,
        }
    }
}

impl RevocationOutcome {
    /// Whether all that was planned was done. A user that stays because something on it could not be read is not.
    pub fn is_complete(&self) -> bool {
        match &self.end {
            RevocationEnd::UserDeleted | RevocationEnd::UserGivenBack | RevocationEnd::Switched => true,
            RevocationEnd::UserStays(why) => !matches!(why, WhyUserStays::Unknown(_)),
            RevocationEnd::Incomplete | RevocationEnd::NotStarted | RevocationEnd::InFlight => false,
        }
    }
}

impl DeedOutcome {
    /// Records how a deed went.
    pub fn new<E: std::fmt::Display>(deed: Deed, result: &Result<(), E>) -> Self {
        let result = match result {
            Ok(()) => DeedResult::Done,
            Err(error) => DeedResult::Failed(error.to_string()),
        };
        Self { deed, result }
    }

    /// What was said, where it failed.
    pub fn failure(&self) -> Option<&str> {
        match &self.result {
            DeedResult::Done => None,
            DeedResult::Failed(message) => Some(message),
        }
    }
}
