//! The report for programs: everything, in structs of its own with a version and a JSON Schema.
//!
//! Answers stand with the groups of accounts that share them and not with each account, and so do comparisons with what is
//! wanted: ten thousand accounts have a few hundred groups. Fields may be added within a version; a field that goes or changes
//! its meaning makes a new one.

use std::collections::BTreeMap;
use std::io::{self, Write};

use jiff::Timestamp;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;

use crate::domain::printable;
use crate::guardrail::coverage::Answer;
use crate::guardrail::report::{AccountStanding, AnswerGroup, CoverageReport, Example, ReportedAccount};
use crate::guardrail::{PolicyType, Question};
use crate::policy::{Gate, Sid, StatementPosition, StatementReference};
use crate::render::json::{Each, write_pretty};

use super::comparison::{Comparison, Comparisons, ExampleJson, example};
use super::words::{organization, why_unknown};

/// What the service control policies of an organization deny, account by account.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "Guardrail coverage")]
struct CoverageJson<'a> {
    /// The version of this format.
    #[schemars(extend("const" = 2))]
    schema_version: u32,
    /// The program.
    tool: Tool,
    /// The organization.
    organization: String,
    /// When it was read.
    #[schemars(with = "String", extend("format" = "date-time"))]
    taken_at: Timestamp,
    /// The days that "within the cap" and "beyond the cap" are measured by.
    cap_days: u32,
    /// Whether everything was read and every answer is certain. Where it is false, nothing that is not said is fine.
    complete: bool,
    /// Whether service control policies are in force at all.
    #[schemars(extend("enum" = ["enabled", "pending-enable", "disabled", "unknown"]))]
    policy_type: &'static str,
    /// How many policies there are; null where they were not listed.
    policies: Option<usize>,
    /// The management account, which no policy ever binds.
    management_account: String,
    /// What was not read.
    not_read: Vec<String>,
    /// What is wanted.
    requirements: Vec<String>,
    /// Accounts by how they stand.
    summary: BTreeMap<&'static str, usize>,
    /// Roots and organizational units above the accounts.
    units: Vec<Unit>,
    /// Accounts with the same answers; the largest group first.
    groups: Vec<Group>,
    /// How accounts compare with what is wanted; those that compare alike together.
    comparisons: &'a [Comparison],
    /// Every account, by id.
    #[schemars(with = "Vec<Account>")]
    accounts: Each<'a, ReportedAccount, Account>,
}

/// The program that wrote the report.
#[derive(Serialize, JsonSchema)]
struct Tool {
    /// Its name.
    name: &'static str,
    /// Its version.
    version: &'static str,
}

/// An organizational unit.
#[derive(Serialize, JsonSchema)]
struct Unit {
    /// Its id.
    id: String,
    /// Its name.
    name: String,
    /// The root or unit above it; null where it is not known.
    parent: Option<String>,
}

/// Accounts with the same answers.
#[derive(Serialize, JsonSchema)]
struct Group {
    /// Its number, which accounts refer to.
    id: usize,
    /// How many accounts it has.
    accounts: usize,
    /// What is open although its sibling is denied.
    holes: Vec<HoleJson>,
    /// Every question with its answer.
    answers: Vec<AnswerJson>,
}

/// What is open although its sibling is denied.
#[derive(Serialize, JsonSchema)]
struct HoleJson {
    /// Which kind.
    #[schemars(extend("enum" = ["other-endpoint", "never-expiring", "reset"]))]
    kind: &'static str,
    /// The open question.
    question: &'static str,
    /// What is wrong, in one sentence.
    text: String,
}

/// What the policies say to a question.
#[derive(Serialize, JsonSchema)]
struct AnswerJson {
    /// The question.
    question: &'static str,
    /// Whether it is about a credential of another service, which a guardrail for Bedrock should leave alone.
    collateral: bool,
    /// The answer.
    #[schemars(extend("enum" = ["denied", "not-allowed", "denied-except", "open", "unknown"]))]
    answer: &'static str,
    /// The statements that deny it to everybody.
    denied_by: Vec<Statement>,
    /// The levels at which nothing allows it.
    not_allowed_at: Vec<String>,
    /// To whom or under which conditions it is denied or not, or what is not known.
    conditions: Vec<String>,
    /// A request that gets through, in the first account of the group; null where it is not open.
    example: Option<ExampleJson>,
}

/// A statement of an attached policy.
#[derive(Serialize, JsonSchema)]
struct Statement {
    /// The policy's name.
    policy: String,
    /// The root, unit or account it is attached to; `the account` for the account itself.
    attached_to: String,
    /// Its position in the policy, from 1; null where the whole policy could not be read.
    statement: Option<usize>,
    /// Its `Sid`, where it has one.
    sid: Option<String>,
}

/// An account.
#[derive(Serialize, JsonSchema)]
struct Account {
    /// Its id.
    #[schemars(extend("pattern" = "^[0-9]{12}$"))]
    id: String,
    /// Its name, where it was read.
    name: Option<String>,
    /// How it stands: against the requirements that are meant for it, else by what is denied in it.
    #[schemars(extend("enum" = ["falls-short", "not-shown", "unknown", "open", "partly", "exempt", "meets", "denied", "suspended"]))]
    standing: &'static str,
    /// Why nothing is known of it; null where something is.
    why: Option<String>,
    /// The ids above it, root first; null where its place is not known.
    path: Option<Vec<String>>,
    /// The group with its answers; null where no policy binds it or nothing is known.
    group: Option<usize>,
    /// How it compares with the requirements that are meant for it.
    requirements: Vec<Judgement>,
}

