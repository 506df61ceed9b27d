//! `scp audit`, through the real binary: what is denied where, what falls short, and what could not be read.

use crate::cli::support::House;

fn json(house: &House, words: &str) -> (i32, serde_json::Value) {
    let ran = house.ran(&format!("{words} --format json"));
    (ran.code, ran.json())
}

fn account<'json>(told: &'json serde_json::Value, id: &str) -> &'json serde_json::Value {
    told["accounts"].as_array().unwrap().iter().find(|account| account["id"] == id).unwrap()
}

#[test]
fn the_half_effective_policy_of_the_seeded_organization_shows_as_one_with_an_example() {
    let house = House::seeded();
    let (code, told) = json(&house, "scp audit");
    assert_eq!((code, &told["complete"]), (0, &true.into()));
    let account = account(&told, "211125478306");
    assert_eq!(account["standing"], "partly");
    let group = &told["groups"][account["group"].as_u64().unwrap() as usize - 1];
    assert_eq!(group["holes"][0]["kind"], "other-endpoint");
    let answer = |question: &str| {
        let answers = group["answers"].as_array().unwrap();
        answers.iter().find(|answer| answer["question"] == question).unwrap().clone()
    };
    let denied = answer("use-long-term-bedrock");
    assert_eq!(denied["answer"], "denied");
    assert_eq!(denied["denied_by"][0]["policy"], "DenyBedrockApiKeys");
    assert_eq!(denied["denied_by"][0]["attached_to"], "ou-sbx1-workl0ad");
    let open = answer("use-long-term-mantle");
    assert_eq!(open["answer"], "open");
    assert_eq!(open["example"]["action"], "bedrock-mantle:CallWithBearerToken");
}

#[test]
fn a_statement_that_is_above_some_of_the_accounts_told_together_names_them() {
    let house = House::seeded();
    // Done, although one account does not let its keys be read for the preview.
    assert_eq!(house.ran("scp apply deny-long-term-keys --target r-sbx1 --yes").code, 12);
    let told = house.ran("scp audit").stdout;
    let cap = told.lines().find(|line| line.contains("`CapAge`")).unwrap();
    assert!(cap.contains("(only 482097163358 Hackathon 2026, 654290871142 Data Science, "), "{cap}");
    let everywhere = told.lines().find(|line| line.contains("`DenyNewSecretsOfBedrockApiKeys`")).unwrap();
    assert!(!everywhere.contains("only"), "{everywhere}");
}

#[test]
fn what_is_said_of_every_account_is_what_people_see() {
    let house = House::seeded();
    insta::assert_snapshot!(house.run("scp audit --ou ou-sbx1-workl0ad"), @r###"
    exit 0
    --- stdout ---
    Complete: 4 accounts and 4 policies were read, and every answer is certain.
    Using, creating and resetting Bedrock keys: denied in part in 4 accounts.
    organization o-sb7k2m9q4x, read 2026-11-23 12:00 UTC, cap 90 days

    DENIED IN PART: 4 accounts
    067541983320 Search Staging, 211125478306 Payments Production, 339712804556 Search Production, 851725390147 Shared Services
    hole: long-term keys are denied at bedrock and work at bedrock-mantle
    hole: short-term keys are denied at bedrock and work at bedrock-mantle
    QUESTION                                ANSWER  WHY
    use a long-term key at bedrock          denied  statement `DenyBearer` of `DenyBedrockApiKeys` at `ou-sbx1-workl0ad` (Workloads)
    use a long-term key at bedrock-mantle   OPEN
    use a short-term key at bedrock         denied  statement `DenyBearer` of `DenyBedrockApiKeys` at `ou-sbx1-workl0ad` (Workloads)
    use a short-term key at bedrock-mantle  OPEN
    create a key within the cap             OPEN
    create a key beyond the cap             OPEN
    create a key that never expires         OPEN
    reset a key                             OPEN
    create a CodeCommit credential          open
    create a Keyspaces credential           open
    These requests get through, for example:
    - bedrock-mantle:CallWithBearerToken by arn:aws:iam::067541983320:user/somebody with bedrock-mantle:BearerTokenType LONG_TERM
    - bedrock-mantle:CallWithBearerToken by arn:aws:iam::067541983320:role/somebody with bedrock-mantle:BearerTokenType SHORT_TERM
    - iam:CreateServiceSpecificCredential by arn:aws:iam::067541983320:role/somebody on arn:aws:iam::067541983320:user/somebody with iam:ServiceSpecificCredentialServiceName bedrock.amazonaws.com and iam:ServiceSpecificCredentialAgeDays 90
    - iam:CreateServiceSpecificCredential by arn:aws:iam::067541983320:role/somebody on arn:aws:iam::067541983320:user/somebody with iam:ServiceSpecificCredentialServiceName bedrock.amazonaws.com and iam:ServiceSpecificCredentialAgeDays 91
    - iam:CreateServiceSpecificCredential by arn:aws:iam::067541983320:role/somebody on arn:aws:iam::067541983320:user/somebody with iam:ServiceSpecificCredentialServiceName bedrock.amazonaws.com, without iam:ServiceSpecificCredentialAgeDays
    - iam:ResetServiceSpecificCredential by arn:aws:iam::067541983320:role/somebody on arn:aws:iam::067541983320:user/somebody with iam:ServiceSpecificCredentialServiceName bedrock.amazonaws.com
    "###);
}

#[test]
fn accounts_that_fall_short_are_10_and_accounts_that_meet_the_bar_are_0() {
    let house = House::seeded();
    assert_eq!(house.ran("scp audit --require deny-api-keys").code, 10);
    // What is denied there already is a requirement that these accounts meet.
    let half = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "bedrock:CallWithBearerToken", "Resource": "*"}}"#;
    house.write("half.json", half);
    let (code, told) = json(&house, "scp audit --require half.json --ou ou-sbx1-workl0ad");
    assert_eq!((code, account(&told, "211125478306")["standing"].as_str()), (0, Some("meets")));
    let ran = house.ran("scp audit --require half.json");
    assert_eq!(ran.code, 10);
    assert!(ran.stdout.contains("no service control policy ever binds it"), "{}", ran.stdout);
}

