//! What the commands that change policies refuse, and in which words. Nothing is changed then.

use crate::cli::support::House;
use crate::support::policies_in;

const UNIT: &str = "ou-sbx1-researc4";

#[test]
fn foreign_policies_awss_own_and_unknown_ones_are_left_alone() {
    let house = House::seeded();
    house.done("sandbox reset");
    let before = policies_in(&house.path("state"));
    for (words, code, said) in [
        ("scp detach CapBedrockKeyAge --target ou-sbx1-researc4", 1, "was not made by this tool"),
        ("scp detach FullAWSAccess --target ou-sbx1-researc4 --adopt", 1, "is AWS's own"),
        ("scp detach Nothing --target ou-sbx1-researc4", 1, "no service control policy `Nothing`"),
        ("scp detach CapBedrockKeyAge --adopt --target ou-sbx1-n0where1", 1, "is no root, OU or account"),
        ("scp delete CapBedrockKeyAge", 1, "was not made by this tool"),
        ("scp delete CapBedrockKeyAge --adopt", 1, "still attached to 1 target;"),
        ("scp delete FullAWSAccess --adopt", 1, "is AWS's own"),
        ("scp apply deny-api-keys --name FullAWSAccess --adopt --target r-sbx1", 1, "is AWS's own"),
        ("scp apply deny-api-keys", 2, "nothing says where the policies go"),
        ("scp apply", 2, "no policy is named"),
        ("scp apply deny-api-keys deny-long-term-keys --name X --target r-sbx1", 2, "the name of one policy"),
        ("scp apply deny-api-keys --target root", 2, "is no root"),
        ("scp apply deny-api-keys --target r-sbx1 --stage r-sbx1", 2, "cannot be used with"),
        ("scp apply deny-api-key --target r-sbx1", 2, "did you mean `deny-api-keys`?"),
    ] {
        let ran = house.ran(&format!("{words} --yes"));
        assert_eq!(ran.code, code, "{words}: {}", ran.stderr);
        assert!(ran.stderr.contains(said), "{words}: {}", ran.stderr);
        assert_eq!(ran.stdout, "", "{words}");
        assert_eq!(policies_in(&house.path("state")), before, "{words}");
    }
}

#[test]
fn a_target_that_there_is_not_and_a_record_that_there_is_not_come_with_where_to_look() {
    let house = House::seeded();
    house.write("not-a-record.json", "{}");
    let places = "hint: its root is `r-sbx1`, its units are `ou-sbx1-";
    let records = "hint: every run that changes policies writes its record before it begins";
    for (words, code, said) in [
        ("scp plan deny-api-keys --target ou-sbx1-n0where1", 1, places),
        ("scp apply deny-api-keys --target 999999999999 --yes", 1, places),
        ("scp detach deny-api-keys --target ou-sbx1-n0where1 --yes", 1, places),
        ("scp preview deny-api-keys --target ou-sbx1-n0where1", 1, places),
        ("scp rollback nowhere.json", 2, records),
        ("scp rollback not-a-record.json", 2, records),
    ] {
        let ran = house.ran(words);
        assert_eq!(ran.code, code, "{words}: {}", ran.stderr);
        assert!(ran.stderr.contains(said), "{words}: {}", ran.stderr);
    }
}

#[cfg(unix)]
#[test]
fn a_file_without_end_is_no_record_and_no_snapshot() {
    let house = House::seeded();
    let large = std::fs::File::create(house.path("large.json")).unwrap();
    large.set_len((1 << 30) + 1).unwrap();
    for (words, said) in [
        ("scp rollback /dev/zero", "cannot read the record: `/dev/zero` is larger than 64 MiB"),
        ("scp audit --from large.json", "cannot read the snapshot: `large.json` is larger than 1 GiB"),
        ("audit --from large.json", "cannot read the snapshot: `large.json` is larger than 1 GiB"),
    ] {
        let ran = house.ran(words);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{words}: {}", ran.stderr);
        assert!(ran.stderr.contains(said), "{words}: {}", ran.stderr);
    }
}

#[test]
fn every_reason_is_told_at_once() {
    let house = House::seeded();
    let ran = house.ran(&format!(
        "scp apply deny-api-keys --name CapBedrockKeyAge --stage {UNIT} --stage {UNIT},ou-sbx1-n0where1 --yes"
    ));
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    for said in ["was not made by this tool", "is given twice", "is no root, OU or account"] {
        assert!(ran.stderr.contains(said), "{said}: {}", ran.stderr);
    }
}

