//! `onboard`: plan, outcome, and a second run.

use insta::assert_snapshot;

use super::support::{House, ONE};

const THREE: &str = "\
version: 1
defaults: {lifetime: 30d, sink: file:delivered}
keys:
  - owner: anna@example.com
  - owner: bert@example.com
    purpose: chat
    lifetime: 2w
  - owner: cleo@example.com
    regions: [eu-central-1]
    models: [eu.amazon.nova-lite-v1:0]
";

#[test]
fn a_roster_is_planned_delivered_and_then_left_alone() {
    let house = House::empty();
    house.write("roster.yaml", THREE);
    assert_snapshot!(house.run("onboard roster.yaml --dry-run"), @r#"
    exit 0
    --- stdout ---
    PLAN    OWNER                    USER                              WHAT
    create  anna@example.com         bedrock-key-iuo22qihnpto7lsuzclo  key for 30d, to file:delivered, with AmazonBedrockLimitedAccess
    create  bert@example.com (chat)  bedrock-key-jq4fmypiyjon5vktifez  key for 14d, to file:delivered, with AmazonBedrockLimitedAccess
    create  cleo@example.com         bedrock-key-3brump7wu7phfxopxxdo  key for 30d, to file:delivered, with inference-only for 1 model in 1 Region

    account 123456789012, 3 entries: 3 to create
    "#);
    assert_eq!(house.delivered(), 0);
    assert_snapshot!(house.run("onboard roster.yaml"), @r#"
    exit 0
    --- stdout ---
    RESULT     OWNER                    USER                              WHAT
    delivered  anna@example.com         bedrock-key-iuo22qihnpto7lsuzclo  ACCA-KEY-1----------- until 2026-12-23, note beside it, delivered/anna@example.com.ACCA-KEY-1-----------.env
    delivered  bert@example.com (chat)  bedrock-key-jq4fmypiyjon5vktifez  ACCA-KEY-2----------- until 2026-12-07, note beside it, delivered/bert@example.com--chat.ACCA-KEY-2-----------.env
    delivered  cleo@example.com         bedrock-key-3brump7wu7phfxopxxdo  ACCA-KEY-3----------- until 2026-12-23, note beside it, delivered/cleo@example.com.ACCA-KEY-3-----------.env
    --- stderr ---
    PLAN    OWNER                    USER                              WHAT
    create  anna@example.com         bedrock-key-iuo22qihnpto7lsuzclo  key for 30d, to file:delivered, with AmazonBedrockLimitedAccess
    create  bert@example.com (chat)  bedrock-key-jq4fmypiyjon5vktifez  key for 14d, to file:delivered, with AmazonBedrockLimitedAccess
    create  cleo@example.com         bedrock-key-3brump7wu7phfxopxxdo  key for 30d, to file:delivered, with inference-only for 1 model in 1 Region

    account 123456789012, 3 entries: 3 to create
    sandbox: nobody to ask, going on
    account 123456789012: 3 delivered
    "#);
    assert_eq!(house.delivered(), 6, "a secret and a note each");
    assert_snapshot!(house.run("onboard roster.yaml"), @r#"
    exit 0
    --- stderr ---
    account 123456789012, 3 entries: 3 unchanged
    nothing to do
    "#);
    assert_eq!(house.delivered(), 6);
}

#[test]
fn the_outcome_as_json_holds_no_secret() {
    let house = House::empty();
    house.write("roster.yaml", ONE);
    assert_snapshot!(house.run("onboard roster.yaml --yes --output json"), @r#"
    exit 0
    --- stdout ---
    {
      "schema_version": 1,
      "account": "123456789012",
      "complete": true,
      "entries": [
        {
          "owner": "anna@example.com",
          "purpose": null,
          "user": "bedrock-key-iuo22qihnpto7lsuzclo",
          "plan": "create",
          "result": "delivered",
          "key": "ACCA-KEY-1-----------",
          "expires": "2026-12-23T12:00:00Z",
          "place": "delivered/anna@example.com.ACCA-KEY-1-----------.env",
          "note": "delivered/anna@example.com.ACCA-KEY-1-----------.md",
          "done": [
            "create the user",
            "attach AmazonBedrockLimitedAccess",
            "create the key",
            "deliver ACCA-KEY-1-----------",
            "record the delivery of ACCA-KEY-1-----------"
          ],
          "not_done": []
        }
      ],
      "revocations": [],
      "not_read": []
    }
    --- stderr ---
    PLAN    OWNER             USER                              WHAT
    create  anna@example.com  bedrock-key-iuo22qihnpto7lsuzclo  key for 30d, to file:delivered, with AmazonBedrockLimitedAccess

    account 123456789012, 1 entry: 1 to create
    account 123456789012: 1 delivered
    "#);
    assert_snapshot!(house.run("onboard roster.yaml --dry-run --output json"), @r#"
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
          "plan": "nothing",
          "what": "nothing to change",
          "lifetime_days": 30,
          "sink": "file:delivered",
          "steps": [],
          "remarks": []
        }
      ],
      "revocations": [],
      "not_read": []
    }
    "#);
}

#[test]
fn one_entry_that_fails_does_not_stop_the_others() {
    let house = House::empty();
    house.write("roster.yaml", THREE);
    house.write(
        "faults.json",
        r#"{"rules": [{"at": {"operation": "AttachUserPolicy", "times": 1}, "fault": "deny"}]}"#,
    );
    assert_snapshot!(house.run("onboard roster.yaml --yes --concurrency 1 --sandbox-faults faults.json"), @r#"
    exit 13
    --- stdout ---
    RESULT     OWNER                    USER                              WHAT
    failed     anna@example.com         bedrock-key-iuo22qihnpto7lsuzclo  not done: attach AmazonBedrockLimitedAccess: AttachUserPolicy: User: arn:aws:sts::123456789012:assumed-role/sandbox/fault is not authorized to perform: iam:AttachUserPolicy on resource: * (AccessDenied)
    delivered  bert@example.com (chat)  bedrock-key-jq4fmypiyjon5vktifez  ACCA-KEY-1----------- until 2026-12-07, note beside it, delivered/bert@example.com--chat.ACCA-KEY-1-----------.env
    delivered  cleo@example.com         bedrock-key-3brump7wu7phfxopxxdo  ACCA-KEY-2----------- until 2026-12-23, note beside it, delivered/cleo@example.com.ACCA-KEY-2-----------.env
    --- stderr ---
    PLAN    OWNER                    USER                              WHAT
    create  anna@example.com         bedrock-key-iuo22qihnpto7lsuzclo  key for 30d, to file:delivered, with AmazonBedrockLimitedAccess
    create  bert@example.com (chat)  bedrock-key-jq4fmypiyjon5vktifez  key for 14d, to file:delivered, with AmazonBedrockLimitedAccess
    create  cleo@example.com         bedrock-key-3brump7wu7phfxopxxdo  key for 30d, to file:delivered, with inference-only for 1 model in 1 Region

    account 123456789012, 3 entries: 3 to create
    account 123456789012: 1 failed, 2 delivered
    hint: what is done stays done; the same command goes on from there
    "#);
    assert_snapshot!(house.run("onboard roster.yaml --yes"), @r#"
    exit 0
    --- stdout ---
    RESULT     OWNER             USER                              WHAT
    delivered  anna@example.com  bedrock-key-iuo22qihnpto7lsuzclo  ACCA-KEY-1----------- until 2026-12-23, note beside it, delivered/anna@example.com.ACCA-KEY-1-----------.env
    --- stderr ---
    PLAN    OWNER             USER                              WHAT
    create  anna@example.com  bedrock-key-iuo22qihnpto7lsuzclo  key for 30d, to file:delivered, with AmazonBedrockLimitedAccess

    account 123456789012, 3 entries: 1 to create, 2 unchanged
    account 123456789012: 1 delivered, 2 unchanged
    "#);
}

#[test]
fn a_users_listing_that_failed_stops_everything() {
    let house = House::empty();
    house.write("roster.yaml", THREE);
    house.denies(&["GetAccountAuthorizationDetails"]);
    assert_snapshot!(house.run("onboard roster.yaml --yes --sandbox-faults faults.json"), @r#"
    exit 12
    --- stderr ---
    error: the users of the account could not be read, so nothing was changed: GetAccountAuthorizationDetails: User: arn:aws:sts::123456789012:assumed-role/sandbox/fault is not authorized to perform: iam:GetAccountAuthorizationDetails on resource: * (AccessDenied)
    hint: `bedrock-keys doctor` shows what you may do, `doctor --policy COMMAND` what a command needs
    "#);
}

#[test]
fn all_mistakes_of_a_roster_are_told_at_once_with_their_lines() {
    let house = House::empty();
    house.write(
        "roster.yaml",
        "version: 1\ndefaults: {lifetime: 30y, sink: file:delivered}\nkeys:\n  - owner: anna@example.com\n    lifetme: 3d\n  - owner: anna@example.com\n    boundary: nope\n",
    );
    assert_snapshot!(house.run("onboard roster.yaml"), @r#"
    exit 2
    --- stderr ---
    error: `30y` is not a lifetime; write whole days or weeks, such as `30d` or `12w`
     --> roster.yaml:2:22
      |
    2 | defaults: {lifetime: 30y, sink: file:delivered}
      |                      ^^^

    error: unknown field `lifetme`
     --> roster.yaml:5:5
      |
    5 |     lifetme: 3d
      |     ^^^^^^^
      |
      = help: did you mean `lifetime`?

    error: `anna@example.com` has an entry already
     --> roster.yaml:6:12
      |
    6 |   - owner: anna@example.com
      |            ^^^^^^^^^^^^^^^^
      |
     ::: roster.yaml:4:12
      |
    4 |   - owner: anna@example.com
      |            ---------------- first here
      |
      = help: give each key of an owner a `purpose` of its own

    error: `nope` is not the ARN of a managed policy (such as `arn:aws:iam::123456789012:policy/bedrock-boundary`), which a boundary must be
     --> roster.yaml:7:15
      |
    7 |     boundary: nope
      |               ^^^^
    "#);
    assert_snapshot!(house.run("onboard missing.yaml"), @r#"
    exit 2
    --- stderr ---
    error: cannot read the file: No such file or directory (os error 2)
    --> missing.yaml
    "#);
}

#[test]
fn a_foreign_user_of_the_generated_name_blocks_its_entry_only() {
    let house = House::onboarded(ONE);
    house.rewrite_state("bedrock-keys:managed", "somebody-elses");
    house.write("roster.yaml", "version: 1\ndefaults: {lifetime: 30d, sink: file:delivered}\nkeys: [{owner: anna@example.com}, {owner: bert@example.com}]\n");
    assert_snapshot!(house.run("onboard roster.yaml --yes"), @r#"
    exit 13
    --- stdout ---
    RESULT     OWNER             USER                              WHAT
    blocked    anna@example.com  bedrock-key-iuo22qihnpto7lsuzclo  a user of this name exists without this tool's tags; `adopt` it by name, or delete it
    delivered  bert@example.com  bedrock-key-4qbj5pyzyxjn35wlwbps  ACCA-KEY-1----------- until 2026-12-23, note beside it, delivered/bert@example.com.ACCA-KEY-1-----------.env
    --- stderr ---
    PLAN     OWNER             USER                              WHAT
    blocked  anna@example.com  bedrock-key-iuo22qihnpto7lsuzclo  a user of this name exists without this tool's tags; `adopt` it by name, or delete it
    create   bert@example.com  bedrock-key-4qbj5pyzyxjn35wlwbps  key for 30d, to file:delivered, with AmazonBedrockLimitedAccess

    account 123456789012, 2 entries: 1 to create, 1 blocked
    account 123456789012: 1 blocked, 1 delivered
    "#);
    assert_snapshot!(house.run("onboard roster.yaml --yes"), @r#"
    exit 13
    --- stdout ---
    RESULT   OWNER             USER                              WHAT
    blocked  anna@example.com  bedrock-key-iuo22qihnpto7lsuzclo  a user of this name exists without this tool's tags; `adopt` it by name, or delete it
    --- stderr ---
    PLAN     OWNER             USER                              WHAT
    blocked  anna@example.com  bedrock-key-iuo22qihnpto7lsuzclo  a user of this name exists without this tool's tags; `adopt` it by name, or delete it

    account 123456789012, 2 entries: 1 blocked, 1 unchanged
    "#);
}

#[test]
fn what_takes_something_away_is_not_done_without_a_yes() {
    let mut house = House::onboarded(ONE);
    house.now("2027-01-01T12:00:00Z");
    assert_snapshot!(house.run("onboard roster.yaml"), @r#"
    exit 2
    --- stderr ---
    PLAN   OWNER             USER                              WHAT
    renew  anna@example.com  bedrock-key-iuo22qihnpto7lsuzclo  the old key ends 2026-12-23, key for 30d, to file:delivered, with AmazonBedrockLimitedAccess, deletes ACCA-KEY-1-----------, which has ended

    account 123456789012, 1 entry: 1 to renew
    error: there is no terminal to ask on; nothing was changed
    hint: look at the plan with --dry-run, then pass --yes
    "#);
}

#[test]
fn a_key_that_cannot_be_read_blocks_its_entry_and_no_other() {
    let roster =
        "version: 1\ndefaults: {lifetime: 30d, sink: file:delivered}\nkeys: [{owner: anna@example.com}";
    let house = House::onboarded(&format!("{roster}]\n"));
    house.rewrite_state(&house.key_of("anna@example.com"), "not-an-id");
    house.write("roster.yaml", &format!("{roster}, {{owner: bert@example.com}}]\n"));
    assert_snapshot!(house.run("onboard roster.yaml --yes"), @r#"
    exit 13
    --- stdout ---
    RESULT     OWNER             USER                              WHAT
    blocked    anna@example.com  bedrock-key-iuo22qihnpto7lsuzclo  a key that may be this user's cannot be read: credential `not-an-id` of user `bedrock-key-iuo22qihnpto7lsuzclo` has an id that cannot be read; look at it in IAM, no key is issued as long as it is there
    delivered  bert@example.com  bedrock-key-4qbj5pyzyxjn35wlwbps  ACCA-KEY-1----------- until 2026-12-23, note beside it, delivered/bert@example.com.ACCA-KEY-1-----------.env
    --- stderr ---
    warning: not read: credential `not-an-id` of user `bedrock-key-iuo22qihnpto7lsuzclo` has an id that cannot be read
    hint: `bedrock-keys doctor` shows what you may do
    PLAN     OWNER             USER                              WHAT
    blocked  anna@example.com  bedrock-key-iuo22qihnpto7lsuzclo  a key that may be this user's cannot be read: credential `not-an-id` of user `bedrock-key-iuo22qihnpto7lsuzclo` has an id that cannot be read; look at it in IAM, no key is issued as long as it is there
    create   bert@example.com  bedrock-key-4qbj5pyzyxjn35wlwbps  key for 30d, to file:delivered, with AmazonBedrockLimitedAccess

    account 123456789012, 2 entries: 1 to create, 1 blocked
    account 123456789012: 1 blocked, 1 delivered
    "#);
}
