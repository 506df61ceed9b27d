//! Ctrl-C: what is in flight is finished or named, the rest is named, and the same command again goes on from there.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};

use serde_json::Value;

use super::end_state::EndState;
use super::inventory::Inventory;
use super::stage::{after_people_left, before_onboarding};
use crate::support::{Faults, Outcome, Scratch, policies_in};

/// A run that is listened to while it runs.
struct Running {
    child: Child,
    stderr: BufReader<ChildStderr>,
    heard: String,
}

impl Running {
    /// Starts a run in which every call takes a while, so that there is a middle to interrupt.
    fn start(scratch: &Scratch, arguments: &[&str]) -> Self {
        let arguments = [arguments, &["-v"]].concat();
        let mut command = scratch.command(&arguments, &Faults::slow(120));
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let stderr = BufReader::new(child.stderr.take().expect("standard error"));
        Self { child, stderr, heard: String::new() }
    }

    /// Waits until the run says this.
    fn until(&mut self, words: &str) {
        loop {
            let mut line = String::new();
            let read = self.stderr.read_line(&mut line).expect("standard error");
            assert!(read > 0, "it ended before it said `{words}`:\n{}", self.heard);
            self.heard.push_str(&line);
            if line.contains(words) {
                return;
            }
        }
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status();
        assert!(sent.expect("kill runs").success());
    }

    /// Waits for the end. Standard input stays open until then.
    fn end(mut self) -> Outcome {
        let mut stdout = String::new();
        self.stderr.read_to_string(&mut self.heard).expect("standard error");
        let mut output = self.child.stdout.take().expect("standard output");
        output.read_to_string(&mut stdout).expect("standard output");
        let _held_open = self.child.stdin.take();
        let status = self.child.wait().expect("it ends");
        Outcome { status, stdout, stderr: self.heard }
    }
}

const ONBOARD: [&str; 7] = ["onboard", "roster.yaml", "--yes", "--concurrency", "2", "--output", "json"];

/// The results of the entries or revocations, in order.
fn results(outcome: &Outcome, list: &str) -> Vec<String> {
    let said: Value = serde_json::from_str(&outcome.stdout).expect("an outcome in JSON");
    let all = said[list].as_array().expect("a list");
    all.iter().map(|each| each["result"].as_str().expect("a result").to_owned()).collect()
}

fn count(results: &[String], result: &str) -> usize {
    results.iter().filter(|each| *each == result).count()
}

/// The same command without faults ends where an undisturbed run ends.
fn goes_on(scratch: &Scratch, begun_from: &Scratch, arguments: &[&str]) {
    let undisturbed = begun_from.copy();
    assert_eq!(undisturbed.run(arguments, &Faults::none()).code(), Some(0));
    let again = scratch.run(arguments, &Faults::none());
    assert_eq!(again.code(), Some(0), "{}", again.text());
    let (end, expected) = (Inventory::of(scratch), Inventory::of(&undisturbed));
    assert_eq!(EndState::of(&end).difference(&EndState::of(&expected)), Vec::<String>::new());
    assert!(end.undelivered().is_empty(), "{:?}", end.undelivered());
}

#[test]
fn a_first_signal_lets_what_is_in_flight_end_and_begins_nothing_new() {
    let stage = before_onboarding();
    for signal in ["INT", "TERM"] {
        let scratch = stage.scratch.copy();
        let mut run = Running::start(&scratch, &ONBOARD);
        run.until("IAM:CreateServiceSpecificCredential");
        run.signal(signal);
        let outcome = run.end();
        assert_eq!(outcome.code(), Some(130), "{}", outcome.text());
        let results = results(&outcome, "entries");
        let (delivered, not_begun) = (count(&results, "delivered"), count(&results, "not begun"));
        // Two at once; a third may have begun in the moment the signal took.
        assert!((2..=3).contains(&delivered), "{results:?}");
        assert_eq!(delivered + not_begun, 11, "{results:?}");
        let inventory = Inventory::of(&scratch);
        let before: Vec<String> = Inventory::of(&stage.scratch).keys.into_iter().map(|key| key.id).collect();
        assert_eq!(inventory.lost(&before), Vec::<String>::new());
        let undelivered: Vec<_> =
            inventory.undelivered().into_iter().filter(|key| !before.contains(&key.id)).collect();
        assert!(undelivered.is_empty(), "{undelivered:?}");
        goes_on(&scratch, &stage.scratch, &ONBOARD);
    }
}

