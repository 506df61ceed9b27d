//! Guardrails: whatever kills or fails a run that changes policies, the way back is on disk before anything is changed, and
//! the same command again ends where an undisturbed run ends.

use std::collections::BTreeMap;
use std::time::Instant;

use serde_json::{Value, json};

use crate::support::{Faults, Outcome, Scratch, in_parallel, policies_in};

const UNIT: &str = "ou-sbx1-researc4";
const LAB: &str = "905418267733";

/// What an organization's policies are, by name.
type Policies = BTreeMap<String, Value>;

/// A command that changes policies, in a situation.
struct Subject {
    name: &'static str,
    scratch: Scratch,
    arguments: Vec<&'static str>,
    /// The exit code of a second run, where all was done by the first.
    again: i32,
}

fn done(scratch: &Scratch, words: &str) -> Outcome {
    let words: Vec<&str> = words.split(' ').collect();
    let outcome = scratch.run(&words, &Faults::none());
    assert_eq!(outcome.code(), Some(0), "{words:?}: {}", outcome.text());
    outcome
}

/// The seeded organization, and the keys in it as an audit kept them: nobody's account is entered for a preview.
pub(super) fn seeded() -> Scratch {
    let scratch = Scratch::new();
    let kept = scratch.run(&["audit", "--org", "--save", "kept.json"], &Faults::none());
    assert_eq!(kept.code(), Some(12), "{}", kept.text());
    scratch.write(
        "bedrock-keys.yaml",
        &format!(
            "version: 1\nguardrails:\n  - policy: deny-api-keys\n    name: Guard\n    stages: ['{LAB}', {UNIT}]\n  \
             - policy: cap-key-lifetime\n    name: CapBedrockKeyAge\n    targets: [{UNIT}]\n    adopt: true\n"
        ),
    );
    scratch
}

/// A policy of ours with another text, attached in one place of two.
fn with_guard() -> Scratch {
    let scratch = seeded();
    done(
        &scratch,
        &format!(
            "scp apply deny-long-term-keys --name Guard --target {UNIT} --from kept.json --record 0.json --yes"
        ),
    );
    scratch
}

fn subjects() -> Vec<Subject> {
    let subject = |name, scratch, words: &'static str, again| Subject {
        name,
        scratch,
        arguments: words.split(' ').collect(),
        again,
    };
    let applied = with_guard();
    done(&applied, "scp apply --from kept.json --record 1.json --yes");
    let attached = with_guard();
    let loose = with_guard();
    done(&loose, &format!("scp detach Guard --target {UNIT} --record 1.json --yes"));
    let deleted = loose.copy();
    done(&deleted, "scp delete Guard --record 2.json --yes");
    vec![
        subject("scp apply, anew", seeded(), "scp apply --from kept.json --yes", 0),
        subject("scp apply, changed", with_guard(), "scp apply --from kept.json --yes", 0),
        subject("scp rollback", applied, "scp rollback 1.json --from kept.json --yes", 0),
        subject("scp rollback of a deletion", deleted, "scp rollback 2.json --from kept.json --yes", 0),
        subject("scp detach", attached, "scp detach Guard --target ou-sbx1-researc4 --yes", 0),
        subject("scp delete", loose, "scp delete Guard --yes", 1),
    ]
}

fn policies(scratch: &Scratch) -> Policies {
    policies_in(&scratch.sandbox())
}

/// What is here and not there, and the other way round.
fn difference(found: &Policies, expected: &Policies) -> Vec<String> {
    let names = found.keys().chain(expected.keys()).collect::<std::collections::BTreeSet<_>>();
    names
        .into_iter()
        .filter(|name| found.get(*name) != expected.get(*name))
        .map(|name| format!("  {name}: {:?}, expected {:?}", found.get(name), expected.get(name)))
        .collect()
}

/// What a command does when nothing fails.
struct Undisturbed {
    before: Policies,
    end: Policies,
    operations: Vec<String>,
    checkpoints: usize,
}

