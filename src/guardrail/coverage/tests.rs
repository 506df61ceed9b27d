//! Coverage of small organizations, one situation each.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::domain::{AccountId, AccountState, Known, Lifetime, Partition};
use crate::guardrail::{
    Creation, Endpoint, KeyTerm, Member, Organization, PolicyType, PrincipalKind, Question, Requester, Scp,
    Unit, request_of,
};
use crate::policy::{Identity, PolicyDocument, PolicySet, ScpScope, Verdict, evaluate};

const FULL: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
const DENY_BOTH: &str = r#"{"Version":"2012-10-17","Statement":{"Sid":"Both","Effect":"Deny","Action":["bedrock:CallWithBearerToken","bedrock-mantle:CallWithBearerToken"],"Resource":"*"}}"#;
const DENY_BEDROCK: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"bedrock:CallWithBearerToken","Resource":"*"}}"#;
const CAP_WITH_HOLE: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"iam:CreateServiceSpecificCredential","Resource":"*","Condition":{"StringEquals":{"iam:ServiceSpecificCredentialServiceName":"bedrock.amazonaws.com"},"NumericGreaterThan":{"iam:ServiceSpecificCredentialAgeDays":"30"}}}}"#;

const MEMBER: &str = "222222222222";
const SIBLING: &str = "333333333333";
const SUSPENDED: &str = "444444444444";
const MANAGEMENT: &str = "111111111111";
const AT_BEDROCK: Question = Question::Use { term: KeyTerm::Long, endpoint: Endpoint::Bedrock };
const AT_MANTLE: Question = Question::Use { term: KeyTerm::Long, endpoint: Endpoint::BedrockMantle };

fn id(text: &str) -> AccountId {
    text.parse().unwrap()
}

fn parse(text: &str) -> PolicyDocument {
    PolicyDocument::parse(text).unwrap()
}

/// Root, one OU with two members and a suspended account; everything allowed, and these policies at these targets.
fn organization(policies: &[(&str, &str, &[&str])]) -> Organization {
    let member = |parent: &str, state| Member { name: None, state, parent: Known::Known(parent.to_owned()) };
    let everywhere = ["r-root", "ou-root-11111111", MEMBER, SIBLING, SUSPENDED, MANAGEMENT];
    let scp = |name: &str, text: &str, targets: &[&str]| Scp {
        name: name.to_owned(),
        document: Known::Known(parse(text)),
        targets: Known::Known(targets.iter().map(|target| (*target).to_owned()).collect()),
    };
    let listed = policies.iter().map(|(name, text, targets)| (format!("p-{name}"), scp(name, text, targets)));
    let full = ("p-FullAWSAccess".to_owned(), scp("FullAWSAccess", FULL, &everywhere));
    Organization {
        partition: Partition::commercial(),
        root: "r-root".to_owned(),
        management: id(MANAGEMENT),
        policy_type: PolicyType::Enabled,
        units: BTreeMap::from([(
            "ou-root-11111111".to_owned(),
            Unit { name: "Workloads".to_owned(), parent: Known::Known("r-root".to_owned()) },
        )]),
        accounts: BTreeMap::from([
            (id(MANAGEMENT), member("r-root", AccountState::Active)),
            (id(MEMBER), member("ou-root-11111111", AccountState::Active)),
            (id(SIBLING), member("ou-root-11111111", AccountState::Active)),
            (id(SUSPENDED), member("ou-root-11111111", AccountState::Suspended)),
        ]),
        policies: Known::Known(listed.chain([full]).collect()),
    }
}

fn cap() -> Lifetime {
    Lifetime::from_days(30).unwrap()
}

fn survey(organization: &Organization) -> Survey {
    Survey::of(organization, cap()).unwrap()
}

fn answer(survey: &Survey, account: &str, question: Question) -> Answer {
    survey.account(&id(account)).unwrap().answers.as_ref().unwrap().to(question).unwrap().clone()
}

