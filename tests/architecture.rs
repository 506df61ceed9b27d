//! The house rules a machine can hold: which layer may know which, where secrets are opened, what a file looks like.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests stop at the first surprise, whichever it is; clippy knows test functions, not their helpers"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Which layer may name which, and what for. An arrow that is not here is not allowed; one that nobody uses is removed.
const ARROWS: &[(&str, &str, &str)] = &[
    ("audit", "domain", "rules are about keys, users and accounts"),
    ("audit", "guardrail", "the keys of a snapshot are what a guardrail's preview is about"),
    ("audit", "lifecycle", "a snapshot holds observed users and whose they are"),
    ("audit", "policy", "what a key user can do is evaluated from its policies"),
    ("guardrail", "domain", "accounts, users and keys that a policy is about"),
    ("guardrail", "policy", "service control policies are parsed and evaluated"),
    ("lifecycle", "domain", "plans are about keys, users and expiries"),
    ("sandbox", "policy", "service control policies are enforced, and checked when they are written"),
    ("aws", "audit", "users, policies and credential reports as a snapshot wants them"),
    ("aws", "domain", "answers of AWS become domain values here, and nowhere else"),
    ("aws", "guardrail", "service control policies as the planner wants them"),
    ("aws", "lifecycle", "an account as the planner wants it: observed users and what is left on them"),
    ("aws", "sandbox", "a session is built on the sandbox's connector instead of the network"),
    ("deliver", "aws", "Secrets Manager is a sink"),
    ("deliver", "domain", "secrets, owners and sink addresses"),
    ("deliver", "lifecycle", "the delivery that was wished for"),
    ("apply", "aws", "the only place that changes AWS"),
    ("apply", "deliver", "a new secret goes into its sink before it is recorded"),
    ("apply", "domain", "keys and users"),
    ("apply", "guardrail", "plans of service control policies come in, their record goes to disk"),
    ("apply", "lifecycle", "plans come in, outcomes go out"),
    ("collect", "audit", "what was read becomes a snapshot"),
    ("collect", "aws", "accounts are read"),
    ("collect", "domain", "accounts, users and roles"),
    ("collect", "guardrail", "the service control policies of an organization are read"),
    ("collect", "lifecycle", "which users are managed"),
    ("collect", "policy", "documents of service control policies are parsed"),
    ("config", "audit", "thresholds, chosen rules and waivers"),
    ("config", "guardrail", "parameters of guardrails are checked against their templates"),
    ("config", "domain", "what is written is parsed into domain values"),
    ("config", "lifecycle", "a roster entry becomes a wish for a key"),
    ("render", "audit", "reports and differences that are shown"),
    ("render", "domain", "values that are shown"),
    ("render", "guardrail", "policies of the library, previews and coverage are shown"),
    ("render", "policy", "documents that are shown"),
    ("render", "lifecycle", "plans and outcomes that are shown"),
    ("cli", "audit", "severities and shards are parsed"),
    ("cli", "domain", "arguments are parsed into domain values"),
    ("cli", "policy", "actions, resources and verdicts are parsed"),
    ("cli", "render", "formats of the report are parsed"),
    ("commands", "apply", "plans are carried out"),
    ("commands", "audit", "snapshots are judged, merged and compared"),
    ("commands", "aws", "accounts are read"),
    ("commands", "cli", "arguments say what is wanted"),
    ("commands", "collect", "an account or an organization is read for an audit"),
    ("commands", "config", "configuration and rosters complete them"),
    ("commands", "deliver", "recipients are checked and sinks get their clients"),
    ("commands", "domain", "values pass through"),
    ("commands", "guardrail", "policies of the library are made and asked"),
    ("commands", "lifecycle", "plans are made"),
    ("commands", "policy", "policy files are parsed"),
    ("commands", "render", "everything is shown"),
    ("commands", "sandbox", "the embedded AWS is opened, served and reset"),
];

