//! A policy file and what became of it.

use crate::guardrail::lint::LintFinding;

/// A policy file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LintedFile {
    /// As it was named.
    pub name: String,
    /// What became of it.
    pub linted: Linted,
}

/// What became of a policy file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Linted {
    /// It was checked.
    Checked {
        /// Its length without white space, in characters.
        characters: usize,
        /// What is wrong with it, in the order of the text.
        findings: Vec<LintFinding>,
    },
    /// It could not be read or is no policy, so that nothing is known about it.
    Unread(Vec<UnreadPlace>),
}

/// Why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadPlace {
    /// Line and column, from 1; nothing for the file as a whole.
    pub line_and_column: Option<(usize, usize)>,
    /// What is wrong there.
    pub message: String,
}

impl LintedFile {
    /// What is wrong with it; nothing for a file that could not be read.
    pub fn findings(&self) -> &[LintFinding] {
        match &self.linted {
            Linted::Checked { findings, .. } => findings,
            Linted::Unread(_) => &[],
        }
    }

    pub(super) fn is_unread(&self) -> bool {
        match &self.linted {
            Linted::Checked { .. } => false,
            Linted::Unread(_) => true,
        }
    }
}
