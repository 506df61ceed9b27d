//! Every operation of every command fails in every way: the command ends as undisturbed, or says what is not known or
//! not done with the right exit code, and the same command again ends as undisturbed.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use serde_json::{Value, json};

use super::commands::{Kind, Subject, subjects};
use super::end_state::EndState;
use super::inventory::Inventory;
use super::leaks::{Canaries, is_delivery};
use crate::support::{Faults, Outcome, in_parallel};

/// How often a fault happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Times {
    Always,
    First(u32),
    /// From the last call of an undisturbed run on: an operation may have a second purpose.
    FromLast,
}

/// Every way to fail that is tried on every operation.
const FAULTS: [(&str, Times); 15] = [
    ("deny", Times::Always),
    ("deny", Times::FromLast),
    ("throttle", Times::First(2)),
    ("throttle", Times::Always),
    ("server-error", Times::First(1)),
    ("server-error", Times::Always),
    ("server-error", Times::FromLast),
    ("drop-before", Times::First(1)),
    ("drop-before", Times::Always),
    ("drop-after", Times::First(1)),
    ("drop-after", Times::Always),
    ("drop-after", Times::FromLast),
    ("garble", Times::Always),
    ("empty", Times::Always),
    ("hang", Times::First(1)),
];

/// The exit codes that are right: where the SDK's retries overcome a fault, where they do not, and where an answer
/// arrived that says nothing.
struct Expectation {
    operations: &'static [&'static str],
    overcome: &'static [i32],
    lasting: &'static [i32],
    misread: &'static [i32],
}

/// The first row that names an operation counts. 1: who the caller is, is not known. 12: something was not read, and
/// what depended on it was left alone. 13: something was not done. An answer that says nothing is enough (0) where
/// nothing is looked for in it.
const EXPECTATIONS: &[Expectation] = &[
    Expectation { operations: &["GetCallerIdentity"], overcome: &[0], lasting: &[1], misread: &[1] },
    Expectation {
        operations: &["ListServiceSpecificCredentials", "GetAccountAuthorizationDetails"],
        overcome: &[0],
        // 13 where the listing of one user fails, after that of the account did not.
        lasting: &[12, 13],
        misread: &[12, 13],
    },
    Expectation {
        operations: &["GetPolicy", "DescribeOrganization"],
        overcome: &[0],
        lasting: &[12],
        misread: &[12],
    },
    // Never sent twice where it may have had an effect.
    Expectation {
        operations: &["CreateServiceSpecificCredential"],
        overcome: &[0, 13],
        lasting: &[13],
        misread: &[13],
    },
    Expectation { operations: &[], overcome: &[0], lasting: &[13, 0], misread: &[13, 0] },
];

#[derive(Debug, Clone)]
struct Case {
    operation: String,
    calls: usize,
    fault: &'static str,
    times: Times,
}

impl Case {
    fn faults(&self) -> Faults {
        let at = match self.times {
            Times::Always => json!({ "operation": self.operation }),
            Times::First(times) => json!({ "operation": self.operation, "times": times }),
            Times::FromLast => json!({ "operation": self.operation, "from": self.calls }),
        };
        Faults::none().and(json!({ "at": at, "fault": self.fault }))
    }

    fn codes(&self) -> &'static [i32] {
        let names = |row: &&Expectation| {
            row.operations.is_empty() || row.operations.contains(&self.operation.as_str())
        };
        let row = EXPECTATIONS.iter().find(names).expect("the last row is for every operation");
        match (self.fault, self.times) {
            (_, Times::First(_)) => row.overcome,
            ("garble" | "empty", _) => row.misread,
            _ => row.lasting,
        }
    }
}

/// What a command does when nothing fails.
struct Undisturbed {
    stdout: String,
    before: EndState,
    end: EndState,
    calls: BTreeMap<String, usize>,
}

