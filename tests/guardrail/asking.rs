//! `scp eval`, by the real binary.

use crate::support::{Faults, Outcome, Scratch};

const CALL: &str = "bedrock:CallWithBearerToken";
const CREATE: &str = "iam:CreateServiceSpecificCredential";
const BEDROCK: &str = "iam:ServiceSpecificCredentialServiceName=bedrock.amazonaws.com";
const AGE: &str = "iam:ServiceSpecificCredentialAgeDays";

/// A cap as it is often written: keys without expiry pass.
const CAP: &str = r#"{"Version":"2012-10-17","Statement":{"Sid":"Cap","Effect":"Deny",
    "Action":"iam:CreateServiceSpecificCredential","Resource":"*",
    "Condition":{"NumericGreaterThan":{"iam:ServiceSpecificCredentialAgeDays":"30"}}}}"#;

fn with_cap() -> Scratch {
    let scratch = Scratch::new();
    scratch.write("cap.json", CAP);
    scratch
}

fn eval(scratch: &Scratch, arguments: &[&str]) -> Outcome {
    let all: Vec<&str> = ["scp", "eval"].iter().chain(arguments).copied().collect();
    scratch.run(&all, &Faults::none())
}

fn verdict(outcome: &Outcome) -> &str {
    outcome.stdout.lines().next().unwrap().rsplit(": ").next().unwrap()
}

