//! `scp preview`, through the real binary: what would break is said, and before it what is not known.

use crate::cli::support::House;

const PARTNER: &str = "178820436695";

fn json(house: &House, words: &str) -> (i32, serde_json::Value) {
    let ran = house.ran(&format!("{words} --output json"));
    (ran.code, ran.json())
}

#[test]
fn keys_that_break_are_counted_and_named_and_nothing_else_is_touched() {
    let house = House::seeded();
    let (code, told) = json(&house, "scp preview deny-long-term-keys --target ou-sbx1-workl0ad");
    assert_eq!(code, 0);
    assert_eq!(told["summary"]["text"], "This breaks 2 keys of 2 owners in 2 accounts.");
    assert_eq!(told["summary"]["collateral"], 0);
    // The seeded half of a guardrail denies one endpoint already.
    for key in told["keys"].as_array().unwrap() {
        assert_eq!(key["loses"], serde_json::json!([{ "endpoint": "bedrock-mantle", "certain": true }]));
    }
    let announced = json(&house, "scp preview deny-api-keys-as-announced --target ou-sbx1-workl0ad").1;
    assert!(announced["summary"]["collateral"].as_u64().unwrap() > 0, "{announced}");
}

#[test]
fn what_else_a_policy_denies_is_said_in_a_preview_and_in_a_plan() {
    let house = House::seeded();
    house.write(
        "storage.json",
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": ["s3:Delete*", "s3:\u202eGet"], "Resource": "*"}}"#,
    );
    let target = "./storage.json --target ou-sbx1-workl0ad";
    for (words, preview) in [("preview", false), ("plan", true)] {
        let shown = house.ran(&format!("scp {words} {target}"));
        assert!(
            shown.stdout.contains("This breaks no key. It also denies: `s3:Delete*`,"),
            "{}",
            shown.stdout
        );
        assert!(!shown.stdout.contains('\u{202e}'), "{}", shown.stdout);
        let told = json(&house, &format!("scp {words} {target}")).1;
        let summary = if preview { &told["preview"] } else { &told["summary"] };
        let first = serde_json::json!({ "actions": "s3:Delete*", "certain": true });
        assert_eq!(summary["also_denies"][0], first, "{told}");
    }
}

#[test]
fn an_account_that_cannot_be_entered_is_said_first_and_makes_12() {
    let house = House::seeded();
    let ran = house.ran("scp preview deny-api-keys --target r-sbx1");
    assert_eq!(ran.code, 12, "{}", ran.stderr);
    assert!(ran.stdout.starts_with("Not known for 1 account"), "{}", ran.stdout);
    assert!(ran.stdout.contains("at least 5 keys of 5 owners in 4 accounts"), "{}", ran.stdout);
    assert!(ran.stdout.contains(PARTNER) && ran.stdout.contains("AccessDenied"), "{}", ran.stdout);
    assert!(ran.stdout.contains("management account 418306925710"), "{}", ran.stdout);
}

#[test]
fn kept_keys_save_the_calls_and_say_of_when_they_are() {
    let house = House::seeded();
    assert_eq!(house.ran("audit --org --save kept.json").code, 12);
    let read = json(&house, "scp preview deny-api-keys --target r-sbx1");
    let kept = json(&house, "scp preview deny-api-keys --target r-sbx1 --from kept.json");
    assert_eq!(read, kept);
    let ran = house.ran("scp preview deny-api-keys --target r-sbx1 --from kept.json --explain-calls");
    assert!(ran.stderr.contains("keys as they were read 2026-11-23 12:00 UTC"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("AssumeRole"), "{}", ran.stderr);
    // A snapshot of one account says nothing about the others.
    assert_ne!(house.ran("audit --save own.json").code, 1);
    let (code, told) = json(&house, "scp preview deny-api-keys --target ou-sbx1-workl0ad --from own.json");
    assert_eq!((code, told["complete"].as_bool()), (12, Some(false)));
    assert!(
        told["summary"]["text"].as_str().unwrap().contains("Of the keys that were read, this breaks none.")
    );
}

#[test]
fn what_cannot_be_meant_is_refused_before_anything_is_said() {
    let house = House::seeded();
    for (words, code, told) in [
        ("scp preview deny-api-keys --target ou-sbx1-n0where1", 1, "has no `ou-sbx1-n0where1`"),
        ("scp preview deny-api-keys --target workloads", 2, "`workloads` is no root"),
        ("scp preview deny-api-key --target r-sbx1", 2, "did you mean `deny-api-keys`?"),
        ("scp preview deny-api-keys --target r-sbx1 --from nowhere.json", 2, "cannot read the snapshot"),
    ] {
        let ran = house.ran(words);
        assert_eq!((ran.code, ran.stdout.as_str()), (code, ""), "{words}");
        assert!(ran.stderr.contains(told), "{words}: {}", ran.stderr);
    }
}

#[test]
fn a_parameter_goes_to_the_policies_that_have_it_in_every_verb() {
    let house = House::seeded();
    let policies = "deny-api-keys cap-key-lifetime";
    let eval = "--policy deny-api-keys --policy cap-key-lifetime --action bedrock:CallWithBearerToken";
    let at = "--target ou-sbx1-workl0ad";
    for words in [
        format!("scp preview {policies} {at}"),
        format!("scp plan {policies} {at}"),
        format!("scp apply {policies} {at} --yes"),
        format!("scp eval {eval}"),
    ] {
        let ran = house.ran(&format!("{words} --param max_days=30"));
        assert_eq!(ran.code, 0, "{words}: {}", ran.stderr);
        let refused = house.ran(&format!("{words} --param max_day=30 --param nonsense=1"));
        assert_eq!((refused.code, refused.stdout.as_str()), (2, ""), "{words}");
        for told in
            ["none of the policies has a parameter `max_day`", "did you mean `max_days`?", "`nonsense`"]
        {
            assert!(refused.stderr.contains(told), "{words}: {}", refused.stderr);
        }
    }
    // Every mistake of all policies is told, and one policy alone says what it has.
    let both = house.ran(&format!("scp preview deny-api-key cap-key-lifetim {at}"));
    assert!(
        both.stderr.contains("`deny-api-keys`?") && both.stderr.contains("`cap-key-lifetime`?"),
        "{}",
        both.stderr
    );
    let alone = house.ran(&format!("scp plan cap-key-lifetime {at} --param max_day=30"));
    assert!(alone.stderr.contains("there is no parameter `max_day`"), "{}", alone.stderr);
}