#[test]
fn the_management_account_counts_where_somebody_wants_it_to() {
    let house = House::seeded();
    house.write(
        "nothing.json",
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "iam:CreateServiceSpecificCredential",
            "Resource": "*", "Condition": {"NumericGreaterThan": {"iam:ServiceSpecificCredentialAgeDays": 40000}}}}"#,
    );
    house.done("scp audit --require nothing.json");
    assert_eq!(house.ran("scp audit --require nothing.json --count-management-account").code, 10);
    house.done("scp audit --count-management-account");
}

#[test]
fn a_requirement_that_denies_nothing_is_refused_since_everybody_would_meet_it() {
    let house = House::seeded();
    let allow =
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;
    house.write("allow.json", allow);
    let refused = house.ran("scp audit --require ./allow.json");
    assert_eq!((refused.code, refused.stdout.as_str()), (2, ""), "{}", refused.stderr);
    let said = "--require: `./allow.json` denies nothing, so every account would meet it";
    assert!(refused.stderr.contains(said), "{}", refused.stderr);
}

#[test]
fn a_guardrail_that_only_allows_is_in_force_and_no_requirement() {
    let house = House::seeded();
    let allow =
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;
    house.write("allow.json", allow);
    let unguarded = |house: &House| {
        let ran = house.ran("audit --org --exclude 178820436695 --fail-on never --format json");
        let findings = ran.json()["findings"].as_array().unwrap().clone();
        findings.into_iter().filter(|found| found["rule"] == "account-not-guarded").count()
    };
    // The rule asks for accounts that need no key and may have one, as where nothing is configured.
    house.write("bedrock-keys.yaml", "version: 1\naudit: {rules: {account-not-guarded: high}}\n");
    let without = unguarded(&house);
    assert!(without > 0);
    house.write("bedrock-keys.yaml", "version: 1\nguardrails: [{policy: ./allow.json, targets: [r-sbx1]}]\n");
    assert_eq!(unguarded(&house), without);
    let (code, told) = json(&house, "scp audit");
    assert_eq!((code, &told["requirements"]), (0, &serde_json::json!([])));
    assert_eq!(account(&told, "730335218094")["standing"], "open");
}

#[test]
fn a_bar_about_more_than_keys_is_held_against_every_account() {
    let house = House::seeded();
    let bar = "protect-key-users --param provisioner_roles=arn:aws:iam::*:role/provisioner";
    let ran = house.ran(&format!("scp audit --account 905418267733 --require {bar}"));
    assert_eq!(ran.code, 10, "{}", ran.stdout);
    assert!(ran.stdout.contains("call `iam:CreateAccessKey`"), "{}", ran.stdout);
    assert_eq!(house.ran(&format!("scp apply {bar} --target 905418267733 --yes")).code, 0);
    assert_eq!(house.ran(&format!("scp audit --account 905418267733 --require {bar}")).code, 0);
}

