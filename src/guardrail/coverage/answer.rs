//! Owns the answer to one question for one place of the organization.

use crate::domain::{AccountState, Lifetime};
use crate::guardrail::{PrincipalKind, Question};
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
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
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
        /// Who gets through.
        by: Passer,
    },
    /// It depends on what was not read or what AWS does not document.
    Unknown {
        /// On this.
        residual: Residual,
    },
}

/// Somebody with nothing special about them who gets through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Passer {
    /// What they are.
    pub kind: PrincipalKind,
    /// The cap that their request is about: it need not be the survey's.
    pub cap: Lifetime,
}

impl Answer {
    /// The answer under a cap, from the verdict on anybody and, where that is conditional, the verdicts on strangers: who
    /// of them gets through is enough. Where everybody does, the first kind of those who ask stands for them.
    pub(super) fn of(
        anybody: Verdict,
        first: PrincipalKind,
        strangers: &[(PrincipalKind, Verdict)],
        cap: Lifetime,
    ) -> Self {
        let residual = match anybody {
            Verdict::ExplicitlyDenied { by } => return Self::Denied { by },
            Verdict::ImplicitlyDenied { at, .. } => return Self::NotAllowed { at },
            Verdict::Allowed { .. } => {
                return Self::Open { denied_when: Vec::new(), by: Passer { kind: first, cap } };
            }
            Verdict::Conditional { residual } => residual,
        };
        let passes = strangers.iter().find(|(_, verdict)| matches!(verdict, Verdict::Allowed { .. }));
        let undecided = |(_, verdict): &(_, Verdict)| matches!(verdict, Verdict::Conditional { .. });
        match passes {
            Some((kind, _)) => {
                Self::Open { denied_when: residual.denied_when, by: Passer { kind: *kind, cap } }
            }
            None if strangers.iter().any(undecided) => Self::Unknown { residual },
            None => Self::DeniedExcept { residual },
        }
    }

    /// The more of two answers that gets through, the first where they are alike: a question stands for every life on its
    /// side of the cap, and one that gets through is enough.
    pub(super) fn or_wider(self, other: Self) -> Self {
        let width = |answer: &Self| match answer {
            Self::Denied { .. } | Self::NotAllowed { .. } => 0,
            Self::DeniedExcept { .. } => 1,
            Self::Unknown { .. } => 2,
            Self::Open { .. } => 3,
        };
        if width(&other) > width(&self) { other } else { self }
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
