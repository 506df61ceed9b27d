//! What AWS says is untrusted: it steers no terminal, runs in no spreadsheet and breaks no parser.

use super::support::{House, ONE};

/// A formula, escape sequences of both generations, a bell, a line break and a mark that turns the text around.
const HOSTILE: &str = "=HYPERLINK(\\\"http://x\\\")\\u001b[2J\\u009b31m\\u0007\\n\\u202egnp.exe";

fn hostile() -> House {
    let house = House::onboarded(ONE);
    house.rewrite_state("\"anna@example.com\"", &format!("\"{HOSTILE}\""));
    house
}

fn steers(text: &str) -> Option<char> {
    text.chars().find(|each| (each.is_control() && *each != '\n') || ('\u{202a}'..='\u{202e}').contains(each))
}

#[test]
fn no_control_character_of_aws_reaches_a_terminal() {
    let house = hostile();
    let id = {
        let json = house.ran("keys list --output json").json();
        json["keys"][0]["id"].as_str().unwrap().to_owned()
    };
    let commands = [
        "keys list",
        "keys list --output json",
        "keys list --output csv",
        &format!("keys show {id}"),
        &format!("keys show {id} --output json"),
        "onboard roster.yaml --dry-run",
        "onboard roster.yaml --yes",
        "onboard roster.yaml --yes --output json",
        &format!("keys revoke {id} --dry-run"),
        &format!("keys revoke {id} --yes"),
        "doctor",
    ];
    for words in commands {
        let ran = house.ran(words);
        for stream in [&ran.stdout, &ran.stderr] {
            assert_eq!(steers(stream), None, "{words}: {stream:?}");
        }
    }
}

#[test]
fn json_carries_the_hostile_text_whole() {
    let house = hostile();
    let listed = house.ran("keys list --output json").json();
    let meant: String = serde_json::from_str(&format!("\"{HOSTILE}\"")).unwrap();
    // XML cannot carry characters below the space, so that they do not arrive in the first place.
    let arrived = meant.replace(['\u{1b}', '\u{7}'], "\u{fffd}");
    assert_eq!(listed["keys"][0]["owner"], arrived);
}

#[test]
fn csv_shows_a_formula_and_does_not_run_it() {
    let house = hostile();
    let listed = house.ran("keys list --output csv").stdout;
    assert_eq!(listed.lines().count(), 2, "{listed}");
    assert!(listed.lines().nth(1).unwrap().contains(",\"'=HYPERLINK("), "{listed}");
}

#[test]
fn every_json_output_is_one_document_with_a_schema_version() {
    let mut house = House::onboarded(ONE);
    let id = house.key_of("anna@example.com");
    house.stdin(&house.secret_of(&id));
    for words in [
        "doctor",
        "keys list",
        &format!("keys show {id}"),
        "keys identify",
        "keys identify --offline",
        "keys create --owner bert@example.com --expires-in 30d --to file:delivered --dry-run",
        "keys create --owner bert@example.com --expires-in 30d --to file:delivered",
        "onboard roster.yaml --dry-run",
        "onboard roster.yaml",
        &format!("keys deactivate {id} --dry-run"),
        &format!("keys deactivate {id} --yes"),
        &format!("keys deactivate {id} --yes"),
        &format!("keys activate {id} --yes"),
        &format!("keys revoke {id} --dry-run"),
        "keys revoke --leaked --yes",
    ] {
        let ran = house.ran(&format!("{words} --output json"));
        assert_eq!(ran.code, 0, "{words}: {}", ran.stderr);
        let json: serde_json::Value = serde_json::from_str(&ran.stdout)
            .unwrap_or_else(|error| panic!("{words}: {error}: {}", ran.stdout));
        assert_eq!(json["schema_version"], 1, "{words}");
        assert!(ran.stdout.ends_with("}\n"), "{words}");
    }
}
