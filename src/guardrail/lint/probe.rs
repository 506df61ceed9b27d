//! Owns asking the evaluator about a policy that stands alone, beside one that allows everything.

use crate::domain::{Lifetime, MAX_LIFETIME_DAYS};
use crate::guardrail::{
    AskedResource, BEDROCK_SERVICE, ConditionKey, Creation, Inquiry, KeyAction, Question, Requester,
    request_of,
};
use crate::policy::{
    Action, AttachedPolicy, Clause, ContextValue, Identity, PolicyDocument, PolicySet, Request, ScpLevel,
    ScpLevels, ScpScope, StatementPosition, StatementReference, Unlisted, Verdict, evaluate,
};

const LINTED: &str = "the policy";

/// A policy that can be asked.
pub(super) struct Probe(PolicySet);

/// Which of its statements touch a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Touch {
    /// None: it is let through.
    Open,
    /// These deny it, to everybody or to some.
    Denied {
        /// Indices of the statements.
        statements: Vec<usize>,
        /// Whether everybody is denied.
        to: DeniedTo,
    },
}

/// To whom something is denied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DeniedTo {
    Everybody,
    Some,
}

impl Probe {
    pub(super) fn new(document: &PolicyDocument) -> Self {
        let allow = AttachedPolicy::document("FullAWSAccess", PolicyDocument::allow_everything());
        let linted = AttachedPolicy::document(LINTED, document.clone());
        let root = ScpLevel::new("here", vec![allow, linted]);
        let scps = ScpScope::Levels(ScpLevels { root, below: Vec::new() });
        Self(PolicySet { scps, identity: Identity::AssumedToAllow })
    }

    /// What becomes of a question, with the shortest cap, so that "within" is the least a key can ask for.
    pub(super) fn ask(&self, question: Question) -> Touch {
        self.ask_under(question, 1)
    }

    /// What becomes of the longest life a key can have.
    pub(super) fn ask_longest(&self) -> Touch {
        self.ask_life(MAX_LIFETIME_DAYS)
    }

    /// What becomes of a key that is to live so many days.
    pub(super) fn ask_life(&self, days: u32) -> Touch {
        self.ask_under(Question::Create(Creation::WithinCap), days)
    }

    fn ask_under(&self, question: Question, days: u32) -> Touch {
        let request = Lifetime::from_days(days)
            .ok()
            .and_then(|cap| request_of(question, cap, &Requester::Anybody).ok());
        request.map_or(Touch::Open, |request| self.touch(&request))
    }

    /// What becomes of an action of IAM on a Bedrock key, or of any other action.
    pub(super) fn ask_action(&self, action: &str) -> Touch {
        let Ok(action) = Action::new(action) else { return Touch::Open };
        let of_bedrock = (ConditionKey::SERVICE.name.to_owned(), ContextValue::single(BEDROCK_SERVICE));
        let about_keys = KeyAction::named(action.as_str());
        let has_service = about_keys.is_some_and(|action| ConditionKey::SERVICE.is_carried_for(action));
        let inquiry = Inquiry {
            action,
            requester: Requester::Anybody,
            resource: AskedResource::AsDocumented,
            given: has_service.then_some(of_bedrock).into_iter().collect(),
            rest: Unlisted::Unknown,
        };
        self.touch(&inquiry.request())
    }

    fn touch(&self, request: &Request) -> Touch {
        let touched = |statements: Vec<usize>, to| Touch::Denied { statements, to };
        match evaluate(request, &self.0) {
            Verdict::Allowed { .. } => Touch::Open,
            Verdict::ExplicitlyDenied { by } => {
                touched(by.iter().filter_map(index).collect(), DeniedTo::Everybody)
            }
            Verdict::ImplicitlyDenied { .. } => touched(Vec::new(), DeniedTo::Everybody),
            Verdict::Conditional { residual } => {
                let clauses = residual.denied_when.iter().map(|clause: &Clause| &clause.statement);
                touched(clauses.filter_map(index).collect(), DeniedTo::Some)
            }
        }
    }
}

impl Touch {
    /// The first statement that denies; nothing where none does.
    pub(super) fn first(&self) -> Option<usize> {
        self.statements().first().copied()
    }

    /// The statements that deny.
    pub(super) fn statements(&self) -> &[usize] {
        match self {
            Self::Open => &[],
            Self::Denied { statements, .. } => statements,
        }
    }
}

fn index(statement: &StatementReference) -> Option<usize> {
    match statement.position {
        StatementPosition::Statement { index, .. } => Some(index),
        StatementPosition::WholePolicy => None,
    }
}
