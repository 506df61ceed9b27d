//! Which level wins, and what stands when no level says anything.

use super::support::{complaint_with, keys, keys_with, load, messages_with, recipient, settings, source};
use crate::config::choice::LifetimeChoice;
use crate::config::{Colour, Field, KeyRequest, NeverExpires, Settings, Terms};
use crate::domain::{Lifetime, SinkAddress};
use crate::lifecycle::{DesiredKey, Permissions, UserChoice};

fn days(days: u32) -> Lifetime {
    Lifetime::from_days(days).unwrap()
}

/// The only key of a roster with this entry.
fn entry(defaults: &str, entry: &str, settings: &Settings) -> DesiredKey {
    let text = format!("version: 1\ndefaults: {{{defaults}}}\nkeys: [{{owner: a, {entry}}}]\n");
    keys_with(&text, settings).remove(0)
}

fn permissions(defaults: &str, own: &str, settings: &Settings) -> Permissions {
    entry(&format!("lifetime: 30d, sink: file:o, {defaults}"), own, settings).permissions
}

#[test]
fn without_a_word_the_built_in_stands() {
    let key = &keys("version: 1\nkeys: [{owner: a, lifetime: 30d, sink: file:o}]\n")[0];
    assert_eq!(key.lifetime, Some(days(30)));
    assert_eq!(key.renew_within, days(7));
    assert_eq!(key.permissions, Permissions::limited_access());
    assert_eq!(key.user, UserChoice::Generated("/bedrock-keys/".parse().unwrap()));
    assert_eq!(key.delivery.region.as_str(), "us-east-1");
    assert_eq!(key.delivery.model.as_str(), "amazon.nova-lite-v1:0");
    assert!(key.purpose.is_unnamed() && key.tags.is_empty() && key.boundary.is_none());
    assert_eq!((&key.delivery.recipient, &key.delivery.kms_key), (&None, &None));
}

#[test]
fn the_entry_stands_over_the_roster_and_the_roster_over_the_configuration() {
    let settings =
        settings("version: 1\ndefaults: {lifetime: 90d, sink: file:c, region: eu-west-1, path: /c/}\n");
    let key = entry("lifetime: 60d, sink: file:r", "lifetime: 30d", &settings);
    assert_eq!(key.lifetime, Some(days(30)));
    assert_eq!(key.delivery.sink, SinkAddress::File("r".into()));
    assert_eq!(key.user, UserChoice::Generated("/c/".parse().unwrap()));
    assert_eq!(key.delivery.region.as_str(), "eu-west-1");
    assert_eq!(key.delivery.model.as_str(), "eu.amazon.nova-lite-v1:0");
}

#[test]
fn tags_are_merged_and_case_is_no_difference() {
    let settings = settings("version: 1\ndefaults: {tags: {team: c, org: c, cost: c}}\n");
    let key = entry("lifetime: 30d, sink: file:o, tags: {team: r, org: r}", "tags: {Team: e}", &settings);
    let tags: Vec<(&str, &str)> =
        key.tags.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    assert_eq!(tags, [("Team", "e"), ("cost", "c"), ("org", "r")]);
}

#[test]
fn short_lives_are_renewed_in_their_second_half() {
    for (lifetime, renew) in [("2d", 1), ("5d", 2), ("14d", 7), ("15d", 7), ("365d", 7)] {
        let key = entry("sink: file:o", &format!("lifetime: {lifetime}"), &Settings::default());
        assert_eq!(key.renew_within, days(renew), "{lifetime}");
    }
    let key = entry("sink: file:o, renew_within: 14d", "lifetime: 15d", &Settings::default());
    assert_eq!(key.renew_within, days(14));
}

#[test]
fn a_lifetime_shorter_than_an_inherited_renewal_is_told_at_the_lifetime() {
    let settings = settings("version: 1\ndefaults: {renew_within: 14d}\n");
    let found = messages_with("version: 1\nkeys: [{owner: a, sink: file:o, lifetime: 10d}]\n", &settings);
    assert_eq!(found, ["2:43 renew_within, 14d, is not shorter than the lifetime, 10d"]);
}