#[test]
fn a_second_signal_names_what_was_in_flight() {
    let stage = before_onboarding();
    let scratch = stage.scratch.copy();
    let mut run = Running::start(&scratch, &ONBOARD);
    run.until("IAM:CreateUser");
    run.signal("INT");
    run.until("IAM:CreateServiceSpecificCredential");
    run.signal("INT");
    let outcome = run.end();
    assert_eq!(outcome.code(), Some(130), "{}", outcome.text());
    let results = results(&outcome, "entries");
    assert!((1..=2).contains(&count(&results, "in flight")), "{results:?}");
    assert!(count(&results, "not begun") >= 8, "{results:?}");
    assert!(outcome.stdout.contains("run the same command again"), "{}", outcome.stdout);
    goes_on(&scratch, &stage.scratch, &ONBOARD);
}

#[test]
fn a_signal_before_anything_was_changed_changes_nothing() {
    let stage = after_people_left();
    let before = EndState::of(&Inventory::of(&stage.scratch));
    let create =
        ["keys", "create", "--owner", "one@example.com", "--expires-in", "30d", "--to", "file:out", "--yes"];
    let commands: [&[&str]; 7] = [
        &["onboard", "before.yaml", "--yes"],
        &["onboard", "roster.yaml", "--prune", "--yes"],
        &create,
        &["keys", "revoke", "--owner", "left-one@example.com", "--yes"],
        &["keys", "deactivate", "--owner", "left-one@example.com", "--yes"],
        &["keys", "list"],
        &["doctor"],
    ];
    for arguments in commands {
        let scratch = stage.scratch.copy();
        let mut run = Running::start(&scratch, arguments);
        run.until("STS:GetCallerIdentity");
        run.signal("INT");
        let outcome = run.end();
        assert_eq!(outcome.code(), Some(130), "{arguments:?}: {}", outcome.text());
        assert!(outcome.stderr.contains("nothing was changed"), "{arguments:?}: {}", outcome.text());
        assert_eq!(outcome.stdout, "", "{arguments:?}");
        assert_eq!(EndState::of(&Inventory::of(&scratch)).difference(&before), Vec::<String>::new());
    }
}

#[test]
fn revoking_and_suspending_stop_between_two_users() {
    let stage = after_people_left();
    let keys = Inventory::of(&stage.scratch).keys;
    let ids: Vec<&str> = keys.iter().filter(|key| key.managed).map(|key| key.id.as_str()).collect();
    let users = keys.iter().filter(|key| key.managed).map(|key| &key.user);
    let users = users.collect::<std::collections::BTreeSet<_>>().len();
    for (verb, done) in [("revoke", "revoked"), ("deactivate", "done")] {
        let scratch = stage.scratch.copy();
        let arguments = [&["keys", verb], ids.as_slice(), &["--yes", "--output", "json"]].concat();
        let mut run = Running::start(&scratch, &arguments);
        run.until("IAM:UpdateServiceSpecificCredential");
        run.signal("INT");
        let outcome = run.end();
        assert_eq!(outcome.code(), Some(130), "{verb}: {}", outcome.text());
        let results = results(&outcome, "revocations");
        assert_eq!(
            (count(&results, done), count(&results, "not begun")),
            (1, users - 1),
            "{verb}: {results:?}"
        );
    }
}

#[test]
fn applying_guardrails_stops_between_two_steps_and_names_what_is_left() {
    let begun = super::guardrails::seeded();
    let arguments = [
        "scp",
        "apply",
        "deny-api-keys",
        "--stage",
        "905418267733",
        "--stage",
        "ou-sbx1-researc4",
        "--from",
        "kept.json",
        "--yes",
        "--output",
        "json",
    ];
    for (signals, second) in [(1, "not-begun"), (2, "in-flight")] {
        let scratch = begun.copy();
        let mut run = Running::start(&scratch, &arguments);
        run.until(if signals == 1 { "Organizations:AttachPolicy" } else { "Organizations:CreatePolicy" });
        run.signal("INT");
        if signals == 2 {
            run.until("interrupted: finishing what is in flight");
            run.signal("INT");
        }
        let outcome = run.end();
        assert_eq!(outcome.code(), Some(130), "{}", outcome.text());
        let results = results(&outcome, "steps");
        let expected =
            if signals == 1 { ["done", "done", second] } else { [second, "not-begun", "not-begun"] };
        assert_eq!(results, expected, "{}", outcome.text());
        let record = super::guardrails::new_record(&scratch, &begun).expect("a record");
        let back = scratch.copy();
        let rolled = back.run(&["scp", "rollback", &record, "--yes"], &Faults::none());
        assert_eq!(rolled.code(), Some(0), "{}", rolled.text());
        assert_eq!(policies_in(&back.sandbox()), policies_in(&begun.sandbox()));
        let undisturbed = begun.copy();
        for scratch in [&scratch, &undisturbed] {
            assert_eq!(scratch.run(&arguments, &Faults::none()).code(), Some(0));
        }
        assert_eq!(policies_in(&scratch.sandbox()), policies_in(&undisturbed.sandbox()));
    }
}

