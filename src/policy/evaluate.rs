//! Owns the evaluation of a request against all its policies.
//!
//! Every gate (each SCP level from the root to the account, the identity policies, the boundary) must have a
//! statement that allows; a statement that denies at any gate wins.
//! Pages: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html>,
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>.

use super::statement_match::{applies, pending};
use super::{
    AttachedPolicy, Boundary, Clause, Effect, Gate, Identity, Passed, Pending, PolicyContent, PolicyDocument,
    PolicySet, Request, Requirement, Residual, ScpScope, Statement, StatementPosition, StatementReference,
    Ternary, Verdict,
};
use std::sync::Arc;

/// The verdict on a request.
///
/// A verdict other than [`Verdict::Conditional`] holds whatever becomes known later, except that an implicit deny
/// may turn out to be an explicit one as well.
pub fn evaluate(request: &Request, policies: &PolicySet) -> Verdict {
    let mut tally = Tally::new(request);
    match &policies.scps {
        ScpScope::NoneInForce => tally.passed.push(Passed::NoneInForce),
        ScpScope::ManagementAccount => tally.passed.push(Passed::ManagementAccount),
        ScpScope::Levels(levels) => {
            for level in levels.iter() {
                tally.gate(&Gate::ScpLevel(level.label.clone()), &level.policies);
            }
        }
    }
    match &policies.identity {
        Identity::AssumedToAllow => tally.passed.push(Passed::IdentityAssumed),
        Identity::Policies { policies, boundary } => {
            tally.gate(&Gate::Identity, policies);
            match boundary {
                Boundary::Absent => {}
                Boundary::Policy(policy) => tally.gate(&Gate::Boundary, std::slice::from_ref(policy)),
            }
        }
    }
    tally.verdict()
}

/// What the gates said so far.
struct Tally<'request> {
    request: &'request Request,
    denied_by: Vec<StatementReference>,
    denied_when: Vec<Clause>,
    passed: Vec<Passed>,
    closed: Vec<Gate>,
    allowed_only_when: Vec<Requirement>,
}

/// What the policies of one gate said about allowing.
enum Allow {
    No,
    Perhaps(Vec<Clause>),
    By(StatementReference),
}

impl<'request> Tally<'request> {
    fn new(request: &'request Request) -> Self {
        Self {
            request,
            denied_by: Vec::new(),
            denied_when: Vec::new(),
            passed: Vec::new(),
            closed: Vec::new(),
            allowed_only_when: Vec::new(),
        }
    }

    fn gate(&mut self, gate: &Gate, policies: &[Arc<AttachedPolicy>]) {
        let mut allow = Allow::No;
        for policy in policies {
            match &policy.content {
                PolicyContent::Document(document) => {
                    for (index, statement) in document.statements().iter().enumerate() {
                        let asked = Asked { gate, policy, index, statement, document };
                        self.statement(&asked, &mut allow);
                    }
                }
                PolicyContent::Unreadable => {
                    let position = StatementPosition::WholePolicy;
                    let statement =
                        StatementReference { gate: gate.clone(), policy: policy.label.clone(), position };
                    let clause = Clause { statement, pending: vec![Pending::UnreadablePolicy] };
                    self.denied_when.push(clause.clone());
                    allow.perhaps(clause);
                }
            }
        }
        match allow {
            Allow::No => self.closed.push(gate.clone()),
            Allow::By(statement) => self.passed.push(Passed::ByStatement(statement)),
            Allow::Perhaps(any_of) => {
                self.allowed_only_when.push(Requirement { gate: gate.clone(), any_of });
            }
        }
    }

    fn statement(&mut self, asked: &Asked<'_>, allow: &mut Allow) {
        // A second statement that allows adds nothing.
        if asked.statement.effect == Effect::Allow && matches!(allow, Allow::By(_)) {
            return;
        }
        match (applies(asked.statement, asked.document, self.request), asked.statement.effect) {
            (Ternary::False, Effect::Allow | Effect::Deny) => {}
            (Ternary::True, Effect::Deny) => self.denied_by.push(asked.reference()),
            (Ternary::True, Effect::Allow) => *allow = Allow::By(asked.reference()),
            (Ternary::Unknown, Effect::Deny) => self.denied_when.push(asked.clause(self.request)),
            (Ternary::Unknown, Effect::Allow) => allow.perhaps(asked.clause(self.request)),
        }
    }

    fn verdict(self) -> Verdict {
        if !self.denied_by.is_empty() {
            Verdict::ExplicitlyDenied { by: self.denied_by }
        } else if !self.closed.is_empty() {
            Verdict::ImplicitlyDenied { at: self.closed, perhaps_denied_by: self.denied_when }
        } else if self.denied_when.is_empty() && self.allowed_only_when.is_empty() {
            Verdict::Allowed { by: self.passed }
        } else {
            let (denied_when, allowed_only_when) = (self.denied_when, self.allowed_only_when);
            Verdict::Conditional { residual: Residual { denied_when, allowed_only_when } }
        }
    }
}

impl Allow {
    fn perhaps(&mut self, clause: Clause) {
        match self {
            Self::By(_) => {}
            Self::No => *self = Self::Perhaps(vec![clause]),
            Self::Perhaps(clauses) => clauses.push(clause),
        }
    }
}

/// A statement and where it stands.
struct Asked<'policies> {
    gate: &'policies Gate,
    policy: &'policies AttachedPolicy,
    index: usize,
    statement: &'policies Statement,
    document: &'policies PolicyDocument,
}

impl Asked<'_> {
    fn reference(&self) -> StatementReference {
        StatementReference {
            gate: self.gate.clone(),
            policy: self.policy.label.clone(),
            position: StatementPosition::Statement { index: self.index, sid: self.statement.sid.clone() },
        }
    }

    fn clause(&self, request: &Request) -> Clause {
        Clause { statement: self.reference(), pending: pending(self.statement, self.document, request) }
    }
}
