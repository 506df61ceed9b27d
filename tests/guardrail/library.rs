//! The policies of the library, put to the evaluator.

use std::collections::BTreeMap;

use bedrock_keys::config::guardrail_library;
use bedrock_keys::domain::{AccountId, Lifetime, Partition};
use bedrock_keys::guardrail::library::{InstantiationError, ParameterMistake, ParameterValues};
use bedrock_keys::guardrail::{
    Creation, Endpoint, ForeignService, KeyTerm, MOST_CHARACTERS, Question, Requester, request_of,
};
use bedrock_keys::policy::{
    Action, AttachedPolicy, Context, ContextValue, Identity, PolicyDocument, PolicySet, Request,
    RequestResource, ScpLevel, ScpLevels, ScpScope, Unlisted, VerdictKind, evaluate,
};

const FULL: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
const PROVISIONER: &str = "arn:aws:iam::123456789012:role/Provisioner";
const EXEMPT: &str = "arn:aws:iam::123456789012:user/bedrock-keys/exempt";
const KEY_USER: &str = "arn:aws:iam::123456789012:user/bedrock-keys/bedrock-key-a";

const LONG_BEDROCK: Question = Question::Use { term: KeyTerm::Long, endpoint: Endpoint::Bedrock };
const LONG_MANTLE: Question = Question::Use { term: KeyTerm::Long, endpoint: Endpoint::BedrockMantle };
const SHORT_BEDROCK: Question = Question::Use { term: KeyTerm::Short, endpoint: Endpoint::Bedrock };
const SHORT_MANTLE: Question = Question::Use { term: KeyTerm::Short, endpoint: Endpoint::BedrockMantle };
const WITHIN: Question = Question::Create(Creation::WithinCap);
const BEYOND: Question = Question::Create(Creation::BeyondCap);
const NEVER: Question = Question::Create(Creation::WithoutExpiry);
const CODECOMMIT: Question = Question::CreateForeign(ForeignService::CodeCommit);
const KEYSPACES: Question = Question::CreateForeign(ForeignService::Keyspaces);

fn values(parameters: &[(&str, &[&str])]) -> ParameterValues {
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    parameters.iter().map(|(name, texts)| ((*name).to_owned(), owned(texts))).collect()
}

fn document(name: &str, parameters: &[(&str, &[&str])]) -> PolicyDocument {
    guardrail_library().unwrap().instantiate(name, &values(parameters)).unwrap()
}

/// Parameters that suffice for every policy; each takes what it knows.
fn sufficient(name: &str) -> ParameterValues {
    let library = guardrail_library().unwrap();
    let known = &library.get(name).unwrap().description().parameters;
    let all = values(&[("provisioner_roles", &["arn:aws:iam::*:role/Provisioner"])]);
    all.into_iter().filter(|(name, _)| known.iter().any(|each| each.name == *name)).collect()
}

fn verdict(document: &PolicyDocument, request: &Request) -> VerdictKind {
    let policies = vec![
        AttachedPolicy::document("FullAWSAccess", PolicyDocument::parse(FULL).unwrap()),
        AttachedPolicy::document("guardrail", document.clone()),
    ];
    let levels = ScpLevels { root: ScpLevel::new("root", policies), below: Vec::new() };
    let set = PolicySet { scps: ScpScope::Levels(levels), identity: Identity::AssumedToAllow };
    evaluate(request, &set).kind()
}

fn asked(document: &PolicyDocument, question: Question) -> VerdictKind {
    let request = request_of(question, Lifetime::from_days(90).unwrap(), &Requester::Anybody).unwrap();
    verdict(document, &request)
}

/// The verdict for a principal with these tags.
fn asked_as(document: &PolicyDocument, question: Question, arn: &str, tags: &[(&str, &str)]) -> VerdictKind {
    let account: AccountId = "123456789012".parse().unwrap();
    let tags: BTreeMap<String, String> =
        tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let requester = Requester::example((&Partition::commercial(), &account), arn, tags);
    verdict(document, &request_of(question, Lifetime::from_days(90).unwrap(), &requester).unwrap())
}

