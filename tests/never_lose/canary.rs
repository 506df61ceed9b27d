//! A known secret goes through every command, output and log level, and is found in its sink and nowhere else. The
//! fault test looks for the same under every fault.

use std::fs;
use std::process::Stdio;

use super::commands::subjects;
use super::inventory::Inventory;
use super::leaks::{Canaries, is_delivery};
use super::stage::{before_onboarding, before_small_roster, create, expect_done};
use crate::support::{Faults, Outcome, Scratch, in_parallel};

/// How much is logged: by flags, and by a variable that must change nothing.
const LEVELS: [(&[&str], &str); 4] = [(&[], ""), (&["-v"], ""), (&["-vvv"], ""), (&["-vvv"], "trace")];

fn run(scratch: &Scratch, arguments: &[&str], log: &str, input: &str) -> Outcome {
    let mut command = scratch.command(arguments, &Faults::none());
    if !log.is_empty() {
        command.env("RUST_LOG", log);
    }
    fs::write(scratch.root().join("input"), input).expect("the input");
    let input = fs::File::open(scratch.root().join("input")).expect("the input");
    command.stdin(Stdio::from(input)).output().expect("the binary runs").into()
}

#[test]
fn no_command_shows_a_secret_at_any_level_in_any_format() {
    let subjects = subjects();
    let cases: Vec<_> = subjects.iter().flat_map(|subject| LEVELS.map(|level| (subject, level))).collect();
    let wrong = in_parallel(4, &cases, |(subject, (flags, log))| {
        let scratch = subject.stage.scratch.copy();
        let before = Inventory::of(&scratch).held;
        let arguments: Vec<&str> =
            subject.arguments.iter().map(String::as_str).chain(flags.iter().copied()).collect();
        let outcome = run(&scratch, &arguments, log, &subject.input);
        fs::remove_file(scratch.root().join("input")).expect("the input is the test's");
        assert_eq!(outcome.code(), Some(0), "{}: {}", subject.name, outcome.text());
        let held = [before, Inventory::of(&scratch).held].concat();
        assert!(!held.is_empty());
        Canaries::of_held(&held).outside(&scratch, &outcome, is_delivery)
    });
    assert_eq!(wrong.concat(), Vec::<String>::new());
    eprintln!("{} runs without a secret", cases.len());
}

#[test]
fn every_sink_gets_the_secret_and_nothing_else_does() {
    let stage = before_onboarding();
    for (flags, log) in LEVELS {
        let scratch = stage.scratch.copy();
        let arguments = [&["onboard", "roster.yaml", "--yes"], flags].concat();
        let outcome = run(&scratch, &arguments, log, "");
        assert_eq!(outcome.code(), Some(0), "{}", outcome.text());
        let held = Inventory::of(&scratch).held;
        let kinds = [".env", ".env.age", "received.jsonl", "secret keys/"];
        for kind in kinds {
            assert!(held.iter().any(|each| each.place.contains(kind)), "nothing in {kind}");
        }
        // What the program of the `command` sink was started with is in files of its own.
        let told = fs::read_to_string(scratch.work().join("received.arguments")).expect("it was run");
        assert!(told.contains("PATH="), "{told}");
        let wrong = Canaries::of_held(&held).outside(&scratch, &outcome, is_delivery);
        assert_eq!(wrong, Vec::<String>::new());
    }
}

#[test]
fn standard_output_gets_the_line_once_and_standard_error_none_of_it() {
    for (flags, log) in LEVELS {
        let scratch = before_small_roster().scratch;
        let arguments = [create("one@example.com", "stdout").as_slice(), flags].concat();
        let outcome = run(&scratch, &arguments, log, "");
        assert_eq!(outcome.code(), Some(0), "{}", outcome.text());
        let secret = outcome
            .stdout
            .strip_prefix("export AWS_BEARER_TOKEN_BEDROCK='")
            .and_then(|rest| rest.strip_suffix("'\n"))
            .expect("one line");
        let wrong = Canaries::of([secret]).outside(&scratch, &outcome, |name| name == "standard output");
        assert_eq!(wrong, Vec::<String>::new());
    }
}

