//! `keys list` and `keys show`.

use insta::assert_snapshot;

use super::support::House;

#[test]
fn every_key_of_the_account_is_listed_on_whosever_user_it_is() {
    assert_snapshot!(House::seeded().run("keys list"), @"
    exit 0
    --- stdout ---
    OWNER  USER                KEY                    STATUS    CREATED     EXPIRES     LEFT   USER IS
    –      BedrockAPIKey-ab12  ACCA-KEY-1-----------  active    2025-10-07  never       –      unmanaged
    –      BedrockAPIKey-m3te  ACCA-KEY-2-----------  expired   2026-09-20  2026-10-20  ended  unmanaged
    –      chatbot-prototype   ACCA-KEY-3-----------  active    2026-06-26  2027-06-26  215d   unmanaged
    –      nightly-batch       ACCA-KEY-4-----------  inactive  2026-05-07  2027-05-07  165d   unmanaged
    –      nightly-batch       ACCA-KEY-5-----------  active    2026-09-04  2026-12-03  10d    unmanaged
    --- stderr ---
    account 418306925710, 5 keys: 3 active, 1 inactive, 1 expired
    ");
}

#[test]
fn an_account_without_keys_says_so() {
    let house = House::empty();
    assert_snapshot!(house.run("keys list"), @r#"
    exit 0
    --- stderr ---
    account 123456789012, no Bedrock API key
    "#);
    assert_snapshot!(house.run("keys list --output json"), @r#"
    exit 0
    --- stdout ---
    {
      "schema_version": 1,
      "account": "123456789012",
      "at": "2026-11-23T12:00:00Z",
      "complete": true,
      "keys": [],
      "not_read": []
    }
    "#);
    assert_snapshot!(house.run("keys list --output csv"), @r#"
    exit 0
    --- stdout ---
    account,owner,purpose,user,key,alias,status,created,expires,days_left,user_is,suspended
    "#);
}

#[test]
fn filters_say_how_many_keys_they_left_out() {
    let house = House::seeded();
    assert_snapshot!(house.run("keys list --status inactive --status expired"), @r#"
    exit 0
    --- stdout ---
    OWNER  USER                KEY                    STATUS    CREATED     EXPIRES     LEFT   USER IS
    –      BedrockAPIKey-m3te  ACCA-KEY-1-----------  expired   2026-09-20  2026-10-20  ended  unmanaged
    –      nightly-batch       ACCA-KEY-2-----------  inactive  2026-05-07  2027-05-07  165d   unmanaged
    --- stderr ---
    account 418306925710, 2 of 5 keys: 1 inactive, 1 expired
    "#);
    assert_snapshot!(house.run("keys list --expiring-within 2w --output csv"), @r#"
    exit 0
    --- stdout ---
    account,owner,purpose,user,key,alias,status,created,expires,days_left,user_is,suspended
    418306925710,,,BedrockAPIKey-m3te,ACCA-KEY-1-----------,BedrockAPIKey-m3te-at-418306925710,expired,2026-09-20T12:00:00Z,2026-10-20T12:00:00Z,-34,unmanaged,
    418306925710,,,nightly-batch,ACCA-KEY-2-----------,nightly-batch+1-at-418306925710,active,2026-09-04T12:00:00Z,2026-12-03T12:00:00Z,10,unmanaged,
    "#);
    assert_snapshot!(house.run("keys list --owner nobody@example.com"), @r#"
    exit 0
    --- stderr ---
    account 418306925710, none of its 5 keys matches
    "#);
}

#[test]
fn users_that_cannot_be_read_leave_their_keys_unknown() {
    let house = House::seeded();
    house.denies(&["GetAccountAuthorizationDetails"]);
    assert_snapshot!(house.run("keys list --sandbox-faults faults.json"), @"
    exit 12
    --- stdout ---
    OWNER    USER                KEY                    STATUS    CREATED     EXPIRES     LEFT   USER IS
    unknown  BedrockAPIKey-ab12  ACCA-KEY-1-----------  active    2025-10-07  never       –      unknown
    unknown  BedrockAPIKey-m3te  ACCA-KEY-2-----------  expired   2026-09-20  2026-10-20  ended  unknown
    unknown  chatbot-prototype   ACCA-KEY-3-----------  active    2026-06-26  2027-06-26  215d   unknown
    unknown  nightly-batch       ACCA-KEY-4-----------  inactive  2026-05-07  2027-05-07  165d   unknown
    unknown  nightly-batch       ACCA-KEY-5-----------  active    2026-09-04  2026-12-03  10d    unknown
    --- stderr ---
    warning: not read: the users of the account, and so who owns a key: GetAccountAuthorizationDetails: User: arn:aws:sts::418306925710:assumed-role/sandbox/fault is not authorized to perform: iam:GetAccountAuthorizationDetails on resource: * (AccessDenied)
    hint: `bedrock-keys doctor` shows what you may do
    account 418306925710, 5 keys: 3 active, 1 inactive, 1 expired
    ");
}

#[test]
fn keys_that_cannot_be_read_are_not_an_empty_list() {
    let house = House::seeded();
    house.denies(&["ListServiceSpecificCredentials"]);
    assert_snapshot!(house.run("keys list --sandbox-faults faults.json"), @r#"
    exit 12
    --- stderr ---
    warning: not read: the keys of the account: ListServiceSpecificCredentials: User: arn:aws:sts::418306925710:assumed-role/sandbox/fault is not authorized to perform: iam:ListServiceSpecificCredentials on resource: * (AccessDenied)
    hint: `bedrock-keys doctor` shows what you may do
    "#);
    assert_snapshot!(house.run("keys list --sandbox-faults faults.json --output json"), @r#"
    exit 12
    --- stdout ---
    {
      "schema_version": 1,
      "account": "418306925710",
      "at": "2026-11-23T12:00:00Z",
      "complete": false,
      "keys": [],
      "not_read": [
        "the keys of the account: ListServiceSpecificCredentials: User: arn:aws:sts::418306925710:assumed-role/sandbox/fault is not authorized to perform: iam:ListServiceSpecificCredentials on resource: * (AccessDenied)"
      ]
    }
    --- stderr ---
    warning: not read: the keys of the account: ListServiceSpecificCredentials: User: arn:aws:sts::418306925710:assumed-role/sandbox/fault is not authorized to perform: iam:ListServiceSpecificCredentials on resource: * (AccessDenied)
    hint: `bedrock-keys doctor` shows what you may do
    "#);
}

#[test]
fn one_key_is_shown_with_everything_known_about_it() {
    let house = House::onboarded(
        "version: 1\ndefaults: {lifetime: 30d, sink: file:delivered}\nkeys: [{owner: anna@example.com, purpose: chat}]\n",
    );
    let id = house.key_of("anna@example.com");
    assert_snapshot!(house.run(&format!("keys show {id}")), @r#"
    exit 0
    --- stdout ---
    key           ACCA-KEY-1-----------
    status        active
    account       123456789012
    user          bedrock-key-el3vy54nuluu3nredxku (managed)
    owner         anna@example.com (chat)
    alias         bedrock-key-el3vy54nuluu3nredxku-at-123456789012
    created       2026-11-23T12:00:00Z
    expires       2026-12-23T12:00:00Z (30d)
    policy given  arn:aws:iam::aws:policy/AmazonBedrockLimitedAccess
    delivered     yes
    "#);
    assert_snapshot!(house.run(&format!("keys show {id} --output json")), @r#"
    exit 0
    --- stdout ---
    {
      "schema_version": 1,
      "account": "123456789012",
      "at": "2026-11-23T12:00:00Z",
      "complete": true,
      "keys": [
        {
          "id": "ACCA-KEY-1-----------",
          "user": "bedrock-key-el3vy54nuluu3nredxku",
          "alias": "bedrock-key-el3vy54nuluu3nredxku-at-123456789012",
          "owner": "anna@example.com",
          "purpose": "chat",
          "status": "active",
          "created": "2026-11-23T12:00:00Z",
          "expires": "2026-12-23T12:00:00Z",
          "days_left": 30,
          "managed": true,
          "delivered": true,
          "suspended": false
        }
      ],
      "not_read": []
    }
    "#);
    assert_snapshot!(house.run("keys show ACCAAAAAAAAAAAAAAAAAA"), @r#"
    exit 1
    --- stderr ---
    error: account 123456789012 has no Bedrock API key `ACCA-KEY-1-----------`
    hint: `bedrock-keys keys list` shows the keys there are
    "#);
}

#[test]
fn the_note_of_a_key_can_be_had_again_without_its_secret() {
    let house = House::onboarded(
        "version: 1\ndefaults: {lifetime: 30d, sink: file:delivered}\nkeys: [{owner: anna@example.com, purpose: chat}]\n",
    );
    let id = house.key_of("anna@example.com");
    let shown = house.done(&format!("keys show {id} --note"));
    let note =
        std::fs::read_to_string(house.path(&format!("delivered/anna@example.com--chat.{id}.md"))).unwrap();
    let (heading, _) = note.split_once("## Load the key").unwrap();
    assert!(shown.stdout.starts_with(heading), "{}", shown.stdout);
    assert!(!shown.stdout.contains(&house.secret_of(&id)));
}

#[test]
fn there_is_no_note_for_a_key_of_nobody_knows_whom() {
    let house = House::seeded();
    let listed = house.ran("keys list --output csv").stdout;
    let id = listed.lines().nth(1).unwrap().split(',').nth(4).unwrap().to_owned();
    assert_snapshot!(house.run(&format!("keys show {id} --note")), @r#"
    exit 1
    --- stderr ---
    error: whose key `ACCA-KEY-1-----------` is, is not known, and so not whom a note would be for
    hint: a note is for keys of users that this tool manages; `--adopt` takes a user over
    "#);
}
