//! `scp plan`, `apply`, `rollback`, `detach` and `delete` through the real binary: what they do, twice, in order, and back.

use std::os::unix::fs::MetadataExt as _;

use serde_json::Value;

use crate::cli::support::{House, Ran};
use crate::support::policies_in;

const UNIT: &str = "ou-sbx1-researc4";
const LAB: &str = "905418267733";
/// Writes of Organizations, as `-v` logs them.
const WRITES: [&str; 9] = [
    "CreatePolicy",
    "UpdatePolicy",
    "DeletePolicy",
    "AttachPolicy",
    "DetachPolicy",
    "TagResource",
    "UntagResource",
    "EnablePolicyType",
    "DisablePolicyType",
];

/// The writes of Organizations among the calls of a run with `-v`, and whatever was read back, in order.
fn calls(ran: &Ran) -> Vec<&str> {
    let logged = ran.stderr.lines().filter_map(|line| line.split_once("bedrock_keys::aws: Organizations:"));
    logged.map(|(_, operation)| operation.trim()).collect()
}

fn writes(ran: &Ran) -> Vec<&str> {
    calls(ran).into_iter().filter(|call| WRITES.contains(call)).collect()
}

fn records(house: &House) -> usize {
    let files = std::fs::read_dir(house.path("")).unwrap().map(|file| file.unwrap().file_name());
    files.filter(|name| name.to_string_lossy().starts_with("bedrock-keys-scp-")).count()
}

#[test]
fn applying_twice_changes_nothing_and_writes_nothing() {
    let house = House::seeded();
    let apply = format!("-v scp apply deny-api-keys --stage {LAB} --stage {UNIT} --yes");
    let first = house.done(&apply);
    assert_eq!(writes(&first), ["CreatePolicy", "AttachPolicy", "AttachPolicy"]);
    assert_eq!(records(&house), 1);
    let before = policies_in(&house.path("state"));
    let second = house.done(&apply);
    assert_eq!(writes(&second), Vec::<&str>::new());
    assert!(second.stderr.contains("nothing to do"), "{}", second.stderr);
    // Nobody's keys are looked at where nothing changes.
    assert!(!second.stderr.contains("AssumeRole"), "{}", second.stderr);
    assert_eq!((records(&house), policies_in(&house.path("state"))), (1, before));
    assert_eq!(house.done(&format!("{apply} --output json")).json()["steps"], serde_json::json!([]));
}

#[test]
fn a_hole_in_a_policy_of_ones_own_is_told_before_anybody_relies_on_it() {
    let house = House::seeded();
    let half = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"bedrock:CallWithBearerToken","Resource":"*"}}"#;
    std::fs::write(house.path("half.json"), half).unwrap();
    let told = |words: &str| house.done(words).stderr;
    let own = told(&format!("scp plan ./half.json --target {LAB}"));
    assert!(own.contains("policy `half`") && own.contains("mantle-not-covered"), "{own}");
    let shipped = told(&format!("scp plan deny-api-keys --target {LAB}"));
    assert!(!shipped.contains("scp lint"), "{shipped}");
}

#[test]
fn each_write_is_read_back_and_each_stage_before_the_next() {
    let house = House::seeded();
    let ran = house.done(&format!("-v scp apply deny-api-keys --stage {LAB} --stage {UNIT} --yes"));
    let calls = calls(&ran);
    let first = calls.iter().position(|call| *call == "CreatePolicy").unwrap();
    assert_eq!(
        calls[first..],
        [
            "CreatePolicy",
            "DescribePolicy",
            "ListTagsForResource",
            "AttachPolicy",
            "ListTargetsForPolicy",
            // The look back at the first stage.
            "DescribePolicy",
            "ListTargetsForPolicy",
            "AttachPolicy",
            "ListTargetsForPolicy",
        ]
    );
}

#[test]
fn a_stage_that_is_not_as_it_should_be_ends_the_roll_out() {
    let house = House::seeded();
    // Four texts are read for the plan, one after the creation, and the next is the look back at the first stage.
    house.write(
        "f.json",
        r#"{"rules": [{"at": {"operation": "DescribePolicy", "from": 6}, "fault": "deny"}]}"#,
    );
    let apply = format!("scp apply deny-api-keys --stage {LAB} --stage {UNIT} --yes --output json");
    let ran = house.ran(&format!("{apply} --sandbox-faults f.json"));
    assert_eq!(ran.code, 13, "{}", ran.stderr);
    let said = ran.json();
    let results: Vec<&str> =
        said["steps"].as_array().unwrap().iter().map(|step| step["result"].as_str().unwrap()).collect();
    assert_eq!(results, ["done", "done", "not-attempted"]);
    let surprise = said["surprises"][0].as_str().unwrap();
    assert!(
        surprise.starts_with("stage 1: `deny-api-keys`") && surprise.contains("AccessDenied"),
        "{surprise}"
    );
    assert_eq!(policies_in(&house.path("state"))["deny-api-keys"]["targets"], serde_json::json!([LAB]));
    assert_eq!(house.done(&apply).json()["complete"], true);
}

