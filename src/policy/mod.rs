//! Owns the IAM policy language: parse, print, match, evaluate with reasons, three-valued.
//!
//! Pure: no clock, no files, no environment, no AWS SDK. It does not own which policies exist, where they are
//! attached or what to do about a verdict. What is evaluated and what is not is in `docs/policy-semantics.md`.

mod attached;
mod condition;
mod context;
#[cfg(test)]
mod corpus;
mod document;
mod element;
mod evaluate;
mod explain;
pub(crate) mod glob;
mod json;
mod mistake;
mod notice;
mod operator;
mod parse;
mod pattern;
mod print;
#[cfg(test)]
mod properties;
mod request;
mod scalar;
mod statement_match;
mod template;
mod ternary;
mod verdict;
mod witness;

pub use attached::{
    AttachedPolicy, Boundary, Identity, LevelLabel, PolicyContent, PolicyLabel, PolicySet, ScpLevel,
    ScpLevels, ScpScope,
};
pub(crate) use condition::moment;
pub use context::{Context, ContextValue, Unlisted};
pub use document::{Id, LanguageVersion, PolicyDocument, Sid, StatementList};
pub use element::{
    ActionElement, Condition, ConditionBlock, ConditionKey, Effect, OneOrMany, PrincipalElement,
    ResourceElement, Statement, UnknownElement,
};
pub use evaluate::evaluate;
pub use json::Json;
pub use mistake::{Place, PolicyMistake, PolicyMistakes};
pub use notice::{LocatedNotice, Notice};
pub use operator::{
    BinaryTest, Comparison, ConditionOperator, Family, IfExists, OperatorMeaning, Ordering, Polarity,
    SetQualifier, StringTest,
};
pub use parse::{LocatedPolicy, Part, PolicyMap, PolicyText};
pub use pattern::{ActionPattern, ResourcePattern};
pub use request::{Action, NotAnAction, Request, RequestResource};
pub use scalar::Scalar;
pub use ternary::Ternary;
pub use verdict::{
    Clause, Doubt, Gate, NotAVerdict, Passed, Pending, Requirement, Residual, StatementPosition,
    StatementReference, Verdict, VerdictKind,
};
pub(crate) use witness::{Effort, Witness, witness};
