//! Owns the verdict and its reasons, as data; the words are in `explain`.

use super::{LevelLabel, PolicyLabel, Sid};
use std::fmt;
use std::str::FromStr;

/// The answer for a request, with what decided it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Every gate allows, and nothing denies.
    Allowed {
        /// Why each gate lets the request through, in the order of the gates.
        by: Vec<Passed>,
    },
    /// No statement denies, but some gate has none that allows. It stays denied whatever is still unknown.
    ImplicitlyDenied {
        /// Every gate without an allowing statement.
        at: Vec<Gate>,
        /// Statements that may deny explicitly as well.
        perhaps_denied_by: Vec<Clause>,
    },
    /// At least one statement denies.
    ExplicitlyDenied {
        /// Every statement that certainly denies.
        by: Vec<StatementReference>,
    },
    /// It depends on what is not known.
    Conditional {
        /// On what.
        residual: Residual,
    },
}

/// A verdict without its reasons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VerdictKind {
    /// See [`Verdict::Allowed`].
    Allowed,
    /// See [`Verdict::ImplicitlyDenied`].
    ImplicitlyDenied,
    /// See [`Verdict::ExplicitlyDenied`].
    ExplicitlyDenied,
    /// See [`Verdict::Conditional`].
    Conditional,
}

impl Verdict {
    /// Which verdict it is.
    pub fn kind(&self) -> VerdictKind {
        match self {
            Self::Allowed { .. } => VerdictKind::Allowed,
            Self::ImplicitlyDenied { .. } => VerdictKind::ImplicitlyDenied,
            Self::ExplicitlyDenied { .. } => VerdictKind::ExplicitlyDenied,
            Self::Conditional { .. } => VerdictKind::Conditional,
        }
    }

    /// Whether it is denied, implicitly or explicitly, whatever is still unknown.
    pub fn is_denied(&self) -> bool {
        matches!(self.kind(), VerdictKind::ImplicitlyDenied | VerdictKind::ExplicitlyDenied)
    }
}

impl VerdictKind {
    /// All kinds.
    pub const ALL: [Self; 4] =
        [Self::Allowed, Self::ImplicitlyDenied, Self::ExplicitlyDenied, Self::Conditional];

    /// Its name on the command line and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::ImplicitlyDenied => "implicitly-denied",
            Self::ExplicitlyDenied => "explicitly-denied",
            Self::Conditional => "conditional",
        }
    }
}

impl fmt::Display for VerdictKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

/// A text that names no verdict.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no verdict; take `allowed`, `implicitly-denied`, `explicitly-denied` or `conditional`")]
pub struct NotAVerdict(String);

impl FromStr for VerdictKind {
    type Err = NotAVerdict;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|kind| kind.as_str() == name);
        found.ok_or_else(|| NotAVerdict(name.escape_debug().to_string()))
    }
}

/// A place where a request needs an allow of its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gate {
    /// A root, OU or account.
    ScpLevel(LevelLabel),
    /// The identity policies.
    Identity,
    /// The permissions boundary.
    Boundary,
}

/// Why a gate lets a request through.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Passed {
    /// A statement allows it.
    ByStatement(StatementReference),
    /// Identity policies were not asked.
    IdentityAssumed,
    /// No SCP is in force: no organization, or one that has switched them off.
    NoneInForce,
    /// No SCP applies: the account is the management account.
    ManagementAccount,
}

/// A statement, or a policy that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct StatementReference {
    /// Where its policy is attached.
    pub gate: Gate,
    /// Its policy.
    pub policy: PolicyLabel,
    /// Which statement.
    pub position: StatementPosition,
}

/// Which part of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum StatementPosition {
    /// One statement.
    Statement {
        /// Its index, from 0.
        index: usize,
        /// Its `Sid`.
        sid: Sid,
    },
    /// All of a policy that could not be read.
    WholePolicy,
}

/// What a verdict still depends on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Residual {
    /// Denied when any of these comes true.
    pub denied_when: Vec<Clause>,
    /// Denied unless each of these comes true.
    pub allowed_only_when: Vec<Requirement>,
}

/// A statement that applies when all that is pending comes true.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Clause {
    /// The statement.
    pub statement: StatementReference,
    /// What is not known of it; the rest of the statement matches.
    pub pending: Vec<Pending>,
}

/// A gate that lets the request through when any of its clauses comes true.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Requirement {
    /// The gate.
    pub gate: Gate,
    /// Its statements that may allow.
    pub any_of: Vec<Clause>,
}

/// Something about a statement that is not known.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Pending {
    /// Whether a condition holds.
    Condition {
        /// The operator, as written.
        operator: String,
        /// The key, as written.
        key: String,
        /// The policy's values.
        values: Vec<String>,
        /// Why it is not known.
        doubt: Doubt,
    },
    /// Whether the resource is one of these.
    ResourceAmong {
        /// The patterns of `Resource`.
        patterns: Vec<String>,
    },
    /// Whether the resource is none of these.
    ResourceNotAmong {
        /// The patterns of `NotResource`.
        patterns: Vec<String>,
    },
    /// What an element means that the language does not have here.
    Element {
        /// Its name.
        name: String,
    },
    /// What a policy says that could not be read.
    UnreadablePolicy,
}

/// Why it is not known whether a condition holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Doubt {
    /// The request's value is not known, of the key or of a policy variable.
    ValueUnknown,
    /// AWS does not document the operator.
    OperatorUnknown,
    /// AWS does not document how these values compare.
    Undocumented,
}