/// Where a secret is read in clear, and how often.
const EXPOSED: &[(&str, usize, &str)] = &[
    ("src/deliver/export_line.rs", 1, "the export line of a file, an encrypted file and standard output"),
    ("src/deliver/program.rs", 1, "the JSON a program reads"),
    ("src/deliver/secrets_manager.rs", 1, "the JSON of a stored secret"),
    ("src/domain/secret.rs", 1, "the newtype's own door, through which the three above go"),
];

/// The layers that decide and touch nothing: no runtime, no command line, no file, no environment, no clock.
const PURE: [&str; 5] = ["domain", "policy", "lifecycle", "audit", "guardrail"];

/// One file of ours without comments and without what is compiled for tests only.
struct Source {
    path: String,
    text: String,
    code: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files_under(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The files of a folder; `code` is empty for those that only tests compile.
fn sources(folder: &str) -> Vec<Source> {
    let for_tests: BTreeSet<PathBuf> =
        files_under(folder).iter().flat_map(|path| modules(path, true)).collect();
    let only_for_tests = |path: &Path| {
        for_tests.iter().any(|test| {
            path == test || path.starts_with(test.with_extension("")) || {
                test.file_name().is_some_and(|name| name == "mod.rs")
                    && test.parent().is_some_and(|folder| path.starts_with(folder))
            }
        })
    };
    let source = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap();
        let code = if only_for_tests(&path) { String::new() } else { code_of(&text) };
        let path = path.strip_prefix(root()).unwrap().display().to_string();
        Source { path, text, code }
    };
    files_under(folder).into_iter().map(source).collect()
}

fn code_of(text: &str) -> String {
    let production = text.split("\n#[cfg(test)]\nmod tests {").next().unwrap();
    production.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The files that a file declares as modules: all, or those behind `#[cfg(test)]`.
fn modules(path: &Path, only_for_tests: bool) -> Vec<PathBuf> {
    let text = std::fs::read_to_string(path).unwrap();
    let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
    let is_root = matches!(stem.as_str(), "mod" | "lib" | "main");
    let folder = if is_root { path.parent().unwrap().to_owned() } else { path.with_extension("") };
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let declared = ["mod ", "pub mod ", "pub(crate) mod ", "pub(super) mod "]
            .iter()
            .find_map(|start| line.strip_prefix(start)?.strip_suffix(';'));
        let behind = number > 0 && lines[number - 1].trim() == "#[cfg(test)]";
        // A file from somewhere else is nobody's module here.
        let elsewhere = number > 0 && lines[number - 1].trim().starts_with("#[path");
        if let Some(name) = declared.filter(|_| !elsewhere && (behind || !only_for_tests)) {
            let flat = folder.join(format!("{name}.rs"));
            found.push(if flat.exists() { flat } else { folder.join(name).join("mod.rs") });
        }
    }
    found
}

fn layer(path: &str) -> Option<&str> {
    path.strip_prefix("src/")?.split_once('/').map(|(layer, _)| layer)
}

/// The layers that a piece of code names: `crate::aws::Iam`, `crate::{aws, domain}`.
fn named_layers(code: &str) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        if let Some(list) = rest.strip_prefix('{') {
            let list = list.split_once('}').map_or(list, |(list, _)| list);
            named.extend(list.split(',').map(|each| word(each.trim())));
        } else {
            named.insert(word(rest));
        }
    }
    named
}

fn word(text: &str) -> String {
    text.chars().take_while(|each| each.is_ascii_lowercase() || *each == '_').collect()
}

