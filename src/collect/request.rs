//! What to read and within which limits, and what came of it.

use std::time::Duration;

use crate::audit::Snapshot;

use super::Calls;

/// What to read, within which limits.
#[derive(Debug, Clone, Copy)]
pub struct Request {
    /// How access keys and passwords are read.
    pub freshness: Freshness,
    /// The limits.
    pub limits: Limits,
}

/// How access keys and console passwords of key users are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// From the credential report, which can be four hours old: no call per user.
    Report,
    /// Directly as well: two calls per key user.
    Direct,
    /// Not at all, and neither are documents of policies: whoever previews a guardrail asks for keys and their users alone.
    Unneeded,
}

/// How many at once, and for how long.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Accounts read at the same time; at least one.
    pub concurrency: usize,
    /// How long the reading of one account may take.
    pub account: Duration,
    /// How long all reading about the organization as a whole may take together: its accounts, its tree, its policies.
    pub organization: Duration,
}

impl Limits {
    /// For AWS. A credential report can take a minute to be made; a thousand accounts take eight seconds to be listed,
    /// and a tree of two thousand units a quarter of an hour to be walked.
    pub const AWS: Self =
        Self { concurrency: 16, account: Duration::from_secs(120), organization: Duration::from_secs(1_200) };
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collection {
    /// What was read.
    pub snapshot: Snapshot,
    /// What it took.
    pub calls: Calls,
    /// Whether Ctrl-C ended it early; the accounts that were not read say so.
    pub interrupted: bool,
}