impl Undisturbed {
    fn of(subject: &Subject) -> Self {
        let scratch = subject.stage.scratch.copy();
        let before = EndState::of(&Inventory::of(&scratch));
        let outcome = subject.run_with(&scratch, &Faults::none(), &["-v"]);
        assert_eq!(outcome.code(), Some(0), "{}: {}", subject.name, outcome.text());
        let mut calls = BTreeMap::new();
        for operation in outcome.operations() {
            *calls.entry(operation).or_insert(0) += 1;
        }
        assert!(calls.len() >= 3, "{}: {calls:?}", subject.name);
        let end = EndState::of(&Inventory::of(&scratch));
        let changes = !end.difference(&before).is_empty();
        assert_eq!(changes, subject.kind != Kind::Reads, "{}", subject.name);
        Self { stdout: outcome.stdout, before, end, calls }
    }

    fn cases(&self) -> Vec<Case> {
        let mut cases = Vec::new();
        for (operation, &calls) in &self.calls {
            for (fault, times) in FAULTS {
                if times != Times::FromLast || calls > 1 {
                    cases.push(Case { operation: operation.clone(), calls, fault, times });
                }
            }
        }
        cases
    }
}

/// Runs one case; answers what is wrong with it.
fn judge(subject: &Subject, undisturbed: &Undisturbed, case: &Case) -> Vec<String> {
    let scratch = subject.stage.scratch.copy();
    let held_before = Inventory::of(&scratch).held;
    let logged = subject.run_with(&scratch, &case.faults(), &["-vvv"]);
    let inventory = Inventory::of(&scratch);
    let canaries = Canaries::of_held(&[held_before, inventory.held.clone()].concat());
    let leaks = canaries.outside(&scratch, &logged, is_delivery);
    // The log names every operation; the message has to.
    let outcome = logged.without_log();
    let mut wrong = judge_words(case, &outcome);
    wrong.extend(leaks);
    match subject.kind {
        Kind::Reads if outcome.code() == Some(0) && outcome.stdout != undisturbed.stdout => {
            wrong.push("exit 0 with less than there is".to_owned());
        }
        Kind::Reads => {}
        Kind::Changes | Kind::TakesAway => {
            wrong.extend(judge_state(undisturbed, case, &outcome, &inventory));
            let again = subject.run(&scratch, &Faults::none());
            let nothing_left = subject.kind == Kind::TakesAway && again.code() == Some(1);
            if again.code() != Some(0) && !nothing_left {
                wrong.push(format!("the second run ended with {:?}: {}", again.code(), again.text()));
            }
            let after = Inventory::of(&scratch);
            let (state, end) = (EndState::of(&after), &undisturbed.end);
            wrong.extend(match case.operation.as_str() {
                "GetPolicy" => state.without_policy_versions().difference(&end.without_policy_versions()),
                _ => state.difference(end),
            });
            wrong.extend(after.lost(&[]));
        }
    }
    if !wrong.is_empty() {
        let (operation, fault, times) = (&case.operation, case.fault, case.times);
        wrong.insert(0, format!("{}: {operation} {fault} {times:?}", subject.name));
        wrong.push(format!("  the run said:\n{}", outcome.text()));
    }
    wrong
}

/// The exit code and the message.
fn judge_words(case: &Case, outcome: &Outcome) -> Vec<String> {
    let mut wrong = Vec::new();
    let text = outcome.text();
    let code = outcome.code().unwrap_or(-1);
    if !case.codes().contains(&code) {
        wrong.push(format!("exit code {code}, and {:?} is right", case.codes()));
    }
    if text.contains("panicked") {
        wrong.push("a panic".to_owned());
    }
    let complains =
        text.contains("not done") || text.contains("not read") || text.contains("could not be read");
    if code == 0 && complains {
        wrong.push("exit 0 although something is missing".to_owned());
    }
    let names = text.contains(&case.operation) || text.contains("DeleteConflict");
    if code != 0 && !names {
        wrong.push("does not name what failed".to_owned());
    }
    wrong
}

