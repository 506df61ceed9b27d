//! `keys revoke`.

use insta::assert_snapshot;

use super::support::{House, ONE};

#[test]
fn the_last_key_of_a_managed_user_takes_the_user_along() {
    let house = House::onboarded(ONE);
    let id = house.key_of("anna@example.com");
    assert_snapshot!(house.run(&format!("keys revoke {id} --dry-run")), @"
    exit 0
    --- stdout ---
    PLAN    OWNER                               WHAT
              USER
    revoke  anna@example.com                    suspend and delete ACCA-KEY-1-----------
              bedrock-key-iuo22qihnpto7lsuzclo  remove policy AmazonBedrockLimitedAccess
                                                delete the user

    account 123456789012, 1 key to revoke, 1 user to delete
    ");
    assert_snapshot!(house.run(&format!("keys revoke {id} --dry-run --output json")), @r#"
    exit 0
    --- stdout ---
    {
      "schema_version": 1,
      "account": "123456789012",
      "entries": [],
      "revocations": [
        {
          "owner": "anna@example.com",
          "purpose": null,
          "user": "bedrock-key-iuo22qihnpto7lsuzclo",
          "keys": [
            "ACCA-KEY-1-----------"
          ],
          "deletes_user": true,
          "user_stays": null,
          "removes": [
            "policy AmazonBedrockLimitedAccess"
          ]
        }
      ],
      "not_read": []
    }
    "#);
    assert_snapshot!(house.run(&format!("keys revoke {id} --yes")), @"
    exit 0
    --- stdout ---
    RESULT   USER                              WHAT
    revoked  bedrock-key-iuo22qihnpto7lsuzclo  suspend ACCA-KEY-1-----------
                                               delete ACCA-KEY-1-----------
                                               remove policy AmazonBedrockLimitedAccess
                                               delete the user
    --- stderr ---
    PLAN    OWNER                               WHAT
              USER
    revoke  anna@example.com                    suspend and delete ACCA-KEY-1-----------
              bedrock-key-iuo22qihnpto7lsuzclo  remove policy AmazonBedrockLimitedAccess
                                                delete the user

    account 123456789012, 1 key to revoke, 1 user to delete
    ");
    assert_snapshot!(house.run(&format!("keys revoke {id} --yes")), @r#"
    exit 1
    --- stderr ---
    error: account 123456789012 has no Bedrock API key `ACCA-KEY-1-----------`; nothing was changed
    hint: `bedrock-keys keys list` shows the keys there are
    "#);
}

#[test]
fn nothing_is_revoked_without_a_yes() {
    let house = House::onboarded(ONE);
    assert_snapshot!(house.run("keys revoke --owner anna@example.com"), @"
    exit 2
    --- stderr ---
    PLAN    OWNER                               WHAT
              USER
    revoke  anna@example.com                    suspend and delete ACCA-KEY-1-----------
              bedrock-key-iuo22qihnpto7lsuzclo  remove policy AmazonBedrockLimitedAccess
                                                delete the user

    account 123456789012, 1 key to revoke, 1 user to delete
    error: there is no terminal to ask on; nothing was changed
    hint: look at the plan with --dry-run, then pass --yes
    ");
    assert_snapshot!(house.run("keys list"), @r#"
    exit 0
    --- stdout ---
    OWNER             USER                              KEY                    STATUS  CREATED     EXPIRES     LEFT  USER IS
    anna@example.com  bedrock-key-iuo22qihnpto7lsuzclo  ACCA-KEY-1-----------  active  2026-11-23  2026-12-23  30d   managed
    --- stderr ---
    account 123456789012, 1 key: 1 active
    "#);
}

#[test]
fn keys_of_others_are_refused_and_with_adopt_their_user_stays() {
    let house = House::seeded();
    assert_snapshot!(house.run("keys revoke --user chatbot-prototype --yes"), @r#"
    exit 1
    --- stderr ---
    error: this tool does not manage `chatbot-prototype`; nothing was changed
    hint: pass --adopt to act on the keys of users that it does not manage
    "#);
    assert_snapshot!(house.run("keys revoke --user chatbot-prototype --adopt --yes"), @"
    exit 0
    --- stdout ---
    RESULT   USER               WHAT
    revoked  chatbot-prototype  suspend ACCA-KEY-1-----------
                                delete ACCA-KEY-1-----------
                                the user stays: this tool does not manage it
    --- stderr ---
    PLAN    OWNER                WHAT
              USER
    revoke  –                    suspend and delete ACCA-KEY-1-----------
              chatbot-prototype  the user stays: this tool does not manage it

    account 418306925710, 1 key to revoke
    ");
    assert_snapshot!(house.run("keys revoke --user BedrockAPIKey-ab12 --adopt --delete-user --yes"), @"
    exit 0
    --- stdout ---
    RESULT   USER                WHAT
    revoked  BedrockAPIKey-ab12  suspend ACCA-KEY-1-----------
                                 delete ACCA-KEY-1-----------
                                 remove policy AmazonBedrockLimitedAccess
                                 delete the user
    --- stderr ---
    PLAN    OWNER                 WHAT
              USER
    revoke  –                     suspend and delete ACCA-KEY-1-----------
              BedrockAPIKey-ab12  remove policy AmazonBedrockLimitedAccess
                                  delete the user

    account 418306925710, 1 key to revoke, 1 user to delete
    ");
}

#[test]
fn a_user_with_another_way_in_stays_unless_it_is_named_for_deletion() {
    let house = House::seeded();
    house.done("keys create --owner anna@example.com --expires-in 30d --adopt chatbot-prototype --yes --to file:delivered");
    assert_snapshot!(house.run("keys revoke --owner anna@example.com --yes"), @r#"
    exit 0
    --- stdout ---
    RESULT   USER               WHAT
    revoked  chatbot-prototype  suspend ACCA-KEY-1-----------
                                delete ACCA-KEY-1-----------
                                remove policy AmazonBedrockLimitedAccess
                                take off its bedrock-keys tags
                                the user stays: it was there before it was adopted; `--delete-user` deletes it
    --- stderr ---
    PLAN    OWNER                WHAT
              USER
    revoke  anna@example.com     suspend and delete ACCA-KEY-1-----------
              chatbot-prototype  remove policy AmazonBedrockLimitedAccess
                                 take off its bedrock-keys tags
                                 the user stays: it was there before it was adopted; `--delete-user` deletes it

    account 418306925710, 1 key to revoke
    "#);
    assert_snapshot!(house.run("keys list --owner anna@example.com"), @r#"
    exit 0
    --- stderr ---
    account 418306925710, none of its 4 keys matches
    "#);
    house.done("keys create --owner anna@example.com --expires-in 30d --adopt chatbot-prototype --yes --to file:delivered");
    assert_snapshot!(house.run("keys revoke --owner anna@example.com --delete-user --yes"), @"
    exit 0
    --- stdout ---
    RESULT   USER               WHAT
    revoked  chatbot-prototype  suspend ACCA-KEY-1-----------
                                delete ACCA-KEY-1-----------
                                remove access key AKIA418306925710V5LL
                                remove policy AmazonBedrockFullAccess
                                remove policy AmazonBedrockLimitedAccess
                                delete the user
    --- stderr ---
    PLAN    OWNER                WHAT
              USER
    revoke  anna@example.com     suspend and delete ACCA-KEY-1-----------
              chatbot-prototype  remove access key AKIA418306925710V5LL
                                 remove policy AmazonBedrockFullAccess
                                 remove policy AmazonBedrockLimitedAccess
                                 delete the user

    account 418306925710, 1 key to revoke, 1 user to delete
    ");
}

#[test]
fn one_of_two_keys_leaves_the_user_and_the_other_key() {
    let house = House::onboarded(ONE);
    let first = house.key_of("anna@example.com");
    house.done("keys create --owner anna@example.com --expires-in 30d --renew --to file:delivered");
    assert_snapshot!(house.run(&format!("keys revoke {first} --yes")), @"
    exit 0
    --- stdout ---
    RESULT   USER                              WHAT
    revoked  bedrock-key-iuo22qihnpto7lsuzclo  suspend ACCA-KEY-1-----------
                                               delete ACCA-KEY-1-----------
                                               the user stays: it has other keys: ACCA-KEY-2-----------
    --- stderr ---
    PLAN    OWNER                               WHAT
              USER
    revoke  anna@example.com                    suspend and delete ACCA-KEY-1-----------
              bedrock-key-iuo22qihnpto7lsuzclo  the user stays: it has other keys: ACCA-KEY-2-----------

    account 123456789012, 1 key to revoke
    ");
    assert_ne!(house.key_of("anna@example.com"), first);
}

#[test]
fn a_leaked_key_is_killed_without_being_named() {
    let mut house = House::onboarded(ONE);
    let id = house.key_of("anna@example.com");
    let secret = house.secret_of(&id);
    house.stdin(&format!("they posted export AWS_BEARER_TOKEN_BEDROCK={secret} in the chat\n"));
    assert_snapshot!(house.run("keys revoke --leaked --yes"), @"
    exit 0
    --- stdout ---
    RESULT   USER                              WHAT
    revoked  bedrock-key-iuo22qihnpto7lsuzclo  suspend ACCA-KEY-1-----------
                                               delete ACCA-KEY-1-----------
                                               remove policy AmazonBedrockLimitedAccess
                                               delete the user
    --- stderr ---
    PLAN    OWNER                               WHAT
              USER
    revoke  anna@example.com                    suspend and delete ACCA-KEY-1-----------
              bedrock-key-iuo22qihnpto7lsuzclo  remove policy AmazonBedrockLimitedAccess
                                                delete the user

    account 123456789012, 1 key to revoke, 1 user to delete
    ");
    assert_snapshot!(house.run("keys revoke --leaked --yes"), @r#"
    exit 1
    --- stderr ---
    error: account 123456789012 has no key of alias `bedrock-key-iuo22qihnpto7lsuzclo-at-123456789012`
    hint: it was deleted already, or never existed; `bedrock-keys keys list` shows the keys there are
    "#);
}

#[test]
fn each_step_is_tried_and_what_failed_is_named() {
    let house = House::onboarded(ONE);
    house.denies(&["UpdateServiceSpecificCredential", "DetachUserPolicy"]);
    assert_snapshot!(house.run("keys revoke --owner anna@example.com --yes --sandbox-faults faults.json"), @"
    exit 13
    --- stdout ---
    RESULT  USER                              WHAT
    failed  bedrock-key-iuo22qihnpto7lsuzclo  delete ACCA-KEY-1-----------
                                              not done: remove policy AmazonBedrockLimitedAccess: DetachUserPolicy: User: arn:aws:sts::123456789012:assumed-role/sandbox/fault is not authorized to perform: iam:DetachUserPolicy on resource: * (AccessDenied)
                                              not done: delete the user: DeleteUser: Cannot delete entity, must detach all policies first. (DeleteConflict)
    --- stderr ---
    PLAN    OWNER                               WHAT
              USER
    revoke  anna@example.com                    suspend and delete ACCA-KEY-1-----------
              bedrock-key-iuo22qihnpto7lsuzclo  remove policy AmazonBedrockLimitedAccess
                                                delete the user

    account 123456789012, 1 key to revoke, 1 user to delete
    hint: `bedrock-keys keys revoke --user bedrock-key-iuo22qihnpto7lsuzclo` goes on from there
    ");
    assert_snapshot!(house.run("keys revoke --owner anna@example.com --yes"), @"
    exit 0
    --- stdout ---
    RESULT   USER                              WHAT
    revoked  bedrock-key-iuo22qihnpto7lsuzclo  remove policy AmazonBedrockLimitedAccess
                                               delete the user
    --- stderr ---
    PLAN    OWNER                               WHAT
              USER
    revoke  anna@example.com                    remove policy AmazonBedrockLimitedAccess
              bedrock-key-iuo22qihnpto7lsuzclo  delete the user

    account 123456789012, 0 keys to revoke, 1 user to delete
    ");
    assert_snapshot!(house.run("keys revoke --owner anna@example.com --yes"), @r#"
    exit 1
    --- stderr ---
    error: account 123456789012 has no Bedrock API key of owner `anna@example.com`
    hint: `bedrock-keys keys list` shows the keys there are
    "#);
}

#[test]
fn a_user_about_whom_not_all_is_known_stays() {
    let house = House::onboarded(ONE);
    house.denies(&["ListAccessKeys"]);
    assert_snapshot!(house.run("keys revoke --owner anna@example.com --yes --sandbox-faults faults.json"), @"
    exit 13
    --- stdout ---
    RESULT   USER                              WHAT
    revoked  bedrock-key-iuo22qihnpto7lsuzclo  suspend ACCA-KEY-1-----------
                                               delete ACCA-KEY-1-----------
                                               the user stays: what is on it could not be read (ListAccessKeys: User: arn:aws:sts::123456789012:assumed-role/sandbox/fault is not authorized to perform: iam:ListAccessKeys on resource: * (AccessDenied))
    --- stderr ---
    PLAN    OWNER                               WHAT
              USER
    revoke  anna@example.com                    suspend and delete ACCA-KEY-1-----------
              bedrock-key-iuo22qihnpto7lsuzclo  the user stays: what is on it could not be read (ListAccessKeys: User: arn:aws:sts::123456789012:assumed-role/sandbox/fault is not authorized to perform: iam:ListAccessKeys on resource: * (AccessDenied))

    account 123456789012, 1 key to revoke
    hint: `bedrock-keys keys revoke --user bedrock-key-iuo22qihnpto7lsuzclo` goes on from there
    ");
}
