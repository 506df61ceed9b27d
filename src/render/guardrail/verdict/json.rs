//! The answer with its reasons as data.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::policy::{
    Clause, ContextValue, Doubt, Gate, Passed, Pending, Request, RequestResource, Requirement, ScpLevel,
    ScpScope, Sid, StatementPosition, StatementReference, Verdict, VerdictKind,
};
use crate::render::json::pretty;

use super::Answered;

#[derive(Serialize)]
struct AnswerJson<'a> {
    schema_version: u32,
    question: QuestionJson<'a>,
    /// `levels`, `management-account` or `no-policies`.
    scope: &'static str,
    levels: Vec<LevelJson<'a>>,
    verdict: &'static str,
    expected: Option<&'static str>,
    allowed_by: Vec<PassedJson<'a>>,
    denied_by: Vec<StatementJson<'a>>,
    not_allowed_at: Vec<GateJson<'a>>,
    denied_when: Vec<ClauseJson<'a>>,
    allowed_only_when: Vec<RequirementJson<'a>>,
}

#[derive(Serialize)]
struct QuestionJson<'a> {
    action: &'a str,
    resource: ResourceJson<'a>,
    /// What is known; keys that are not listed are unknown, or absent where `complete` was asked for.
    context: BTreeMap<&'a str, ContextJson<'a>>,
}

#[derive(Serialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
enum ResourceJson<'a> {
    NoResourceType,
    Arn { arn: &'a str },
    Unknown,
}

#[derive(Serialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
enum ContextJson<'a> {
    Value { value: &'a str },
    Values { values: &'a [String] },
    Absent,
    Unknown,
    Present,
}

#[derive(Serialize)]
struct LevelJson<'a> {
    level: &'a str,
    policies: Vec<&'a str>,
}

#[derive(Serialize)]
struct PassedJson<'a> {
    why: &'static str,
    statement: Option<StatementJson<'a>>,
}

#[derive(Serialize)]
struct GateJson<'a> {
    gate: &'static str,
    level: Option<&'a str>,
}

/// A statement by its position in the policy, from 1; without one, all of a policy that could not be read.
#[derive(Serialize)]
struct StatementJson<'a> {
    #[serde(flatten)]
    gate: GateJson<'a>,
    policy: &'a str,
    statement: Option<usize>,
    sid: Option<&'a str>,
}

#[derive(Serialize)]
struct ClauseJson<'a> {
    statement: StatementJson<'a>,
    pending: Vec<PendingJson<'a>>,
    words: String,
}

#[derive(Serialize)]
struct RequirementJson<'a> {
    #[serde(flatten)]
    gate: GateJson<'a>,
    any_of: Vec<ClauseJson<'a>>,
    words: String,
}

#[derive(Serialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
enum PendingJson<'a> {
    Condition { operator: &'a str, key: &'a str, values: &'a [String], doubt: &'static str },
    ResourceAmong { patterns: &'a [String] },
    ResourceNotAmong { patterns: &'a [String] },
    Element { name: &'a str },
    UnreadablePolicy,
}

/// The answer as JSON, with the verdict that was expected, where one was.
pub fn verdict_json(answered: &Answered<'_>, expected: Option<VerdictKind>) -> String {
    let (scope, levels) = match answered.scope {
        ScpScope::NoneInForce => ("none-in-force", Vec::new()),
        ScpScope::ManagementAccount => ("management-account", Vec::new()),
        ScpScope::Levels(levels) => ("levels", levels.iter().map(level).collect()),
    };
    let mut json = AnswerJson {
        schema_version: 1,
        question: question(answered.request),
        scope,
        levels,
        verdict: answered.verdict.kind().as_str(),
        expected: expected.map(VerdictKind::as_str),
        allowed_by: Vec::new(),
        denied_by: Vec::new(),
        not_allowed_at: Vec::new(),
        denied_when: Vec::new(),
        allowed_only_when: Vec::new(),
    };
    match answered.verdict {
        Verdict::Allowed { by } => json.allowed_by = by.iter().map(passed).collect(),
        Verdict::ExplicitlyDenied { by } => json.denied_by = by.iter().map(statement).collect(),
        Verdict::ImplicitlyDenied { at, perhaps_denied_by } => {
            json.not_allowed_at = at.iter().map(gate).collect();
            json.denied_when = perhaps_denied_by.iter().map(clause).collect();
        }
        Verdict::Conditional { residual } => {
            json.denied_when = residual.denied_when.iter().map(clause).collect();
            json.allowed_only_when = residual.allowed_only_when.iter().map(requirement).collect();
        }
    }
    pretty(&json)
}

fn level(level: &ScpLevel) -> LevelJson<'_> {
    let policies = level.policies.iter().map(|policy| policy.label.as_str()).collect();
    LevelJson { level: level.label.as_str(), policies }
}

fn question(request: &Request) -> QuestionJson<'_> {
    QuestionJson {
        action: request.action.as_str(),
        resource: match &request.resource {
            RequestResource::NoResourceType => ResourceJson::NoResourceType,
            RequestResource::Arn(arn) => ResourceJson::Arn { arn },
            RequestResource::Unknown => ResourceJson::Unknown,
        },
        context: request.context.listed().map(|(key, value)| (key, context(value))).collect(),
    }
}