fn compliance(organization: &Organization, requirement: &str, account: &str) -> Compliance {
    let all = survey(organization).require(&parse(requirement)).unwrap();
    all.into_iter().find(|(each, _)| *each == id(account)).unwrap().1
}

#[test]
fn a_deny_above_names_its_statement_and_where_it_hangs() {
    let survey = survey(&organization(&[("both", DENY_BOTH, &["ou-root-11111111"])]));
    let Answer::Denied { by } = answer(&survey, MEMBER, AT_MANTLE) else { panic!("not denied") };
    assert_eq!(by[0].to_string(), "statement `Both` of `both` at `ou-root-11111111`");
}

#[test]
fn half_a_deny_leaves_a_counter_example_that_is_allowed() {
    let survey = survey(&organization(&[("half", DENY_BEDROCK, &["r-root"])]));
    assert!(answer(&survey, MEMBER, AT_BEDROCK).is_denied());
    let Answer::Open { denied_when, by } = answer(&survey, MEMBER, AT_MANTLE) else { panic!("not open") };
    assert!(denied_when.is_empty());
    let example = counter_example(AT_MANTLE, by, (&Partition::commercial(), &id(MEMBER))).unwrap();
    assert_eq!(example.action.as_str(), "bedrock-mantle:CallWithBearerToken");
}

#[test]
fn a_cap_with_a_hole_is_open_for_keys_that_never_expire() {
    let survey = survey(&organization(&[("cap", CAP_WITH_HOLE, &["r-root"])]));
    assert!(answer(&survey, MEMBER, Question::Create(Creation::BeyondCap)).is_denied());
    let never = answer(&survey, MEMBER, Question::Create(Creation::WithoutExpiry));
    assert!(matches!(never, Answer::Open { .. }));
}

#[test]
fn an_exemption_is_the_residual_and_a_singled_out_victim_leaves_it_open() {
    let exempt = DENY_BOTH.replace(
        r#""Resource":"*""#,
        r#""Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:user/ci"}}"#,
    );
    let victim = exempt.replace("ArnNotLike", "ArnLike");
    let survey_of = |text: &str| survey(&organization(&[("x", text, &["r-root"])]));
    let Answer::DeniedExcept { residual } = answer(&survey_of(&exempt), MEMBER, AT_BEDROCK) else {
        panic!("not denied with an exception")
    };
    assert!(residual.to_string().contains("denied except when `aws:PrincipalArn` matches"), "{residual}");
    let Answer::Open { denied_when, .. } = answer(&survey_of(&victim), MEMBER, AT_BEDROCK) else {
        panic!("not open")
    };
    assert_eq!(denied_when.len(), 1);
}

#[test]
fn the_management_account_and_a_suspended_one_say_so() {
    let survey = survey(&organization(&[("both", DENY_BOTH, &["r-root", MANAGEMENT])]));
    let binding = |account| survey.account(&id(account)).unwrap().binding.clone();
    assert_eq!(binding(MANAGEMENT), Binding::ExemptManagementAccount);
    assert_eq!(binding(SUSPENDED), Binding::Suspended(AccountState::Suspended));
}

#[test]
fn without_an_allow_at_a_level_everything_is_denied_there() {
    let mut organization = organization(&[("half", DENY_BEDROCK, &["ou-root-11111111"])]);
    if let Known::Known(policies) = &mut organization.policies {
        let full = policies.get_mut("p-FullAWSAccess").unwrap();
        full.targets = Known::Known(BTreeSet::from(["r-root".to_owned(), MEMBER.to_owned()]));
    }
    assert!(matches!(answer(&survey(&organization), MEMBER, AT_MANTLE), Answer::NotAllowed { .. }));
}

