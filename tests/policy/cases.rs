//! Runs the named cases of `tests/cases/policy/*.json`. A new bug is a new case there.
//!
//! A file has policies by label and cases. A case is a `request` with `scps` and `identity` that must get a `verdict`
//! `because` of a reason in words; or, in short, a `condition` or a `resource` of which it is told whether it `holds`.

use bedrock_keys::policy::{
    Action, AttachedPolicy, Boundary, Context, ContextValue, Identity, PolicyDocument, PolicySet, Request,
    RequestResource, ScpLevel, ScpLevels, ScpScope, Unlisted, VerdictKind, evaluate,
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    /// What the file is about; for its readers.
    about: String,
    #[serde(default)]
    policies: BTreeMap<String, Value>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Case {
    Whole(Box<WholeCase>),
    Condition(ConditionCase),
    Resource(ResourceCase),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WholeCase {
    name: String,
    request: CaseRequest,
    #[serde(default)]
    scps: CaseScps,
    #[serde(default)]
    identity: CaseIdentity,
    verdict: String,
    because: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseRequest {
    action: String,
    #[serde(default = "no_resource_type")]
    resource: String,
    #[serde(default)]
    context: BTreeMap<String, CaseValue>,
    #[serde(default)]
    unlisted: CaseUnlisted,
}

#[derive(Deserialize, Clone, Copy, Default)]
#[serde(rename_all = "lowercase")]
enum CaseUnlisted {
    #[default]
    Absent,
    Unknown,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum CaseValue {
    Single(String),
    Multiple(Vec<String>),
    State(CaseState),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseState {
    state: KeyState,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum KeyState {
    Absent,
    Unknown,
    PresentButUnknown,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
enum CaseScps {
    #[default]
    NoneInForce,
    ManagementAccount,
    /// Level and labels of its policies, from the root.
    Levels(Vec<(String, Vec<String>)>),
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
enum CaseIdentity {
    #[default]
    AssumedToAllow,
    Policies(CasePolicies),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CasePolicies {
    policies: Vec<String>,
    boundary: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConditionCase {
    name: String,
    condition: Value,
    context: BTreeMap<String, CaseValue>,
    #[serde(default = "current_version")]
    version: String,
    holds: Holds,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ResourceCase {
    name: String,
    /// `Resource` or `NotResource` with its patterns.
    statement: Value,
    resource: String,
    #[serde(default)]
    context: BTreeMap<String, CaseValue>,
    holds: Holds,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Holds {
    Yes,
    No,
    Unknown,
}

fn no_resource_type() -> String {
    "none".to_owned()
}

fn current_version() -> String {
    "2012-10-17".to_owned()
}

impl Holds {
    /// The verdict on a request that only the statement in question may allow.
    fn verdict(&self) -> VerdictKind {
        match self {
            Self::Yes => VerdictKind::Allowed,
            Self::No => VerdictKind::ImplicitlyDenied,
            Self::Unknown => VerdictKind::Conditional,
        }
    }
}

fn context(values: &BTreeMap<String, CaseValue>, unlisted: CaseUnlisted) -> Context {
    let unlisted = match unlisted {
        CaseUnlisted::Absent => Unlisted::Absent,
        CaseUnlisted::Unknown => Unlisted::Unknown,
    };
    let mut context = Context::new(unlisted);
    for (key, value) in values {
        let value = match value {
            CaseValue::Single(value) => ContextValue::Single(value.clone()),
            CaseValue::Multiple(values) => ContextValue::Multiple(values.clone()),
            CaseValue::State(CaseState { state: KeyState::Absent }) => ContextValue::Absent,
            CaseValue::State(CaseState { state: KeyState::Unknown }) => ContextValue::Unknown,
            CaseValue::State(CaseState { state: KeyState::PresentButUnknown }) => {
                ContextValue::PresentButUnknown
            }
        };
        context.set(key, value);
    }
    context
}

fn request(action: &str, resource: &str, context: Context) -> Request {
    let resource = match resource {
        "none" => RequestResource::NoResourceType,
        "unknown" => RequestResource::Unknown,
        arn => RequestResource::Arn(arn.to_owned()),
    };
    Request { action: Action::new(action).expect("an action"), resource, context }
}

fn attached(label: &str, policies: &BTreeMap<String, Value>) -> Arc<AttachedPolicy> {
    let allow_all =
        json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]});
    let document = match (policies.get(label), label) {
        (Some(document), _) => document,
        (None, "FullAWSAccess") => &allow_all,
        (None, "unreadable") => return AttachedPolicy::unreadable(label),
        (None, unknown) => panic!("no policy `{unknown}` in the file"),
    };
    let document =
        PolicyDocument::parse(&document.to_string()).unwrap_or_else(|m| panic!("policy `{label}`: {m}"));
    AttachedPolicy::document(label, document)
}

impl WholeCase {
    fn run(&self, policies: &BTreeMap<String, Value>) -> Result<(), String> {
        let attach =
            |labels: &[String]| labels.iter().map(|label| attached(label, policies)).collect::<Vec<_>>();
        let scps = match &self.scps {
            CaseScps::NoneInForce => ScpScope::NoneInForce,
            CaseScps::ManagementAccount => ScpScope::ManagementAccount,
            CaseScps::Levels(levels) => {
                let mut levels =
                    levels.iter().map(|(label, labels)| ScpLevel::new(label.as_str(), attach(labels)));
                let root = levels.next().expect("a root");
                ScpScope::Levels(ScpLevels { root, below: levels.collect() })
            }
        };
        let identity = match &self.identity {
            CaseIdentity::AssumedToAllow => Identity::AssumedToAllow,
            CaseIdentity::Policies(CasePolicies { policies: labels, boundary }) => Identity::Policies {
                policies: attach(labels),
                boundary: match boundary {
                    Some(label) => Boundary::Policy(attached(label, policies)),
                    None => Boundary::Absent,
                },
            },
        };
        let CaseRequest { action, resource, context: values, unlisted } = &self.request;
        let request = request(action, resource, context(values, *unlisted));
        let verdict = evaluate(&request, &PolicySet { scps, identity });
        let expected: VerdictKind = self.verdict.parse().expect("a verdict");
        if (verdict.kind(), verdict.to_string()) == (expected, self.because.clone()) {
            Ok(())
        } else {
            Err(format!(
                "{}\n  expected {expected}: {}\n  found    {}: {verdict}",
                self.name,
                self.because,
                verdict.kind()
            ))
        }
    }
}

/// Runs a request that one identity policy may allow.
fn run_alone(name: &str, policy: &Value, request: &Request, holds: &Holds) -> Result<(), String> {
    let document = PolicyDocument::parse(&policy.to_string()).unwrap_or_else(|m| panic!("{name}: {m}"));
    let policies = vec![AttachedPolicy::document("alone", document)];
    let identity = Identity::Policies { policies, boundary: Boundary::Absent };
    let verdict = evaluate(request, &PolicySet { scps: ScpScope::NoneInForce, identity });
    if verdict.kind() == holds.verdict() {
        Ok(())
    } else {
        Err(format!("{name}\n  expected {}\n  found    {verdict}", holds.verdict()))
    }
}

impl ConditionCase {
    fn run(&self) -> Result<(), String> {
        let mut policy = json!({"Version": self.version, "Statement": [
            {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": self.condition}
        ]});
        if self.version == "none" {
            policy.as_object_mut().expect("an object").remove("Version");
        }
        let context = context(&self.context, CaseUnlisted::Absent);
        let request = request("iam:GetUser", "none", context);
        run_alone(&self.name, &policy, &request, &self.holds)
    }
}

impl ResourceCase {
    fn run(&self) -> Result<(), String> {
        let mut statement = self.statement.clone();
        let members = statement.as_object_mut().expect("a statement");
        members.insert("Effect".to_owned(), json!("Allow"));
        members.insert("Action".to_owned(), json!("*"));
        let policy = json!({"Version": "2012-10-17", "Statement": [statement]});
        let context = context(&self.context, CaseUnlisted::Absent);
        let request = request("iam:GetUser", &self.resource, context);
        run_alone(&self.name, &policy, &request, &self.holds)
    }
}

#[test]
fn every_named_case_gets_its_verdict() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/policy");
    let mut paths: Vec<_> = std::fs::read_dir(&directory)
        .expect("the cases")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    let (mut run, mut failures) = (0, Vec::new());
    for path in paths {
        let text = std::fs::read_to_string(&path).expect("a case file");
        let file: CaseFile =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(!file.about.is_empty() && !file.cases.is_empty(), "{} says nothing", path.display());
        for case in &file.cases {
            run += 1;
            let outcome = match case {
                Case::Whole(case) => case.run(&file.policies),
                Case::Condition(case) => case.run(),
                Case::Resource(case) => case.run(),
            };
            failures.extend(outcome.err().map(|failure| format!("{}: {failure}", path.display())));
        }
    }
    assert!(failures.is_empty(), "{} of {run} cases failed:\n{}", failures.len(), failures.join("\n"));
    assert!(run > 100, "only {run} cases were found");
}
