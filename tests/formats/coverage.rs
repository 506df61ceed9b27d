//! The report of guardrails in its formats: what people see, what programs read, and names that try to be more.

use std::collections::{BTreeMap, BTreeSet};

use bedrock_keys::domain::{AccountState, Known, Lifetime, Partition};
use bedrock_keys::guardrail::report::{CoverageReport, ReportRequest, Requirement, RequirementScope};
use bedrock_keys::guardrail::{Member, Organization, PolicyType, Scp, Unit};
use bedrock_keys::policy::PolicyDocument;
use bedrock_keys::render::format::Format;
use bedrock_keys::render::guardrail::{coverage, coverage_json_schema, write_coverage};
use serde_json::Value;

use crate::support::is_documented;

const FULL: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
const HALF: &str = r#"{"Version":"2012-10-17","Statement":{"Sid":"Half","Effect":"Deny","Action":"bedrock:CallWithBearerToken","Resource":"*"}}"#;
const BOTH: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":["bedrock:CallWithBearerToken","bedrock-mantle:CallWithBearerToken"],"Resource":"*"}}"#;

/// Text that is markup, a formula, an escape sequence, a table and a mention.
const EVIL: &str =
    "=1+1 <script>alert('x')</script> \u{1b}[2J\u{202e} | `a` @everyone ](http://evil.example) \"></svg>";

fn scp(name: &str, text: &str, targets: &[&str]) -> Scp {
    Scp {
        name: name.to_owned(),
        document: Known::Known(PolicyDocument::parse(text).unwrap()),
        targets: Known::Known(targets.iter().map(|target| (*target).to_owned()).collect()),
    }
}

/// An organization of so many accounts below one OU and the root.
fn organization(accounts: usize, name: &str) -> Organization {
    let unit = "ou-root-aaaaaaaa";
    let id = |number: usize| format!("{:012}", 100_000_000_000 + number);
    let member = |number: usize| Member {
        name: Some(if number == 1 { name.to_owned() } else { format!("Account {number}") }),
        state: if number == 2 { AccountState::Suspended } else { AccountState::Active },
        parent: Known::Known(if number.is_multiple_of(2) { "r-root" } else { unit }.to_owned()),
    };
    let mut everywhere: Vec<String> = (0..accounts).map(id).collect();
    everywhere.extend(["r-root".to_owned(), unit.to_owned()]);
    let everywhere: Vec<&str> = everywhere.iter().map(String::as_str).collect();
    Organization {
        partition: Partition::commercial(),
        root: "r-root".to_owned(),
        management: id(0).parse().unwrap(),
        policy_type: PolicyType::Enabled,
        units: BTreeMap::from([(
            unit.to_owned(),
            Unit { name: name.to_owned(), parent: Known::Known("r-root".to_owned()) },
        )]),
        accounts: (0..accounts).map(|number| (id(number).parse().unwrap(), member(number))).collect(),
        policies: Known::Known(BTreeMap::from([
            ("p-FullAWSAccess".to_owned(), scp("FullAWSAccess", FULL, &everywhere)),
            ("p-half".to_owned(), scp(name, HALF, &[unit])),
        ])),
    }
}

fn reported(organization: &Organization, requirements: Vec<Requirement>) -> CoverageReport {
    let request = ReportRequest {
        id: Known::Known("o-example123".parse().unwrap()),
        taken_at: "2026-11-23T12:00:00Z".parse().unwrap(),
        cap: Lifetime::from_days(90).unwrap(),
        requirements,
        only: BTreeSet::new(),
    };
    CoverageReport::of(organization, request).unwrap()
}

fn requirement(name: &str) -> Requirement {
    let document = PolicyDocument::parse(BOTH).unwrap();
    Requirement { name: name.to_owned(), document, scope: RequirementScope::Everywhere }
}

/// It denies more than what the questions ask for.
fn about_access_keys() -> Requirement {
    let document = PolicyDocument::parse(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":["bedrock:CallWithBearerToken","iam:CreateAccessKey"],"Resource":"*"}}"#,
    );
    Requirement {
        name: "deny-keys".to_owned(),
        document: document.unwrap(),
        scope: RequirementScope::Everywhere,
    }
}

