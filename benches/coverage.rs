//! How long the audit of a large organization's guardrails takes: 10,000 accounts, 1,000 OUs, 100 SCPs. The budget is a
//! second for the answers; a requirement, for which every group is asked again, may make it four times as much.
//!
//! `cargo bench --bench coverage` prints the best of five runs; it needs no harness and fails when the budget is
//! exceeded.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a benchmark stops at the first surprise")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use bedrock_keys::audit::{AccountState, Known};
use bedrock_keys::domain::{AccountId, Lifetime};
use bedrock_keys::guardrail::coverage::Survey;
use bedrock_keys::guardrail::report::{CoverageReport, ReportRequest, Requirement, RequirementScope};
use bedrock_keys::guardrail::{Member, Organization, PolicyType, Scp, Unit};
use bedrock_keys::policy::PolicyDocument;
use bedrock_keys::render::format::Format;
use bedrock_keys::render::guardrail::coverage;

const ACCOUNTS: usize = 10_000;
const UNITS: usize = 1_000;
const POLICIES: usize = 100;
const BUDGET: Duration = Duration::from_secs(1);

const BAR: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":["bedrock:CallWithBearerToken","bedrock-mantle:CallWithBearerToken"],"Resource":"*"}}"#;
const FULL: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;

fn main() -> ExitCode {
    let organization = organization();
    let cap = Lifetime::from_days(90).unwrap();
    let requirement = Requirement {
        name: "requirement".to_owned(),
        document: PolicyDocument::parse(BAR).unwrap(),
        scope: RequirementScope::Everywhere,
    };
    let request = ReportRequest {
        id: Known::Known("o-example123".parse().unwrap()),
        taken_at: "2026-11-23T12:00:00Z".parse().unwrap(),
        cap,
        requirements: vec![requirement],
        only: BTreeSet::new(),
    };
    let best = |what: &str, work: &dyn Fn() -> String| {
        let run = || {
            let start = Instant::now();
            let told = work();
            (start.elapsed(), told)
        };
        let (best, told) = (0..5).map(|_| run()).min().unwrap();
        let line = format!("{what}: {best:?}, {told}\n");
        std::io::stdout().write_all(line.as_bytes()).unwrap();
        best
    };
    let line = format!("{ACCOUNTS} accounts, {UNITS} OUs, {POLICIES} SCPs, best of five\n");
    std::io::stdout().write_all(line.as_bytes()).unwrap();
    let report = CoverageReport::of(&organization, request.clone()).unwrap();
    let said = |format| format!("{} kB", coverage(format, &report, Some(80)).len() / 1_000);
    let survey = best("every question of every account", &|| {
        format!("{} evaluations", Survey::of(&organization, cap).unwrap().evaluations())
    });
    let whole = best("the same, against a requirement, as a report", &|| {
        format!("{} groups", CoverageReport::of(&organization, request.clone()).unwrap().groups.len())
    });
    best("the report as a table", &|| said(Format::Table));
    best("the report as JSON", &|| said(Format::Json));
    best("the report as a page", &|| said(Format::Html));
    // Without optimisation the figures say nothing about the budget.
    let within = survey < BUDGET && whole < 4 * survey;
    if within || cfg!(debug_assertions) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A tree five levels deep, accounts spread over all OUs, policies over all kinds of targets.
fn organization() -> Organization {
    let unit = |number: usize| format!("ou-root-{number:08}");
    let account = |number: usize| format!("{:012}", 100_000_000_000 + number);
    let units: BTreeMap<String, Unit> = (0..UNITS)
        .map(|number| {
            let parent = if number < 4 { "r-root".to_owned() } else { unit(number / 4 - 1) };
            (unit(number), Unit { name: format!("Unit {number}"), parent: Known::Known(parent) })
        })
        .collect();
    let accounts: BTreeMap<AccountId, Member> = (0..ACCOUNTS)
        .map(|number| {
            let parent = Known::Known(unit(number % UNITS));
            let member = Member { name: None, state: AccountState::Active, parent };
            (account(number).parse().unwrap(), member)
        })
        .collect();
    let everywhere: BTreeSet<String> = std::iter::once("r-root".to_owned())
        .chain((0..UNITS).map(unit))
        .chain((0..ACCOUNTS).map(account))
        .collect();
    let mut policies: BTreeMap<String, Scp> = (0..POLICIES)
        .map(|number| {
            let targets = (0..20).map(|step| match step {
                0 if number < 4 => "r-root".to_owned(),
                0..=14 => unit((number * 37 + step * 61) % UNITS),
                _ => account((number * 997 + step * 61) % ACCOUNTS),
            });
            let scp = Scp {
                name: format!("policy-{number}"),
                document: Known::Known(document(number)),
                targets: Known::Known(targets.collect()),
            };
            (format!("p-{number:08}"), scp)
        })
        .collect();
    let full = Scp {
        name: "FullAWSAccess".to_owned(),
        document: Known::Known(PolicyDocument::parse(FULL).unwrap()),
        targets: Known::Known(everywhere),
    };
    policies.insert("p-FullAWSAccess".to_owned(), full);
    Organization {
        partition: bedrock_keys::domain::Partition::commercial(),
        root: "r-root".to_owned(),
        management: account(0).parse().unwrap(),
        policy_type: PolicyType::Enabled,
        units,
        accounts,
        policies: Known::Known(policies),
    }
}

/// Ten statements, of which some are about keys.
fn document(number: usize) -> PolicyDocument {
    let statements: Vec<String> = (0..10)
        .map(|statement| match (number + statement) % 5 {
            0 => r#"{"Effect":"Deny","Action":["bedrock:CallWithBearerToken","bedrock-mantle:CallWithBearerToken"],"Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":["arn:aws:iam::*:role/a*","arn:aws:iam::*:role/b*"]}}}"#.to_owned(),
            1 => r#"{"Effect":"Deny","Action":"iam:CreateServiceSpecificCredential","Resource":"*","Condition":{"StringEquals":{"iam:ServiceSpecificCredentialServiceName":"bedrock.amazonaws.com"},"NumericGreaterThanIfExists":{"iam:ServiceSpecificCredentialAgeDays":"30"}}}"#.to_owned(),
            2 => r#"{"Effect":"Deny","NotAction":["iam:*","sts:*","bedrock*:*"],"Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":"us-east-1"}}}"#.to_owned(),
            _ => format!(r#"{{"Effect":"Deny","Action":["s3:Delete*","ec2:*{statement}"],"Resource":"arn:aws:s3:::bucket-{statement}/*"}}"#),
        })
        .collect();
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(","));
    PolicyDocument::parse(&text).unwrap()
}