/// Exactly these questions are denied to everybody, and all others are open to everybody.
fn denies_exactly(document: &PolicyDocument, denied: &[Question]) {
    for question in Question::ALL {
        let expected =
            if denied.contains(&question) { VerdictKind::ExplicitlyDenied } else { VerdictKind::Allowed };
        assert_eq!(asked(document, question), expected, "{question}: {}", document.minified());
    }
}

fn iam(action: &str, resource: &str, principal: &str) -> Request {
    let context = Context::new(Unlisted::Absent)
        .with("aws:PrincipalArn", ContextValue::single(principal))
        .with("iam:ServiceSpecificCredentialServiceName", ContextValue::single("bedrock.amazonaws.com"));
    Request {
        action: Action::new(action).unwrap(),
        resource: RequestResource::Arn(resource.to_owned()),
        context,
    }
}

#[test]
fn deny_api_keys_denies_use_at_both_endpoints_creation_and_reset_and_nothing_else() {
    let all_but_collateral: Vec<_> = Question::ALL.into_iter().filter(|each| !each.is_collateral()).collect();
    denies_exactly(&document("deny-api-keys", &[]), &all_but_collateral);
}

#[test]
fn deny_long_term_keys_leaves_short_term_keys_alone() {
    let denied = [LONG_BEDROCK, LONG_MANTLE, WITHIN, BEYOND, NEVER, Question::Reset];
    denies_exactly(&document("deny-long-term-keys", &[]), &denied);
}

#[test]
fn deny_short_term_keys_leaves_long_term_keys_alone() {
    denies_exactly(&document("deny-short-term-keys", &[]), &[SHORT_BEDROCK, SHORT_MANTLE]);
}

#[test]
fn a_cap_allows_its_own_days_and_neither_more_nor_never() {
    denies_exactly(&document("cap-key-lifetime", &[("max_days", &["90"])]), &[BEYOND, NEVER]);
    denies_exactly(&document("cap-key-lifetime", &[("max_days", &["89"])]), &[WITHIN, BEYOND, NEVER]);
    denies_exactly(&document("cap-key-lifetime", &[("max_days", &["91"])]), &[NEVER]);
}

#[test]
fn the_announced_policy_has_the_holes_and_the_collateral_its_description_names() {
    let denied = [LONG_BEDROCK, SHORT_BEDROCK, WITHIN, BEYOND, NEVER, CODECOMMIT, KEYSPACES];
    denies_exactly(&document("deny-api-keys-as-announced", &[]), &denied);
}

#[test]
fn only_the_provisioner_creates_and_resets() {
    let policy = document(
        "only-provisioner-creates-keys",
        &[("provisioner_roles", &["arn:aws:iam::*:role/Provisioner"])],
    );
    for question in [WITHIN, BEYOND, NEVER, Question::Reset] {
        assert_eq!(asked(&policy, question), VerdictKind::Conditional, "{question}");
        assert_eq!(asked_as(&policy, question, PROVISIONER, &[]), VerdictKind::Allowed, "{question}");
        let other = "arn:aws:iam::123456789012:role/ProvisionerX";
        assert_eq!(asked_as(&policy, question, other, &[]), VerdictKind::ExplicitlyDenied, "{question}");
    }
    for question in [LONG_BEDROCK, LONG_MANTLE, SHORT_BEDROCK, SHORT_MANTLE, CODECOMMIT, KEYSPACES] {
        assert_eq!(asked(&policy, question), VerdictKind::Allowed, "{question}");
    }
}