impl Subject {
    fn undisturbed(&self) -> Undisturbed {
        let scratch = self.scratch.copy();
        let before = policies(&scratch);
        let arguments = [self.arguments.as_slice(), &["-vv"]].concat();
        let outcome = scratch.run(&arguments, &Faults::none());
        assert_eq!(outcome.code(), Some(0), "{}: {}", self.name, outcome.text());
        let end = policies(&scratch);
        assert_ne!(before, end, "{}", self.name);
        let again = scratch.run(&self.arguments, &Faults::none());
        assert_eq!(again.code(), Some(self.again), "{}: {}", self.name, again.text());
        assert_eq!(policies(&scratch), end, "{}", self.name);
        let (operations, checkpoints) = (outcome.operations(), outcome.checkpoints());
        assert!(operations.len() > 10 && checkpoints >= 5, "{}: {operations:?}", self.name);
        Undisturbed { before, end, operations, checkpoints }
    }

    /// Whatever became of a run: nothing was changed without a record, the record leads back, and the same command again
    /// ends as undisturbed.
    fn recovers(&self, scratch: &Scratch, undisturbed: &Undisturbed) -> Vec<String> {
        let mut complaints = Vec::new();
        let record = new_record(scratch, &self.scratch);
        match record {
            None => complaints.extend(
                difference(&policies(scratch), &undisturbed.before)
                    .into_iter()
                    .map(|line| format!("changed without a record:{line}")),
            ),
            Some(record) => {
                let back = scratch.copy();
                let outcome = back.run(&["scp", "rollback", &record, "--yes", "--adopt"], &Faults::none());
                if outcome.code() != Some(0) {
                    complaints.push(format!(
                        "the way back ended with {:?}: {}",
                        outcome.code(),
                        outcome.text()
                    ));
                }
                complaints.extend(
                    difference(&policies(&back), &undisturbed.before)
                        .into_iter()
                        .map(|line| format!("the way back:{line}")),
                );
            }
        }
        let again = scratch.run(&self.arguments, &Faults::none());
        let nothing_left = again.code() == Some(self.again) && policies(scratch) == undisturbed.end;
        if again.code() != Some(0) && !nothing_left {
            complaints.push(format!("the second run ended with {:?}: {}", again.code(), again.text()));
        }
        complaints.extend(difference(&policies(scratch), &undisturbed.end));
        complaints
    }
}

/// The record that a run left, if it left one. Half of one is none.
pub(super) fn new_record(scratch: &Scratch, before: &Scratch) -> Option<String> {
    let earlier = Scratch::files_below(&before.work());
    let files = Scratch::files_below(&scratch.work());
    let new = files
        .into_iter()
        .find(|file| !earlier.contains(file) && file.extension().is_some_and(|it| it == "json"))?;
    let text = std::fs::read_to_string(scratch.work().join(&new)).expect("a record");
    serde_json::from_str::<Value>(&text).ok().map(|_| new.display().to_string())
}

#[test]
fn a_run_that_changes_policies_survives_a_crash_anywhere() {
    for subject in subjects() {
        let started = Instant::now();
        let undisturbed = subject.undisturbed();
        let calls = undisturbed.operations.len();
        let points: Vec<(String, Faults)> = (1..=calls)
            .flat_map(|number| ["abort-before", "abort-after"].map(|how| (number, how)))
            .map(|(number, how)| (format!("{how} call {number}"), Faults::at_call(number, how)))
            .chain(
                (1..=undisturbed.checkpoints)
                    .map(|number| (format!("checkpoint {number}"), Faults::killed_at_checkpoint(number))),
            )
            .collect();
        let complaints = in_parallel(4, &points, |(point, faults)| {
            let scratch = subject.scratch.copy();
            let killed = scratch.run(&subject.arguments, faults);
            let mut complaints = Vec::new();
            if !killed.was_aborted() {
                complaints.push(format!("not killed: {}", killed.text()));
            }
            complaints.extend(subject.recovers(&scratch, &undisturbed));
            (!complaints.is_empty()).then(|| format!("{}, {point}:\n{}", subject.name, complaints.join("\n")))
        });
        let complaints: Vec<String> = complaints.into_iter().flatten().collect();
        eprintln!(
            "{}: {} crash points ({calls} calls) in {:.1} s",
            subject.name,
            points.len(),
            started.elapsed().as_secs_f32()
        );
        assert!(
            complaints.is_empty(),
            "{} of {}:\n{}",
            complaints.len(),
            points.len(),
            complaints.join("\n")
        );
    }
}

