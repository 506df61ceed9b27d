//! `onboard` again, when time has passed.

use insta::assert_snapshot;

use super::support::House;

const ONE: &str = "version: 1\ndefaults: {lifetime: 30d, renew_within: 7d, sink: file:delivered}\nkeys: [{owner: anna@example.com}]\n";

#[test]
fn a_key_that_ends_soon_gets_a_successor_and_works_on() {
    let mut house = House::onboarded(ONE);
    house.now("2026-12-16T11:59:59Z");
    assert_snapshot!(house.run("onboard roster.yaml --yes"), @r#"
    exit 0
    --- stderr ---
    account 123456789012, 1 entry: 1 unchanged
    nothing to do
    "#);
    house.now("2026-12-16T12:00:00Z");
    assert_snapshot!(house.run("onboard roster.yaml --yes"), @r#"
    exit 0
    --- stdout ---
    RESULT     OWNER             USER                              WHAT
    delivered  anna@example.com  bedrock-key-iuo22qihnpto7lsuzclo  ACCA-KEY-1----------- until 2027-01-15, note beside it, delivered/anna@example.com.ACCA-KEY-1-----------.env
    --- stderr ---
    PLAN   OWNER             USER                              WHAT
    renew  anna@example.com  bedrock-key-iuo22qihnpto7lsuzclo  the old key ends 2026-12-23, key for 30d, to file:delivered, with AmazonBedrockLimitedAccess, ACCA-KEY-2----------- works until 2026-12-23

    account 123456789012, 1 entry: 1 to renew
    account 123456789012: 1 delivered
    "#);
    assert_snapshot!(house.run("keys list --output csv"), @"
    exit 0
    --- stdout ---
    account,owner,purpose,user,key,alias,status,created,expires,days_left,user_is,suspended
    123456789012,anna@example.com,,bedrock-key-iuo22qihnpto7lsuzclo,ACCA-KEY-1-----------,bedrock-key-iuo22qihnpto7lsuzclo-at-123456789012,active,2026-11-23T12:00:00Z,2026-12-23T12:00:00Z,7,managed,no
    123456789012,anna@example.com,,bedrock-key-iuo22qihnpto7lsuzclo,ACCA-KEY-2-----------,bedrock-key-iuo22qihnpto7lsuzclo+1-at-123456789012,active,2026-12-16T12:00:00Z,2027-01-15T12:00:00Z,30,managed,no
    ");
    assert_snapshot!(house.run("onboard roster.yaml --yes"), @r#"
    exit 0
    --- stderr ---
    account 123456789012, 1 entry: 1 unchanged
    nothing to do
    "#);
}

#[test]
fn a_key_that_has_ended_is_replaced() {
    let mut house = House::onboarded(ONE);
    house.now("2026-12-23T12:00:00Z");
    assert_snapshot!(house.run("onboard roster.yaml --yes"), @r#"
    exit 0
    --- stdout ---
    RESULT     OWNER             USER                              WHAT
    delivered  anna@example.com  bedrock-key-iuo22qihnpto7lsuzclo  ACCA-KEY-1----------- until 2027-01-22, note beside it, delivered/anna@example.com.ACCA-KEY-1-----------.env
    --- stderr ---
    PLAN   OWNER             USER                              WHAT
    renew  anna@example.com  bedrock-key-iuo22qihnpto7lsuzclo  the old key ends 2026-12-23, key for 30d, to file:delivered, with AmazonBedrockLimitedAccess, deletes ACCA-KEY-2-----------, which has ended

    account 123456789012, 1 entry: 1 to renew
    account 123456789012: 1 delivered
    "#);
    assert_snapshot!(house.run("keys list --output csv"), @r#"
    exit 0
    --- stdout ---
    account,owner,purpose,user,key,alias,status,created,expires,days_left,user_is,suspended
    123456789012,anna@example.com,,bedrock-key-iuo22qihnpto7lsuzclo,ACCA-KEY-1-----------,bedrock-key-iuo22qihnpto7lsuzclo-at-123456789012,active,2026-12-23T12:00:00Z,2027-01-22T12:00:00Z,30,managed,no
    "#);
}

#[test]
fn a_suspended_owner_gets_no_fresh_key() {
    let mut house = House::onboarded(ONE);
    house.done("keys deactivate --owner anna@example.com --yes");
    house.now("2026-12-20T12:00:00Z");
    assert_snapshot!(house.run("onboard roster.yaml --yes"), @r#"
    exit 0
    --- stderr ---
    PLAN     OWNER             USER                              WHAT
    nothing  anna@example.com  bedrock-key-iuo22qihnpto7lsuzclo  nothing to change, ACCA-KEY-1----------- is suspended: activate or revoke it

    account 123456789012, 1 entry: 1 unchanged
    nothing to do
    "#);
    assert_eq!(house.delivered(), 2);
}

#[test]
fn a_key_whose_delivery_was_never_recorded_is_replaced() {
    let house = House::onboarded(ONE);
    let id = house.key_of("anna@example.com");
    house.rewrite_state(&format!("bedrock-keys:delivered:{id}"), "bedrock-keys:forgotten");
    assert_snapshot!(house.run("onboard roster.yaml --yes"), @r#"
    exit 0
    --- stdout ---
    RESULT     OWNER             USER                              WHAT
    delivered  anna@example.com  bedrock-key-iuo22qihnpto7lsuzclo  ACCA-KEY-1----------- until 2026-12-23, note beside it, delivered/anna@example.com.ACCA-KEY-1-----------.env
    --- stderr ---
    PLAN   OWNER             USER                              WHAT
    renew  anna@example.com  bedrock-key-iuo22qihnpto7lsuzclo  the old key reached nobody, key for 30d, to file:delivered, with AmazonBedrockLimitedAccess, deletes ACCA-KEY-2-----------, which reached nobody

    account 123456789012, 1 entry: 1 to renew
    account 123456789012: 1 delivered
    "#);
    assert_ne!(house.key_of("anna@example.com"), id);
    assert_eq!(house.delivered(), 2, "the file of the dead key is withdrawn");
}
