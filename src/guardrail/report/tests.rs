//! Reports about small organizations, one situation each.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::domain::{AccountId, AccountState, Arn, Known, Lifetime, Partition};
use crate::guardrail::coverage::{Compliance, Hole};
use crate::guardrail::{Creation, Endpoint, KeyTerm, Member, Organization, PolicyType, Question, Scp, Unit};
use crate::policy::PolicyDocument;

const FULL: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
const DENY_BOTH: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":["bedrock:CallWithBearerToken","bedrock-mantle:CallWithBearerToken"],"Resource":"*"}}"#;
const DENY_BEDROCK: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"bedrock:CallWithBearerToken","Resource":"*"}}"#;
const ONLY_BEDROCK: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"bedrock:*","Resource":"*"}}"#;
const CREATION: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"iam:CreateServiceSpecificCredential","Resource":"*"}}"#;

const MANAGEMENT: &str = "111111111111";
const ONE: &str = "222222222222";
const TWO: &str = "333333333333";
const CLOSED: &str = "444444444444";

fn id(text: &str) -> AccountId {
    text.parse().unwrap()
}

fn capped(operator: &str, days: u32) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Deny","Action":"iam:CreateServiceSpecificCredential","Resource":"*","Condition":{{"{operator}":{{"iam:ServiceSpecificCredentialAgeDays":"{days}"}}}}}}}}"#
    )
}

