//! The files themselves, and the command lines in them.

use std::path::{Path, PathBuf};

use bedrock_keys::cli::Cli;
use clap::Parser as _;
use serde_json::Value;

/// Every file, and how often it runs the program.
const FILES: [(&str, usize); 11] = [
    ("Containerfile", 0),
    ("auditor-role.yaml", 0),
    ("batch-shards.yaml", 2),
    ("bedrock-keys-alarm.service", 0),
    ("bedrock-keys-audit.service", 1),
    ("bedrock-keys-audit.timer", 0),
    ("bedrock-keys.cron", 1),
    ("github-actions.yml", 2),
    ("kubernetes-shards.yaml", 2),
    ("kubernetes.yaml", 1),
    ("scheduler-fargate.yaml", 1),
];

pub(super) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/deploy")
}

pub(super) fn text(name: &str) -> String {
    std::fs::read_to_string(folder().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The documents of a YAML file.
pub(super) fn documents(name: &str) -> Vec<Value> {
    let text = text(name);
    let parsed = text.split("\n---\n").map(serde_yaml::from_str::<Value>);
    parsed.collect::<Result<_, _>>().unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Every value of a document, the document itself first.
pub(super) fn values(document: &Value) -> Vec<&Value> {
    let mut found = vec![document];
    match document {
        Value::Array(items) => found.extend(items.iter().flat_map(values)),
        Value::Object(fields) => found.extend(fields.values().flat_map(values)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    found
}

/// The command lines of a file, without the program's name: arguments of containers, `ExecStart`, cron jobs, steps.
pub(super) fn commands(name: &str) -> Vec<Vec<String>> {
    if name.ends_with(".yaml") || name.ends_with(".yml") {
        let documents = documents(name);
        return documents
            .iter()
            .flat_map(|document| {
                values(document)
                    .into_iter()
                    .flat_map(|value| commands_in(document, value))
                    .collect::<Vec<_>>()
            })
            .collect();
    }
    let text = text(name).replace("\\\n", " ");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once("/usr/local/bin/bedrock-keys "))
        .map(|(_, rest)| words(rest))
        .collect()
}

/// In a list of arguments or in a step of a shell.
fn commands_in(document: &Value, value: &Value) -> Vec<Vec<String>> {
    if let Some([Value::String(verb), ..]) = value.as_array().map(Vec::as_slice)
        && verb == "audit"
    {
        return vec![value.as_array().unwrap().iter().map(|word| resolved(document, word)).collect()];
    }
    let lines = value.as_str().into_iter().flat_map(str::lines);
    lines.filter_map(|line| line.strip_prefix("./bedrock-keys ")).map(words).collect()
}

/// A word, or the default of the parameter it refers to.
fn resolved(document: &Value, word: &Value) -> String {
    let parameter = word["Ref"].as_str().map(|name| &document["Parameters"][name]["Default"]);
    parameter.unwrap_or(word).as_str().unwrap_or_else(|| panic!("{word} is no word")).to_owned()
}

/// The words up to whatever a shell does next.
fn words(command: &str) -> Vec<String> {
    let words =
        command.split_whitespace().take_while(|word| !["||", "&&", "|", ">", ">>", ";"].contains(word));
    words.map(|word| word.trim_matches('"').replace("$SHARD", "3")).collect()
}

#[test]
fn every_file_is_known() {
    let mut found: Vec<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|file| file.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    found.sort();
    assert_eq!(found, FILES.map(|(name, _)| name));
}

#[test]
fn every_command_line_is_one_the_program_takes() {
    for (name, times) in FILES {
        let commands = commands(name);
        assert_eq!(commands.len(), times, "{name}: {commands:?}");
        for command in commands {
            // What a machine of an array is told by its environment.
            let told = command.iter().map(|word| word.replace("auto/", "0/"));
            let words = std::iter::once("bedrock-keys".to_owned()).chain(told);
            if let Err(error) = Cli::try_parse_from(words) {
                panic!("{name}: {command:?}\n{error}");
            }
        }
    }
}

#[test]
fn every_page_that_shows_a_file_shows_one_that_is_there() {
    let page = include_str!("../../../docs/schedule.md");
    for (name, _) in FILES {
        assert!(page.contains(&format!("(deploy/{name})")), "docs/schedule.md does not lead to {name}");
    }
}