fn typical() -> CoverageReport {
    reported(&organization(6, "Workloads"), Vec::new())
}

fn judged() -> CoverageReport {
    reported(&organization(6, "Workloads"), vec![requirement("deny-api-keys")])
}

pub(super) fn hostile() -> CoverageReport {
    let mut organization = organization(6, EVIL);
    if let Known::Known(policies) = &mut organization.policies {
        let mut unread = scp(EVIL, HALF, &["r-root"]);
        unread.document = Known::Unknown(EVIL.to_owned());
        policies.insert("p-unread".to_owned(), unread);
    }
    organization.accounts.get_mut(&"100000000003".parse().unwrap()).unwrap().parent =
        Known::Unknown(EVIL.to_owned());
    reported(&organization, vec![requirement(EVIL)])
}

fn blind() -> CoverageReport {
    let mut organization = organization(6, "Workloads");
    organization.policies = Known::Unknown("ListPolicies: not authorized (AccessDenied)".to_owned());
    reported(&organization, vec![requirement("deny-api-keys")])
}

fn large(accounts: usize) -> CoverageReport {
    reported(&organization(accounts, "Workloads"), Vec::new())
}

/// The pages that a browser looks at.
pub(super) fn pages() -> [(&'static str, String); 5] {
    let page = |report: &CoverageReport| said(Format::Html, report);
    [
        ("coverage-typical", page(&typical())),
        ("coverage-judged", page(&judged())),
        ("coverage-hostile", page(&hostile())),
        ("coverage-blind", page(&blind())),
        ("coverage-large", page(&large(10_000))),
    ]
}

fn all() -> [CoverageReport; 4] {
    [typical(), judged(), hostile(), blind()]
}

fn said(format: Format, report: &CoverageReport) -> String {
    coverage(format, report, Some(80))
}

fn plain(format: Format, report: &CoverageReport) -> String {
    anstream::adapter::strip_str(&said(format, report)).to_string()
}

fn formats() -> impl Iterator<Item = Format> {
    Format::ALL.into_iter().filter(|format| *format != Format::Ical)
}

#[test]
fn the_coverage_schema_is_that_of_the_types() {
    is_documented("scp-audit.schema.json", &coverage_json_schema());
}

#[test]
fn coverage_json_keeps_to_its_schema_and_says_whether_it_is_complete() {
    let validator = jsonschema::validator_for(&coverage_json_schema()).unwrap();
    for (report, complete) in all().iter().zip([true, true, false, false]) {
        let json: Value = serde_json::from_str(&said(Format::Json, report)).unwrap();
        let wrong = validator.iter_errors(&json).next().map(|error| error.to_string());
        assert_eq!(wrong, None);
        assert_eq!((&json["complete"], &json["schema_version"]), (&Value::Bool(complete), &2.into()));
    }
}

#[test]
fn json_says_once_how_many_accounts_compare_and_loses_none_of_them() {
    let requirements = vec![requirement("deny-api-keys"), about_access_keys()];
    let report = reported(&organization(400, "Workloads"), requirements);
    let json: Value = serde_json::from_str(&said(Format::Json, &report)).unwrap();
    let comparisons = json["comparisons"].as_array().unwrap();
    // For each of the two, the two kinds of members, the management account and the suspended one.
    assert_eq!(comparisons.len(), 8);
    let mut short_of_an_action = 0;
    let mut counted: BTreeMap<u64, u64> = BTreeMap::new();
    for account in json["accounts"].as_array().unwrap() {
        for judged in account["requirements"].as_array().unwrap() {
            let number = judged["comparison"].as_u64().unwrap();
            *counted.entry(number).or_default() += 1;
            let comparison = &comparisons[number as usize - 1];
            assert_eq!(
                (&judged["requirement"], &judged["result"]),
                (&comparison["requirement"], &comparison["result"])
            );
            let shortfalls = comparison["shortfalls"].as_array().unwrap();
            let questions: Vec<&Value> = shortfalls.iter().map(|each| &each["question"]).collect();
            assert_eq!(judged["falls_short_in"].as_array().unwrap().iter().collect::<Vec<_>>(), questions);
            if questions.contains(&&Value::from("iam:CreateAccessKey")) {
                short_of_an_action += 1;
                assert_eq!(judged["requirement"], "deny-keys");
                assert!(shortfalls.iter().any(|each| each["example"]["action"] == "iam:CreateAccessKey"));
            }
        }
    }
    let said: BTreeMap<u64, u64> = comparisons
        .iter()
        .map(|each| (each["id"].as_u64().unwrap(), each["accounts"].as_u64().unwrap()))
        .collect();
    assert_eq!((counted.values().sum::<u64>(), counted), (800, said));
    assert_eq!(short_of_an_action, report.falling_short().count());
}

#[test]
fn every_finding_has_its_own_account_in_its_example() {
    let about_access_keys = reported(&organization(6, "Workloads"), vec![about_access_keys()]);
    for report in [judged(), typical(), about_access_keys] {
        let text = said(Format::Ocsf, &report);
        let events: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let with_example =
            events.iter().filter(|event| event["message"].as_str().unwrap().contains("arn:aws:iam::"));
        let mut accounts = BTreeSet::new();
        for event in with_example {
            let account = event["cloud"]["account"]["uid"].as_str().unwrap();
            let principal = format!("by arn:aws:iam::{account}:");
            assert!(event["message"].as_str().unwrap().contains(&principal), "{event}");
            accounts.insert(account.to_owned());
        }
        assert!(accounts.len() > 1, "{accounts:?}");
    }
}

#[test]
fn people_see_what_is_open_first_at_80_columns() {
    insta::assert_snapshot!(plain(Format::Table, &judged()), @r###"
    Complete: 6 accounts and 2 policies were read, and every answer is certain.
    4 accounts fall short of `deny-api-keys`; 0 meet it.
    organization o-example123, read 2026-11-23 12:00 UTC, cap 90 days

    Management account 100000000000 Account 0: no service control policy ever binds
    it, so a Bedrock key there stays open. Keep none; `audit` reports each as
    key-in-management-account.

    Suspended, so that nobody can use it: 100000000002 Account 2.

    FALLS SHORT: 3 accounts
    100000000001 Workloads, 100000000003 Account 3, 100000000005 Account 5
    falls short of `deny-api-keys`: one can use a long-term key at bedrock-mantle,
    use a short-term key at bedrock-mantle
    hole: long-term keys are denied at bedrock and work at bedrock-mantle
    hole: short-term keys are denied at bedrock and work at bedrock-mantle
    QUESTION                                ANSWER  WHY
    use a long-term key at bedrock          denied  statement `Half` of `Workloads`
                                                    at `ou-root-aaaaaaaa`
                                                    (Workloads)
    use a long-term key at bedrock-mantle   OPEN
    use a short-term key at bedrock         denied  statement `Half` of `Workloads`
                                                    at `ou-root-aaaaaaaa`
                                                    (Workloads)
    use a short-term key at bedrock-mantle  OPEN
    create a key within the cap             OPEN
    create a key beyond the cap             OPEN
    create a key that never expires         OPEN
    reset a key                             OPEN
    create a CodeCommit credential          open
    create a Keyspaces credential           open
    These requests get through, for example:
    - bedrock-mantle:CallWithBearerToken by arn:aws:iam::100000000001:user/somebody
      with bedrock-mantle:BearerTokenType LONG_TERM
    - bedrock-mantle:CallWithBearerToken by arn:aws:iam::100000000001:role/somebody
      with bedrock-mantle:BearerTokenType SHORT_TERM
    - iam:CreateServiceSpecificCredential by arn:aws:iam::100000000001:role/somebody
      on arn:aws:iam::100000000001:user/somebody with
      iam:ServiceSpecificCredentialServiceName bedrock.amazonaws.com and
      iam:ServiceSpecificCredentialAgeDays 90
    - iam:CreateServiceSpecificCredential by arn:aws:iam::100000000001:role/somebody
      on arn:aws:iam::100000000001:user/somebody with
      iam:ServiceSpecificCredentialServiceName bedrock.amazonaws.com and
      iam:ServiceSpecificCredentialAgeDays 91
    - iam:CreateServiceSpecificCredential by arn:aws:iam::100000000001:role/somebody
      on arn:aws:iam::100000000001:user/somebody with
      iam:ServiceSpecificCredentialServiceName bedrock.amazonaws.com, without
      iam:ServiceSpecificCredentialAgeDays
    - iam:ResetServiceSpecificCredential by arn:aws:iam::100000000001:role/somebody
      on arn:aws:iam::100000000001:user/somebody with
      iam:ServiceSpecificCredentialServiceName bedrock.amazonaws.com

    FALLS SHORT: 1 account
    100000000004 Account 4
    falls short of `deny-api-keys`: one can use a long-term key at bedrock, use a
    long-term key at bedrock-mantle, use a short-term key at bedrock, use a
    short-term key at bedrock-mantle
    QUESTION                                ANSWER  WHY
    use a long-term key at bedrock          OPEN
    use a long-term key at bedrock-mantle   OPEN
    use a short-term key at bedrock         OPEN
    use a short-term key at bedrock-mantle  OPEN
    create a key within the cap             OPEN
    create a key beyond the cap             OPEN
    create a key that never expires         OPEN
    reset a key                             OPEN
    create a CodeCommit credential          open
    create a Keyspaces credential           open
    These requests get through, for example:
    - bedrock:CallWithBearerToken by arn:aws:iam::100000000004:user/somebody with
      bedrock:BearerTokenType LONG_TERM
    - bedrock-mantle:CallWithBearerToken by arn:aws:iam::100000000004:user/somebody
      with bedrock-mantle:BearerTokenType LONG_TERM
    - bedrock:CallWithBearerToken by arn:aws:iam::100000000004:role/somebody with
      bedrock:BearerTokenType SHORT_TERM
    - bedrock-mantle:CallWithBearerToken by arn:aws:iam::100000000004:role/somebody
      with bedrock-mantle:BearerTokenType SHORT_TERM
    - iam:CreateServiceSpecificCredential by arn:aws:iam::100000000004:role/somebody
      on arn:aws:iam::100000000004:user/somebody with
      iam:ServiceSpecificCredentialServiceName bedrock.amazonaws.com and
      iam:ServiceSpecificCredentialAgeDays 90
    - iam:CreateServiceSpecificCredential by arn:aws:iam::100000000004:role/somebody
      on arn:aws:iam::100000000004:user/somebody with
      iam:ServiceSpecificCredentialServiceName bedrock.amazonaws.com and
      iam:ServiceSpecificCredentialAgeDays 91
    - iam:CreateServiceSpecificCredential by arn:aws:iam::100000000004:role/somebody
      on arn:aws:iam::100000000004:user/somebody with
      iam:ServiceSpecificCredentialServiceName bedrock.amazonaws.com, without
      iam:ServiceSpecificCredentialAgeDays
    - iam:ResetServiceSpecificCredential by arn:aws:iam::100000000004:role/somebody
      on arn:aws:iam::100000000004:user/somebody with
      iam:ServiceSpecificCredentialServiceName bedrock.amazonaws.com
    "###);
}

#[test]
fn every_format_says_first_that_something_was_not_read() {
    let text = plain(Format::Table, &blind());
    assert!(text.starts_with("Incomplete:"), "{text}");
    assert!(text.contains("ListPolicies: not authorized"), "{text}");
    assert!(plain(Format::Markdown, &blind()).starts_with("## ⚠️"));
    assert!(said(Format::Html, &blind()).contains("standing incomplete"));
    assert!(said(Format::Prometheus, &blind()).contains("bedrock_keys_scp_audit_complete 0"));
    assert!(said(Format::Csv, &blind()).lines().nth(1).unwrap().starts_with("not-read,"));
    let sarif: Value = serde_json::from_str(&said(Format::Sarif, &blind())).unwrap();
    assert_eq!(sarif["runs"][0]["invocations"][0]["executionSuccessful"], false);
    let events = said(Format::Ocsf, &blind());
    let lines = events.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let warnings = lines.filter(|event| event["compliance"]["status"] == "Warning").count();
    // One for the organization and one for each account that is bound.
    assert_eq!(warnings, 1 + 4);
    let junit = said(Format::Junit, &blind());
    assert!(junit.contains("<error") && junit.contains("not audited"), "{junit}");
    // Nothing that was not read is told as denied or open.
    for format in formats() {
        let text = plain(format, &blind());
        assert!(!text.contains("CallWithBearerToken by"), "{format}: {text}");
    }
}

#[test]
fn falling_short_is_a_failure_for_programs_and_a_hole_is_one_without_a_bar() {
    let failures = |report: &CoverageReport| {
        let sarif: Value = serde_json::from_str(&said(Format::Sarif, report)).unwrap();
        let results = sarif["runs"][0]["results"].as_array().unwrap().clone();
        let of = |level: &str| results.iter().filter(|result| result["level"] == level).count();
        (of("error"), of("warning"))
    };
    // Two endpoints of two kinds of keys in one account at the root; in the others below the OU one endpoint.
    assert_eq!(failures(&judged()), (4 + 3 * 2, 0));
    assert_eq!(failures(&typical()), (0, 3 * 2));
}

#[test]
fn a_ci_server_turns_red_for_what_a_policy_could_turn_green() {
    let of = |report: &CoverageReport| {
        let run = quick_junit::Report::deserialize_from_str(&said(Format::Junit, report)).unwrap();
        (run.errors, run.failures)
    };
    // As above: what falls short, and without a requirement the holes; what is merely open and the management account
    // are no failures.
    assert_eq!(of(&judged()), (0, 4 + 3 * 2));
    assert_eq!(of(&typical()), (0, 3 * 2));
    assert!(said(Format::Junit, &typical()).contains("<skipped message=\"info: one can "));
}

#[test]
fn no_name_steers_a_terminal_a_spreadsheet_or_a_page() {
    for format in formats() {
        let text = plain(format, &hostile());
        let steering = |letter: &char| {
            (letter.is_control() && !matches!(letter, '\n' | '\r'))
                || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        assert_eq!(text.chars().find(steering), None, "{format}");
    }
    let page = said(Format::Html, &hostile());
    assert_eq!((page.matches("<script").count(), page.matches("<style").count()), (1, 1));
    for markup in ["alert('x')", "\"></svg>", "src=\"http", "url(", "@import"] {
        assert!(!page.contains(markup), "{markup}");
    }
    let markdown = said(Format::Markdown, &hostile());
    for markup in ["<script", "@everyone", "](http", "http://"] {
        assert!(!markdown.contains(markup), "{markup}: {markdown}");
    }
    let csv = said(Format::Csv, &hostile());
    let mut rows = ::csv::Reader::from_reader(csv.as_bytes());
    for cell in rows.records().flat_map(|row| row.unwrap().iter().map(ToOwned::to_owned).collect::<Vec<_>>())
    {
        assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell}");
    }
}

#[test]
fn ten_thousand_accounts_are_a_report_one_can_read() {
    let report = large(10_000);
    let table = plain(Format::Table, &report);
    assert!(table.lines().count() < 200, "{}", table.lines().count());
    assert!(said(Format::Markdown, &report).len() < 65_536);
    let json: Value = serde_json::from_str(&said(Format::Json, &report)).unwrap();
    assert_eq!(
        (json["accounts"].as_array().unwrap().len(), json["groups"].as_array().unwrap().len()),
        (10_000, 2)
    );
    let page = said(Format::Html, &report);
    assert_eq!(page.matches("data-row=\"accounts\"").count(), 10_000);
    assert!(page.len() < 10_000_000, "{}", page.len());
}

#[test]
fn a_calendar_has_nothing_to_hold() {
    assert!(write_coverage(Format::Ical, &typical(), None, &mut Vec::new()).is_err());
}
