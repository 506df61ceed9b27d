//! `keys deactivate` and `keys activate`.

use insta::assert_snapshot;

use super::support::{House, ONE};

#[test]
fn a_key_is_suspended_and_switched_on_again() {
    let house = House::onboarded(ONE);
    let id = house.key_of("anna@example.com");
    assert_snapshot!(house.run(&format!("keys deactivate {id} --dry-run")), @r#"
    exit 0
    --- stdout ---
    PLAN     USER                              KEY
    suspend  bedrock-key-iuo22qihnpto7lsuzclo  ACCA-KEY-1-----------

    account 123456789012, 1 key to suspend
    "#);
    assert_snapshot!(house.run(&format!("keys deactivate {id} --yes")), @r#"
    exit 0
    --- stdout ---
    RESULT  USER                              WHAT
    done    bedrock-key-iuo22qihnpto7lsuzclo  record the suspension of ACCA-KEY-1-----------
                                              suspend ACCA-KEY-1-----------
    --- stderr ---
    PLAN     USER                              KEY
    suspend  bedrock-key-iuo22qihnpto7lsuzclo  ACCA-KEY-1-----------

    account 123456789012, 1 key to suspend
    "#);
    assert_snapshot!(house.run(&format!("keys deactivate {id} --yes")), @r#"
    exit 0
    --- stderr ---
    account 123456789012, no key to suspend: nothing to do
    "#);
    assert_snapshot!(house.run("keys list --output csv"), @r#"
    exit 0
    --- stdout ---
    account,owner,purpose,user,key,alias,status,created,expires,days_left,user_is,suspended
    123456789012,anna@example.com,,bedrock-key-iuo22qihnpto7lsuzclo,ACCA-KEY-1-----------,bedrock-key-iuo22qihnpto7lsuzclo-at-123456789012,inactive,2026-11-23T12:00:00Z,2026-12-23T12:00:00Z,30,managed,yes
    "#);
    assert_snapshot!(house.run("keys activate --owner anna@example.com --yes --output json"), @r#"
    exit 0
    --- stdout ---
    {
      "schema_version": 1,
      "account": "123456789012",
      "complete": true,
      "entries": [],
      "revocations": [
        {
          "user": "bedrock-key-iuo22qihnpto7lsuzclo",
          "result": "done",
          "user_deleted": false,
          "user_stays": null,
          "done": [
            "activate ACCA-KEY-1-----------",
            "lift the suspension of ACCA-KEY-1-----------"
          ],
          "not_done": []
        }
      ],
      "not_read": []
    }
    --- stderr ---
    PLAN      USER                              KEY
    activate  bedrock-key-iuo22qihnpto7lsuzclo  ACCA-KEY-1-----------

    account 123456789012, 1 key to activate
    "#);
}

#[test]
fn nothing_is_switched_without_a_yes() {
    let house = House::onboarded(ONE);
    let id = house.key_of("anna@example.com");
    assert_snapshot!(house.run(&format!("keys deactivate {id}")), @r#"
    exit 2
    --- stderr ---
    PLAN     USER                              KEY
    suspend  bedrock-key-iuo22qihnpto7lsuzclo  ACCA-KEY-1-----------

    account 123456789012, 1 key to suspend
    error: there is no terminal to ask on; nothing was changed
    hint: look at the plan with --dry-run, then pass --yes
    "#);
    assert_snapshot!(house.run("keys list --status inactive"), @r#"
    exit 0
    --- stderr ---
    account 123456789012, none of its 1 key matches
    "#);
}

#[test]
fn keys_of_others_are_switched_only_with_adopt() {
    let house = House::seeded();
    assert_snapshot!(house.run("keys deactivate --user chatbot-prototype --yes"), @r#"
    exit 1
    --- stderr ---
    error: this tool does not manage `chatbot-prototype`; nothing was changed
    hint: pass --adopt to act on the keys of users that it does not manage
    "#);
    assert_snapshot!(house.run("keys deactivate --user chatbot-prototype --adopt --yes"), @r#"
    exit 0
    --- stdout ---
    RESULT  USER               WHAT
    done    chatbot-prototype  suspend ACCA-KEY-1-----------
    --- stderr ---
    PLAN     USER               KEY
    suspend  chatbot-prototype  ACCA-KEY-1-----------

    account 418306925710, 1 key to suspend
    "#);
}

#[test]
fn an_ended_key_cannot_be_switched_on() {
    assert_snapshot!(House::seeded().run("keys activate --user BedrockAPIKey-m3te --adopt --yes"), @r#"
    exit 13
    --- stderr ---
    warning: ACCA-KEY-1----------- has ended and cannot be switched
    account 418306925710, no key to activate: nothing to do
    "#);
}

#[test]
fn what_could_not_be_switched_is_named() {
    let house = House::onboarded(ONE);
    let id = house.key_of("anna@example.com");
    house.denies(&["UpdateServiceSpecificCredential"]);
    assert_snapshot!(house.run(&format!("keys deactivate {id} --yes --sandbox-faults faults.json")), @r#"
    exit 13
    --- stdout ---
    RESULT  USER                              WHAT
    failed  bedrock-key-iuo22qihnpto7lsuzclo  record the suspension of ACCA-KEY-1-----------
                                              not done: suspend ACCA-KEY-1-----------: UpdateServiceSpecificCredential: User: arn:aws:sts::123456789012:assumed-role/sandbox/fault is not authorized to perform: iam:UpdateServiceSpecificCredential on resource: * (AccessDenied)
    --- stderr ---
    PLAN     USER                              KEY
    suspend  bedrock-key-iuo22qihnpto7lsuzclo  ACCA-KEY-1-----------

    account 123456789012, 1 key to suspend
    "#);
}

#[test]
fn somebody_suspended_gets_no_new_key_once_the_suspended_one_has_ended() {
    let mut house = House::onboarded(ONE);
    let id = house.key_of("anna@example.com");
    house.done(&format!("keys deactivate {id} --yes"));
    // IAM says that it has ended, and no longer that it was suspended.
    house.now("2027-02-01T12:00:00Z");
    assert!(house.ran("keys list").stdout.contains("expired"));
    let shown = house.ran(&format!("keys show {id}")).stdout;
    assert!(shown.contains("suspended     yes: its owner gets no new key"), "{shown}");
    let listed = house.ran("keys list --output json").json();
    let key = &listed["keys"][0];
    assert_eq!((&key["status"], &key["suspended"]), (&"expired".into(), &true.into()));
    assert_snapshot!(house.run("onboard roster.yaml --yes"), @r#"
    exit 0
    --- stderr ---
    PLAN     OWNER             USER                              WHAT
    nothing  anna@example.com  bedrock-key-iuo22qihnpto7lsuzclo  nothing to change, ACCA-KEY-1----------- is suspended: activate or revoke it

    account 123456789012, 1 entry: 1 unchanged
    nothing to do
    "#);
    assert_snapshot!(house.run("keys activate --owner anna@example.com --yes"), @r#"
    exit 13
    --- stdout ---
    RESULT  USER                              WHAT
    done    bedrock-key-iuo22qihnpto7lsuzclo  lift the suspension of ACCA-KEY-1-----------
    --- stderr ---
    warning: ACCA-KEY-1----------- has ended and cannot be switched; its owner can be issued a new one
    PLAN                 USER                              KEY
    lift the suspension  bedrock-key-iuo22qihnpto7lsuzclo  ACCA-KEY-1-----------

    account 123456789012, 1 key to activate
    "#);
    let renewed = house.ran("onboard roster.yaml --yes");
    assert!(
        renewed.stdout.starts_with("RESULT") && renewed.stdout.contains("delivered"),
        "{}",
        renewed.stdout
    );
}

#[test]
fn an_owner_whose_key_has_ended_can_be_suspended() {
    let mut house = House::onboarded(ONE);
    house.now("2027-02-01T12:00:00Z");
    assert_snapshot!(house.run("keys deactivate --owner anna@example.com --yes"), @r#"
    exit 0
    --- stdout ---
    RESULT  USER                              WHAT
    done    bedrock-key-iuo22qihnpto7lsuzclo  record the suspension of ACCA-KEY-1-----------
    --- stderr ---
    warning: ACCA-KEY-1----------- has ended and cannot be switched; its owner gets no new key until it is activated or revoked
    PLAN                   USER                              KEY
    record the suspension  bedrock-key-iuo22qihnpto7lsuzclo  ACCA-KEY-1-----------

    account 123456789012, 1 key to suspend
    "#);
    let later = house.ran("onboard roster.yaml --yes");
    assert!(later.stderr.contains("nothing to do"), "{}", later.stderr);
}