#[test]
fn what_could_not_be_read_is_unknown_and_a_certain_deny_stays_certain() {
    let mut organization = organization(&[("both", DENY_BOTH, &["r-root"]), ("dark", FULL, &["r-root"])]);
    if let Known::Known(policies) = &mut organization.policies {
        policies.get_mut("p-dark").unwrap().document = Known::Unknown("access denied".to_owned());
    }
    let survey = survey(&organization);
    assert!(answer(&survey, MEMBER, AT_BEDROCK).is_denied());
    assert!(matches!(answer(&survey, MEMBER, Question::Reset), Answer::Unknown { .. }));
}

#[test]
fn a_policy_whose_targets_are_unknown_may_hang_anywhere() {
    let mut organization = organization(&[("both", DENY_BOTH, &[])]);
    if let Known::Known(policies) = &mut organization.policies {
        policies.get_mut("p-both").unwrap().targets = Known::Unknown("throttled".to_owned());
    }
    assert!(matches!(answer(&survey(&organization), MEMBER, AT_BEDROCK), Answer::Unknown { .. }));
}

#[test]
fn an_account_whose_place_is_unknown_has_no_answers() {
    let mut organization = organization(&[("both", DENY_BOTH, &["r-root"])]);
    organization.accounts.get_mut(&id(MEMBER)).unwrap().parent = Known::Unknown("denied".to_owned());
    let survey = survey(&organization);
    let guard = survey.account(&id(MEMBER)).unwrap();
    assert_eq!((&guard.binding, &guard.answers), (&Binding::Unknown("denied".to_owned()), &None));
}

#[test]
fn where_scps_are_switched_off_everything_is_open() {
    let mut organization = organization(&[("both", DENY_BOTH, &["r-root"])]);
    organization.policy_type = PolicyType::Disabled;
    assert!(matches!(answer(&survey(&organization), MEMBER, AT_BEDROCK), Answer::Open { .. }));
}

#[test]
fn accounts_with_the_same_policies_share_an_evaluation_unless_one_is_singled_out() {
    assert_eq!(survey(&organization(&[("both", DENY_BOTH, &["r-root"])])).evaluations(), 1);
    let singling = DENY_BOTH.replace(
        r#""Resource":"*""#,
        r#""Resource":"*","Condition":{"StringEquals":{"aws:PrincipalAccount":"222222222222"}}"#,
    );
    let survey = survey(&organization(&[("both", &singling, &["r-root"])]));
    assert_eq!(survey.evaluations(), 2);
    assert_eq!(answer(&survey, SIBLING, AT_BEDROCK).as_str(), "open");
    assert_eq!(answer(&survey, MEMBER, AT_BEDROCK).as_str(), "denied");
}

#[test]
fn a_bar_is_met_by_more_and_missed_by_less() {
    let guarded = organization(&[("both", DENY_BOTH, &["r-root"])]);
    assert_eq!(compliance(&guarded, DENY_BEDROCK, MEMBER), Compliance::Met);
    let half = organization(&[("half", DENY_BEDROCK, &["r-root"])]);
    let Compliance::FallsShort(shortfalls) = compliance(&half, DENY_BOTH, MEMBER) else {
        panic!("it does not fall short")
    };
    assert!(shortfalls.iter().all(|each| matches!(
        each.asked.question(),
        Some(Question::Use { endpoint: Endpoint::BedrockMantle, .. })
    )));
    assert_eq!(compliance(&half, DENY_BOTH, MANAGEMENT), Compliance::ExemptManagementAccount);
}

#[test]
fn an_exemption_that_the_bar_does_not_have_falls_short_with_the_exempt_principal() {
    let exempt = DENY_BOTH.replace(
        r#""Resource":"*""#,
        r#""Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:user/ci-*"}}"#,
    );
    let guarded = organization(&[("exempt", &exempt, &["r-root"])]);
    let Compliance::FallsShort(shortfalls) = compliance(&guarded, DENY_BOTH, MEMBER) else {
        panic!("it does not fall short")
    };
    let arn = shortfalls[0].example.context.get("aws:PrincipalArn");
    assert_eq!(arn, &crate::policy::ContextValue::single("arn:aws:iam::222222222222:user/ci-x"));
    assert_eq!(compliance(&guarded, &exempt, MEMBER), Compliance::Met);
}