// Only Linux tells whether a process handles a signal.
#[cfg(target_os = "linux")]
#[test]
fn a_pipe_that_stays_open_does_not_keep_a_run_alive() {
    let scratch = Scratch::new();
    let readers = [
        &["keys", "identify", "--offline"][..],
        &["keys", "revoke", "--leaked", "--yes"],
        &["scp", "lint", "-"],
    ];
    for arguments in readers {
        let run = Running::start(&scratch, arguments);
        // Until the handler stands, the signal ends the process as it ends any other.
        wait_for_handler(run.child.id());
        run.signal("INT");
        let outcome = run.end();
        assert_eq!(outcome.code(), Some(130), "{arguments:?}: {}", outcome.text());
    }
}

/// Every way to name a file that is read before anything else happens.
#[cfg(target_os = "linux")]
const READERS: [&[&str]; 13] = [
    &["onboard", "pipe.json"],
    &["audit", "--config", "pipe.json"],
    &["audit", "--from", "pipe.json"],
    &["audit", "--diff", "pipe.json"],
    &["audit", "merge", "pipe.json"],
    &["keys", "list", "--sandbox-faults", "pipe.json"],
    &["scp", "lint", "pipe.json"],
    &["scp", "show", "pipe.json"],
    &["scp", "eval", "--policy", "pipe.json", "--action", "bedrock:CallWithBearerToken"],
    &["scp", "audit", "--require", "pipe.json"],
    &["scp", "audit", "--from", "pipe.json"],
    &["scp", "apply", "pipe.json", "--target", "ou-sbx1-workl0ad", "--yes"],
    &["scp", "rollback", "pipe.json", "--yes"],
];

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_nobody_finishes_does_not_keep_a_run_alive() {
    let scratch = Scratch::new();
    let pipe = scratch.work().join("pipe.json");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs").success());
    for (arguments, signal) in READERS.into_iter().zip(["INT", "TERM"].into_iter().cycle()) {
        for is_opened in [false, true] {
            let run = Running::start(&scratch, arguments);
            wait_for_handler(run.child.id());
            let _held_open = is_opened.then(|| wait_for_reader(&pipe, run.child.id()));
            run.signal(signal);
            let outcome = run.end();
            assert_eq!(outcome.code(), Some(130), "{arguments:?}: {}", outcome.text());
            assert!(outcome.stderr.contains("nothing was changed"), "{arguments:?}: {}", outcome.text());
        }
    }
}

/// Waits until somebody reads a pipe, and holds it open without a word.
#[cfg(target_os = "linux")]
fn wait_for_reader(pipe: &Path, process: u32) -> File {
    let without_waiting = rustix::fs::OFlags::NONBLOCK.bits().cast_signed();
    loop {
        // It cannot be opened while nobody reads it.
        match File::options().write(true).custom_flags(without_waiting).open(pipe) {
            Ok(file) => return file,
            Err(_) => assert!(is_alive(process), "process {process} ended and read nothing"),
        }
        std::thread::yield_now();
    }
}

/// Whether a child still runs; one that ended is a zombie until it is waited for.
#[cfg(target_os = "linux")]
fn is_alive(process: u32) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    !status.is_empty() && !status.contains("State:\tZ")
}

/// Waits until a process handles SIGINT and SIGTERM itself, which the system tells.
#[cfg(target_os = "linux")]
fn wait_for_handler(process: u32) {
    const BOTH: u64 = 1 << 1 | 1 << 14;
    let handles = |status: &str| {
        let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"))?;
        Some(u64::from_str_radix(caught.trim(), 16).ok()? & BOTH == BOTH)
    };
    for _ in 0..1_000_000 {
        // Until it becomes the binary, the process is a shell, which may handle signals in its own way: its name is read
        // first, and in the same file as what it handles.
        let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
        if status.starts_with("Name:\tbedrock-keys\n") && handles(&status) == Some(true) {
            return;
        }
        std::thread::yield_now();
    }
    panic!("process {process} never handled SIGINT and SIGTERM");
}