#[test]
fn without_a_terminal_nothing_is_changed_unless_yes_is_said() {
    let house = House::seeded();
    house.done("sandbox reset");
    let before = policies_in(&house.path("state"));
    let ran = house.ran(&format!("scp apply deny-api-keys --target {UNIT}"));
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert!(ran.stderr.contains("This breaks") && ran.stderr.contains("pass --yes"), "{}", ran.stderr);
    let planned = house.ran(&format!("scp plan deny-api-keys --target {UNIT}"));
    let dry = house.ran(&format!("scp apply deny-api-keys --target {UNIT} --dry-run"));
    assert_eq!((planned.code, &planned.stdout), (0, &dry.stdout));
    let drift = house.ran(&format!("scp apply deny-api-keys --target {UNIT} --dry-run --detailed-exit-code"));
    assert_eq!(drift.code, 14, "{}", drift.stderr);
    assert_eq!(policies_in(&house.path("state")), before);
    let files = std::fs::read_dir(house.path("")).unwrap().count();
    assert_eq!(files, 1, "no record of what was not done");
}

#[test]
fn a_record_that_is_damaged_or_of_another_organization_is_refused_with_its_place() {
    let house = House::seeded();
    house.done(&format!("scp apply deny-api-keys --target {UNIT} --record r.json --yes"));
    let text = std::fs::read_to_string(house.path("r.json")).unwrap();
    let before = policies_in(&house.path("state"));
    for (from, to, said) in [
        (text.as_str(), "", "is not JSON"),
        (text.as_str(), "{}", "not the record of a run"),
        ("\"schema_version\": 1", "\"schema_version\": 9", "schema version 9"),
        ("ou-sbx1-researc4\"\n      ]", "everywhere\"\n      ]", "at `policies[0].targets`"),
        ("o-sb7k2m9q4x", "o-another0rg", "is of organization o-another0rg"),
        ("\"absent\"", "\"present\"", "at `policies[0].before`"),
    ] {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text, "{from}");
        house.write("changed.json", &changed);
        let ran = house.ran("scp rollback changed.json --yes");
        assert_eq!(ran.code, 2, "{said}: {}", ran.stderr);
        assert!(ran.stderr.contains(said), "{said}: {}", ran.stderr);
        assert_eq!(policies_in(&house.path("state")), before);
    }
    assert_eq!(house.ran("scp rollback nothing.json --yes").code, 2);
}

#[test]
fn a_policy_that_somebody_changed_meanwhile_is_not_written_over() {
    let house = House::seeded();
    house.done(&format!("scp apply deny-api-keys --target {UNIT} --record r.json --yes"));
    let world = house.path("state/sandbox.json");
    let text = std::fs::read_to_string(&world).unwrap();
    // The tag is gone: it is not ours any more, whatever the record says.
    std::fs::write(&world, text.replace("bedrock-keys:managed", "theirs:now")).unwrap();
    let ran = house.ran("scp rollback r.json --yes");
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(ran.stderr.contains("was not made by this tool"), "{}", ran.stderr);
    house.done("scp rollback r.json --yes --adopt");
}

#[test]
fn a_name_never_steers_the_terminal() {
    let house = House::seeded();
    let name = "a\u{1b}[31mred\u{202e}b";
    for words in [
        vec!["scp", "apply", "deny-api-keys", "--name", name, "--target", UNIT, "--yes"],
        vec!["scp", "plan", "deny-long-term-keys", "--name", name, "--target", "r-sbx1"],
        vec!["scp", "plan", "deny-long-term-keys", "--name", name, "--target", "r-sbx1", "--output", "json"],
        vec!["scp", "delete", name, "--yes"],
        vec!["scp", "detach", name, "--target", UNIT, "--yes", "--output", "json"],
    ] {
        let ran = house.ran_with(&words);
        for stream in [&ran.stdout, &ran.stderr] {
            assert!(!stream.contains(['\u{1b}', '\u{202e}']), "{words:?}: {stream:?}");
        }
        assert!(ran.stdout.contains("red") || ran.stderr.contains("red"), "{words:?} does not name it");
    }
}