/// How an account compares with a requirement.
#[derive(Serialize, JsonSchema)]
struct Judgement {
    /// The requirement.
    requirement: String,
    /// The comparison.
    #[schemars(extend("enum" = ["met", "falls-short", "not-shown", "exempt", "suspended"]))]
    result: &'static str,
    /// What the requirement denies and the account lets through: questions, and actions that no question asks for.
    falls_short_in: Vec<String>,
    /// The comparison that it shares with others, with a request that gets through for each of them.
    comparison: usize,
}

/// The report as JSON.
pub(super) fn write_json(report: &CoverageReport, output: &mut dyn Write) -> io::Result<()> {
    let summary = AccountStanding::ALL.map(|standing| (standing.as_str(), report.count(standing)));
    let comparisons = Comparisons::of(report);
    let account = |each: &ReportedAccount| account(each, &comparisons);
    let coverage = CoverageJson {
        schema_version: 2,
        tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        organization: organization(&report.request.id).to_owned(),
        taken_at: report.request.taken_at,
        cap_days: report.request.cap.days(),
        complete: report.is_complete(),
        policy_type: match report.policy_type {
            PolicyType::Enabled => "enabled",
            PolicyType::PendingEnable => "pending-enable",
            PolicyType::Disabled => "disabled",
            PolicyType::Unknown(_) => "unknown",
        },
        policies: report.policies,
        management_account: report.management.to_string(),
        not_read: report.gaps.iter().map(|gap| printable(gap)).collect(),
        requirements: report
            .request
            .requirements
            .iter()
            .map(|requirement| printable(&requirement.name))
            .collect(),
        summary: summary.into(),
        units: report
            .units
            .iter()
            .map(|(id, unit)| Unit {
                id: printable(id),
                name: printable(&unit.name),
                parent: unit.parent.as_ref().ok().map(|parent| printable(parent)),
            })
            .collect(),
        groups: report.groups.iter().enumerate().map(|(index, each)| group(index, each)).collect(),
        comparisons: comparisons.all(),
        accounts: Each::of(&report.accounts, &account),
    };
    write_pretty(&coverage, output)
}

/// The JSON Schema of the report, as it stands in `docs/scp-audit.schema.json`.
pub fn coverage_json_schema() -> Value {
    SchemaGenerator::default().into_root_schema_for::<CoverageJson>().to_value()
}

fn group(index: usize, group: &AnswerGroup) -> Group {
    let hole = |hole: &crate::guardrail::coverage::Hole| HoleJson {
        kind: hole.as_str(),
        question: hole.question().as_str(),
        text: hole.words(),
    };
    Group {
        id: index + 1,
        accounts: group.accounts.len(),
        holes: group.holes.iter().map(hole).collect(),
        answers: group
            .answers
            .iter()
            .map(|(question, given)| answer(question, given, group.examples.get(&question)))
            .collect(),
    }
}

fn answer(question: Question, answer: &Answer, open: Option<&Example>) -> AnswerJson {
    let (mut denied_by, mut not_allowed_at, mut conditions) = (Vec::new(), Vec::new(), Vec::new());
    match answer {
        Answer::Denied { by } => denied_by.extend(by.iter().map(statement)),
        Answer::NotAllowed { at } => not_allowed_at.extend(at.iter().map(place)),
        Answer::DeniedExcept { residual } | Answer::Unknown { residual } => {
            conditions.extend(residual.denied_when.iter().map(ToString::to_string));
            conditions.extend(residual.allowed_only_when.iter().map(ToString::to_string));
        }
        Answer::Open { denied_when, .. } => conditions.extend(denied_when.iter().map(ToString::to_string)),
    }
    AnswerJson {
        question: question.as_str(),
        collateral: question.is_collateral(),
        answer: answer.as_str(),
        denied_by,
        not_allowed_at,
        conditions: conditions.iter().map(|text| printable(text)).collect(),
        example: open.map(example),
    }
}

fn place(gate: &Gate) -> String {
    match gate {
        Gate::ScpLevel(level) => printable(level.as_str()),
        Gate::Identity | Gate::Boundary => gate.to_string(),
    }
}

fn statement(statement: &StatementReference) -> Statement {
    let (position, sid) = match &statement.position {
        StatementPosition::Statement { index, sid: Sid::Named(sid) } => {
            (Some(index + 1), Some(printable(sid)))
        }
        StatementPosition::Statement { index, sid: Sid::Unnamed } => (Some(index + 1), None),
        StatementPosition::WholePolicy => (None, None),
    };
    Statement {
        policy: printable(statement.policy.as_str()),
        attached_to: place(&statement.gate),
        statement: position,
        sid,
    }
}

fn account(account: &ReportedAccount, comparisons: &Comparisons<'_>) -> Account {
    let why = why_unknown(account);
    let path = |path: &Vec<String>| path.iter().map(|id| printable(id)).collect();
    let judgement = |comparison: &Comparison| Judgement {
        requirement: comparison.requirement.clone(),
        result: comparison.result,
        falls_short_in: comparison.falls_short_in().map(ToOwned::to_owned).collect(),
        comparison: comparison.id,
    };
    Account {
        id: account.id.to_string(),
        name: account.name.as_deref().map(printable),
        standing: account.standing.as_str(),
        why: (!why.is_empty()).then_some(why),
        path: account.path.as_ref().ok().map(path),
        group: account.group.map(|index| index + 1),
        requirements: comparisons.of_account(&account.id).map(judgement).collect(),
    }
}
