//! Owns the way from text to document: `PolicyText` → [`LocatedPolicy`], with all mistakes at once.
//!
//! Page: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>

mod condition;
mod findings;
mod map;
mod statement;
mod text;

pub use map::{Part, PolicyMap};
pub use text::{LocatedPolicy, PolicyText};

#[cfg(test)]
mod tests;
