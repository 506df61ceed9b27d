//! `keys identify`, and what `keys revoke --leaked` refuses.

use data_encoding::BASE64;
use insta::assert_snapshot;

use super::support::{House, ONE};

/// A key that nobody ever made.
fn forged(alias: &str) -> String {
    format!("ABSK{}", BASE64.encode(format!("{alias}:{}", "x".repeat(60)).as_bytes()))
}

#[test]
fn a_key_tells_whose_it_is_without_credentials() {
    let mut house = House::empty();
    house.stdin(&forged("a+1-at-123456789012"));
    assert_snapshot!(house.run("keys identify --offline"), @r#"
    exit 0
    --- stdout ---
    account       123456789012
    user          a or a+1
    alias         a+1-at-123456789012
    "#);
    assert_snapshot!(house.run("keys identify --offline --output json"), @r#"
    exit 0
    --- stdout ---
    {
      "schema_version": 1,
      "account": "123456789012",
      "users": [
        "a",
        "a+1"
      ],
      "alias": "a+1-at-123456789012",
      "found": "not-asked",
      "key": null
    }
    "#);
}

#[test]
fn a_key_of_this_account_is_found_by_its_alias() {
    let mut house = House::onboarded(ONE);
    let id = house.key_of("anna@example.com");
    house.stdin(&house.secret_of(&id));
    assert_snapshot!(house.run("keys identify"), @r#"
    exit 0
    --- stdout ---
    key           ACCA-KEY-1-----------
    status        active
    account       123456789012
    user          bedrock-key-iuo22qihnpto7lsuzclo (managed)
    owner         anna@example.com
    alias         bedrock-key-iuo22qihnpto7lsuzclo-at-123456789012
    created       2026-11-23T12:00:00Z
    expires       2026-12-23T12:00:00Z (30d)
    policy given  arn:aws:iam::aws:policy/AmazonBedrockLimitedAccess
    delivered     yes
    --- stderr ---
    hint: `bedrock-keys keys revoke ACCA-KEY-1-----------` kills it
    "#);
    let revoked = house.ran(&format!("keys revoke {id} --yes"));
    assert_eq!(revoked.code, 0);
    assert_snapshot!(house.run("keys identify"), @r#"
    exit 0
    --- stdout ---
    account       123456789012
    user          bedrock-key-iuo22qihnpto7lsuzclo
    alias         bedrock-key-iuo22qihnpto7lsuzclo-at-123456789012
    status        gone: the account has no key of this alias
    "#);
}

#[test]
fn a_key_of_another_account_is_refused() {
    let mut house = House::empty();
    house.stdin(&forged("anna-at-111111111111"));
    assert_snapshot!(house.run("keys identify"), @r#"
    exit 1
    --- stdout ---
    account       111111111111
    user          anna
    alias         anna-at-111111111111
    --- stderr ---
    error: the key belongs to account 111111111111, and your credentials to 123456789012
    hint: run this again with credentials of account 111111111111
    "#);
    assert_snapshot!(house.run("keys revoke --leaked --yes"), @r#"
    exit 1
    --- stderr ---
    error: the key belongs to account 111111111111, and your credentials to 123456789012
    hint: run this again with credentials of account 111111111111
    "#);
}

#[test]
fn a_key_that_this_account_never_had_is_not_there_to_be_killed() {
    let mut house = House::empty();
    let account = house.ran("doctor --output json").json();
    house.stdin(&forged(&format!("anna-at-{}", account["account"].as_str().unwrap())));
    assert_snapshot!(house.run("keys revoke --leaked --yes"), @r#"
    exit 1
    --- stderr ---
    error: account 123456789012 has no key of alias `anna-at-123456789012`
    hint: it was deleted already, or never existed; `bedrock-keys keys list` shows the keys there are
    "#);
}

#[test]
fn what_is_no_key_is_not_repeated() {
    let mut house = House::empty();
    house.stdin("hunter2\n");
    assert_snapshot!(house.run("keys identify"), @r#"
    exit 2
    --- stderr ---
    error: no long-term Bedrock API key found in the input (it begins with `ABSK…`)
    hint: paste the key itself, or the line it stands in
    "#);
    house.stdin("ABSKdamaged\n");
    assert_snapshot!(house.run("keys identify --offline"), @r#"
    exit 2
    --- stderr ---
    error: the input begins like a key but is damaged: it does not hold `USER-at-ACCOUNT:`
    hint: paste the key itself, or the line it stands in
    "#);
}

#[test]
fn while_the_keys_cannot_be_read_nothing_is_said_to_be_gone() {
    let mut house = House::onboarded(ONE);
    house.stdin(&house.secret_of(&house.key_of("anna@example.com")));
    house.write(
        "faults.json",
        r#"{"rules": [{"at": {"operation": "ListServiceSpecificCredentials"}, "fault": "server-error"}]}"#,
    );
    assert_snapshot!(house.run("keys identify --sandbox-faults faults.json"), @r#"
    exit 12
    --- stdout ---
    account       123456789012
    user          bedrock-key-iuo22qihnpto7lsuzclo
    alias         bedrock-key-iuo22qihnpto7lsuzclo-at-123456789012
    status        unknown: the account could not be read in full
    --- stderr ---
    warning: not read: the keys of the account: ListServiceSpecificCredentials: The request processing has failed because of an unknown error, exception or failure. (ServiceFailure)
    hint: `bedrock-keys doctor` shows what you may do
    "#);
}
