//! Owns the IAM policy language: parse, print, match, evaluate with reasons, three-valued.
//!
//! Pure: no clock, no files, no environment, no AWS SDK. It does not own which policies exist, where they are
//! attached or what to do about a verdict. What is evaluated and what is not is in `docs/policy-semantics.md`.

mod document;
mod element;
mod glob;
mod json;
mod mistake;
mod notice;
mod operator;
mod parse;
mod pattern;
mod print;
mod scalar;
mod template;
mod ternary;

pub use document::{Id, LanguageVersion, PolicyDocument, Sid, StatementList};
pub use element::{
    ActionElement, Condition, ConditionBlock, ConditionKey, Effect, OneOrMany, PrincipalElement,
    ResourceElement, Statement, UnknownElement,
};
pub use json::Json;
pub use mistake::{Place, PolicyMistake, PolicyMistakes};
pub use notice::{LocatedNotice, Notice};
pub use operator::{
    BinaryTest, Comparison, ConditionOperator, Family, IfExists, OperatorMeaning, Ordering, Polarity,
    SetQualifier, StringTest,
};
pub use parse::{LocatedPolicy, PolicyText};
pub use pattern::{ActionPattern, ResourcePattern};
pub use scalar::Scalar;
pub use ternary::Ternary;
