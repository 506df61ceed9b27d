//! Owns what is said about a policy of the library.

use super::ParameterKind;

/// A policy in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// Its name, `deny-api-keys`.
    pub name: String,
    /// One line.
    pub title: String,
    /// What it denies, and to whom.
    pub purpose: String,
    /// What can be chosen.
    pub parameters: Vec<Parameter>,
    /// What happens beside the purpose once it is attached.
    pub side_effects: Vec<String>,
    /// What one might expect of it in vain.
    pub does_not_do: Vec<String>,
}

/// Something that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its name, `max_days`.
    pub name: String,
    /// What its values look like.
    pub kind: ParameterKind,
    /// What holds when nothing is chosen.
    pub default: Default,
    /// What it is for.
    pub description: String,
}

/// What holds when nothing is chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Default {
    /// Something must be chosen.
    Required,
    /// These values; none, for a list.
    Values(Vec<String>),
}