#[test]
fn a_deny_under_other_conditions_is_not_shown_to_meet_the_bar() {
    let by_address = DENY_BOTH.replace(
        r#""Resource":"*""#,
        r#""Resource":"*","Condition":{"NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}}"#,
    );
    let guarded = organization(&[("address", &by_address, &["r-root"])]);
    assert!(matches!(compliance(&guarded, DENY_BOTH, MEMBER), Compliance::NotShown(_)));
}

#[test]
fn the_cap_of_a_bar_is_the_longest_life_it_lets_through() {
    let days = |text: &str| cap_of(&parse(text)).map(Lifetime::days);
    assert_eq!(days(CAP_WITH_HOLE), Some(30));
    assert_eq!(days(&CAP_WITH_HOLE.replace("NumericGreaterThan", "NumericGreaterThanEquals")), Some(29));
    assert_eq!(days(DENY_BOTH), None);
}

#[test]
fn every_open_answer_has_an_example_that_the_evaluator_allows() {
    let organization =
        organization(&[("half", DENY_BEDROCK, &["r-root"]), ("cap", CAP_WITH_HOLE, &[MEMBER])]);
    let survey = survey(&organization);
    for group in &survey.groups {
        for (question, answer) in group.answers.iter() {
            if let Answer::Open { by, .. } = answer {
                let example = counter_example(question, *by, (&group.partition, &group.example)).unwrap();
                assert!(matches!(group.verdict(&example), Verdict::Allowed { .. }), "{question}");
            }
        }
    }
}

#[test]
fn the_policies_of_an_account_say_what_the_survey_says() {
    let mut organization = organization(&[
        ("root", DENY_BEDROCK, &["r-root"]),
        ("unit", CAP_WITH_HOLE, &["ou-root-11111111"]),
        ("own", DENY_BOTH, &[SIBLING]),
    ]);
    let policies = |scope| PolicySet { scps: scope, identity: Identity::AssumedToAllow };
    for unread in [false, true] {
        if unread && let Known::Known(all) = &mut organization.policies {
            let lost = Known::Unknown("denied".to_owned());
            all.get_mut("p-unit").unwrap().targets = lost;
        }
        let survey = survey(&organization);
        for account in [MEMBER, SIBLING] {
            let policies = policies(scope_of(&organization, &id(account)).unwrap());
            for question in Question::ALL {
                let request = request_of(question, cap(), &Requester::AnybodyIn(id(account))).unwrap();
                let verdict = survey.verdict(&id(account), &request).unwrap();
                assert_eq!(evaluate(&request, &policies), verdict, "{account} {question}");
            }
        }
    }
}

#[test]
fn the_policies_of_an_account_are_none_or_not_known_where_that_is_so() {
    let mut organization = organization(&[]);
    let scope = |organization: &Organization, account: &str| scope_of(organization, &id(account));
    assert_eq!(scope(&organization, MANAGEMENT), Ok(ScpScope::ManagementAccount));
    assert!(scope(&organization, "999999999999").unwrap_err().contains("no account"));
    organization.policy_type = PolicyType::Disabled;
    assert_eq!(scope(&organization, MEMBER), Ok(ScpScope::NoneInForce));
    organization.policy_type = PolicyType::Unknown("denied".to_owned());
    assert_eq!(scope(&organization, MEMBER), Err("denied".to_owned()));
    organization.policy_type = PolicyType::Enabled;
    organization.units.clear();
    assert!(scope(&organization, MEMBER).is_err());
    organization.policies = Known::Unknown("throttled".to_owned());
    assert_eq!(scope(&organization, MEMBER), Err("throttled".to_owned()));
}

/// A cap of so many days without a hole.
fn capped(days: u32) -> String {
    CAP_WITH_HOLE
        .replace("NumericGreaterThan", "NumericGreaterThanIfExists")
        .replace("\"30\"", &format!("\"{days}\""))
}