/// Two members in two OUs, a suspended one, the management account; these policies at these targets.
fn organization(policies: &[(&str, &str, &[&str])]) -> Organization {
    let (a, b) = ("ou-root-aaaaaaaa", "ou-root-bbbbbbbb");
    let member = |parent: &str, state| Member { name: None, state, parent: Known::Known(parent.to_owned()) };
    let unit = |name: &str| Unit { name: name.to_owned(), parent: Known::Known("r-root".to_owned()) };
    let scp = |name: &str, text: &str, targets: &[&str]| Scp {
        name: name.to_owned(),
        document: Known::Known(PolicyDocument::parse(text).unwrap()),
        targets: Known::Known(targets.iter().map(|target| (*target).to_owned()).collect()),
    };
    let listed = policies.iter().map(|(name, text, targets)| (format!("p-{name}"), scp(name, text, targets)));
    let full = scp("FullAWSAccess", FULL, &["r-root", a, b, ONE, TWO, CLOSED, MANAGEMENT]);
    Organization {
        partition: Partition::commercial(),
        root: "r-root".to_owned(),
        management: id(MANAGEMENT),
        policy_type: PolicyType::Enabled,
        units: BTreeMap::from([(a.to_owned(), unit("Alpha")), (b.to_owned(), unit("Beta"))]),
        accounts: BTreeMap::from([
            (id(MANAGEMENT), member("r-root", AccountState::Active)),
            (id(ONE), member(a, AccountState::Active)),
            (id(TWO), member(b, AccountState::Active)),
            (id(CLOSED), member(b, AccountState::Suspended)),
        ]),
        policies: Known::Known(listed.chain([("p-FullAWSAccess".to_owned(), full)]).collect()),
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

fn requirement(text: &str, scope: RequirementScope) -> Requirement {
    Requirement { name: "requirement".to_owned(), document: PolicyDocument::parse(text).unwrap(), scope }
}

fn standing(report: &CoverageReport, account: &str) -> AccountStanding {
    report.accounts.iter().find(|each| each.id == id(account)).unwrap().standing
}

fn holes(text: &str) -> Vec<Hole> {
    let report = reported(&organization(&[("guard", text, &["r-root"])]), Vec::new());
    let account = report.accounts.iter().find(|each| each.id == id(ONE)).unwrap();
    report.group_of(account).unwrap().holes.clone()
}

#[test]
fn accounts_are_marked_by_what_is_denied_and_the_exempt_and_suspended_by_what_they_are() {
    let report = reported(&organization(&[("half", DENY_BEDROCK, &["ou-root-aaaaaaaa"])]), Vec::new());
    assert!(report.is_complete());
    let standings = [ONE, TWO, CLOSED, MANAGEMENT].map(|account| standing(&report, account));
    assert_eq!(
        standings,
        [AccountStanding::Partly, AccountStanding::Open, AccountStanding::Suspended, AccountStanding::Exempt]
    );
    assert_eq!(report.groups.len(), 2);
    let open = Question::Use { term: KeyTerm::Long, endpoint: Endpoint::BedrockMantle };
    let account = report.accounts.iter().find(|each| each.id == id(ONE)).unwrap();
    let example = &report.group_of(account).unwrap().examples[&open];
    assert_eq!(
        example.to_string(),
        "bedrock-mantle:CallWithBearerToken by arn:aws:iam::222222222222:user/somebody \
         with bedrock-mantle:BearerTokenType LONG_TERM"
    );
}

#[test]
fn accounts_with_the_same_answers_have_an_example_of_their_own_each() {
    let report = reported(&organization(&[]), Vec::new());
    let open = Question::Create(Creation::WithinCap);
    for account in [ONE, TWO] {
        let account = report.accounts.iter().find(|each| each.id == id(account)).unwrap();
        assert_eq!(account.group, Some(0));
        let example = report.example_in(account, open).unwrap();
        assert_eq!(example.principal, format!("arn:aws:iam::{}:role/somebody", account.id));
        assert_eq!(example.resource, Some(format!("arn:aws:iam::{}:user/somebody", account.id)));
    }
}

#[test]
fn examples_are_of_the_partition_that_the_organization_is_in() {
    let exempt = |partition: &str| {
        format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Deny","Action":"bedrock:CallWithBearerToken","Resource":"*","Condition":{{"ArnNotLike":{{"aws:PrincipalArn":"arn:{partition}:iam::*:role/Provisioner"}}}}}}}}"#
        )
    };
    let required = || vec![requirement(DENY_BEDROCK, RequirementScope::Everywhere)];
    let partition = "arn:aws-us-gov:iam::123456789012:root".parse::<Arn>().unwrap().partition().clone();
    let at = |organization: Organization| Organization { partition: partition.clone(), ..organization };
    let report = reported(&at(organization(&[("guard", &exempt("aws-us-gov"), &["r-root"])])), required());
    let account = report.accounts.iter().find(|each| each.id == id(ONE)).unwrap();
    let short = Question::Use { term: KeyTerm::Short, endpoint: Endpoint::Bedrock };
    let example = Example::of(account.judged[0].shortfall(short).unwrap());
    assert_eq!(example.principal, "arn:aws-us-gov:iam::222222222222:role/Provisioner");
    // Nobody there has an ARN of another partition, so that an exemption for one exempts nobody.
    let report = reported(&at(organization(&[("guard", &exempt("aws"), &["r-root"])])), required());
    assert_ne!(standing(&report, ONE), AccountStanding::FallsShort);
    let users = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"iam:CreateAccessKey","Resource":"arn:aws*:iam::*:user/ci"}}"#;
    let users = vec![requirement(users, RequirementScope::Everywhere)];
    let report = reported(&at(organization(&[])), users);
    let account = report.accounts.iter().find(|each| each.id == id(ONE)).unwrap();
    let Compliance::FallsShort(shortfalls) = &account.judged[0].compliance else { panic!("it is open") };
    let example = Example::of(&shortfalls[0].example);
    assert_eq!(example.principal, "arn:aws-us-gov:iam::222222222222:role/somebody");
    assert_eq!(example.resource.as_deref(), Some("arn:aws-us-gov:iam::222222222222:user/ci"));
    let open = reported(&at(organization(&[])), Vec::new());
    let account = open.accounts.iter().find(|each| each.id == id(ONE)).unwrap();
    let long = Question::Use { term: KeyTerm::Long, endpoint: Endpoint::Bedrock };
    let example = open.example_in(account, long).unwrap();
    assert_eq!(example.principal, "arn:aws-us-gov:iam::222222222222:user/somebody");
}

#[test]
fn a_policy_that_is_switched_off_denies_nothing() {
    let mut organization = organization(&[("guard", DENY_BOTH, &["r-root"])]);
    organization.policy_type = PolicyType::Disabled;
    let report = reported(&organization, Vec::new());
    assert_eq!((standing(&report, ONE), report.is_complete()), (AccountStanding::Open, true));
}

#[test]
fn a_closing_account_is_bound_until_it_is_closed() {
    let mut organization = organization(&[]);
    for (state, expected) in [
        (AccountState::PendingClosure, AccountStanding::Open),
        (AccountState::Closed, AccountStanding::Suspended),
    ] {
        organization.accounts.get_mut(&id(ONE)).unwrap().state = state;
        assert_eq!(standing(&reported(&organization, Vec::new()), ONE), expected);
    }
}