/// What is there, against what was said in JSON.
fn judge_state(
    undisturbed: &Undisturbed,
    case: &Case,
    outcome: &Outcome,
    inventory: &Inventory,
) -> Vec<String> {
    let state = EndState::of(inventory);
    let mut wrong = inventory.lost(&[]);
    match outcome.code() {
        Some(0) => wrong.extend(state.difference(&undisturbed.end)),
        // What was to be recorded and is not known is all that may be missing.
        Some(12) if case.operation == "GetPolicy" => {}
        Some(1 | 12) => wrong.extend(state.difference(&undisturbed.before)),
        _ => {}
    }
    for key in inventory.undelivered() {
        let named = outcome.text().contains(&key.id);
        let suspected = outcome.text().contains("may work") && outcome.text().contains(&key.user);
        if !named && !suspected {
            wrong.push(format!("nobody has the secret of {} and nobody is told", key.id));
        }
    }
    if let Ok(said) = serde_json::from_str::<Value>(&outcome.stdout) {
        wrong.extend(judge_claims(&said, inventory));
        if said["complete"] != (outcome.code() == Some(0)) && outcome.code() != Some(12) {
            wrong.push(format!("complete is {}, and the exit code {:?}", said["complete"], outcome.code()));
        }
    } else if matches!(outcome.code(), Some(0 | 13)) {
        wrong.push("no outcome in JSON".to_owned());
    }
    wrong
}

/// Everything that is called done is so.
fn judge_claims(said: &Value, inventory: &Inventory) -> Vec<String> {
    let mut wrong = Vec::new();
    let users: BTreeSet<String> = inventory.account.users().into_keys().collect();
    for entry in said["entries"].as_array().into_iter().flatten() {
        if entry["result"] == "delivered" {
            let key = inventory.keys.iter().find(|key| entry["key"] == key.id.as_str());
            if !key.is_some_and(|key| {
                key.delivered && inventory.held.iter().any(|held| held.credential == key.id)
            }) {
                wrong.push(format!("claims to have delivered: {entry}"));
            }
        }
    }
    let all =
        ["entries", "revocations"].into_iter().flat_map(|list| said[list].as_array().into_iter().flatten());
    for each in all {
        let done = each["done"].as_array().into_iter().flatten().filter_map(Value::as_str);
        for deed in done {
            let undone = match deed.split_once(' ') {
                Some(("delete", "the user")) => users.iter().any(|user| each["user"] == user.as_str()),
                Some(("delete", id)) => inventory.keys.iter().any(|key| key.id == id),
                Some(("suspend", id)) => {
                    inventory.keys.iter().any(|key| key.id == id && key.status == "Active")
                }
                Some(("activate", id)) => {
                    inventory.keys.iter().any(|key| key.id == id && key.status != "Active")
                }
                Some(("create", "the user")) => !users.iter().any(|user| each["user"] == user.as_str()),
                _ => false,
            };
            if undone {
                wrong.push(format!("claims `{deed}`, which did not happen"));
            }
        }
        if each["user_deleted"] == true && users.iter().any(|user| each["user"] == user.as_str()) {
            wrong.push(format!("claims to have deleted a user that is there: {each}"));
        }
    }
    wrong
}

/// Every fault that answers at once, or every one that keeps a run waiting.
fn judge_all(wanted: fn(&Case) -> bool, threads: usize) {
    let started = Instant::now();
    let subjects = subjects();
    let undisturbed: Vec<Undisturbed> = subjects.iter().map(Undisturbed::of).collect();
    let cases: Vec<(&Subject, &Undisturbed, Case)> = subjects
        .iter()
        .zip(&undisturbed)
        .flat_map(|(subject, undisturbed)| {
            let cases = undisturbed.cases().into_iter().filter(wanted);
            cases.map(move |case| (subject, undisturbed, case))
        })
        .collect();
    let wrong: Vec<String> =
        in_parallel(threads, &cases, |(subject, undisturbed, case)| judge(subject, undisturbed, case))
            .into_iter()
            .filter(|wrong| !wrong.is_empty())
            .map(|wrong| wrong.join("\n"))
            .collect();
    let operations: BTreeSet<&str> =
        undisturbed.iter().flat_map(|each| each.calls.keys()).map(String::as_str).collect();
    eprintln!(
        "{} fault cases, {} commands, {} operations, {:.1} s",
        cases.len(),
        subjects.len(),
        operations.len(),
        started.elapsed().as_secs_f32()
    );
    assert!(cases.len() >= subjects.len() * 3, "every command makes three calls or more");
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n\n"));
}

#[test]
fn every_operation_of_every_command_may_fail_in_every_way() {
    judge_all(|case| case.fault != "hang", 4);
}

#[test]
fn an_answer_that_never_comes_is_waited_for_in_vain_and_not_for_long() {
    // These runs wait and do nothing.
    judge_all(|case| case.fault == "hang", 24);
}
