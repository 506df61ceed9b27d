//! Owns which policies a request meets: SCP levels, identity policies, the permissions boundary.

use super::PolicyDocument;
use std::fmt;
use std::sync::Arc;

/// What a policy is called in reasons: its name, id or file. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PolicyLabel(Arc<str>);

impl PolicyLabel {
    /// This label.
    pub fn new(label: impl Into<Arc<str>>) -> Self {
        Self(label.into())
    }

    /// The label.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PolicyLabel {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0.escape_debug(), formatter)
    }
}

/// What a level of the organization is called in reasons: the id of a root, OU or account. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LevelLabel(Arc<str>);

impl LevelLabel {
    /// This label.
    pub fn new(label: impl Into<Arc<str>>) -> Self {
        Self(label.into())
    }

    /// The label.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LevelLabel {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0.escape_debug(), formatter)
    }
}

/// A policy that is attached somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachedPolicy {
    /// What it is called.
    pub label: PolicyLabel,
    /// What it says.
    pub content: PolicyContent,
}

/// What an attached policy says, as far as it could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicyContent {
    /// This.
    Document(PolicyDocument),
    /// It could not be read (access denied, no policy after all): it may allow or deny anything.
    Unreadable,
}

impl AttachedPolicy {
    /// A policy that was read.
    pub fn document(label: impl Into<Arc<str>>, document: PolicyDocument) -> Arc<Self> {
        Arc::new(Self { label: PolicyLabel::new(label), content: PolicyContent::Document(document) })
    }

    /// A policy that could not be read.
    pub fn unreadable(label: impl Into<Arc<str>>) -> Arc<Self> {
        Arc::new(Self { label: PolicyLabel::new(label), content: PolicyContent::Unreadable })
    }
}

/// The SCPs of one root, OU or account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScpLevel {
    /// What the level is called.
    pub label: LevelLabel,
    /// The SCPs attached to it directly. A level with none allows nothing.
    pub policies: Vec<Arc<AttachedPolicy>>,
}

impl ScpLevel {
    /// A level with these SCPs.
    pub fn new(label: impl Into<Arc<str>>, policies: Vec<Arc<AttachedPolicy>>) -> Self {
        Self { label: LevelLabel::new(label), policies }
    }
}

/// The levels above a principal, from the root down: there is always a root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScpLevels {
    /// The root.
    pub root: ScpLevel,
    /// OUs from the top, then the account.
    pub below: Vec<ScpLevel>,
}

impl ScpLevels {
    /// All levels, from the root.
    pub fn iter(&self) -> impl Iterator<Item = &ScpLevel> {
        std::iter::once(&self.root).chain(&self.below)
    }
}

/// Which SCPs restrict the principal.
///
/// Page: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScpScope {
    /// None is in force: the account is in no organization, or its organization has switched them off.
    NoneInForce,
    /// The account is the management account: no SCP restricts it, ever.
    ManagementAccount,
    /// The account is a member.
    Levels(ScpLevels),
}

/// What the principal itself may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identity {
    /// Anything: only the SCPs are asked.
    AssumedToAllow,
    /// What these policies say.
    Policies {
        /// Attached and inline policies of the user or role, and of the user's groups.
        policies: Vec<Arc<AttachedPolicy>>,
        /// The boundary.
        boundary: Boundary,
    },
}

/// A permissions boundary.
///
/// Page: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Boundary {
    /// None: nothing is bounded.
    Absent,
    /// This policy bounds.
    Policy(Arc<AttachedPolicy>),
}

/// All policies that a request meets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicySet {
    /// What the organization permits.
    pub scps: ScpScope,
    /// What the principal is permitted.
    pub identity: Identity,
}