#[test]
fn what_was_not_read_is_a_gap_and_never_an_answer() {
    let whole = organization(&[("guard", DENY_BOTH, &["ou-root-aaaaaaaa"])]);
    let mut unread = whole.clone();
    unread.policies = Known::Unknown("ListPolicies: denied".to_owned());
    let report = reported(&unread, Vec::new());
    assert_eq!(report.gaps, ["the service control policies: ListPolicies: denied"]);
    assert!(!report.is_complete() && report.groups.is_empty());
    assert_eq!(
        (standing(&report, ONE), standing(&report, MANAGEMENT)),
        (AccountStanding::Unknown, AccountStanding::Exempt)
    );
    // A policy that was not read may deny or allow anything; what another one certainly denies stays denied.
    let mut unread = whole.clone();
    if let Known::Known(policies) = &mut unread.policies {
        policies.get_mut("p-FullAWSAccess").unwrap().document = Known::Unknown("denied".to_owned());
    }
    let report = reported(&unread, Vec::new());
    assert!(!report.is_complete());
    assert_eq!(standing(&report, ONE), AccountStanding::Unknown);
    let account = report.accounts.iter().find(|each| each.id == id(ONE)).unwrap();
    let use_long = Question::Use { term: KeyTerm::Long, endpoint: Endpoint::Bedrock };
    assert!(report.group_of(account).unwrap().answers.to(use_long).unwrap().is_denied());
    // A place that was not read.
    let mut unread = whole;
    unread.accounts.get_mut(&id(ONE)).unwrap().parent = Known::Unknown("denied".to_owned());
    let report = reported(&unread, Vec::new());
    assert_eq!(report.gaps, ["where account 222222222222 is: denied"]);
    assert_eq!(
        (standing(&report, ONE), standing(&report, TWO)),
        (AccountStanding::Unknown, AccountStanding::Open)
    );
}

#[test]
fn a_bar_is_met_or_not_where_it_is_wanted_and_never_by_the_management_account() {
    let organization = organization(&[("guard", DENY_BOTH, &["ou-root-aaaaaaaa"])]);
    let report = reported(&organization, vec![requirement(DENY_BOTH, RequirementScope::Everywhere)]);
    assert_eq!(
        [ONE, TWO].map(|account| standing(&report, account)),
        [AccountStanding::Meets, AccountStanding::FallsShort]
    );
    let short: Vec<&str> = report.falling_short().map(|account| account.id.as_str()).collect();
    assert_eq!(short, [TWO]);
    assert_eq!(report.exempt_from_requirements().unwrap().id, id(MANAGEMENT));
    let below = RequirementScope::Below(BTreeSet::from(["ou-root-aaaaaaaa".to_owned()]));
    let report = reported(&organization, vec![requirement(DENY_BOTH, below)]);
    assert_eq!(
        [ONE, TWO].map(|account| standing(&report, account)),
        [AccountStanding::Meets, AccountStanding::Open]
    );
    assert!(report.falling_short().next().is_none() && report.exempt_from_requirements().is_none());
}

#[test]
fn each_bar_is_asked_about_at_its_own_edge_whatever_the_cap_of_the_report_is() {
    // At the report's 90 days neither requirement denies anything that the other would not show.
    let requirements = || {
        let of = |days| requirement(&capped("NumericGreaterThan", days), RequirementScope::Everywhere);
        vec![of(365), of(30)]
    };
    let judged = |policies: &[(&str, &str, &[&str])]| {
        let report = reported(&organization(policies), requirements());
        let one = report.accounts.iter().find(|account| account.id == id(ONE)).unwrap();
        one.judged.iter().map(|each| each.compliance == Compliance::Met).collect::<Vec<_>>()
    };
    assert_eq!(judged(&[]), [false, false]);
    let (year, month) = (capped("NumericGreaterThan", 365), capped("NumericGreaterThan", 30));
    assert_eq!(judged(&[("year", &year, &["r-root"])]), [true, false]);
    assert_eq!(judged(&[("month", &month, &["r-root"])]), [true, true]);
}

#[test]
fn half_a_guardrail_has_a_hole_and_an_allow_list_has_none() {
    let other = |term, open| Hole::OtherEndpoint { term, open };
    let both = [KeyTerm::Long, KeyTerm::Short].map(|term| other(term, Endpoint::BedrockMantle));
    assert_eq!(holes(DENY_BEDROCK), both);
    assert!(holes(DENY_BOTH).is_empty());
    // Nobody denied anything: mantle is merely not among what is allowed.
    let mut organization = organization(&[("list", ONLY_BEDROCK, &["ou-root-aaaaaaaa"])]);
    if let Known::Known(policies) = &mut organization.policies
        && let Known::Known(targets) = &mut policies.get_mut("p-FullAWSAccess").unwrap().targets
    {
        targets.remove("ou-root-aaaaaaaa");
    }
    let report = reported(&organization, Vec::new());
    assert!(report.groups.iter().all(|group| group.holes.is_empty()));
}

