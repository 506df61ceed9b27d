//! Broken rosters, and the complete text that an admin sees.

use insta::assert_snapshot;

use super::support::{complaint, complaint_with, messages, messages_with, settings};

/// The head of a roster in which only the entries can be wrong.
fn entries(entries: &str) -> String {
    format!("version: 1\ndefaults: {{lifetime: 30d, sink: file:out}}\nkeys:\n{entries}")
}

#[test]
fn several_mistakes_are_told_at_once_in_the_order_of_the_file() {
    assert_snapshot!(complaint(
        "version: 1
defaults:
  lifetme: 30d
  sink: file:delivered
keys:
  - owner: vision-team@example.com
    boundary: bedrock-boundary
  - owner: Vision-Team@example.com
    regions: [eu-central, eu-west-1]
  - purpose: chat
    tags: {Team: vision, team: data, 'aws:x': y}
"
    ), @r#"
    error: unknown field `lifetme`
     --> roster.yaml:3:3
      |
    3 |   lifetme: 30d
      |   ^^^^^^^
      |
      = help: did you mean `lifetime`?

    error: `bedrock-boundary` is not the ARN of a managed policy (such as `arn:aws:iam::123456789012:policy/bedrock-boundary`), which a boundary must be
     --> roster.yaml:7:15
      |
    7 |     boundary: bedrock-boundary
      |               ^^^^^^^^^^^^^^^^

    error: `Vision-Team@example.com` has an entry already
     --> roster.yaml:8:12
      |
    8 |   - owner: Vision-Team@example.com
      |            ^^^^^^^^^^^^^^^^^^^^^^^
      |
     ::: roster.yaml:6:12
      |
    6 |   - owner: vision-team@example.com
      |            ----------------------- first here
      |
      = help: give each key of an owner a `purpose` of its own

    error: `eu-central` is not an AWS Region (such as `eu-central-1`)
     --> roster.yaml:9:15
      |
    9 |     regions: [eu-central, eu-west-1]
      |               ^^^^^^^^^^

    error: the field `owner` is missing
      --> roster.yaml:10:5
       |
    10 |   - purpose: chat
       |     ^
       |
       = help: add `owner: vision-team@example.com`

    error: the tag `team` is here twice
      --> roster.yaml:11:26
       |
    11 |     tags: {Team: vision, team: data, 'aws:x': y}
       |                          ^^^^
       |
      ::: roster.yaml:11:12
       |
    11 |     tags: {Team: vision, team: data, 'aws:x': y}
       |            ---- first here
       |
       = help: IAM ignores case in tag keys

    error: tag key `aws:x` begins with `aws:`, which AWS keeps for itself
      --> roster.yaml:11:38
       |
    11 |     tags: {Team: vision, team: data, 'aws:x': y}
       |                                      ^^^^^^^
    "#);
}

#[test]
fn a_contradiction_names_both_of_its_places() {
    assert_snapshot!(complaint(
        &entries("  - owner: a\n    policy: AmazonBedrockFullAccess\n    models: [amazon.nova-lite-v1:0]\n")
    ), @r#"
    error: the managed policy `AmazonBedrockFullAccess` cannot be narrowed to models, Regions or addresses
     --> roster.yaml:5:13
      |
    5 |     policy: AmazonBedrockFullAccess
      |             ^^^^^^^^^^^^^^^^^^^^^^^
      |
     ::: roster.yaml:6:13
      |
    6 |     models: [amazon.nova-lite-v1:0]
      |             - narrowed here
      |
      = help: write `policy: inference-only`
    "#);
}

#[test]
fn what_a_terminal_would_obey_is_not_passed_on() {
    let text = complaint(&entries("  - owner: \"a\\e[2Jb\"\n  - owner: 'c\u{202e}d'\n"));
    assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text:?}");
    assert_snapshot!(text, @r#"
    error: tag value `a␛[2Jb` has the character '\u{1b}'; AWS takes letters, digits, spaces and `_.:/=+-@`
     --> roster.yaml:4:12
      |
    4 |   - owner: "a\e[2Jb"
      |            ^^^^^^^^^

    error: tag value `c�d` has the character '\u{202e}'; AWS takes letters, digits, spaces and `_.:/=+-@`
     --> roster.yaml:5:12
      |
    5 |   - owner: 'c�d'
      |            ^^^^^
    "#);
}

#[test]
fn a_limit_of_the_configuration_is_shown_beside_what_breaks_it() {
    let settings = settings("version: 1\nmax_lifetime: 90d\n");
    assert_snapshot!(complaint_with(&entries("  - owner: a\n    lifetime: 26w\n  - owner: b\n    lifetime: never\n"), &settings), @r#"
    error: 182d is longer than `max_lifetime`, 90d
     --> roster.yaml:5:15
      |
    5 |     lifetime: 26w
      |               ^^^
      |
     ::: bedrock-keys.yaml:2:15
      |
    2 | max_lifetime: 90d
      |               --- the longest allowed

    error: a key that never expires is not allowed
     --> roster.yaml:7:15
      |
    7 |     lifetime: never
      |               ^^^^^
      |
     ::: bedrock-keys.yaml:2:15
      |
    2 | max_lifetime: 90d
      |               --- the longest allowed
      |
      = help: `allow_never_expires: true` in bedrock-keys.yaml allows it
    "#);
}

/// Entries, and what is said of them.
const RULES: &[(&str, &str)] = &[
    ("  - owner: ''\n", "4:12 an owner cannot be empty"),
    ("  - owner: a\n    path: teams/\n", "5:11 `teams/` is not an IAM path"),
    ("  - owner: a\n    sink: s3:bucket\n", "5:11 `s3:bucket` is not a sink"),
    ("  - owner: a\n    model: claude\n", "5:12 `claude` is not a model id"),
    ("  - owner: a\n    model: a.*\n", "5:12 the note's example calls one model"),
    ("  - owner: a\n    region: mars\n", "5:13 `mars` is not an AWS Region"),
    ("  - owner: a\n    source_ips: [10.0.0.1/8]\n", "5:18 `10.0.0.1/8` is an address inside of a network"),
    ("  - owner: a\n    source_ips: [0.0.0.0/0]\n", "5:18 `0.0.0.0/0` holds every address"),
    ("  - owner: a\n    policy: inference_only\n", "5:13 `inference_only` is not a policy; did you mean"),
    ("  - owner: a\n    lifetime: 30\n", "5:15 expected text, found the number `30`"),
    ("  - owner: a\n    lifetime: 1y\n", "5:15 `1y` is not a lifetime"),
    ("  - owner: a\n    lifetime: 1d\n", "5:15 every run would renew a key that lives one day"),
    ("  - owner: a\n    lifetime: never\n", "5:15 a key that never expires is not allowed"),
    (
        "  - owner: a\n    renew_within: 30d\n",
        "5:19 renew_within, 30d, is not shorter than the lifetime, 30d",
    ),
    ("  - owner: a\n    sink: age:out\n", "4:12 `age:out` encrypts to a recipient, and there is none"),
    ("  - owner: a\n    recipient: age1x\n", "5:16 `file:out` does not encrypt to a recipient"),
    (
        "  - owner: a\n    sink: age:out\n    recipient: ssh-dss x\n",
        "6:16 `ssh-dss x` is not an age or SSH public key",
    ),
    ("  - owner: a\n    kms_key: alias/x\n", "5:14 `file:out` has no use for a KMS key"),
    ("  - owner: a\n    kms_key: key/x\n", "5:14 `key/x` is not a KMS key"),
    (
        "  - owner: a\n    adopt: u\n    path: /x/\n",
        "6:11 the path is for generated users, and `u` is adopted",
    ),
    ("  - owner: a\n    purpose:\n", "5:5 `purpose` has no value"),
    ("  - owner: a\n    owner: b\n", "5:5 the field `owner` is here twice"),
    ("  - owner: a\n    tags: {x: [1]}\n", "5:15 expected text, found a list"),
    ("  - owner: a\n    tags: {x: }\n", "5:13 this tag has no value"),
    ("  - owner: a\n    tags: {'bedrock-keys:x': y}\n", "5:12 tag key `bedrock-keys:x` begins with"),
    ("  - owner: a\n    <<: {purpose: x}\n", "5:5 unknown field `<<`"),
    (
        "  - owner: a\n    region: us-east-1\n    regions: [eu-west-1]\n",
        "5:13 the note's `region`, `us-east-1`, is not",
    ),
    ("  - owner: a\n    models: [anthropic.*]\n", "5:14 the note's example needs one model"),
    ("  - vision\n", "4:5 an entry must be a mapping (`field: value`), this is text"),
    (
        "  - owner: a\n    adopt: U\n  - owner: b\n    adopt: u\n",
        "7:12 the user `u` is adopted by another entry already",
    ),
    ("  - owner: a\n    purpose: x\n  - owner: A\n    purpose: X\n", "6:12 `A` has an entry for `X` already"),
];

/// Files, and what is said of them.
const FILES: &[(&str, &str)] = &[
    ("keys: []\n", "1:1 the field `version` is missing"),
    ("version: 2\nkeys: []\n", "1:10 this bedrock-keys reads version `1`"),
    ("version: '1'\nkeys: []\n", "1:10 this bedrock-keys reads version `1`"),
    ("version: 1\n", "1:1 the field `keys` is missing"),
    ("version: 1\nkeys:\n", "2:1 `keys` has no value"),
    ("version: 1\nkeys: {}\n", "2:7 expected a list, found a mapping"),
    ("version: 1\nkees: []\n", "2:1 unknown field `kees`"),
    ("version: 1\nkeys: []\ndefaults: 3\n", "3:11 `defaults` must be a mapping"),
    ("- a\n", "1:1 a roster must be a mapping (`field: value`), this is a list"),
    (
        "version: 1\ndefaults: {sink: file:x}\nkeys: [{owner: a}]\n",
        "3:16 the key has no lifetime, and every key needs an end",
    ),
    (
        "version: 1\ndefaults: {lifetime: 30d}\nkeys: [{owner: a}]\n",
        "3:16 nothing says where the secret goes",
    ),
    (
        "version: 1\ndefaults: {lifetime: 30d, sink: stdout}\nkeys: [{owner: a}, {owner: b}]\n",
        "2:33 `stdout` takes one secret, and the roster has 2 entries",
    ),
    (
        "version: 1\ndefaults: {lifetime: 30d, sink: file:x, policy: P, regions: [eu-west-1]}\nkeys: []\n",
        "2:49 the managed policy `P` cannot be narrowed",
    ),
];

fn is_all_that_is_said(text: &str, expected: &str) {
    let found = messages(text);
    assert!(
        found.len() == 1 && found[0].starts_with(expected),
        "{text}\nexpected {expected}\nfound {found:#?}"
    );
}

#[test]
fn each_rule_has_its_message_and_place() {
    for (text, expected) in RULES {
        is_all_that_is_said(&entries(text), expected);
    }
    for (text, expected) in FILES {
        is_all_that_is_said(text, expected);
    }
}

#[test]
fn a_private_key_in_the_place_of_a_public_one_is_not_shown() {
    let secret = format!("AGE-SECRET-KEY-1{}", "Q".repeat(58));
    let text = complaint(&entries(&format!("  - owner: a\n    sink: age:o\n    recipient: {secret}\n")));
    assert!(!text.contains(&secret), "{text}");
    assert_snapshot!(text, @r#"
    error: the recipient is a private key; the owner's public key belongs here
     --> roster.yaml:6:16
      |
    6 |     recipient: AGE-SECR••••••••••••••••••••••••••••••••••••••••••••••••••••••••••••••••••
      |                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: remove it from the file and from its history, and replace it: it is no secret any more
    "#);
}

#[test]
fn what_aws_limits_is_counted() {
    let tags: String = (0..41).map(|number| format!("t{number}: x, ")).collect();
    let entry = format!("  - owner: a\n    tags: {{{tags}}}\n");
    is_all_that_is_said(&entries(&entry), "5:11 the user would have 41 tags");
    let models: String =
        (0..40).map(|number| format!("anthropic.claude-sonnet-4-5-2025{number:04}-v1:0, ")).collect();
    let entry = format!("  - owner: a\n    models: [{models}]\n");
    is_all_that_is_said(&entries(&entry), "5:13 the inline policy would have");
}

#[test]
fn an_entry_behind_an_alias_is_told_from_the_entry_it_repeats() {
    let found = messages(&entries("  - &one\n    owner: a\n  - *one\n"));
    assert_eq!(found, ["6:5 `a` has an entry already"]);
}

#[test]
fn a_default_that_every_entry_inherits_is_told_once() {
    let settings = settings("version: 1\nmax_lifetime: 7d\n");
    let found = messages_with(&entries("  - owner: a\n  - owner: b\n"), &settings);
    assert_eq!(found, ["2:22 30d is longer than `max_lifetime`, 7d"]);
}

#[test]
fn thousands_of_mistakes_are_counted_and_not_all_shown() {
    let text = complaint(&entries(&"  - ownr: a\n".repeat(2_000)));
    assert!(text.ends_with("… and 1950 more"), "{}", text.lines().last().unwrap());
}
