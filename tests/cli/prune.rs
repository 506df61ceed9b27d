//! `onboard --prune`: what a roster brought in and no longer names.

use insta::assert_snapshot;

use super::support::House;

fn roster(name: &str, owners: &[&str]) -> String {
    let keys: Vec<String> = owners.iter().map(|owner| format!("{{owner: {owner}}}")).collect();
    format!(
        "version: 1\n{name}defaults: {{lifetime: 30d, sink: file:delivered}}\nkeys: [{}]\n",
        keys.join(", ")
    )
}

#[test]
fn only_keys_that_this_roster_brought_in_are_pruned() {
    let house = House::onboarded(&roster("name: research\n", &["anna@example.com", "bert@example.com"]));
    house.write("sales.yaml", &roster("name: sales\n", &["cleo@example.com"]));
    house.write("nameless.yaml", &roster("", &["dora@example.com"]));
    for words in [
        "onboard sales.yaml",
        "onboard nameless.yaml",
        "keys create --owner emil@example.com --expires-in 30d --to file:delivered",
    ] {
        house.done(words);
    }
    house.write("roster.yaml", &roster("name: research\n", &["anna@example.com"]));
    assert_snapshot!(house.run("onboard roster.yaml"), @"
    exit 0
    --- stderr ---
    hint: the roster no longer names 1 user it brought in; --prune revokes
    account 123456789012, 1 entry: 1 unchanged
    nothing to do
    ");
    assert_snapshot!(house.run("onboard roster.yaml --prune"), @"
    exit 2
    --- stderr ---
    account 123456789012, 1 entry: 1 unchanged

    No longer in the roster:
    PLAN    OWNER                               WHAT
              USER
    revoke  bert@example.com                    suspend and delete ACCA-KEY-1-----------
              bedrock-key-4qbj5pyzyxjn35wlwbps  remove policy AmazonBedrockLimitedAccess
                                                delete the user

    account 123456789012, 1 key to revoke, 1 user to delete
    error: there is no terminal to ask on; nothing was changed
    hint: look at the plan with --dry-run, then pass --yes
    ");
    assert_snapshot!(house.run("onboard roster.yaml --prune --dry-run"), @"
    exit 0
    --- stdout ---
    account 123456789012, 1 entry: 1 unchanged

    No longer in the roster:
    PLAN    OWNER                               WHAT
              USER
    revoke  bert@example.com                    suspend and delete ACCA-KEY-1-----------
              bedrock-key-4qbj5pyzyxjn35wlwbps  remove policy AmazonBedrockLimitedAccess
                                                delete the user

    account 123456789012, 1 key to revoke, 1 user to delete
    ");
    assert_snapshot!(house.run("onboard roster.yaml --prune --yes"), @"
    exit 0
    --- stdout ---
    RESULT   USER                              WHAT
    revoked  bedrock-key-4qbj5pyzyxjn35wlwbps  suspend ACCA-KEY-1-----------
                                               delete ACCA-KEY-1-----------
                                               remove policy AmazonBedrockLimitedAccess
                                               delete the user
    --- stderr ---
    account 123456789012, 1 entry: 1 unchanged

    No longer in the roster:
    PLAN    OWNER                               WHAT
              USER
    revoke  bert@example.com                    suspend and delete ACCA-KEY-1-----------
              bedrock-key-4qbj5pyzyxjn35wlwbps  remove policy AmazonBedrockLimitedAccess
                                                delete the user

    account 123456789012, 1 key to revoke, 1 user to delete
    account 123456789012: 1 unchanged, 1 revoked
    ");
    assert_snapshot!(house.run("onboard roster.yaml --prune --yes"), @r#"
    exit 0
    --- stderr ---
    account 123456789012, 1 entry: 1 unchanged
    nothing to do
    "#);
    let listed = house.ran("keys list --output csv").stdout;
    let owners: Vec<&str> = listed.lines().skip(1).filter_map(|line| line.split(',').nth(1)).collect();
    assert_eq!(owners, ["anna@example.com", "cleo@example.com", "dora@example.com", "emil@example.com"]);
}

#[test]
fn a_roster_without_a_name_prunes_nothing() {
    let house = House::empty();
    house.write("roster.yaml", &roster("", &["anna@example.com"]));
    assert_snapshot!(house.run("onboard roster.yaml --prune --yes"), @r#"
    exit 2
    --- stderr ---
    error: --prune needs a roster with a `name`
    hint: add `name: TEAM` to the roster: only keys that a roster of this name brought in are ever pruned
    "#);
}