#[test]
fn governed_keys_only_asks_for_the_tag_at_both_endpoints() {
    let policy = document("governed-keys-only", &[]);
    for question in [LONG_BEDROCK, LONG_MANTLE, SHORT_BEDROCK, SHORT_MANTLE] {
        let tagged = asked_as(&policy, question, KEY_USER, &[("bedrock-keys:managed", "true")]);
        assert_eq!(tagged, VerdictKind::Allowed, "{question}");
        let other = asked_as(&policy, question, KEY_USER, &[("team", "vision")]);
        assert_eq!(other, VerdictKind::ExplicitlyDenied, "{question}");
    }
    for question in [WITHIN, BEYOND, NEVER, Question::Reset, CODECOMMIT, KEYSPACES] {
        assert_eq!(asked(&policy, question), VerdictKind::Allowed, "{question}");
    }
}

#[test]
fn key_users_get_no_other_way_in_from_anybody() {
    let policy =
        document("protect-key-users", &[("provisioner_roles", &["arn:aws:iam::*:role/Provisioner"])]);
    for action in [
        "CreateAccessKey",
        "CreateLoginProfile",
        "UpdateLoginProfile",
        "UploadSSHPublicKey",
        "UploadSigningCertificate",
    ] {
        let request = |user: &str| iam(&format!("iam:{action}"), user, PROVISIONER);
        assert_eq!(verdict(&policy, &request(KEY_USER)), VerdictKind::ExplicitlyDenied, "{action}");
        let elsewhere = request("arn:aws:iam::123456789012:user/alice");
        assert_eq!(verdict(&policy, &elsewhere), VerdictKind::Allowed, "{action}");
    }
}

#[test]
fn policies_of_key_users_are_the_provisioners_business() {
    let policy =
        document("protect-key-users", &[("provisioner_roles", &["arn:aws:iam::*:role/Provisioner"])]);
    for action in [
        "AttachUserPolicy",
        "PutUserPolicy",
        "PutUserPermissionsBoundary",
        "DeleteUserPermissionsBoundary",
        "UpdateUser",
        "TagUser",
        "UntagUser",
    ] {
        let as_who = |arn| verdict(&policy, &iam(&format!("iam:{action}"), KEY_USER, arn));
        assert_eq!(as_who(PROVISIONER), VerdictKind::Allowed, "{action}");
        assert_eq!(as_who("arn:aws:iam::123456789012:role/Admin"), VerdictKind::ExplicitlyDenied, "{action}");
    }
}