#[test]
fn a_verdict_names_the_statement_that_decides_it() {
    let outcome = eval(&Scratch::new(), &["--policy", "deny-api-keys", "--action", CALL]);
    assert_eq!((outcome.code(), outcome.stderr.as_str()), (Some(0), ""));
    insta::assert_snapshot!(outcome.stdout, @r"
    bedrock:CallWithBearerToken by anybody: explicitly-denied
      - by statement `DenyUseOfBedrockApiKeys` of `deny-api-keys` at `root`
    asked: root: FullAWSAccess, deny-api-keys
    ");
}

#[test]
fn what_is_not_known_is_spelled_out() {
    let provisioner = "provisioner_roles=arn:aws:iam::*:role/P";
    let arguments = ["--policy", "only-provisioner-creates-keys", "--param", provisioner, "--action", CREATE];
    let scratch = Scratch::new();
    let asked =
        |more: &[&str]| eval(&scratch, &[arguments.as_slice(), &["--context", BEDROCK], more].concat());
    insta::assert_snapshot!(asked(&[]).stdout, @r"
    iam:CreateServiceSpecificCredential on any resource by anybody: conditional
      - denied except when `aws:PrincipalArn` matches `arn:aws:iam::*:role/P` (by statement
        `OnlyProvisionerMakesSecrets` of `only-provisioner-creates-keys` at `root`)
    asked: root: FullAWSAccess, only-provisioner-creates-keys
    ");
    let by = |principal: &str| verdict(&asked(&["--principal", principal])).to_owned();
    assert_eq!(by("arn:aws:iam::123456789012:role/P"), "allowed");
    assert_eq!(by("arn:aws:iam::123456789012:role/Q"), "explicitly-denied");
    // Without the service of the credential two things are open.
    let open = eval(&scratch, &arguments);
    assert!(open.stdout.contains("`iam:ServiceSpecificCredentialServiceName` is"), "{}", open.stdout);
}

#[test]
fn a_key_of_the_context_is_given_absent_or_unknown() {
    let scratch = with_cap();
    let arguments = ["--policy", "cap.json", "--action", CREATE];
    let asked = |more: &[&str]| verdict(&eval(&scratch, &[arguments.as_slice(), more].concat())).to_owned();
    assert_eq!(asked(&[]), "conditional");
    assert_eq!(asked(&["--context", &format!("{AGE}=31")]), "explicitly-denied");
    assert_eq!(asked(&["--context", &format!("{AGE}=30")]), "allowed");
    // The hole: no age at all.
    assert_eq!(asked(&["--absent", AGE]), "allowed");
    assert_eq!(asked(&["--complete"]), "allowed");
    let both = eval(
        &scratch,
        &[arguments.as_slice(), &["--absent", AGE, "--context", "IAM:servicespecificcredentialagedays=1"]]
            .concat(),
    );
    assert_eq!(both.code(), Some(2));
}

#[test]
fn a_key_with_several_values_is_given_several_times() {
    let scratch = Scratch::new();
    let text = CAP.replace(
        r#""NumericGreaterThan":{"iam:ServiceSpecificCredentialAgeDays":"30"}"#,
        r#""ForAnyValue:StringEquals":{"aws:TagKeys":"team"},"StringEquals":{"aws:RequestedRegion":"x"}"#,
    );
    scratch.write("tags.json", &text);
    let asked = |keys: &[&str]| {
        let keys: Vec<&str> = keys.iter().flat_map(|key| ["--context", key]).collect();
        let all = ["--policy", "tags.json", "--action", CREATE, "--context", "aws:RequestedRegion=x"];
        verdict(&eval(&scratch, &[all.as_slice(), &keys].concat())).to_owned()
    };
    assert_eq!(asked(&["aws:TagKeys=owner", "aws:tagkeys=team"]), "explicitly-denied");
    assert_eq!(asked(&["aws:TagKeys=owner", "aws:TagKeys=cost"]), "allowed");
    assert_eq!(asked(&["aws:TagKeys=team"]), "explicitly-denied");
}

#[test]
fn a_hierarchy_is_asked_level_by_level() {
    let scratch = Scratch::new();
    let allow = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#;
    scratch.write("s3.json", allow);
    let places = [
        "--policy",
        "account=deny-short-term-keys",
        "--policy",
        "ou:Sandbox=s3.json",
        "--policy",
        "root=deny-long-term-keys",
    ];
    let asked = |action: &str| eval(&scratch, &[places.as_slice(), &["--action", action]].concat());
    // The OU allows S3 alone; a deny of another level is named as well.
    insta::assert_snapshot!(asked(CALL).stdout, @r"
    bedrock:CallWithBearerToken by anybody: implicitly-denied
      - nothing allows it at `Sandbox`
      - besides, denied when `bedrock:BearerTokenType` is `LONG_TERM` (by statement `DenyUseAtBedrock`
        of `deny-long-term-keys` at `root`)
      - besides, denied when `bedrock:BearerTokenType` is `SHORT_TERM` (by statement `DenyUseAtBedrock`
        of `deny-short-term-keys` at `account`)
    asked: root: FullAWSAccess, deny-long-term-keys; Sandbox: s3; account: FullAWSAccess,
           deny-short-term-keys
    ");
    assert_eq!(verdict(&asked("s3:GetObject")), "allowed");
    assert!(asked("s3:GetObject").stdout.ends_with(
        "asked: root: FullAWSAccess, deny-long-term-keys; Sandbox: s3; account: FullAWSAccess,\n       deny-short-term-keys\n"
    ));
}

#[test]
fn another_verdict_than_the_expected_one_is_exit_code_11() {
    let scratch = Scratch::new();
    let arguments = ["--policy", "deny-api-keys", "--action", CALL, "--expect"];
    let asked = |expected| eval(&scratch, &[arguments.as_slice(), &[expected]].concat());
    assert_eq!(asked("explicitly-denied").code(), Some(0));
    let other = asked("allowed");
    assert_eq!(other.code(), Some(11));
    assert_eq!(other.stderr, "error: the verdict is explicitly-denied, and allowed was expected\n");
    assert!(!other.stdout.is_empty());
    assert_eq!(asked("denied").code(), Some(2));
}

#[test]
fn programs_get_the_reasons_as_data() {
    let outcome = eval(&with_cap(), &["--policy", "ou:A=cap.json", "--action", CREATE, "--output", "json"]);
    let json: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!((&json["schema_version"], &json["verdict"]), (&1.into(), &"conditional".into()));
    insta::assert_json_snapshot!(json["denied_when"], @r#"
    [
      {
        "statement": {
          "gate": "scp-level",
          "level": "A",
          "policy": "cap",
          "statement": 1,
          "sid": "Cap"
        },
        "pending": [
          {
            "is": "condition",
            "operator": "NumericGreaterThan",
            "key": "iam:ServiceSpecificCredentialAgeDays",
            "values": [
              "30"
            ],
            "doubt": "value-unknown"
          }
        ],
        "words": "denied when `iam:ServiceSpecificCredentialAgeDays` is more than `30` (by statement `Cap` of `cap` at `A`)"
      }
    ]
    "#);
    assert_eq!(json["levels"][1], serde_json::json!({ "level": "A", "policies": ["FullAWSAccess", "cap"] }));
    assert_eq!(json["question"]["context"]["bedrock:bearertokentype"]["is"], "absent");
}

#[test]
fn every_mistake_in_the_question_is_told() {
    let scratch = Scratch::new();
    let refused = |arguments: &[&str]| {
        let outcome = eval(&scratch, arguments);
        assert_eq!((outcome.code(), outcome.stdout.as_str()), (Some(2), ""), "{arguments:?}");
        outcome.stderr
    };
    let told =
        refused(&["--policy", "deny-apikeys", "--policy", "./x.json", "--param", "a=b", "--action", CALL]);
    for part in
        ["did you mean `deny-api-keys`?", "cannot read the file", "none of the policies has a parameter `a`"]
    {
        assert!(told.contains(part), "{told}");
    }
    assert!(refused(&["--action", CALL]).contains("--policy"));
    assert!(refused(&["--policy", "deny-api-keys", "--action", "bedrock:*"]).contains("without wildcards"));
    let session = "arn:aws:sts::123456789012:assumed-role/a/b";
    assert!(
        refused(&["--policy", "deny-api-keys", "--action", CALL, "--principal", session])
            .contains("its role")
    );
}

/// A member account of the sandbox's organization, and the one that manages it.
const MEMBER: &str = "178820436695";
const MANAGEMENT: &str = "418306925710";

#[test]
fn an_account_is_asked_with_all_that_is_in_force_in_it() {
    let scratch = Scratch::new();
    let asked = |account: &str, faults: &Faults| {
        scratch.run(
            &["scp", "eval", "--account", account, "--action", "bedrock-mantle:CallWithBearerToken"],
            faults,
        )
    };
    let member = asked(MEMBER, &Faults::none());
    assert_eq!(member.code(), Some(0), "{}", member.stderr);
    assert!(member.stdout.contains("asked: r-"), "{}", member.stdout);
    let management = asked(MANAGEMENT, &Faults::none());
    assert_eq!(verdict(&management), "allowed");
    assert!(management.stdout.contains("no SCP restricts the management account"), "{}", management.stdout);
    assert_eq!(asked("999999999999", &Faults::none()).code(), Some(1));
}

#[test]
fn a_policy_that_could_not_be_read_keeps_the_verdict_open() {
    let scratch = Scratch::new();
    let denied = Faults::at_every("DescribePolicy", "deny");
    let arguments = ["scp", "eval", "--account", MEMBER, "--action", CALL, "--expect", "allowed"];
    let outcome = scratch.run(&arguments, &denied);
    assert_eq!((outcome.code(), verdict(&outcome)), (Some(12), "conditional"), "{}", outcome.stderr);
    let outcome = scratch.run(&arguments, &Faults::at_every("ListPolicies", "deny"));
    assert_eq!((outcome.code(), outcome.stdout.as_str()), (Some(12), ""), "{}", outcome.stderr);
}