#[test]
fn what_is_made_is_minified_and_carries_the_tags() {
    let house = House::seeded();
    house.done(&format!("scp apply cap-key-lifetime --param max_days=30 --name Cap --target {UNIT} --yes"));
    let policies = policies_in(&house.path("state"));
    let made = &policies["Cap"];
    let content = made["content"].as_str().unwrap();
    assert!(!content.contains([' ', '\n']) && content.contains(r#""30""#), "{content}");
    assert_eq!(
        made["tags"],
        serde_json::json!({ "bedrock-keys:guardrail": "cap-key-lifetime", "bedrock-keys:managed": "true" })
    );
    assert_eq!(made["targets"], serde_json::json!([UNIT]));
}

#[test]
fn the_record_is_private_and_there_before_the_first_write() {
    let house = House::seeded();
    house.write(
        "killed.json",
        r#"{"rules": [{"at": {"operation": "CreatePolicy"}, "fault": "abort-before"}]}"#,
    );
    let before = {
        house.done("sandbox reset");
        policies_in(&house.path("state"))
    };
    let apply = format!("scp apply deny-api-keys --target {UNIT} --record before.json --yes");
    let killed = house.ran(&format!("{apply} --sandbox-faults killed.json"));
    assert_eq!(killed.code, -1, "{}", killed.stderr);
    assert!(killed.stderr.contains("record of what was there: before.json"), "{}", killed.stderr);
    let written: Value =
        serde_json::from_str(&std::fs::read_to_string(house.path("before.json")).unwrap()).unwrap();
    assert_eq!((&written["progress"], &written["schema_version"]), (&Value::from("begun"), &Value::from(1)));
    assert_eq!(std::fs::metadata(house.path("before.json")).unwrap().mode() & 0o777, 0o600);
    // The file is the way back of that run, and no later one writes over it.
    let refused = house.ran(&apply);
    assert_eq!(refused.code, 1, "{}", refused.stderr);
    assert!(refused.stderr.contains("so nothing was changed"), "{}", refused.stderr);
    assert_eq!(policies_in(&house.path("state")), before);
    house.done(&format!("scp apply deny-api-keys --target {UNIT} --record second.json --yes"));
    let written: Value =
        serde_json::from_str(&std::fs::read_to_string(house.path("second.json")).unwrap()).unwrap();
    assert_eq!(written["progress"], "ended");
    assert!(written["steps"].as_array().unwrap().iter().all(|step| step["result"] == "done"), "{written}");
    // The record of the run that was killed takes all of it back.
    house.done("scp rollback before.json --yes");
    assert_eq!(policies_in(&house.path("state")), before);
}

#[test]
fn an_update_is_shown_line_by_line_and_goes_back_to_the_very_text() {
    let house = House::seeded();
    house.write("half.json", "{\"Version\": \"2012-10-17\",\n \"Statement\": [{\"Effect\": \"Deny\", \"Action\": \"bedrock:CallWithBearerToken\", \"Resource\": \"*\"}]}\n");
    house.done(&format!("scp apply ./half.json --name Guard --target {UNIT} --yes"));
    let before = policies_in(&house.path("state"));
    let plan = house.ran(&format!("scp plan deny-api-keys --name Guard --target {UNIT} --target {LAB}"));
    for line in [
        "bedrock-mantle:CallWithBearerToken",
        "the new text of `Guard` holds at once",
        "ou-sbx1-researc4 Research",
    ] {
        assert!(plan.stdout.contains(line), "{line}: {}", plan.stdout);
    }
    let added = plan.stdout.lines().filter(|line| line.starts_with("+ ")).count();
    assert!(added > 3, "{}", plan.stdout);
    house.done(&format!(
        "scp apply deny-api-keys --name Guard --target {UNIT} --target {LAB} --record b.json --yes"
    ));
    assert_ne!(policies_in(&house.path("state")), before);
    house.done("scp rollback b.json --yes");
    assert_eq!(policies_in(&house.path("state")), before);
    // And the way back has a way back.
    assert!(records(&house) >= 2);
}

#[test]
fn an_adopted_policy_is_given_back_as_it_was() {
    let house = House::seeded();
    house.done("sandbox reset");
    let before = policies_in(&house.path("state"));
    let adopt = format!("scp apply cap-key-lifetime --name CapBedrockKeyAge --target {UNIT}");
    let refused = house.ran(&format!("{adopt} --yes"));
    assert_eq!(refused.code, 1, "{}", refused.stderr);
    assert!(refused.stderr.contains("was not made by this tool"), "{}", refused.stderr);
    house.done(&format!("{adopt} --adopt --record adopted.json --yes"));
    let adopted = &policies_in(&house.path("state"))["CapBedrockKeyAge"];
    assert_eq!(adopted["tags"]["bedrock-keys:managed"], "true");
    house.done("scp rollback adopted.json --yes");
    assert_eq!(policies_in(&house.path("state")), before);
}

#[test]
fn detaching_and_deleting_leave_a_way_back() {
    let house = House::seeded();
    house.done(&format!("scp apply deny-api-keys --target {UNIT} --target {LAB} --yes"));
    let attached = policies_in(&house.path("state"));
    let detach = format!("scp detach deny-api-keys --target {UNIT} --target {LAB} --record d.json --yes");
    house.done(&detach);
    let again = house.done(&detach);
    assert!(again.stderr.contains("nothing to do"), "{}", again.stderr);
    house.done("scp delete deny-api-keys --record gone.json --yes");
    assert!(!policies_in(&house.path("state")).contains_key("deny-api-keys"));
    let missing = house.ran("scp delete deny-api-keys --yes");
    assert_eq!(missing.code, 1, "{}", missing.stderr);
    house.done("scp rollback gone.json --yes");
    house.done("scp rollback d.json --yes");
    assert_eq!(policies_in(&house.path("state")), attached);
}

/// An organization in which service control policies are off.
fn without_policies() -> House {
    let house = House::seeded();
    house.done("sandbox reset");
    let world = house.path("state/sandbox.json");
    let text = std::fs::read_to_string(&world).unwrap();
    let off = text.replace("\"Enabled\"", "\"Disabled\"");
    assert_ne!(off, text, "the sandbox writes whether policies are in force");
    std::fs::write(&world, off).unwrap();
    house
}

#[test]
fn a_type_that_stays_pending_is_waited_for_within_bounds_and_said_to_be() {
    let house = without_policies();
    house.write("faults.json", r#"{"hide":60}"#);
    let apply = format!("scp apply deny-api-keys --target {UNIT} --yes");
    let ran = house.ran(&format!("--sandbox-faults faults.json {apply}"));
    assert_eq!(ran.code, 13, "{}", ran.stderr);
    assert!(ran.stdout.contains("they are still being switched on"), "{}", ran.stdout);
    assert!(!policies_in(&house.path("state")).contains_key("deny-api-keys"), "nothing came after it");
    house.done(&apply);
    assert!(policies_in(&house.path("state")).contains_key("deny-api-keys"));
}

#[test]
fn a_type_that_is_off_is_switched_on_and_said_to_be() {
    let house = without_policies();
    let ran = house.done(&format!("-v scp apply deny-api-keys --target {UNIT} --yes"));
    assert_eq!(writes(&ran), ["EnablePolicyType", "CreatePolicy", "AttachPolicy"]);
    let waited = calls(&ran).into_iter().skip_while(|call| *call != "EnablePolicyType").skip(1);
    assert_eq!(
        waited.take_while(|call| *call == "ListRoots").count(),
        3,
        "it is pending twice: {}",
        ran.stderr
    );
    assert!(ran.stderr.contains("switched on for the whole organization"), "{}", ran.stderr);
    assert_eq!(policies_in(&house.path("state"))["(in force)"], "Enabled");
}

#[test]
fn the_configuration_says_what_is_wanted() {
    let house = House::seeded();
    house.write("ours.json", r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"bedrock:CreateGuardrail","Resource":"*"}}"#);
    house.write(
        "bedrock-keys.yaml",
        &format!(
            "version: 1\nguardrails:\n  - policy: cap-key-lifetime\n    parameters: {{max_days: 30}}\n    \
             stages: [\"{LAB}\", {UNIT}]\n  - policy: ours.json\n    name: Ours\n    targets: [{UNIT}]\n"
        ),
    );
    let plan = house.ran("scp plan --detailed-exit-code --output json");
    assert_eq!(plan.code, 14, "{}", plan.stderr);
    let planned = plan.json();
    let steps: Vec<(&str, &str, Option<&str>, Option<u64>)> = planned["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| {
            let text = |key: &str| step[key].as_str();
            (text("step").unwrap(), text("policy").unwrap(), text("target"), step["stage"].as_u64())
        })
        .collect();
    assert_eq!(
        steps,
        [
            ("create", "cap-key-lifetime", None, None),
            ("create", "Ours", None, None),
            ("attach", "cap-key-lifetime", Some(LAB), Some(1)),
            ("attach", "Ours", Some(UNIT), Some(1)),
            ("attach", "cap-key-lifetime", Some(UNIT), Some(2)),
        ]
    );
    assert_eq!(planned["complete"], true);
    let applied = house.done("scp apply --yes --output json").json();
    assert_eq!((&applied["complete"], &applied["schema_version"]), (&Value::from(true), &Value::from(1)));
    house.done("scp plan --detailed-exit-code");
    // Somebody changes it behind our back, and the pipeline notices.
    let world = house.path("state/sandbox.json");
    let text = std::fs::read_to_string(&world).unwrap();
    std::fs::write(&world, text.replace("bedrock:CreateGuardrail", "bedrock:DeleteGuardrail")).unwrap();
    let drifted = house.ran("scp plan --detailed-exit-code");
    assert_eq!(drifted.code, 14, "{}", drifted.stderr);
    assert!(drifted.stdout.contains("-     \"Action\": \"bedrock:DeleteGuardrail\""), "{}", drifted.stdout);
}

#[test]
fn a_preview_that_is_not_complete_is_said_loudly_and_makes_12() {
    let house = House::seeded();
    let ran = house.ran("scp apply deny-api-keys --target r-sbx1 --yes");
    assert_eq!(ran.code, 12, "{}", ran.stderr);
    let (warning, plan) =
        (ran.stderr.find("warning: what would break is not known in full"), ran.stderr.find("PLAN "));
    assert!(warning.is_some() && warning < plan, "{}", ran.stderr);
    assert!(ran.stdout.contains("done    attach"), "{}", ran.stdout);
    // Nothing is left to be looked at, so nothing is left open.
    house.done("scp apply deny-api-keys --target r-sbx1 --yes");
}

#[test]
fn a_policy_that_cannot_be_read_leaves_the_question_open_in_every_verb() {
    let house = House::seeded();
    house.done("sandbox reset");
    let world = house.path("state/sandbox.json");
    let text = std::fs::read_to_string(&world).unwrap();
    let garbled = text.replacen("\\\"Effect\\\"", "\\\"Affect\\\"", 1);
    assert_ne!(garbled, text, "the sandbox writes the texts of policies");
    std::fs::write(&world, garbled).unwrap();
    let asked = format!("deny-api-keys --target {UNIT} --output json");
    for verb in ["scp preview", "scp plan", "scp apply --yes"] {
        let ran = house.ran(&format!("{verb} {asked}"));
        let told = ran.json();
        assert_eq!((ran.code, &told["complete"]), (12, &Value::from(false)), "{verb}: {}", ran.stdout);
        let not_read = told["not_read"].as_array().unwrap();
        assert!(not_read.iter().any(|gap| gap.as_str().unwrap().starts_with("what policy")), "{told}");
    }
}

#[test]
fn a_way_back_says_what_it_breaks_before_it_asks() {
    let house = House::seeded();
    house.done(&format!("scp apply deny-api-keys --target {LAB} --yes"));
    house.done(&format!("scp detach deny-api-keys --target {LAB} --record off.json --yes"));
    let shown = house.done("scp rollback off.json --dry-run");
    assert!(shown.stdout.contains("This breaks 2 keys of 2 owners in 1 account."), "{}", shown.stdout);
    let refused = house.ran("scp rollback off.json");
    assert!(refused.stderr.contains("This breaks 2 keys"), "{}", refused.stderr);
    // What only takes away is not looked at.
    let detached = house.done("-v scp rollback off.json --record on.json --yes");
    assert!(detached.stderr.contains("AssumeRole"), "{}", detached.stderr);
    let back = house.done("-v scp rollback on.json --yes");
    assert!(!back.stderr.contains("AssumeRole") && !back.stderr.contains("This breaks"), "{}", back.stderr);
}

/// Takes `FullAWSAccess` off an account behind the back of the program, which never does that.
fn without_full_access(house: &House, account: &str) {
    let world = house.path("state/sandbox.json");
    let mut state: Value = serde_json::from_str(&std::fs::read_to_string(&world).unwrap()).unwrap();
    let policies = state["organization"]["policies"].as_object_mut().unwrap();
    let full = policies.values_mut().find(|policy| policy["name"] == "FullAWSAccess").unwrap();
    let targets = full["targets"].as_array_mut().unwrap();
    let there = targets.len();
    targets.retain(|target| target != account);
    assert_eq!(targets.len() + 1, there, "{account}");
    std::fs::write(&world, state.to_string()).unwrap();
}

#[test]
fn what_an_allow_list_takes_away_when_it_goes_is_shown_and_the_last_one_stays() {
    let house = House::seeded();
    let list = |name: &str, actions: &str| {
        let text = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow",{actions},"Resource":"*"}}}}"#
        );
        house.write(&format!("{name}.json"), &text);
        house.done(&format!("scp apply ./{name}.json --target {LAB} --yes"));
    };
    list("bedrock", r#""Action":["bedrock:*","bedrock-mantle:*"]"#);
    list("the-rest", r#""NotAction":["bedrock:*","bedrock-mantle:*"]"#);
    without_full_access(&house, LAB);
    let detach = |name: &str| format!("scp detach {name} --target {LAB}");
    let breaks = "This breaks 2 keys of 2 owners in 1 account.";
    let shown = house.done(&format!("{} --dry-run", detach("bedrock")));
    assert!(shown.stdout.contains(breaks), "{}", shown.stdout);
    let told = house.done(&format!("{} --dry-run --output json", detach("bedrock"))).json();
    assert_eq!(told["preview"]["broken_keys"], 2, "{told}");
    let asked = house.ran(&detach("bedrock"));
    assert!(asked.code != 0 && asked.stderr.contains(breaks), "{}", asked.stderr);
    house.done(&format!("{} --record gone.json --yes", detach("bedrock")));
    house.done(&format!("scp apply deny-long-term-keys --target {LAB} --yes"));
    let before = policies_in(&house.path("state"));
    let refused = house.ran(&format!("{} --yes", detach("the-rest")));
    let why = format!("`the-rest` is the last policy of `{LAB}` that allows anything");
    assert!(refused.code == 1 && refused.stderr.contains(&why), "{}", refused.stderr);
    // The same by another text.
    house.write(
        "the-rest.json",
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*"}}"#,
    );
    for verb in ["scp plan", "scp apply --yes"] {
        let refused = house.ran(&format!("{verb} ./the-rest.json --target {LAB}"));
        assert!(refused.code == 1 && refused.stderr.contains(&why), "{verb}: {}", refused.stderr);
    }
    assert_eq!(policies_in(&house.path("state")), before);
}

#[test]
fn every_verb_says_how_old_the_keys_are_that_it_counts() {
    let house = House::seeded();
    assert_eq!(house.ran("audit --org --save kept.json").code, 12);
    for verb in ["scp preview", "scp plan", "scp apply --yes"] {
        let ran = house.ran(&format!("{verb} deny-api-keys --target {LAB} --from kept.json"));
        assert!(ran.stderr.contains("keys as they were read 2026-11-23 12:00 UTC"), "{verb}: {}", ran.stderr);
    }
}

#[test]
fn a_dry_run_is_a_plan_and_leaves_no_record() {
    let house = House::seeded();
    let wanted = format!("deny-api-keys --target {LAB} --detailed-exit-code");
    let (plan, dry) =
        (house.ran(&format!("scp plan {wanted}")), house.ran(&format!("scp apply --dry-run {wanted}")));
    assert_eq!((plan.code, plan.stdout, plan.stderr), (dry.code, dry.stdout, dry.stderr));
    assert_eq!((plan.code, records(&house)), (14, 0));
    let refused = house.ran(&format!("scp apply --dry-run --record r.json {wanted}"));
    assert_eq!(refused.code, 2, "{}", refused.stderr);
    assert!(
        refused.stderr.contains("--record") && refused.stderr.contains("--dry-run"),
        "{}",
        refused.stderr
    );
}

#[test]
fn what_was_not_read_names_the_policy_of_the_command_itself() {
    let house = House::seeded();
    house.write("f.json", r#"{"rules": [{"at": {"operation": "ListTargetsForPolicy"}, "fault": "deny"}]}"#);
    for (command, rest) in [
        ("scp plan", format!("deny-api-keys --target {LAB}")),
        ("scp detach", format!("deny-api-keys --target {LAB} --yes")),
    ] {
        let ran = house.ran(&format!("{command} {rest} --sandbox-faults f.json"));
        assert_eq!(ran.code, 12, "{}", ran.stderr);
        assert!(ran.stderr.contains(&format!("doctor --policy '{command}'")), "{}", ran.stderr);
    }
}
