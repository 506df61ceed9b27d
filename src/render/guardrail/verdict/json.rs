//! The answer with its reasons as data.

use std::collections::BTreeMap;

use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;

use crate::policy::{
    Clause, ContextValue, Doubt, Gate, Passed, Pending, Request, RequestResource, Requirement, ScpLevel,
    ScpScope, Sid, StatementPosition, StatementReference, Verdict, VerdictKind,
};
use crate::render::json::pretty;

use super::Answered;

/// The verdict of policies on one request, and why.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "Verdict of scp eval")]
struct AnswerJson<'a> {
    /// The version of this format.
    #[schemars(extend("const" = 1))]
    schema_version: u32,
    /// What was asked.
    question: QuestionJson<'a>,
    /// Whether there are policies that bind whoever asks: those of `levels`, none because nothing binds the management
    /// account, or none because service control policies are not in force.
    #[schemars(extend("enum" = ["levels", "management-account", "none-in-force"]))]
    scope: &'static str,
    /// The levels that were asked, the root first.
    levels: Vec<LevelJson<'a>>,
    /// The verdict. `conditional` is neither allowed nor denied: it depends on what was not told or not read.
    #[schemars(extend("enum" = ["allowed", "implicitly-denied", "explicitly-denied", "conditional"]))]
    verdict: &'static str,
    /// The verdict of `--expect`; null where none was expected.
    expected: Option<&'static str>,
    /// Why it is allowed, where it is.
    allowed_by: Vec<PassedJson<'a>>,
    /// The statements that deny it for certain.
    denied_by: Vec<StatementJson<'a>>,
    /// Where nothing allows it.
    not_allowed_at: Vec<GateJson<'a>>,
    /// It is denied where any of these holds.
    denied_when: Vec<ClauseJson<'a>>,
    /// It is allowed only where each of these holds.
    allowed_only_when: Vec<RequirementJson<'a>>,
}

/// What was asked.
#[derive(Serialize, JsonSchema)]
struct QuestionJson<'a> {
    /// The action, `service:Name`.
    action: &'a str,
    /// What it is to be done on.
    resource: ResourceJson<'a>,
    /// What is known; keys that are not listed are unknown, or absent where `--complete` was asked for.
    context: BTreeMap<&'a str, ContextJson<'a>>,
}

/// What an action is done on.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
enum ResourceJson<'a> {
    /// The action has no resource types; only `*` matches.
    NoResourceType,
    /// This resource.
    Arn {
        /// Its ARN.
        arn: &'a str,
    },
    /// It was not told.
    Unknown,
}

/// What is known of a key of the request's context.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
enum ContextJson<'a> {
    /// Its value.
    Value {
        /// The value.
        value: &'a str,
    },
    /// Its values.
    Values {
        /// The values.
        values: &'a [String],
    },
    /// The request does not carry it.
    Absent,
    /// Nothing.
    Unknown,
    /// The request carries it, with whatever value.
    Present,
}

/// A level of the organization.
#[derive(Serialize, JsonSchema)]
struct LevelJson<'a> {
    /// Its id, or its name in the question.
    level: &'a str,
    /// The policies that are attached to it.
    policies: Vec<&'a str>,
}

/// Why something is allowed.
#[derive(Serialize, JsonSchema)]
struct PassedJson<'a> {
    /// A statement allows it, nobody asked the identity's own policies, or nothing binds whoever asks.
    #[schemars(extend("enum" = [
        "statement", "identity-policies-not-asked", "none-in-force", "management-account"
    ]))]
    why: &'static str,
    /// The statement that allows it; null where none had to.
    statement: Option<StatementJson<'a>>,
}

/// What has to allow a request.
#[derive(Serialize, JsonSchema)]
struct GateJson<'a> {
    /// What kind it is.
    #[schemars(extend("enum" = ["scp-level", "identity-policies", "permissions-boundary"]))]
    gate: &'static str,
    /// The level of the organization; null for what is not one.
    level: Option<&'a str>,
}

/// A statement by its position in the policy, from 1; without one, all of a policy that could not be read.
#[derive(Serialize, JsonSchema)]
struct StatementJson<'a> {
    /// Where the policy has its say.
    #[serde(flatten)]
    gate: GateJson<'a>,
    /// The policy's name.
    policy: &'a str,
    /// The position of the statement, from 1; null for all of a policy that could not be read.
    statement: Option<usize>,
    /// The statement's `Sid`; null where it has none.
    sid: Option<&'a str>,
}

/// A statement that may apply, and what that depends on.
#[derive(Serialize, JsonSchema)]
struct ClauseJson<'a> {
    /// The statement.
    statement: StatementJson<'a>,
    /// It applies where each of these holds.
    pending: Vec<PendingJson<'a>>,
    /// The same in words.
    words: String,
}

/// What a level still needs so that it allows a request.
#[derive(Serialize, JsonSchema)]
struct RequirementJson<'a> {
    /// What has to allow it.
    #[serde(flatten)]
    gate: GateJson<'a>,
    /// One of these has to apply.
    any_of: Vec<ClauseJson<'a>>,
    /// The same in words.
    words: String,
}

/// What is not known of a statement.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
enum PendingJson<'a> {
    /// A condition.
    Condition {
        /// Its operator.
        operator: &'a str,
        /// The key that it compares.
        key: &'a str,
        /// What the key is compared with.
        values: &'a [String],
        /// Why it is open.
        #[schemars(extend("enum" = ["value-unknown", "operator-unknown", "undocumented"]))]
        doubt: &'static str,
    },
    /// The resource has to match one of these.
    ResourceAmong {
        /// The patterns.
        patterns: &'a [String],
    },
    /// The resource must match none of these.
    ResourceNotAmong {
        /// The patterns.
        patterns: &'a [String],
    },
    /// An element that is not evaluated.
    Element {
        /// Its name.
        name: &'a str,
    },
    /// A policy that could not be read.
    UnreadablePolicy,
}

/// The JSON Schema of the answer, as it stands in `docs/scp-eval.schema.json`.
pub fn verdict_json_schema() -> Value {
    SchemaGenerator::default().into_root_schema_for::<AnswerJson>().to_value()
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
