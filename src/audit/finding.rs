//! What a rule reports.

use crate::domain::{AccountId, CredentialId, Severity, UserName};

/// What a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A key.
    Key {
        /// Its id.
        id: CredentialId,
        /// The user that carries it.
        user: UserName,
    },
    /// A user.
    User(UserName),
    /// The account itself.
    Account,
    /// The configuration: a waiver, by its place in the file.
    Waiver(String),
}

/// Something a rule found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's code, `key-never-expires`.
    pub rule: &'static str,
    /// How bad it is, after the configuration had its say.
    pub severity: Severity,
    /// Where.
    pub account: AccountId,
    /// What it is about.
    pub subject: Subject,
    /// Whom it concerns, where that is known. Untrusted text.
    pub owner: Option<String>,
    /// What is wrong, in one sentence. May quote untrusted text; renderers escape it.
    pub message: String,
    /// What to do: a command of this tool where there is one.
    pub remediation: String,
    /// The reason of the waiver that covers it, where one does. A waived finding is shown and does not count.
    pub waived: Option<String>,
}