#[test]
fn lists_imply_the_policy_they_narrow() {
    let nothing = Settings::default();
    let narrowed = |permissions: Permissions| match permissions {
        Permissions::InferenceOnly(narrowing) => {
            (narrowing.models.len(), narrowing.regions.len(), narrowing.source_ips.len())
        }
        other @ (Permissions::AwsManaged(_) | Permissions::Managed(_)) => panic!("{other:?}"),
    };
    let own = "models: [amazon.nova-lite-v1:0]";
    assert_eq!(narrowed(permissions("", own, &nothing)), (1, 0, 0));
    assert_eq!(narrowed(permissions("policy: P", own, &nothing)), (1, 0, 0));
    assert_eq!(narrowed(permissions("regions: [us-east-1]", "", &nothing)), (0, 1, 0));
    assert_eq!(narrowed(permissions("regions: [us-east-1]", own, &nothing)), (1, 1, 0));
    assert_eq!(narrowed(permissions("policy: inference-only", "", &nothing)), (0, 0, 0));
    assert_eq!(narrowed(permissions("regions: [us-east-1]", "regions: []", &nothing)), (0, 0, 0));
    let outer = settings("version: 1\ndefaults: {source_ips: [192.0.2.1]}\n");
    assert_eq!(narrowed(permissions("policy: P", own, &outer)), (1, 0, 1));
    assert_eq!(narrowed(permissions("policy: inference-only", "", &outer)), (0, 0, 1));
}

#[test]
fn a_managed_policy_replaces_the_lists_of_outer_levels() {
    let found = permissions("regions: [us-east-1]", "policy: AmazonBedrockFullAccess", &Settings::default());
    assert_eq!(found, Permissions::AwsManaged("AmazonBedrockFullAccess".to_owned()));
}

#[test]
fn the_example_of_the_note_is_a_call_the_key_may_make() {
    let settings = settings(
        "version: 1\ndefaults: {lifetime: 30d, sink: file:o, region: us-east-1, model: amazon.nova-pro-v1:0}\n",
    );
    let example = |own: &str| {
        let delivery = entry("", own, &settings).delivery;
        (delivery.region.to_string(), delivery.model.to_string())
    };
    let model = "amazon.nova-pro-v1:0";
    assert_eq!(example("regions: [eu-west-1, eu-north-1]"), ("eu-west-1".into(), model.into()));
    assert_eq!(example("regions: [eu-west-1, us-east-1]"), ("us-east-1".into(), model.into()));
    assert_eq!(example("models: ['amazon.*']"), ("us-east-1".into(), model.into()));
    assert_eq!(example("models: ['anthropic.*', a.b]"), ("us-east-1".into(), "a.b".into()));
}

#[test]
fn a_list_that_does_not_apply_does_not_bind_the_example() {
    let key = entry(
        "lifetime: 30d, sink: file:o, region: eu-west-1, regions: [eu-west-1]",
        "policy: AmazonBedrockFullAccess, region: us-east-1",
        &Settings::default(),
    );
    assert_eq!(key.delivery.region.as_str(), "us-east-1");
}

#[test]
fn a_key_that_never_expires_takes_the_configurations_word_in_a_roster() {
    let allowed = settings("version: 1\nallow_never_expires: true\nmax_lifetime: 90d\n");
    assert_eq!(allowed.never_expires(), NeverExpires::Allowed);
    assert_eq!(entry("sink: file:o", "lifetime: never", &allowed).lifetime, None);
    for text in ["version: 1\n", "version: 1\nallow_never_expires: false\n"] {
        let roster = "version: 1\nkeys: [{owner: a, sink: file:o, lifetime: never}]\n";
        assert!(complaint_with(roster, &settings(text)).contains("allow_never_expires: true"), "{text}");
    }
}

fn request(terms: Terms) -> KeyRequest {
    KeyRequest { terms, ..KeyRequest::new("a".parse().unwrap(), "".parse().unwrap()) }
}