#[test]
fn what_could_not_be_read_wins_and_is_said_first() {
    let house = House::seeded();
    for operation in ["ListPolicies", "DescribePolicy", "ListTargetsForPolicy", "ListRoots"] {
        house.write(
            "faults.json",
            &format!(r#"{{"rules": [{{"at": {{"operation": "{operation}"}}, "fault": "deny"}}]}}"#),
        );
        for words in ["scp audit", "scp audit --require deny-api-keys"] {
            let ran = house.ran(&format!("{words} --sandbox-faults faults.json"));
            assert_eq!(ran.code, 12, "{operation}: {}", ran.stderr);
            assert!(ran.stdout.starts_with("Incomplete:"), "{operation}: {}", ran.stdout);
            assert!(ran.stdout.contains(operation), "{operation}: {}", ran.stdout);
        }
    }
    for operation in ["DescribeOrganization", "ListAccounts", "GetCallerIdentity"] {
        house.write(
            "faults.json",
            &format!(r#"{{"rules": [{{"at": {{"operation": "{operation}"}}, "fault": "deny"}}]}}"#),
        );
        let ran = house.ran("scp audit --sandbox-faults faults.json");
        assert!(
            matches!(ran.code, 1 | 12) && ran.stdout.is_empty(),
            "{operation}: {} {}",
            ran.code,
            ran.stdout
        );
    }
}

#[test]
fn switched_off_policies_deny_nothing_and_that_is_said() {
    let house = House::seeded();
    house.done("scp audit");
    let file = house.path("state/sandbox.json");
    let state = std::fs::read_to_string(&file).unwrap();
    let off = state.replace(r#""policy_type":"Enabled""#, r#""policy_type":"Disabled""#);
    assert_ne!(off, state, "{}", &state[..state.len().min(2_000)]);
    std::fs::write(&file, off).unwrap();
    let ran = house.ran("scp audit --require deny-api-keys");
    assert_eq!(ran.code, 10, "{}", ran.stderr);
    assert!(ran.stdout.contains("switched off in this organization"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("statement `"), "{}", ran.stdout);
}

#[test]
fn reports_go_into_files_and_a_calendar_is_refused() {
    let house = House::seeded();
    house.done("scp audit --format html=page.html --format sarif=code.sarif --format table");
    assert!(std::fs::read_to_string(house.path("page.html")).unwrap().contains("Payments Production"));
    assert!(house.path("code.sarif").exists());
    let refused = house.ran("scp audit --format ical");
    assert_eq!((refused.code, refused.stdout.as_str()), (2, ""));
    assert!(refused.stderr.contains("guardrails have none"), "{}", refused.stderr);
}

#[test]
fn what_is_configured_is_the_bar_where_nothing_else_is_required() {
    let house = House::seeded();
    let wanted = "version: 1\nguardrails: [{policy: deny-api-keys, name: DenyBedrockApiKeys, targets: [ou-sbx1-workl0ad]}]\n";
    house.write("bedrock-keys.yaml", wanted);
    let (code, told) = json(&house, "scp audit");
    assert_eq!((code, told["requirements"][0].as_str()), (10, Some("DenyBedrockApiKeys")));
    assert_eq!(account(&told, "211125478306")["standing"], "falls-short");
    // It is not wanted there.
    assert_eq!(account(&told, "730335218094")["standing"], "open");
    let audited = house.ran("audit --org --exclude 178820436695 --fail-on never --format json");
    let audited: serde_json::Value = serde_json::from_str(&audited.stdout).unwrap();
    let rules: Vec<&str> = audited["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["account"] == "211125478306" || finding["rule"] == "guardrail-drifted")
        .map(|finding| finding["rule"].as_str().unwrap())
        .filter(|rule| rule.contains("guard"))
        .collect();
    assert_eq!(rules, ["account-not-guarded", "guardrail-drifted", "guardrail-partial"]);
}

#[test]
fn a_kept_snapshot_says_the_same_offline_and_one_without_policies_is_refused() {
    let house = House::seeded();
    assert_eq!(house.ran("audit --org --save kept.json").code, 12);
    let now = json(&house, "scp audit --require deny-api-keys");
    let kept = json(&house, "scp audit --require deny-api-keys --from kept.json");
    assert_eq!(now, kept);
    house.ran("audit --save own.json");
    let refused = house.ran("scp audit --from own.json");
    assert_eq!((refused.code, refused.stdout.as_str()), (2, ""), "{}", refused.stderr);
    house.write("denied.json", r#"{"rules": [{"at": {"operation": "ListRoots"}, "fault": "deny"}]}"#);
    let audit =
        house.ran("audit --org --exclude 178820436695 --save unread.json --sandbox-faults denied.json");
    assert_eq!(audit.code, 12, "{}", audit.stderr);
    assert!(audit.stdout.contains("guardrail-partial"), "{}", audit.stdout);
    assert_eq!(house.ran("scp audit --from unread.json").code, 12);
}

#[test]
fn an_audit_of_one_account_reads_no_policies_and_is_as_complete_as_before() {
    let house = House::seeded();
    house
        .write("bedrock-keys.yaml", "version: 1\nguardrails: [{policy: deny-api-keys, targets: [r-sbx1]}]\n");
    let ran = house.ran("audit --explain-calls --fail-on never");
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    assert!(!ran.stderr.contains("ListPolicies"), "{}", ran.stderr);
}

#[test]
fn an_audit_with_guardrails_and_a_preview_with_keys_list_the_organization_once() {
    let house = House::seeded();
    for words in [
        "audit --org --fail-on never --explain-calls",
        "scp preview deny-api-keys --target r-sbx1 --explain-calls",
    ] {
        let ran = house.ran(words);
        assert_eq!(ran.code, 12, "{}", ran.stderr);
        let shared = ran.stderr.lines().find(|line| line.starts_with("calls about the organization"));
        for once in ["DescribeOrganization 1,", "ListAccounts 1,", "GetCallerIdentity 1)"] {
            assert!(shared.is_some_and(|line| line.contains(once)), "{once}: {}", ran.stderr);
        }
    }
}