#[test]
fn a_leaked_key_is_not_repeated() {
    let scratch = before_small_roster().scratch;
    expect_done(&scratch.run(&create("one@example.com", "file:out"), &Faults::none()));
    let secret = Inventory::of(&scratch).held[0].secret.clone();
    let canaries = Canaries::of([secret.as_str()]);
    let (head, tail) = secret.split_at(40);
    let damaged = format!("{head}!{tail}");
    let (cut, _) = secret.split_at(secret.len() - 9);
    let twice = format!("{secret} ABSKQmVkcm9ja0FQSUtleS1hYjEyLWF0LTEyMzQ1Njc4OTAxMjp4");
    let inputs = [
        secret.clone(),
        format!("export AWS_BEARER_TOKEN_BEDROCK='{secret}'\n"),
        format!("Authorization: Bearer {secret}\n"),
        cut.to_owned(),
        damaged,
        twice,
        format!("log log log {secret} log {}", "x".repeat(70_000)),
    ];
    for input in &inputs {
        for arguments in [
            &["keys", "identify"][..],
            &["keys", "identify", "--output", "json"],
            &["keys", "identify", "--offline"],
            &["keys", "revoke", "--leaked", "--dry-run"],
            &["keys", "revoke", "--leaked", "--dry-run", "--output", "json"],
        ] {
            for (flags, log) in LEVELS {
                let outcome = run(&scratch, &[arguments, flags].concat(), log, input);
                fs::remove_file(scratch.root().join("input")).expect("the input is the test's");
                let wrong = canaries.outside(&scratch, &outcome, is_delivery);
                assert_eq!(wrong, Vec::<String>::new(), "{arguments:?}");
                assert!(!outcome.text().contains("panicked"), "{}", outcome.text());
            }
        }
    }
}

#[test]
fn a_program_that_repeats_the_secret_is_not_repeated() {
    // Programs that show their input on standard error, whole, in pieces and cut off, and fail.
    for script in ["cat >&2; exit 3", "fold -w 40 >&2; exit 3", "head -c 200 >&2; kill -9 $$"] {
        let scratch = before_small_roster().scratch;
        let program = scratch.work().join("deliver");
        write_program(&program, script);
        let sink = format!("command:{}", program.display());
        let arguments = [create("one@example.com", &sink), vec!["-vvv"]].concat();
        let outcome = run(&scratch, &arguments, "trace", "");
        assert_eq!(outcome.code(), Some(13), "{}", outcome.text());
        let kept = fs::read_to_string(scratch.work().join("kept")).expect("it was run");
        let document: serde_json::Value = serde_json::from_str(&kept).expect("it got JSON");
        let canaries = Canaries::of([document["secret"].as_str().expect("a secret")]);
        let wrong = canaries.outside(&scratch, &outcome, |name| name == "work/kept");
        assert_eq!(wrong, Vec::<String>::new(), "{script}");
        assert!(Inventory::of(&scratch).keys.iter().all(|key| !key.managed), "the key is gone");
    }
}

/// Through another process: while this one has the file open for writing, a fork of another test inherits that, and
/// the system then refuses to run the file.
fn write_program(path: &std::path::Path, script: &str) {
    let body = format!("#!/bin/sh\ntee kept | ({script})\n");
    let status = std::process::Command::new("sh")
        .args(["-c", "printf '%s' \"$1\" > \"$0\" && chmod 700 \"$0\""])
        .arg(path)
        .arg(body)
        .status()
        .expect("sh runs");
    assert!(status.success());
}

#[test]
fn a_leak_would_be_noticed() {
    let scratch = before_small_roster().scratch;
    expect_done(&scratch.run(&create("one@example.com", "file:out"), &Faults::none()));
    let held = Inventory::of(&scratch).held;
    let canaries = Canaries::of_held(&held);
    let outcome = scratch.run(&["keys", "list"], &Faults::none());
    assert_eq!(canaries.outside(&scratch, &outcome, is_delivery), Vec::<String>::new());
    assert_eq!(canaries.outside(&scratch, &outcome, |_| false).len(), 1, "the sink itself");
    scratch.write("notes.txt", &format!("a piece: {}", held[0].secret.split_at(90).1));
    assert_eq!(canaries.outside(&scratch, &outcome, is_delivery).len(), 1);
    let outcome = Outcome { stderr: held[0].secret.clone(), ..outcome };
    assert_eq!(canaries.outside(&scratch, &outcome, is_delivery).len(), 2);
}
