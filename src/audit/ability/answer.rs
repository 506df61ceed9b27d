//! What was found out about a user's abilities.

use crate::policy::{Pending, Verdict};

use super::Reach;

/// What a user can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::audit) struct Abilities {
    /// What it can do beyond inference: the farthest reach first.
    pub(in crate::audit) beyond: Vec<Ability>,
    /// Whether some policy that was not read could add to that.
    pub(in crate::audit) unread: Unread,
    /// Whether it can make Bedrock keys for itself.
    pub(in crate::audit) minting: Minting,
}

/// Something a user can do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::audit) struct Ability {
    /// How far it reaches.
    pub(in crate::audit) reach: Reach,
    /// The action, or one that stands for all that a wildcard allows.
    pub(in crate::audit) action: String,
    /// Whether always.
    pub(in crate::audit) certainty: Certainty,
}

/// Whether a user can do something at any time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::audit) enum Certainty {
    /// At any time.
    Always,
    /// When a request fulfils a condition.
    UnderConditions,
}

/// Whether policies that were not read leave something open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::audit) enum Unread {
    /// Nothing is open.
    Nothing,
    /// These policies could allow or deny more, each with the reason why it was not read.
    Policies(Vec<String>),
}

/// Whether a user can make Bedrock keys for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::audit) enum Minting {
    /// It can.
    Possible(Certainty),
    /// It cannot.
    Impossible,
    /// It depends on these policies, which were not read.
    Unread(Vec<String>),
}

/// What a verdict is worth to an audit.
pub(super) enum Worth {
    Can(Certainty),
    Cannot,
    DependsOnUnread,
}

impl Worth {
    /// A condition that only a request can fulfil is a condition; a policy that was not read is no answer.
    pub(super) fn of(verdict: &Verdict) -> Self {
        match verdict {
            Verdict::Allowed { .. } => Self::Can(Certainty::Always),
            Verdict::ImplicitlyDenied { .. } | Verdict::ExplicitlyDenied { .. } => Self::Cannot,
            Verdict::Conditional { residual } => {
                let requirements =
                    residual.allowed_only_when.iter().flat_map(|requirement| &requirement.any_of);
                let mut pending =
                    residual.denied_when.iter().chain(requirements).flat_map(|clause| &clause.pending);
                if pending.any(|pending| *pending == Pending::UnreadablePolicy) {
                    Self::DependsOnUnread
                } else {
                    Self::Can(Certainty::UnderConditions)
                }
            }
        }
    }
}
