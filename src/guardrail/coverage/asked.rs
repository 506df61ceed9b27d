//! Owns what an account is held against a requirement in: one of the questions, or an action that it denies and no question
//! asks for.

use std::borrow::Cow;

use crate::guardrail::Question;
use crate::policy::Action;

/// In what an account is compared with a requirement.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asked {
    /// In one of the questions.
    Question(Question),
    /// In this action.
    Action(Action),
}

impl Asked {
    /// The name of the question, or the action: `reset`, `iam:CreateAccessKey`.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Question(question) => question.as_str(),
            Self::Action(action) => action.as_str(),
        }
    }

    /// What it asks, in words that go on after "one can".
    pub fn words(&self) -> Cow<'static, str> {
        match self {
            Self::Question(question) => Cow::Borrowed(question.words()),
            Self::Action(action) => Cow::Owned(format!("call `{}`", action.as_str())),
        }
    }

    /// The question, where it is one.
    pub fn question(&self) -> Option<Question> {
        match self {
            Self::Question(question) => Some(*question),
            Self::Action(_) => None,
        }
    }
}