/// How often a fault happens, and the exit codes that are right where it meets a read and a write.
const FAULTS: [(&str, Option<u32>, &[i32]); 14] = [
    ("deny", None, &[1, 12, 13]),
    ("throttle", Some(2), &[0]),
    ("throttle", None, &[1, 12, 13]),
    ("concurrent-modification", Some(3), &[0, 1, 12]),
    ("concurrent-modification", None, &[1, 12, 13]),
    ("server-error", Some(1), &[0]),
    ("server-error", None, &[1, 12, 13]),
    ("drop-before", Some(1), &[0]),
    ("drop-before", None, &[1, 12, 13]),
    ("drop-after", Some(1), &[0]),
    ("drop-after", None, &[0, 1, 12, 13]),
    ("garble", None, &[0, 1, 12, 13]),
    ("truncate", None, &[0, 1, 12, 13]),
    ("empty", None, &[0, 1, 12, 13]),
];

/// What every reading operation is tried with.
const READ_FAULTS: [&str; 3] = ["deny", "garble", "empty"];

/// How operations begin that change something.
const WRITES: [&str; 7] = ["Create", "Update", "Delete", "Attach", "Detach", "Tag", "Untag"];

#[test]
fn every_operation_on_policies_may_fail_in_every_way() {
    let started = Instant::now();
    let subjects = subjects();
    let undisturbed: Vec<Undisturbed> = subjects.iter().map(Subject::undisturbed).collect();
    let mut cases = Vec::new();
    for (subject, undisturbed) in subjects.iter().zip(&undisturbed) {
        let operations: std::collections::BTreeSet<&String> = undisturbed.operations.iter().collect();
        for operation in operations {
            // Also from the last call on: what was read for the plan is read back after the writes.
            let last = undisturbed.operations.iter().filter(|each| *each == operation).count();
            let writes = WRITES.iter().any(|verb| operation.starts_with(verb));
            // The reading has tests of its own (`src/collect/tests`); here it is about what is done on it.
            let tried = FAULTS.into_iter().filter(|(fault, ..)| writes || READ_FAULTS.contains(fault));
            for (fault, times, codes) in tried {
                cases.push((subject, undisturbed, operation, fault, times, 1, codes));
                if times.is_none() && last > 1 {
                    cases.push((subject, undisturbed, operation, fault, times, last, codes));
                }
            }
        }
    }
    let wrong = in_parallel(4, &cases, |&(subject, undisturbed, operation, fault, times, from, codes)| {
        let scratch = subject.scratch.copy();
        let at = match times {
            Some(times) => json!({ "operation": operation, "times": times }),
            None => json!({ "operation": operation, "from": from }),
        };
        let faults = Faults::none().and(json!({ "at": at, "fault": fault }));
        let outcome = scratch.run(&subject.arguments, &faults);
        let code = outcome.code().unwrap_or(-1);
        let mut wrong = Vec::new();
        // What a policy says that a plan is not about decides nothing.
        let about_others = operation == "DescribePolicy" && code == 0;
        if !codes.contains(&code) && !about_others {
            wrong.push(format!("exit code {code}, and {codes:?} is right"));
        }
        if code == 0 {
            wrong.extend(difference(&policies(&scratch), &undisturbed.end));
        } else if !outcome.text().contains(operation.as_str()) {
            wrong.push("does not name what failed".to_owned());
        }
        if matches!(code, 1 | 12) {
            wrong.extend(difference(&policies(&scratch), &undisturbed.before));
        }
        if outcome.text().contains("panicked") {
            wrong.push("a panic".to_owned());
        }
        wrong.extend(subject.recovers(&scratch, undisturbed));
        let text = outcome.text();
        let heading = format!("{}: {operation} {fault} {times:?} from {from}", subject.name);
        (!wrong.is_empty()).then(|| format!("{heading}\n{}\n  the run said:\n{text}", wrong.join("\n")))
    });
    let wrong: Vec<String> = wrong.into_iter().flatten().collect();
    eprintln!("{} fault cases in {:.1} s", cases.len(), started.elapsed().as_secs_f32());
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n\n"));
}
