//! Owns a statement and its elements, each in the shape its author gave it.
//!
//! Page: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_statement.html>

use super::{ActionPattern, ConditionOperator, Json, ResourcePattern, Scalar, Sid};

/// One statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// `Sid`.
    pub sid: Sid,
    /// `Effect`.
    pub effect: Effect,
    /// `Principal` or `NotPrincipal`: kept and reported, for neither SCPs nor identity policies may have it.
    pub principal: PrincipalElement,
    /// `Action` or `NotAction`.
    pub actions: ActionElement,
    /// `Resource` or `NotResource`.
    pub resources: ResourceElement,
    /// `Condition`: all must hold.
    pub conditions: Vec<ConditionBlock>,
    /// Elements beside these, in the order of the text. A statement that has any matches "unknown" at best.
    pub unknown: Vec<UnknownElement>,
}

/// What a matching statement does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Allows.
    Allow,
    /// Denies, whatever allows.
    Deny,
}

/// One value, or an array of values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OneOrMany<T> {
    /// A value without an array.
    One(T),
    /// An array.
    Many(Vec<T>),
}

impl<T> OneOrMany<T> {
    /// The values, in the order of the text.
    pub fn as_slice(&self) -> &[T] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(values) => values,
        }
    }
}

/// `Action` or `NotAction`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActionElement {
    /// Any of these.
    Action(OneOrMany<ActionPattern>),
    /// Any but these.
    NotAction(OneOrMany<ActionPattern>),
}

/// `Resource` or `NotResource`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResourceElement {
    /// Any of these.
    Resource(OneOrMany<ResourcePattern>),
    /// Any but these.
    NotResource(OneOrMany<ResourcePattern>),
}

/// `Principal` or `NotPrincipal`, as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrincipalElement {
    /// Neither, as it must be in SCPs and identity policies.
    Absent,
    /// `Principal`.
    Principal(Json),
    /// `NotPrincipal`.
    NotPrincipal(Json),
}

/// An element that the language does not have, as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownElement {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Json,
}

/// One operator of a `Condition` with its keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConditionBlock {
    /// For example `StringEqualsIfExists`.
    pub operator: ConditionOperator,
    /// Key and values; all must hold.
    pub conditions: Vec<Condition>,
}

/// One key of a condition operator, with the values to compare it to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The context key.
    pub key: ConditionKey,
    /// The values; any may match.
    pub values: OneOrMany<Scalar>,
}

/// The name of a context key, as written; compared without case.
///
/// Page: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html>
/// ("Context key names are not case-sensitive").
#[derive(Debug, Clone)]
pub struct ConditionKey {
    written: String,
    folded: String,
}

impl ConditionKey {
    /// The key of this name.
    pub fn new(written: impl Into<String>) -> Self {
        let written = written.into();
        let folded = written.to_ascii_lowercase();
        Self { written, folded }
    }

    /// The name as its author wrote it.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// The name as it is compared: ASCII lower case.
    pub fn folded(&self) -> &str {
        &self.folded
    }
}

impl PartialEq for ConditionKey {
    /// Documents are equal when they are written alike, so this looks at the spelling; use [`Self::folded`] to compare keys.
    fn eq(&self, other: &Self) -> bool {
        self.written == other.written
    }
}

impl Eq for ConditionKey {}
