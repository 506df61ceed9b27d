//! Owns the one word that an account is marked with.

use super::Judged;
use crate::guardrail::Question;
use crate::guardrail::coverage::{Answer, Answers, Binding, Compliance};

/// How an account stands, in one word: against its requirements where it has some, else by what is denied in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccountStanding {
    /// It lets through what a requirement denies.
    FallsShort,
    /// That it meets its requirements could not be shown.
    NotShown,
    /// Something about it was not read, or is not documented.
    Unknown,
    /// Nothing about Bedrock keys is denied.
    Open,
    /// Some of it is denied.
    Partly,
    /// It manages the organization: no SCP ever binds it.
    Exempt,
    /// It meets all requirements that are meant for it.
    Meets,
    /// Everything about Bedrock keys is denied, to everybody or to all but some.
    Denied,
    /// Nobody can use it.
    Suspended,
}

impl AccountStanding {
    /// All of them, what wants attention first.
    pub const ALL: [Self; 9] = [
        Self::FallsShort,
        Self::NotShown,
        Self::Unknown,
        Self::Open,
        Self::Partly,
        Self::Exempt,
        Self::Meets,
        Self::Denied,
        Self::Suspended,
    ];

    pub(super) fn of(binding: &Binding, answers: Option<&Answers>, judged: &[Judged]) -> Self {
        match binding {
            Binding::ExemptManagementAccount => return Self::Exempt,
            Binding::Suspended(_) => return Self::Suspended,
            Binding::Unknown(_) => return Self::Unknown,
            Binding::Bound => {}
        }
        let Some(answers) = answers else { return Self::Unknown };
        let is = |wanted: fn(&Compliance) -> bool| judged.iter().any(|each| wanted(&each.compliance));
        if is(|compliance| matches!(compliance, Compliance::FallsShort(_))) {
            Self::FallsShort
        } else if is(|compliance| matches!(compliance, Compliance::NotShown(_))) {
            Self::NotShown
        } else if !judged.is_empty() {
            Self::Meets
        } else {
            Self::of_answers(answers)
        }
    }

    /// By what is denied. Credentials of other services do not count.
    fn of_answers(answers: &Answers) -> Self {
        let about_keys = || answers.iter().filter(|(question, _)| !question.is_collateral());
        let closed = |answer: &Answer| answer.is_denied() || answer.is_guarded();
        // A call to IAM is made in one Region, whoever makes it.
        let shut = |(question, answer): (Question, &Answer)| {
            closed(answer) && !(matches!(question, Question::Use { .. }) && answer.is_escaped_by_region())
        };
        if about_keys().any(|(_, answer)| matches!(answer, Answer::Unknown { .. })) {
            Self::Unknown
        } else if about_keys().all(shut) {
            Self::Denied
        } else if about_keys().any(|(_, answer)| closed(answer)) {
            Self::Partly
        } else {
            Self::Open
        }
    }

    /// Its name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FallsShort => "falls-short",
            Self::NotShown => "not-shown",
            Self::Unknown => "unknown",
            Self::Open => "open",
            Self::Partly => "partly",
            Self::Exempt => "exempt",
            Self::Meets => "meets",
            Self::Denied => "denied",
            Self::Suspended => "suspended",
        }
    }

    /// What it is called.
    pub fn words(self) -> &'static str {
        match self {
            Self::FallsShort => "falls short",
            Self::NotShown => "not shown to meet",
            Self::Unknown => "unknown",
            Self::Open => "open",
            Self::Partly => "denied in part",
            Self::Exempt => "management account, exempt",
            Self::Meets => "meets",
            Self::Denied => "denied",
            Self::Suspended => "suspended",
        }
    }
}