#[test]
fn a_request_is_held_to_the_rules_of_an_entry() {
    let lifetime =
        |text: &str| Field::from_flag("--expires-in", Some(text.parse::<LifetimeChoice>().unwrap()));
    let configured = settings("version: 1\nmax_lifetime: 90d\ndefaults: {sink: file:c, tags: {org: c}}\n");
    let asked = request(Terms { lifetime: lifetime("1d"), ..Terms::default() });
    let key = asked.resolve(&configured, recipient).unwrap();
    assert_eq!((key.lifetime, key.renew_within), (Some(days(1)), days(1)));
    assert_eq!(key.delivery.sink, SinkAddress::File("c".into()));
    assert_eq!(asked.resolve(&Settings::default(), recipient).unwrap().delivery.sink, SinkAddress::Stdout);

    let models = Field::from_flags("--model", vec!["a.b".parse().unwrap()]);
    let policy = Field::from_flag("--policy", Some("P".parse().unwrap()));
    let wrong = request(Terms { lifetime: lifetime("91d"), policy, models, ..Terms::default() });
    insta::assert_snapshot!(wrong.resolve(&configured, recipient).unwrap_err().render(Colour::None), @r#"
    error: --expires-in: 91d is longer than `max_lifetime`, 90d
     --> bedrock-keys.yaml:2:15
      |
    2 | max_lifetime: 90d
      |               --- the longest allowed

    error: --policy: the managed policy `P` cannot be narrowed to models, Regions or addresses
     |
     = note: narrowed here: --model
     = help: write `policy: inference-only`
    "#);

    let nothing = request(Terms::default()).resolve(&Settings::default(), recipient).unwrap_err();
    insta::assert_snapshot!(nothing.to_string(), @r#"
    keys create: the key has no lifetime, and every key needs an end
    "#);
}

#[test]
fn a_flag_may_ask_for_a_key_that_never_expires_unless_the_configuration_sets_an_end() {
    let never = request(Terms {
        lifetime: Field::from_flag("--never-expires", Some(LifetimeChoice::Never)),
        ..Terms::default()
    });
    for (text, allowed) in [
        ("version: 1\n", true),
        ("version: 1\nallow_never_expires: true\nmax_lifetime: 90d\n", true),
        ("version: 1\nallow_never_expires: false\n", false),
        ("version: 1\nmax_lifetime: 90d\n", false),
    ] {
        assert_eq!(never.resolve(&settings(text), recipient).is_ok(), allowed, "{text}");
    }
}

#[test]
fn a_configuration_is_checked_by_itself() {
    let text = "version: 1\nmax_lifetime: 30d\nallow_never_expires: yes\nconcurrency: 0\ndefaults: {lifetime: 60d, policy: P, models: [a.b], sink: x}\nfleet: {}\n";
    let mistakes = Settings::load(&source("bedrock-keys.yaml", text)).unwrap_err();
    insta::assert_snapshot!(mistakes.to_string(), @r#"
    bedrock-keys.yaml:3:22: expected `true` or `false`, found text
    bedrock-keys.yaml:4:14: expected a whole number from 1 to 32, found the number `0`
    bedrock-keys.yaml:5:22: 60d is longer than `max_lifetime`, 30d
    bedrock-keys.yaml:5:35: the managed policy `P` cannot be narrowed to models, Regions or addresses
    bedrock-keys.yaml:5:59: `x` is not a sink; write `stdout`, `file:DIR`, `age:DIR`, `secretsmanager:PREFIX` or `command:PROGRAM`
    bedrock-keys.yaml:6:1: unknown field `fleet`
    "#);
}

#[test]
fn two_entries_cannot_come_to_one_user() {
    let account = "123456789012".parse().unwrap();
    let user = crate::domain::UserName::derive(&account, &"a".parse().unwrap(), &"".parse().unwrap());
    let text = format!(
        "version: 1\ndefaults: {{lifetime: 30d, sink: file:o}}\nkeys:\n  - owner: a\n  - owner: b\n    adopt: {}\n",
        user.as_str().to_uppercase()
    );
    let roster = load(&text, &Settings::default()).unwrap();
    let mistakes = roster.refuse_shared_users(&account).unwrap_err();
    assert!(mistakes.to_string().starts_with("roster.yaml:5:5: the user"), "{mistakes}");
    assert!(roster.refuse_shared_users(&"210987654321".parse().unwrap()).is_ok());
}