#[test]
fn a_cap_between_the_bars_and_the_surveys_falls_short() {
    let organization = organization(&[("cap", &capped(60), &["r-root"])]);
    let comply = |survey_cap: u32, requirement: u32| {
        let survey = Survey::of(&organization, Lifetime::from_days(survey_cap).unwrap()).unwrap();
        let all = survey.require(&parse(&capped(requirement))).unwrap();
        all.into_iter().find(|(each, _)| *each == id(MEMBER)).unwrap().1
    };
    // The survey asks at 90, 91 and never: all denied by both.
    let Compliance::FallsShort(shortfalls) = comply(90, 30) else { panic!("a key of 31 days gets through") };
    let age = shortfalls[0].example.context.get("iam:ServiceSpecificCredentialAgeDays");
    assert_eq!(age, &crate::policy::ContextValue::single("31"));
    // And at 10, 11 and never: the first two open to both.
    assert!(matches!(comply(10, 30), Compliance::FallsShort(_)));
    for (survey_cap, requirement) in [(90, 60), (90, 61), (10, 60), (60, 365)] {
        assert_eq!(comply(survey_cap, requirement), Compliance::Met, "{survey_cap} {requirement}");
    }
}

#[test]
fn accounts_that_a_pattern_of_ids_exempts_are_told_from_their_siblings() {
    let exempt = DENY_BOTH.replace(
        r#""Resource":"*""#,
        r#""Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::3333*:*"}}"#,
    );
    let survey = survey(&organization(&[("x", &exempt, &["r-root"])]));
    assert!(answer(&survey, MEMBER, AT_BEDROCK).is_guarded());
    assert!(matches!(answer(&survey, SIBLING, AT_BEDROCK), Answer::Open { .. }));
}

#[test]
fn a_place_without_any_policy_was_not_read_and_denies_nobody() {
    let mut organization = organization(&[("half", DENY_BEDROCK, &["ou-root-11111111"])]);
    let Known::Known(policies) = &mut organization.policies else { panic!("not read") };
    let full = policies.get_mut("p-FullAWSAccess").unwrap();
    full.targets = Known::Known(BTreeSet::from(["r-root", "ou-root-11111111", SIBLING].map(str::to_owned)));
    assert_eq!(organization.without_policy(), BTreeSet::from([MEMBER.to_owned()]));
    let survey = survey(&organization);
    assert!(matches!(answer(&survey, MEMBER, AT_MANTLE), Answer::Unknown { .. }));
    assert!(matches!(answer(&survey, MEMBER, AT_BEDROCK), Answer::Denied { .. }), "what was read is certain");
    assert!(matches!(answer(&survey, SIBLING, AT_MANTLE), Answer::Open { .. }));
    assert!(matches!(compliance(&organization, DENY_BOTH, MEMBER), Compliance::NotShown(_)));
}

