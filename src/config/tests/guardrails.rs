//! `guardrails:`: what is wanted, and what is wrong with it.

use super::support::{settings, source};
use crate::config::Settings;

fn messages(text: &str) -> Vec<String> {
    let mistakes = Settings::load(&source("bedrock-keys.yaml", text)).unwrap_err();
    mistakes
        .iter()
        .map(|mistake| format!("{}: {}", mistake.place, mistake.message))
        .map(|line| line.replace("bedrock-keys.yaml:", ""))
        .collect()
}

#[test]
fn a_guardrail_is_taken_with_the_places_of_its_parameters() {
    let settings = settings(
        "version: 1\nguardrails:\n  - policy: cap-key-lifetime\n    name: Cap\n    parameters:\n      max_days: 30\n      \
         exempt_principals: [arn:aws:iam::*:role/A, arn:aws:iam::*:role/B]\n    stages:\n      - 123456789012\n      \
         - [ou-a1b2-c3d4e5f6, ou-a1b2-c3d4e5f7]\n      - r-a1b2\n    adopt: true\n",
    );
    let [guardrail] = settings.guardrails() else { panic!("one guardrail") };
    let guardrail = &guardrail.value;
    assert_eq!(guardrail.policy.given().unwrap().value, "cap-key-lifetime");
    assert_eq!(guardrail.name.given().unwrap().value, "Cap");
    let parameters = &guardrail.parameters.given().unwrap().value.0;
    assert_eq!(parameters["max_days"].value, ["30"]);
    assert_eq!(parameters["max_days"].place.to_string(), "bedrock-keys.yaml:6:7");
    assert_eq!(parameters["exempt_principals"].value.len(), 2);
    let stages: Vec<Vec<&str>> = guardrail
        .stages()
        .iter()
        .map(|stage| stage.iter().map(|target| target.value.as_str()).collect())
        .collect();
    assert_eq!(stages, [vec!["123456789012"], vec!["ou-a1b2-c3d4e5f6", "ou-a1b2-c3d4e5f7"], vec!["r-a1b2"]]);
    assert!(guardrail.adopt.given().unwrap().value);
}

#[test]
fn targets_are_one_stage_and_the_folder_is_that_of_the_file() {
    let text = "{version: 1, guardrails: [{policy: a.json, targets: [r-a1b2, '123456789012']}]}";
    let settings = Settings::load(&source("etc/bedrock-keys.yaml", text)).unwrap();
    assert_eq!(settings.guardrails()[0].value.stages().len(), 1);
    assert_eq!(settings.folder(), std::path::Path::new("etc"));
}

#[test]
fn all_mistakes_in_guardrails_are_told_at_once() {
    let text = "version: 1\nguardrails:\n  - {polcy: deny-api-keys, targets: [root]}\n  - policy: ''\n  \
                - {policy: a, targets: [], stages: [r-a1b2]}\n  - {policy: b, stages: [[r-a1b2], 123456789012, r-a1b2]}\n  \
                - {policy: c, targets: [r-a1b2], parameters: {max_days: 3, max_days: 4, tag_key: [{}]}, adopt: maybe}\n  \
                - {policy: d}\n  - {policy: e, targets: [r-a1b2], parameters: [x]}\n";
    assert_eq!(
        messages(text),
        [
            "3:6: unknown field `polcy`",
            "3:38: `root` is no root (`r-…`), organizational unit (`ou-…-…`) or account (twelve digits)",
            "4:5: the guardrail is attached to nothing",
            "4:13: this text says nothing",
            "5:5: `targets` and `stages` exclude each other",
            "5:26: this list is empty",
            "6:50: the target `r-a1b2` is here twice",
            "7:62: the parameter `max_days` is here twice",
            "7:85: expected text, found a mapping",
            "7:98: expected `true` or `false`, found text",
            "8:5: the guardrail is attached to nothing",
            "9:48: expected a mapping (`max_days: 30`), found a list",
        ]
    );
}