#[test]
fn arrows_between_layers_point_down() {
    let layers: BTreeSet<String> =
        sources("src").iter().filter_map(|source| layer(&source.path).map(ToOwned::to_owned)).collect();
    let allowed: BTreeSet<(&str, &str)> = ARROWS.iter().map(|(from, to, _)| (*from, *to)).collect();
    let mut used = BTreeSet::new();
    let mut wrong = Vec::new();
    let all = sources("src");
    for source in &all {
        let Some(from) = layer(&source.path) else { continue };
        for to in named_layers(&source.code).intersection(&layers).filter(|to| *to != from) {
            if allowed.contains(&(from, to.as_str())) {
                used.insert((from.to_owned(), to.clone()));
            } else {
                wrong.push(format!("{}: {from} must not know {to}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let unused: Vec<_> = ARROWS
        .iter()
        .filter(|(from, to, _)| !used.contains(&((*from).to_owned(), (*to).to_owned())))
        .collect();
    assert!(unused.is_empty(), "arrows that nobody uses any more: {unused:?}");
}

#[test]
fn the_arrows_have_no_circle() {
    let mut remaining: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (from, to, _) in ARROWS {
        remaining.entry(from).or_default().insert(to);
        remaining.entry(to).or_default();
    }
    while !remaining.is_empty() {
        let free: Vec<&str> =
            remaining.iter().filter(|(_, below)| below.is_empty()).map(|(layer, _)| *layer).collect();
        assert!(!free.is_empty(), "a circle among {:?}", remaining.keys());
        for layer in free {
            remaining.remove(layer);
            remaining.values_mut().for_each(|below| {
                below.remove(layer);
            });
        }
    }
}

#[test]
fn nobody_climbs_out_of_a_layer_with_super() {
    for source in sources("src") {
        let Some(inside) = source.path.strip_prefix("src/") else { continue };
        let parts = inside.trim_end_matches(".rs").trim_end_matches("/mod").split('/').count();
        let most = (1..8).rev().find(|times| source.code.contains(&"super::".repeat(*times))).unwrap_or(0);
        assert!(most < parts || layer(&source.path).is_none(), "{}: {most} times super", source.path);
    }
}

#[test]
fn the_sdk_is_known_to_aws_and_the_sandbox_only() {
    for source in sources("src") {
        let knows = ["aws_sdk_", "aws_config::", "aws_smithy_", "aws_credential_types"]
            .iter()
            .any(|name| source.code.contains(name));
        let may = ["src/aws/", "src/sandbox/"].iter().any(|folder| source.path.starts_with(folder));
        assert!(may || !knows, "{} names the AWS SDK", source.path);
    }
}

#[test]
fn the_layers_that_decide_touch_nothing() {
    let touching = [
        "tokio",
        "async fn",
        "clap",
        "std::fs",
        "fs_err",
        "std::env",
        "TcpStream",
        "std::process",
        "Timestamp::now",
        "SystemTime",
        "Instant::now",
        "Zoned::now",
    ];
    for source in
        sources("src").iter().filter(|source| layer(&source.path).is_some_and(|it| PURE.contains(&it)))
    {
        for name in touching {
            assert!(!source.code.contains(name), "{} names {name}", source.path);
        }
    }
}

#[test]
fn secrets_are_read_in_clear_in_the_sinks_only() {
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    for source in sources("src") {
        let calls = source.code.matches("expose_secret()").count();
        if calls > 0 {
            found.insert(source.path, calls);
        }
    }
    let allowed: BTreeMap<String, usize> =
        EXPOSED.iter().map(|(path, calls, _)| ((*path).to_owned(), *calls)).collect();
    assert_eq!(found, allowed);
}

#[test]
fn files_that_were_named_are_read_in_one_place() {
    let reading = ["Source::read(", "fs::read(", "fs_err::read(", "read_to_string(", "File::open("];
    let sources = sources("src");
    let commands = sources.iter().filter(|source| layer(&source.path) == Some("commands"));
    let read = commands.filter(|source| reading.iter().any(|name| source.code.contains(name)));
    let files: Vec<&str> = read.map(|source| source.path.as_str()).collect();
    assert_eq!(files, ["src/commands/inputs.rs"], "what is read elsewhere is beyond interruption");
}

#[test]
fn yaml_is_read_in_one_file() {
    let all = sources("src");
    let files: Vec<&str> = all
        .iter()
        .filter(|source| source.code.contains("serde_yaml"))
        .map(|source| source.path.as_str())
        .collect();
    assert_eq!(files, ["src/config/document/parse.rs"]);
}

#[test]
fn nothing_is_printed_past_the_ui() {
    for source in sources("src") {
        for name in ["print!(", "println!(", "eprint!(", "eprintln!(", "dbg!("] {
            assert!(!source.code.contains(name), "{}: {name}", source.path);
        }
        let streams =
            ["io::stdout()", "io::stderr()", "io::stdin()"].iter().any(|name| source.code.contains(name));
        let may = source.path.starts_with("src/render/")
            // The secret itself, in a sink of its own, and the logs.
            || ["src/deliver/standard_output.rs", "src/commands/logs.rs"].contains(&source.path.as_str());
        assert!(may || !streams, "{} writes to a stream of its own", source.path);
    }
}

#[test]
fn every_file_says_what_it_owns_and_stays_short() {
    for source in sources("src").iter().chain(&sources("tests")) {
        assert!(source.text.starts_with("//! "), "{} does not open with module documentation", source.path);
        let lines = source.text.lines().count();
        assert!(lines <= 600, "{} has {lines} lines: look for the second idea in it", source.path);
    }
}

#[test]
fn there_are_no_drawers() {
    let drawers = ["util", "utils", "helper", "helpers", "common", "misc", "shared", "types", "stuff"];
    for source in sources("src").iter().chain(&sources("tests")) {
        let parts = source.path.trim_end_matches(".rs").split('/');
        let drawer = parts.clone().find(|part| drawers.contains(part));
        assert_eq!(drawer, None, "{}: name it after what is in it", source.path);
    }
}

#[test]
fn every_dependency_has_its_reason() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let mut section = "";
    let mut above = "";
    let mut checked = 0;
    for line in manifest.lines() {
        if line.starts_with('[') {
            section = line;
        } else if section.contains("dependencies]") && line.contains(" = ") && !line.starts_with('#') {
            let reason = above.strip_prefix("# ").unwrap_or_default();
            assert!(reason.len() > 10 && !reason.starts_with("---"), "no reason above `{line}`");
            checked += 1;
        }
        above = line;
    }
    assert!(checked > 30, "only {checked} dependencies were found: has the manifest changed its form?");
}

#[test]
fn no_file_is_forgotten() {
    for (folder, roots) in [("src", ["src/lib.rs", "src/main.rs"].as_slice()), ("tests", &["tests/main.rs"])]
    {
        let mut reached: BTreeSet<PathBuf> = BTreeSet::new();
        let mut open: Vec<PathBuf> = roots.iter().map(|path| root().join(path)).collect();
        while let Some(path) = open.pop() {
            open.extend(modules(&path, false));
            reached.insert(path);
        }
        let forgotten: Vec<PathBuf> =
            files_under(folder).into_iter().filter(|path| !reached.contains(path)).collect();
        assert!(forgotten.is_empty(), "no `mod` line leads to {forgotten:?}");
    }
}

#[test]
fn no_test_is_ignored_without_a_reason() {
    for source in sources("src").iter().chain(&sources("tests")) {
        let bare = source.text.lines().filter(|line| line.trim() == "#[ignore]").count();
        assert_eq!(bare, 0, "{}: `#[ignore = \"…\"]` says why", source.path);
    }
}

#[test]
fn the_scanner_sees_what_it_looks_for() {
    assert_eq!(
        code_of("use a;\n// aws_sdk_iam\nfn f() {}\n#[cfg(test)]\nmod tests {\nuse b;\n}"),
        "use a;\nfn f() {}"
    );
    let named =
        named_layers("use crate::aws::Iam;\nlet x = crate::domain::y();\nuse crate::{render, cli::Cli};");
    assert_eq!(named.into_iter().collect::<Vec<_>>(), ["aws", "cli", "domain", "render"]);
    assert_eq!((layer("src/aws/iam/mod.rs"), layer("src/lib.rs")), (Some("aws"), None));
    let all = sources("src");
    assert!(all.iter().any(|source| source.path == "src/config/tests/mod.rs" && source.code.is_empty()));
    assert!(all.iter().any(|source| source.path == "src/aws/iam/mod.rs" && !source.code.is_empty()));
}