#[test]
fn a_requirement_about_other_actions_is_not_met_by_what_says_nothing_of_them() {
    const ACCESS_KEYS: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"iam:CreateAccessKey","Resource":"arn:*:iam::*:user/keys/*","Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/a"}}}}"#;
    let keys_only = organization(&[("both", DENY_BOTH, &["r-root"])]);
    let Compliance::FallsShort(shortfalls) = compliance(&keys_only, ACCESS_KEYS, MEMBER) else {
        panic!("an access key can be created")
    };
    assert_eq!(shortfalls.len(), 1);
    assert_eq!(shortfalls[0].asked.as_str(), "iam:CreateAccessKey");
    // The same policy meets it, and so does one that spares nobody.
    let same = organization(&[("same", ACCESS_KEYS, &["ou-root-11111111"])]);
    assert_eq!(compliance(&same, ACCESS_KEYS, MEMBER), Compliance::Met);
    let all = ACCESS_KEYS.replace(r#""arn:*:iam::*:user/keys/*""#, "\"*\"").replace("role/a", "role/b");
    assert!(matches!(
        compliance(&organization(&[("x", &all, &["r-root"])]), ACCESS_KEYS, MEMBER),
        Compliance::FallsShort(_)
    ));
    // One with a condition of its own is not shown to.
    let by_address = ACCESS_KEYS.replace(
        r#""ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/a"}"#,
        r#""NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}"#,
    );
    let by_address = organization(&[("x", &by_address, &["r-root"])]);
    assert!(matches!(compliance(&by_address, ACCESS_KEYS, MEMBER), Compliance::NotShown(_)));
    // And a bar may be about keys and more.
    let more =
        DENY_BOTH.replace("\"bedrock:CallWithBearerToken\",", "\"bedrock:CallWithBearerToken\",\"s3:*\",");
    assert!(matches!(compliance(&keys_only, &more, MEMBER), Compliance::FallsShort(_)));
    // A pattern is not met by denying what it is asked for by.
    let one =
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"s3:GetObject","Resource":"*"}}"#;
    let all = one.replace("s3:GetObject", "s3:*");
    let one = organization(&[("one", one, &["r-root"])]);
    assert!(matches!(compliance(&one, &all, MEMBER), Compliance::FallsShort(_)));
    let everything = all.replace("s3:*", "*");
    assert!(matches!(compliance(&one, &everything, MEMBER), Compliance::FallsShort(_)));
    assert_eq!(compliance(&organization(&[("all", &all, &["r-root"])]), &all, MEMBER), Compliance::Met);
}

#[test]
fn a_requirement_about_another_account_asks_nothing_of_this_one() {
    let other = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":["s3:GetObject","iam:ResetServiceSpecificCredential"],"Resource":"*","Condition":{"StringEquals":{"aws:PrincipalAccount":"999999999999"}}}}"#;
    assert_eq!(compliance(&organization(&[]), other, MEMBER), Compliance::Met);
}

#[test]
fn a_tag_may_say_false() {
    let unapproved = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"bedrock:CallWithBearerToken","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/approved":"false"}}}}"#;
    assert!(matches!(compliance(&organization(&[]), unapproved, MEMBER), Compliance::FallsShort(_)));
}

#[test]
fn an_age_that_caps_nothing_makes_no_hole_of_a_cap() {
    for (condition, hole) in [
        (r#""NumericEquals":{"iam:ServiceSpecificCredentialAgeDays":"30"}"#, "never-expiring"),
        (r#""NumericLessThanIfExists":{"iam:ServiceSpecificCredentialAgeDays":"30"}"#, "reset"),
    ] {
        let text = CAP_WITH_HOLE
            .replace(r#""NumericGreaterThan":{"iam:ServiceSpecificCredentialAgeDays":"30"}"#, condition);
        let survey = survey(&organization(&[("cap", &text, &["r-root"])]));
        let holes = survey.holes(survey.account(&MEMBER.parse().unwrap()).unwrap());
        assert!(holes.iter().all(|each| each.as_str() != hole), "{condition}: {holes:?}");
    }
}

#[test]
fn a_deny_of_sessions_leaves_users_who_ask_themselves() {
    let of_roles = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"iam:ResetServiceSpecificCredential","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/*"}}}}"#;
    let without_mfa = of_roles.replace(
        r#""ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/*"}"#,
        r#""Bool":{"aws:MultiFactorAuthPresent":"false"}"#,
    );
    for text in [of_roles, &without_mfa] {
        let survey = survey(&organization(&[("x", text, &["r-root"])]));
        let Answer::Open { by, .. } = answer(&survey, MEMBER, Question::Reset) else { panic!("not open") };
        assert_eq!(by.kind, PrincipalKind::User, "{text}");
    }
}

