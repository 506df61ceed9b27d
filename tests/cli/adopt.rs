//! Taking over users that somebody else made.

use insta::assert_snapshot;

use super::support::House;

#[test]
fn an_adopted_user_keeps_its_keys_and_becomes_managed() {
    let house = House::seeded();
    let adopt =
        "keys create --owner data@example.com --expires-in 30d --adopt nightly-batch --to file:delivered";
    assert_snapshot!(house.run(&format!("{adopt} --dry-run")), @r#"
    exit 0
    --- stdout ---
    PLAN   OWNER             USER           WHAT
    adopt  data@example.com  nightly-batch  take over the user, the keys it has stay, sets tags, attaches AmazonBedrockLimitedAccess, records that ACCA-KEY-1----------- is suspended, boundary BedrockOnlyBoundary stays, has policies this tool did not give: inference, ACCA-KEY-1----------- is suspended: activate or revoke it

    account 418306925710, 1 entry: 1 to adopt
    "#);
    assert_snapshot!(house.run(adopt), @r#"
    exit 0
    --- stdout ---
    RESULT  OWNER             USER           WHAT
    done    data@example.com  nightly-batch  set tags, attach AmazonBedrockLimitedAccess, record the suspension of ACCA-KEY-1-----------
    --- stderr ---
    PLAN   OWNER             USER           WHAT
    adopt  data@example.com  nightly-batch  take over the user, the keys it has stay, sets tags, attaches AmazonBedrockLimitedAccess, records that ACCA-KEY-1----------- is suspended, boundary BedrockOnlyBoundary stays, has policies this tool did not give: inference, ACCA-KEY-1----------- is suspended: activate or revoke it

    account 418306925710, 1 entry: 1 to adopt
    sandbox: nobody to ask, going on
    account 418306925710: 1 done
    "#);
    assert_snapshot!(house.run("keys list --owner data@example.com"), @"
    exit 0
    --- stdout ---
    OWNER             USER           KEY                    STATUS    CREATED     EXPIRES     LEFT  USER IS
    data@example.com  nightly-batch  ACCA-KEY-1-----------  inactive  2026-05-07  2027-05-07  165d  managed
    data@example.com  nightly-batch  ACCA-KEY-2-----------  active    2026-09-04  2026-12-03  10d   managed
    --- stderr ---
    account 418306925710, 2 of 5 keys: 1 active, 1 inactive
    ");
    assert_snapshot!(house.run(adopt), @r#"
    exit 0
    --- stderr ---
    hint: the owner has a key for this; --renew issues a second one, --purpose tells two keys apart
    PLAN     OWNER             USER           WHAT
    nothing  data@example.com  nightly-batch  nothing to change, boundary BedrockOnlyBoundary stays, has policies this tool did not give: inference, ACCA-KEY-1----------- is suspended: activate or revoke it

    account 418306925710, 1 entry: 1 unchanged
    nothing to do
    "#);
}

#[test]
fn a_user_with_a_key_that_never_ends_gets_one_that_does() {
    let house = House::seeded();
    house.write("roster.yaml", "version: 1\ndefaults: {lifetime: 30d, sink: file:delivered}\nkeys: [{owner: anna@example.com, adopt: BedrockAPIKey-ab12}]\n");
    assert_snapshot!(house.run("onboard roster.yaml"), @r#"
    exit 0
    --- stdout ---
    RESULT     OWNER             USER                WHAT
    delivered  anna@example.com  BedrockAPIKey-ab12  ACCA-KEY-1----------- until 2026-12-23, note beside it, delivered/anna@example.com.ACCA-KEY-1-----------.env
    --- stderr ---
    PLAN   OWNER             USER                WHAT
    adopt  anna@example.com  BedrockAPIKey-ab12  take over the user, key for 30d, to file:delivered, with AmazonBedrockLimitedAccess, sets tags, ACCA-KEY-2----------- never ends: revoke it once nobody uses it

    account 418306925710, 1 entry: 1 to adopt
    sandbox: nobody to ask, going on
    account 418306925710: 1 delivered
    "#);
    assert_snapshot!(house.run("onboard roster.yaml"), @r#"
    exit 0
    --- stderr ---
    PLAN     OWNER             USER                WHAT
    nothing  anna@example.com  BedrockAPIKey-ab12  nothing to change, ACCA-KEY-1----------- never ends: revoke it once nobody uses it

    account 418306925710, 1 entry: 1 unchanged
    nothing to do
    "#);
}

#[test]
fn nobody_adopts_a_user_that_is_not_there_or_somebody_elses() {
    let house = House::seeded();
    assert_snapshot!(house.run("keys create --owner anna@example.com --expires-in 30d --adopt no-such-user --to file:delivered"), @r#"
    exit 13
    --- stdout ---
    RESULT   OWNER             USER          WHAT
    blocked  anna@example.com  no-such-user  the user to adopt does not exist
    --- stderr ---
    PLAN     OWNER             USER          WHAT
    blocked  anna@example.com  no-such-user  the user to adopt does not exist

    account 418306925710, 1 entry: 1 blocked
    "#);
    house.done(
        "keys create --owner anna@example.com --expires-in 30d --adopt nightly-batch --to file:delivered",
    );
    assert_snapshot!(house.run("keys create --owner bert@example.com --expires-in 30d --adopt nightly-batch --to file:delivered"), @r#"
    exit 13
    --- stdout ---
    RESULT   OWNER             USER           WHAT
    blocked  bert@example.com  nightly-batch  the user carries the key of anna@example.com
    --- stderr ---
    PLAN     OWNER             USER           WHAT
    blocked  bert@example.com  nightly-batch  the user carries the key of anna@example.com

    account 418306925710, 1 entry: 1 blocked
    "#);
}

#[test]
fn an_adopted_user_is_given_back_once_the_roster_no_longer_names_it() {
    let house = House::seeded();
    let roster = |keys: &str| {
        format!(
            "version: 1\nname: research\ndefaults: {{lifetime: 30d, sink: file:delivered}}\nkeys: [{keys}]\n"
        )
    };
    let stays = "{owner: bert@example.com}";
    let leaves = "{owner: anna@example.com, adopt: nightly-batch}, {owner: cleo@example.com, adopt: BedrockAPIKey-ab12}";
    house.write("roster.yaml", &roster(&format!("{stays}, {leaves}")));
    house.done("onboard roster.yaml --yes");
    house.write("roster.yaml", &roster(stays));
    assert_snapshot!(house.run("onboard roster.yaml --prune --dry-run"), @r#"
    exit 0
    --- stdout ---
    account 418306925710, 1 entry: 1 unchanged

    No longer in the roster:
    PLAN    OWNER                 WHAT
              USER
    revoke  cleo@example.com      suspend and delete ACCA-KEY-1-----------
              BedrockAPIKey-ab12  suspend and delete ACCA-KEY-2-----------
                                  take off its bedrock-keys tags
                                  the user stays: it was there before it was adopted; `--delete-user` deletes it
    revoke  anna@example.com      suspend and delete ACCA-KEY-3-----------
              nightly-batch       delete ACCA-KEY-4-----------
                                  remove policy AmazonBedrockLimitedAccess
                                  take off its bedrock-keys tags
                                  the user stays: it was there before it was adopted; `--delete-user` deletes it

    account 418306925710, 4 keys to revoke
    "#);
    assert_snapshot!(house.run("onboard roster.yaml --prune --yes"), @r#"
    exit 0
    --- stdout ---
    RESULT   USER                WHAT
    revoked  BedrockAPIKey-ab12  suspend ACCA-KEY-1-----------
                                 delete ACCA-KEY-1-----------
                                 suspend ACCA-KEY-2-----------
                                 delete ACCA-KEY-2-----------
                                 take off its bedrock-keys tags
                                 the user stays: it was there before it was adopted; `--delete-user` deletes it
    revoked  nightly-batch       suspend ACCA-KEY-3-----------
                                 delete ACCA-KEY-3-----------
                                 delete ACCA-KEY-4-----------
                                 remove policy AmazonBedrockLimitedAccess
                                 take off its bedrock-keys tags
                                 the user stays: it was there before it was adopted; `--delete-user` deletes it
    --- stderr ---
    account 418306925710, 1 entry: 1 unchanged

    No longer in the roster:
    PLAN    OWNER                 WHAT
              USER
    revoke  cleo@example.com      suspend and delete ACCA-KEY-1-----------
              BedrockAPIKey-ab12  suspend and delete ACCA-KEY-2-----------
                                  take off its bedrock-keys tags
                                  the user stays: it was there before it was adopted; `--delete-user` deletes it
    revoke  anna@example.com      suspend and delete ACCA-KEY-3-----------
              nightly-batch       delete ACCA-KEY-4-----------
                                  remove policy AmazonBedrockLimitedAccess
                                  take off its bedrock-keys tags
                                  the user stays: it was there before it was adopted; `--delete-user` deletes it

    account 418306925710, 4 keys to revoke
    account 418306925710: 1 unchanged, 2 revoked
    "#);
    for user in ["nightly-batch", "BedrockAPIKey-ab12"] {
        let again = house.ran(&format!("keys revoke --user {user} --yes"));
        assert!(again.stderr.contains("no Bedrock API key"), "{}", again.stderr);
    }
    let state: serde_json::Value = serde_json::from_str(
        &std::fs::read_to_string(house.path("state/accounts/418306925710.json")).unwrap(),
    )
    .unwrap();
    assert_snapshot!(what_is_on(&state, "nightly-batch"), @r#"tags [{"key":"owner","value":"data-platform@harbour.example"},{"key":"team","value":"data"}], attached [], inline ["inference"]"#);
    assert_snapshot!(what_is_on(&state, "bedrockapikey-ab12"), @r#"tags [], attached ["arn:aws:iam::aws:policy/AmazonBedrockLimitedAccess"], inline []"#);
}

/// Tags and policies of a user.
fn what_is_on(state: &serde_json::Value, user: &str) -> String {
    let user = &state["users"][user];
    let inline: Vec<&String> = user["inline"].as_object().unwrap().keys().collect();
    format!("tags {}, attached {}, inline {inline:?}", user["tags"], user["attached"])
}

#[test]
fn an_adopted_user_is_deleted_where_that_is_asked_for() {
    let house = House::seeded();
    let adopt = "keys create --owner anna@example.com --expires-in 30d --adopt BedrockAPIKey-ab12 --to file:delivered";
    house.done(adopt);
    let revoked = house.ran("keys revoke --owner anna@example.com --delete-user --yes");
    assert!(revoked.stdout.contains("delete the user"), "{}", revoked.stdout);
    assert!(!house.state().contains("BedrockAPIKey-ab12\""));
}
