//! Owns what can be wrong with parameters, and with the library itself.

use std::fmt;

use crate::domain::printable;

/// A document could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InstantiationError {
    /// The library has no policy of this name.
    #[error("the library has no policy `{}`; it has {}", printable(name), quoted(known))]
    UnknownPolicy {
        /// As asked.
        name: String,
        /// The names it has.
        known: Vec<String>,
    },
    /// Parameters are wrong.
    #[error(transparent)]
    Parameters(#[from] ParameterMistakes),
}

/// Every mistake in the parameters of one policy; never empty.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ParameterMistakes {
    pub(super) policy: String,
    pub(super) mistakes: Vec<ParameterMistake>,
}

impl ParameterMistakes {
    /// The policy.
    pub fn policy(&self) -> &str {
        &self.policy
    }

    /// The mistakes: by the policy's order of parameters, unknown ones last.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &ParameterMistake> {
        self.mistakes.iter()
    }
}

impl fmt::Display for ParameterMistakes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "parameters of `{}`: ", self.policy)?;
        for (position, mistake) in self.mistakes.iter().enumerate() {
            let separator = if position > 0 { "; " } else { "" };
            write!(formatter, "{separator}{mistake}")?;
        }
        Ok(())
    }
}

/// One mistake in a parameter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParameterMistake {
    /// Nothing was given where something must be.
    #[error("`{name}` is missing; it takes {kind}")]
    Missing {
        /// The parameter.
        name: String,
        /// What it takes.
        kind: &'static str,
    },
    /// More than one value, where one is taken.
    #[error("`{name}` takes {most}, not {given} values")]
    TooMany {
        /// The parameter.
        name: String,
        /// How many it takes, in words.
        most: String,
        /// How many were given.
        given: usize,
    },
    /// A value that does not fit.
    #[error("`{name}` cannot be `{}`: {why}", printable(value))]
    Value {
        /// The parameter.
        name: String,
        /// As given.
        value: String,
        /// What is wrong with it.
        why: String,
    },
    /// The policy has no such parameter.
    #[error("there is no parameter `{}`; there is {}", printable(name), quoted(known))]
    Unknown {
        /// As given.
        name: String,
        /// The parameters there are.
        known: Vec<String>,
    },
}

/// The library that ships with the program is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LibraryError {
    /// A description could not be read.
    #[error("the description of `{name}` is wrong: {why}")]
    Description {
        /// The policy.
        name: String,
        /// What is wrong.
        why: String,
    },
    /// A template could not be read, or does not fit its description.
    #[error("the template of `{name}` is wrong: {why}")]
    Template {
        /// The policy.
        name: String,
        /// What is wrong.
        why: String,
    },
}

fn quoted(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