#[test]
fn a_service_that_asks_on_somebodys_behalf_is_somebody() {
    let direct = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":["bedrock:CallWithBearerToken","iam:ResetServiceSpecificCredential"],"Resource":"*","Condition":{"Bool":{"aws:ViaAWSService":"false"}}}}"#;
    let survey = survey(&organization(&[("x", direct, &["r-root"])]));
    assert!(matches!(answer(&survey, MEMBER, Question::Reset), Answer::DeniedExcept { .. }));
    assert!(answer(&survey, MEMBER, AT_BEDROCK).is_denied(), "a key is used by whoever has it");
}

#[test]
fn a_long_term_key_is_no_role() {
    let exempt = DENY_BOTH.replace(
        r#""Resource":"*""#,
        r#""Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/break"}}"#,
    );
    let bar = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"bedrock:CallWithBearerToken","Resource":"*","Condition":{"StringEquals":{"bedrock:BearerTokenType":"LONG_TERM"}}}}"#;
    let organization = organization(&[("x", &exempt, &["r-root"])]);
    assert!(!matches!(compliance(&organization, bar, MEMBER), Compliance::FallsShort(_)));
    assert!(matches!(compliance(&organization, DENY_BEDROCK, MEMBER), Compliance::FallsShort(_)));
}

#[test]
fn a_question_about_lives_on_one_side_of_the_cap_is_open_where_one_of_them_is() {
    let cap = |condition: &str| {
        let text = CAP_WITH_HOLE
            .replace(r#""NumericGreaterThan":{"iam:ServiceSpecificCredentialAgeDays":"30"}"#, condition);
        survey(&organization(&[("cap", &text, &["r-root"])]))
    };
    let life = |survey: &Survey, creation| match answer(survey, MEMBER, Question::Create(creation)) {
        Answer::Open { by, .. } => Some(by.cap.days()),
        Answer::Denied { .. }
        | Answer::NotAllowed { .. }
        | Answer::DeniedExcept { .. }
        | Answer::Unknown { .. } => None,
    };
    // Longer than ten days is denied: thirty are, and ten are not.
    let tight = cap(r#""NumericGreaterThanIfExists":{"iam:ServiceSpecificCredentialAgeDays":"10"}"#);
    assert_eq!((life(&tight, Creation::WithinCap), life(&tight, Creation::BeyondCap)), (Some(10), None));
    // A window is denied, and what is beyond it is not.
    let window = cap(
        r#""NumericGreaterThan":{"iam:ServiceSpecificCredentialAgeDays":"30"},"NumericLessThan":{"iam:ServiceSpecificCredentialAgeDays":"365"}"#,
    );
    assert_eq!(
        (life(&window, Creation::WithinCap), life(&window, Creation::BeyondCap)),
        (Some(30), Some(364))
    );
}

#[test]
fn an_exemption_of_one_accounts_role_leaves_the_others_denied() {
    let exempt = DENY_BOTH.replace(
        r#""Resource":"*""#,
        r#""Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":["arn:aws:iam::333333333333:user/a","arn:aws:iam::*:user/b"]}}"#,
    );
    let only_there = exempt.replace(r#","arn:aws:iam::*:user/b""#, "");
    let with = |text: &str| organization(&[("x", text, &["r-root"])]);
    let there = with(&only_there);
    assert!(answer(&survey(&there), MEMBER, AT_BEDROCK).is_denied());
    assert!(matches!(answer(&survey(&there), SIBLING, AT_BEDROCK), Answer::DeniedExcept { .. }));
    assert_eq!(compliance(&there, DENY_BOTH, MEMBER), Compliance::Met);
    assert!(matches!(compliance(&there, DENY_BOTH, SIBLING), Compliance::FallsShort(_)));
    // The same exemptions in the bar, seen from each account.
    for account in [MEMBER, SIBLING] {
        assert_eq!(compliance(&with(&exempt), &exempt, account), Compliance::Met, "{account}");
    }
    assert_eq!(compliance(&there, &exempt, MEMBER), Compliance::Met);
    assert!(matches!(compliance(&with(&exempt), &only_there, MEMBER), Compliance::FallsShort(_)));
}
