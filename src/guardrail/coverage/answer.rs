//! Owns the answer to one question for one place of the organization.

use crate::domain::AccountState;
use crate::guardrail::Question;
use crate::policy::{Clause, Gate, Pending, Residual, StatementReference, Verdict};

/// How an account stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Binding {
    /// SCPs bind it: see its answers.
    Bound,
    /// It manages the organization: no SCP ever binds it, and a key in it stays open.
    ///
    /// Page: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html>
    ExemptManagementAccount,
    /// Closed or on its way: nobody can use it.
    Suspended(AccountState),
    /// Its answers are not known, and this is why.
    Unknown(String),
}

/// All answers for a place, in the order of the questions.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Answers(pub Vec<(Question, Answer)>);

impl Answers {
    /// The answer to a question; nothing for one that was not asked.
    pub fn to(&self, question: Question) -> Option<&Answer> {
        self.0.iter().find(|(asked, _)| *asked == question).map(|(_, answer)| answer)
    }

    /// Questions and answers, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Question, &Answer)> {
        self.0.iter().map(|(question, answer)| (*question, answer))
    }
}

/// What the SCPs say to a question.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Answer {
    /// Denied to everybody.
    Denied {
        /// By each of these statements, attached where they say.
        by: Vec<StatementReference>,
    },
    /// Denied to everybody, because nothing allows it.
    NotAllowed {
        /// At these levels.
        at: Vec<Gate>,
    },
    /// Denied to somebody with nothing special about them; open to some.
    DeniedExcept {
        /// To whom, or under which conditions.
        residual: Residual,
    },
    /// Open: [`super::counter_example`] is allowed.
    Open {
        /// Statements that deny it to others, or under other conditions.
        denied_when: Vec<Clause>,
    },
    /// It depends on what was not read or what AWS does not document.
    Unknown {
        /// On this.
        residual: Residual,
    },
}

impl Answer {
    /// The answer, from the verdict on anybody and, where that is conditional, the verdict on a stranger.
    pub(super) fn of(anybody: Verdict, stranger: impl FnOnce() -> Verdict) -> Self {
        match anybody {
            Verdict::ExplicitlyDenied { by } => Self::Denied { by },
            Verdict::ImplicitlyDenied { at, .. } => Self::NotAllowed { at },
            Verdict::Allowed { .. } => Self::Open { denied_when: Vec::new() },
            Verdict::Conditional { residual } => match stranger() {
                Verdict::Allowed { .. } => Self::Open { denied_when: residual.denied_when },
                Verdict::ExplicitlyDenied { .. } | Verdict::ImplicitlyDenied { .. } => {
                    Self::DeniedExcept { residual }
                }
                Verdict::Conditional { .. } => Self::Unknown { residual },
            },
        }
    }

    /// Whether nobody at all is let through.
    pub fn is_denied(&self) -> bool {
        match self {
            Self::Denied { .. } | Self::NotAllowed { .. } => true,
            Self::DeniedExcept { .. } | Self::Open { .. } | Self::Unknown { .. } => false,
        }
    }

    /// Whether somebody with nothing special about them is denied by a statement: a guardrail bites.
    pub fn is_guarded(&self) -> bool {
        match self {
            Self::Denied { .. } | Self::DeniedExcept { .. } => true,
            Self::NotAllowed { .. } | Self::Open { .. } | Self::Unknown { .. } => false,
        }
    }

    /// Whether it is denied to some in some Regions only. Whoever has a key chooses where to use it, so that this keeps
    /// nobody out.
    ///
    /// Page:
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-requestedregion>
    pub fn is_escaped_by_region(&self) -> bool {
        let Self::DeniedExcept { residual } = self else { return false };
        let asks = |clause: &Clause| {
            clause.pending.iter().any(|each| match each {
                Pending::Condition { key, .. } => key.eq_ignore_ascii_case("aws:RequestedRegion"),
                Pending::ResourceAmong { .. }
                | Pending::ResourceNotAmong { .. }
                | Pending::Element { .. }
                | Pending::UnreadablePolicy => false,
            })
        };
        residual.denied_when.iter().all(asks)
            && residual.allowed_only_when.iter().all(|requirement| requirement.any_of.iter().any(asks))
    }

    /// Its name in JSON and tables.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Denied { .. } => "denied",
            Self::NotAllowed { .. } => "not-allowed",
            Self::DeniedExcept { .. } => "denied-except",
            Self::Open { .. } => "open",
            Self::Unknown { .. } => "unknown",
        }
    }
}