#[test]
fn a_cap_that_keys_without_an_end_pass_has_a_hole_whatever_the_cap_is() {
    let cap = |days| Hole::NeverExpiring { cap: Lifetime::from_days(days).unwrap() };
    assert_eq!(holes(&capped("NumericGreaterThan", 30)), [cap(30)]);
    assert_eq!(holes(&capped("NumericGreaterThanEquals", 365)), [cap(364)]);
    assert!(holes(&capped("NumericGreaterThanIfExists", 30)).is_empty());
}

#[test]
fn a_creation_that_is_denied_beside_a_reset_that_is_not_has_a_hole() {
    assert_eq!(holes(CREATION), [Hole::Reset]);
    assert!(holes(&CREATION.replace("iam:CreateServiceSpecificCredential", "iam:*Credential")).is_empty());
}

#[test]
fn accounts_with_the_same_answers_are_one_group_and_every_open_answer_has_an_example() {
    let report = reported(&organization(&[("half", DENY_BEDROCK, &["r-root"])]), Vec::new());
    assert_eq!(report.groups.len(), 1);
    assert_eq!(report.groups[0].accounts, [id(ONE), id(TWO)]);
    for (question, answer) in report.groups[0].answers.iter() {
        let open = answer.as_str() == "open";
        assert_eq!(report.groups[0].examples.contains_key(&question), open, "{question}");
    }
}

#[test]
fn only_what_was_asked_about_is_reported() {
    let organization = organization(&[]);
    let mut request = reported(&organization, Vec::new()).request;
    for (only, accounts) in [
        (ONE, vec![ONE]),
        ("ou-root-bbbbbbbb", vec![TWO, CLOSED]),
        ("r-root", vec![MANAGEMENT, ONE, TWO, CLOSED]),
    ] {
        request.only = BTreeSet::from([only.to_owned()]);
        let report = CoverageReport::of(&organization, request.clone()).unwrap();
        let told: Vec<&str> = report.accounts.iter().map(|account| account.id.as_str()).collect();
        assert_eq!(told, accounts);
    }
}

#[test]
fn a_list_of_targets_that_lost_a_page_makes_no_report_complete() {
    let mut organization = organization(&[]);
    let Known::Known(policies) = &mut organization.policies else { panic!("not read") };
    let full = policies.get_mut("p-FullAWSAccess").unwrap();
    full.targets = Known::Known(BTreeSet::from(["r-root".to_owned()]));
    let requirement = Requirement {
        name: "both".to_owned(),
        document: PolicyDocument::parse(DENY_BOTH).unwrap(),
        scope: RequirementScope::Everywhere,
    };
    let report = reported(&organization, vec![requirement]);
    assert!(!report.is_complete());
    assert!(report.gaps[0].contains("222222222222, 333333333333"), "{:?}", report.gaps);
    assert!(report.accounts.iter().all(|account| account.standing != AccountStanding::Meets));
}

#[test]
fn a_bar_for_a_place_that_there_is_not_makes_no_report_complete() {
    let requirement = |target: &str| Requirement {
        name: "both".to_owned(),
        document: PolicyDocument::parse(DENY_BOTH).unwrap(),
        scope: RequirementScope::Below(BTreeSet::from([target.to_owned()])),
    };
    let organization = organization(&[("both", DENY_BOTH, &["r-root"])]);
    for (target, is_complete) in [("ou-root-aaaaaaaa", true), (ONE, true), ("ou-root-typing00", false)] {
        assert_eq!(reported(&organization, vec![requirement(target)]).is_complete(), is_complete, "{target}");
    }
}

#[test]
fn a_denial_in_some_regions_only_does_not_make_an_account_a_denied_one() {
    let everywhere = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":["bedrock:*","bedrock-mantle:*","iam:*ServiceSpecificCredential"],"Resource":"*"}}"#;
    let standing = |condition: &str| {
        let text = everywhere.replace(r#""Resource":"*""#, &format!(r#""Resource":"*"{condition}"#));
        let report = reported(&organization(&[("x", &text, &["r-root"])]), Vec::new());
        report.accounts.iter().find(|account| account.id == id(ONE)).unwrap().standing
    };
    assert_eq!(standing(""), AccountStanding::Denied);
    let except =
        |key: &str, value: &str| format!(r#","Condition":{{"StringNotLike":{{"{key}":"{value}"}}}}"#);
    assert_eq!(standing(&except("aws:PrincipalArn", "arn:aws:iam::*:user/ci")), AccountStanding::Denied);
    assert_eq!(standing(&except("aws:requestedregion", "eu-west-1")), AccountStanding::Partly);
}