fn context(value: &ContextValue) -> ContextJson<'_> {
    match value {
        ContextValue::Single(value) => ContextJson::Value { value },
        ContextValue::Multiple(values) => ContextJson::Values { values },
        ContextValue::Absent => ContextJson::Absent,
        ContextValue::Unknown => ContextJson::Unknown,
        ContextValue::PresentButUnknown => ContextJson::Present,
    }
}

fn passed(passed: &Passed) -> PassedJson<'_> {
    let (why, by) = match passed {
        Passed::ByStatement(by) => ("statement", Some(statement(by))),
        Passed::IdentityAssumed => ("identity-policies-not-asked", None),
        Passed::NoneInForce => ("none-in-force", None),
        Passed::ManagementAccount => ("management-account", None),
    };
    PassedJson { why, statement: by }
}

fn gate(gate: &Gate) -> GateJson<'_> {
    match gate {
        Gate::ScpLevel(level) => GateJson { gate: "scp-level", level: Some(level.as_str()) },
        Gate::Identity => GateJson { gate: "identity-policies", level: None },
        Gate::Boundary => GateJson { gate: "permissions-boundary", level: None },
    }
}

fn statement(statement: &StatementReference) -> StatementJson<'_> {
    let (position, sid) = match &statement.position {
        StatementPosition::Statement { index, sid: Sid::Unnamed } => (Some(index + 1), None),
        StatementPosition::Statement { index, sid: Sid::Named(sid) } => (Some(index + 1), Some(sid.as_str())),
        StatementPosition::WholePolicy => (None, None),
    };
    StatementJson { gate: gate(&statement.gate), policy: statement.policy.as_str(), statement: position, sid }
}

fn clause(clause: &Clause) -> ClauseJson<'_> {
    ClauseJson {
        statement: statement(&clause.statement),
        pending: clause.pending.iter().map(pending).collect(),
        words: clause.to_string(),
    }
}

fn requirement(requirement: &Requirement) -> RequirementJson<'_> {
    RequirementJson {
        gate: gate(&requirement.gate),
        any_of: requirement.any_of.iter().map(clause).collect(),
        words: requirement.to_string(),
    }
}

fn pending(pending: &Pending) -> PendingJson<'_> {
    match pending {
        Pending::Condition { operator, key, values, doubt } => PendingJson::Condition {
            operator,
            key,
            values,
            doubt: match doubt {
                Doubt::ValueUnknown => "value-unknown",
                Doubt::OperatorUnknown => "operator-unknown",
                Doubt::Undocumented => "undocumented",
            },
        },
        Pending::ResourceAmong { patterns } => PendingJson::ResourceAmong { patterns },
        Pending::ResourceNotAmong { patterns } => PendingJson::ResourceNotAmong { patterns },
        Pending::Element { name } => PendingJson::Element { name },
        Pending::UnreadablePolicy => PendingJson::UnreadablePolicy,
    }
}