/// Whatever ends a key or a user must stay possible.
#[test]
fn no_policy_of_the_library_denies_revocation() {
    let revocation = [
        "iam:UpdateServiceSpecificCredential",
        "iam:DeleteServiceSpecificCredential",
        "iam:ListServiceSpecificCredentials",
        "iam:DeleteUser",
        "iam:UpdateAccessKey",
        "iam:DeleteAccessKey",
        "iam:DeleteLoginProfile",
        "iam:DeleteSSHPublicKey",
        "iam:DeleteSigningCertificate",
        "iam:DetachUserPolicy",
        "iam:DeleteUserPolicy",
        "iam:RemoveUserFromGroup",
    ];
    let library = guardrail_library().unwrap();
    for policy in library.iter() {
        for exempt in [&[][..], &[EXEMPT], &[EXEMPT, PROVISIONER]] {
            for (parameter, choices) in [
                ("max_days", &["1", "90", "36600"][..]),
                ("path", &["/", "/bedrock-keys/", "/a/b/"]),
                ("tag_key", &["team", "bedrock-keys:managed"]),
            ] {
                for choice in choices {
                    let mut parameters = sufficient(policy.name());
                    parameters.extend(values(&[("exempt_principals", exempt), (parameter, &[choice])]));
                    let known = &policy.description().parameters;
                    parameters.retain(|name, _| known.iter().any(|each| each.name == *name));
                    let document = policy.instantiate(&parameters).unwrap();
                    for action in revocation {
                        for user in [KEY_USER, "arn:aws:iam::123456789012:user/a/b/alice"] {
                            for principal in [PROVISIONER, "arn:aws:iam::123456789012:role/Responder"] {
                                let verdict = verdict(&document, &iam(action, user, principal));
                                assert_eq!(verdict, VerdictKind::Allowed, "{} {action}", policy.name());
                            }
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn every_policy_but_the_announced_one_leaves_codecommit_and_keyspaces_alone() {
    for policy in guardrail_library().unwrap().iter() {
        let document = policy.instantiate(&sufficient(policy.name())).unwrap();
        for question in [CODECOMMIT, KEYSPACES] {
            let expected = match policy.name() {
                "deny-api-keys-as-announced" => VerdictKind::ExplicitlyDenied,
                _ => VerdictKind::Allowed,
            };
            assert_eq!(asked(&document, question), expected, "{} {question}", policy.name());
        }
    }
}

#[test]
fn signed_requests_are_left_alone_by_every_policy() {
    for policy in guardrail_library().unwrap().iter() {
        let document = policy.instantiate(&sufficient(policy.name())).unwrap();
        for action in ["bedrock:InvokeModel", "bedrock-mantle:CreateInference", "iam:CreateUser"] {
            let request =
                iam(action, "arn:aws:iam::123456789012:user/alice", "arn:aws:iam::123456789012:role/Dev");
            assert_eq!(verdict(&document, &request), VerdictKind::Allowed, "{} {action}", policy.name());
        }
    }
}

#[test]
fn exempt_principals_are_exempt_from_every_policy() {
    for policy in guardrail_library().unwrap().iter() {
        let mut parameters = sufficient(policy.name());
        parameters.extend(values(&[("exempt_principals", &[EXEMPT])]));
        let document = policy.instantiate(&parameters).unwrap();
        for question in Question::ALL {
            let verdict = asked_as(&document, question, EXEMPT, &[]);
            assert_eq!(verdict, VerdictKind::Allowed, "{} {question}", policy.name());
        }
    }
}

#[test]
fn every_policy_is_small_and_has_nothing_to_notice() {
    for policy in guardrail_library().unwrap().iter() {
        let document = policy.instantiate(&sufficient(policy.name())).unwrap();
        assert!(document.minified_size() < MOST_CHARACTERS / 5, "{}", policy.name());
        let text = document.pretty();
        assert!(!text.contains("{{"), "{text}");
        let read = bedrock_keys::policy::PolicyText::new(text).parse().unwrap();
        assert!(read.notices.is_empty(), "{:?}", read.notices);
    }
}

#[test]
fn all_mistakes_in_parameters_are_told_at_once() {
    let library = guardrail_library().unwrap();
    let wrong = values(&[("max_days", &["0"]), ("exempt_principals", &["*", EXEMPT]), ("days", &["3"])]);
    let InstantiationError::Parameters(mistakes) =
        library.instantiate("cap-key-lifetime", &wrong).unwrap_err()
    else {
        panic!("not about parameters");
    };
    let mistakes: Vec<_> = mistakes.iter().collect();
    assert!(
        matches!(
            mistakes.as_slice(),
            [
                ParameterMistake::Value { .. },
                ParameterMistake::Value { .. },
                ParameterMistake::Unknown { .. }
            ]
        ),
        "{mistakes:?}"
    );
}

#[test]
fn a_required_parameter_is_missed_and_one_value_is_not_two() {
    let library = guardrail_library().unwrap();
    let missing = library.instantiate("only-provisioner-creates-keys", &ParameterValues::new()).unwrap_err();
    assert_eq!(
        missing.to_string(),
        "parameters of `only-provisioner-creates-keys`: `provisioner_roles` is missing; it takes principal-patterns"
    );
    let two = library.instantiate("cap-key-lifetime", &values(&[("max_days", &["30", "60"])])).unwrap_err();
    assert_eq!(two.to_string(), "parameters of `cap-key-lifetime`: `max_days` takes one value, not 2 values");
}

#[test]
fn an_unknown_policy_is_answered_with_those_there_are() {
    let error = guardrail_library().unwrap().instantiate("deny-keys", &ParameterValues::new()).unwrap_err();
    assert!(error.to_string().contains("`deny-api-keys`, `deny-long-term-keys`"), "{error}");
}
