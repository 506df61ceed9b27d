//! `keys create`.

use insta::assert_snapshot;

use super::support::{House, secret_in};

#[test]
fn the_plan_of_one_key_is_shown_and_nothing_is_made() {
    let house = House::empty();
    assert_snapshot!(house.run("keys create --owner anna@example.com --expires-in 30d --dry-run"), @r#"
    exit 0
    --- stdout ---
    PLAN    OWNER             USER                              WHAT
    create  anna@example.com  bedrock-key-iuo22qihnpto7lsuzclo  key for 30d, to stdout, with AmazonBedrockLimitedAccess

    account 123456789012, 1 entry: 1 to create
    "#);
    assert_snapshot!(house.run("keys create --owner anna@example.com --expires-in 30d --to file:delivered --dry-run --output json"), @r#"
    exit 0
    --- stdout ---
    {
      "schema_version": 1,
      "account": "123456789012",
      "entries": [
        {
          "owner": "anna@example.com",
          "purpose": null,
          "user": "bedrock-key-iuo22qihnpto7lsuzclo",
          "plan": "create",
          "what": "key for 30d, to file:delivered, with AmazonBedrockLimitedAccess",
          "lifetime_days": 30,
          "sink": "file:delivered",
          "steps": [
            "create user",
            "attach arn:aws:iam::aws:policy/AmazonBedrockLimitedAccess",
            "issue key"
          ],
          "remarks": []
        }
      ],
      "revocations": [],
      "not_read": []
    }
    "#);
    assert_snapshot!(house.run("keys list"), @r#"
    exit 0
    --- stderr ---
    account 123456789012, no Bedrock API key
    "#);
}

#[test]
fn without_a_sink_standard_output_is_the_export_line_and_nothing_else() {
    let house = House::empty();
    let ran = house.done("keys create --owner anna@example.com --expires-in 30d");
    assert_eq!(ran.stdout, format!("export AWS_BEARER_TOKEN_BEDROCK='{}'\n", secret_in(&ran.stdout)));
    assert!(!ran.stderr.contains("ABSKY"), "{}", ran.stderr);
    let before_the_note = ran.stderr.split_once("# An Amazon Bedrock API key").unwrap().0.to_owned();
    let shown = super::support::Ran { stderr: before_the_note, ..ran };
    assert_snapshot!(house.shown(&shown), @r#"
    exit 0
    --- stdout ---
    export AWS_BEARER_TOKEN_BEDROCK='ABSK…'
    --- stderr ---
    PLAN    OWNER             USER                              WHAT
    create  anna@example.com  bedrock-key-iuo22qihnpto7lsuzclo  key for 30d, to stdout, with AmazonBedrockLimitedAccess

    account 123456789012, 1 entry: 1 to create
    sandbox: nobody to ask, going on
    RESULT     OWNER             USER                              WHAT
    delivered  anna@example.com  bedrock-key-iuo22qihnpto7lsuzclo  ACCA-KEY-1----------- until 2026-12-23, note below, standard output
    account 123456789012: 1 delivered
    "#);
}

#[test]
fn a_second_run_for_the_same_owner_makes_no_second_key() {
    let house = House::empty();
    let create = "keys create --owner anna@example.com --expires-in 30d --to file:delivered";
    assert_snapshot!(house.run(create), @r#"
    exit 0
    --- stdout ---
    RESULT     OWNER             USER                              WHAT
    delivered  anna@example.com  bedrock-key-iuo22qihnpto7lsuzclo  ACCA-KEY-1----------- until 2026-12-23, note beside it, delivered/anna@example.com.ACCA-KEY-1-----------.env
    --- stderr ---
    PLAN    OWNER             USER                              WHAT
    create  anna@example.com  bedrock-key-iuo22qihnpto7lsuzclo  key for 30d, to file:delivered, with AmazonBedrockLimitedAccess

    account 123456789012, 1 entry: 1 to create
    sandbox: nobody to ask, going on
    account 123456789012: 1 delivered
    "#);
    assert_snapshot!(house.run(create), @r#"
    exit 0
    --- stderr ---
    hint: the owner has a key for this; --renew issues a second one, --purpose tells two keys apart
    account 123456789012, 1 entry: 1 unchanged
    nothing to do
    "#);
    assert_snapshot!(house.run(&format!("{create} --renew")), @r#"
    exit 0
    --- stdout ---
    RESULT     OWNER             USER                              WHAT
    delivered  anna@example.com  bedrock-key-iuo22qihnpto7lsuzclo  ACCA-KEY-1----------- until 2026-12-23, note beside it, delivered/anna@example.com.ACCA-KEY-1-----------.env
    --- stderr ---
    PLAN   OWNER             USER                              WHAT
    renew  anna@example.com  bedrock-key-iuo22qihnpto7lsuzclo  asked for, key for 30d, to file:delivered, with AmazonBedrockLimitedAccess, ACCA-KEY-2----------- works until 2026-12-23

    account 123456789012, 1 entry: 1 to renew
    sandbox: nobody to ask, going on
    account 123456789012: 1 delivered
    "#);
    assert_snapshot!(house.run(&format!("{create} --renew")), @r#"
    exit 13
    --- stdout ---
    RESULT   OWNER             USER                              WHAT
    blocked  anna@example.com  bedrock-key-iuo22qihnpto7lsuzclo  IAM allows two keys a user and both are in use; revoke one of ACCA-KEY-1-----------, ACCA-KEY-2-----------
    --- stderr ---
    PLAN     OWNER             USER                              WHAT
    blocked  anna@example.com  bedrock-key-iuo22qihnpto7lsuzclo  IAM allows two keys a user and both are in use; revoke one of ACCA-KEY-1-----------, ACCA-KEY-2-----------

    account 123456789012, 1 entry: 1 blocked
    "#);
}

#[test]
fn an_end_is_mandatory() {
    let house = House::empty();
    assert_snapshot!(house.run("keys create --owner anna@example.com"), @r#"
    exit 2
    --- stderr ---
    error: keys create: the key has no lifetime, and every key needs an end
     |
     = help: add `--expires-in 30d`, or `lifetime: 30d` to the `defaults` of the configuration
    "#);
    assert_snapshot!(house.run("keys create --owner anna@example.com --never-expires"), @r#"
    exit 2
    --- stderr ---
    warning: this key never ends: whoever finds it years later can use it, no run will renew it, and no audit will see it lapse
    error: a key that never ends needs --yes
    hint: give it an end with --expires-in 90d, or pass --yes with --never-expires
    "#);
    let ran = house.ran("keys create --owner anna@example.com --never-expires --yes --to file:delivered");
    assert_snapshot!(house.shown(&ran), @r#"
    exit 0
    --- stdout ---
    RESULT     OWNER             USER                              WHAT
    delivered  anna@example.com  bedrock-key-iuo22qihnpto7lsuzclo  ACCA-KEY-1----------- without an end, note beside it, delivered/anna@example.com.ACCA-KEY-1-----------.env
    --- stderr ---
    warning: this key never ends: whoever finds it years later can use it, no run will renew it, and no audit will see it lapse
    PLAN    OWNER             USER                              WHAT
    create  anna@example.com  bedrock-key-iuo22qihnpto7lsuzclo  key that never ends, to file:delivered, with AmazonBedrockLimitedAccess

    account 123456789012, 1 entry: 1 to create
    account 123456789012: 1 delivered
    "#);
}

#[test]
fn the_configured_maximum_holds_against_every_flag() {
    let house = House::empty();
    house.write("bedrock-keys.yaml", "version: 1\nmax_lifetime: 90d\n");
    assert_snapshot!(house.run("keys create --owner anna@example.com --expires-in 91d"), @r#"
    exit 2
    --- stderr ---
    error: --expires-in: 91d is longer than `max_lifetime`, 90d
     --> HERE/bedrock-keys.yaml:2:15
      |
    2 | max_lifetime: 90d
      |               --- the longest allowed
    "#);
    assert_snapshot!(house.run("keys create --owner anna@example.com --never-expires --yes"), @r#"
    exit 2
    --- stderr ---
    error: --never-expires: a key that never expires is not allowed
     --> HERE/bedrock-keys.yaml:2:15
      |
    2 | max_lifetime: 90d
      |               --- the longest allowed
      |
      = help: `allow_never_expires: true` in bedrock-keys.yaml allows it
    "#);
}

#[test]
fn region_narrows_the_key_and_aws_region_is_where_the_calls_go() {
    let house = House::empty();
    let narrowed = "keys create --owner anna@example.com --expires-in 30d --region eu-central-1 --aws-region eu-west-1 --to secretsmanager:bedrock-keys -v";
    house.done(narrowed);
    let state = house.state();
    assert!(state.contains("arn:aws:bedrock:eu-central-1:123456789012:inference-profile/*"), "{state}");
    assert!(state.contains("arn:aws:secretsmanager:eu-west-1:"), "{state}");
    assert_snapshot!(
        house.run("keys create --owner bert@example.com --expires-in 30d --region eu-central-1 --policy AmazonBedrockLimitedAccess"),
        @r#"
    exit 2
    --- stderr ---
    error: --policy: the managed policy `AmazonBedrockLimitedAccess` cannot be narrowed to models, Regions or addresses
     |
     = note: narrowed here: --region
     = help: write `policy: inference-only`
    "#
    );
}

#[test]
fn a_failed_delivery_takes_the_key_back() {
    let house = House::empty();
    house.write("refuse", "");
    assert_snapshot!(house.run("keys create --owner anna@example.com --expires-in 30d --to command:/bin/false"), @r#"
    exit 13
    --- stdout ---
    RESULT  OWNER             USER                              WHAT
    failed  anna@example.com  bedrock-key-iuo22qihnpto7lsuzclo  not done: deliver ACCA-KEY-1-----------: `/bin/false` exited with status 1; run it by hand with a JSON document on its standard input
    --- stderr ---
    PLAN    OWNER             USER                              WHAT
    create  anna@example.com  bedrock-key-iuo22qihnpto7lsuzclo  key for 30d, to command:/bin/false, with AmazonBedrockLimitedAccess

    account 123456789012, 1 entry: 1 to create
    sandbox: nobody to ask, going on
    account 123456789012: 1 failed
    hint: what is done stays done; the same command goes on from there
    "#);
    assert_snapshot!(house.run("keys list"), @r#"
    exit 0
    --- stderr ---
    account 123456789012, no Bedrock API key
    "#);
}

#[test]
fn a_sink_that_cannot_be_opened_stops_everything_before_it_is_made() {
    let house = House::empty();
    house.write("delivered", "in the way");
    assert_snapshot!(house.run("keys create --owner anna@example.com --expires-in 30d --to file:delivered -v"), @r#"
    exit 13
    --- stdout ---
    RESULT  OWNER             USER                              WHAT
    failed  anna@example.com  bedrock-key-iuo22qihnpto7lsuzclo  not done: open the sink: `delivered` is not a directory; name another one
    --- stderr ---
     INFO bedrock_keys::aws: STS:GetCallerIdentity
     INFO bedrock_keys::aws: IAM:ListServiceSpecificCredentials
     INFO bedrock_keys::aws: IAM:GetAccountAuthorizationDetails
     INFO bedrock_keys::aws: IAM:GetPolicy
    PLAN    OWNER             USER                              WHAT
    create  anna@example.com  bedrock-key-iuo22qihnpto7lsuzclo  key for 30d, to file:delivered, with AmazonBedrockLimitedAccess

    account 123456789012, 1 entry: 1 to create
    sandbox: nobody to ask, going on
    account 123456789012: 1 failed
    hint: what is done stays done; the same command goes on from there
    "#);
}

#[test]
fn a_policy_that_does_not_exist_is_noticed_before_anything_is_made() {
    assert_snapshot!(
        House::empty().run("keys create --owner anna@example.com --expires-in 30d --policy NoSuchPolicy --to file:delivered"),
        @r#"
    exit 2
    --- stderr ---
    error: there is no policy `arn:aws:iam::aws:policy/NoSuchPolicy`; nothing was changed
    hint: write the name of an AWS managed policy, the ARN of one of your own, or `inference-only`
    "#
    );
}
