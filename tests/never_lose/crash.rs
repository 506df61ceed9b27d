//! The process is killed before and after every call and at every step of every delivery; the same command again must
//! end where an undisturbed run ends.

use std::time::Instant;

use super::end_state::EndState;
use super::inventory::Inventory;
use super::stage::{Stage, after_people_left, before_onboarding, before_small_roster, create, expect_done};
use crate::support::{Account, Faults, in_parallel};

/// A command that is killed and run again.
struct Crash {
    name: &'static str,
    stage: Stage,
    arguments: Vec<&'static str>,
    /// What the second run may end with, where everything was done before the first was killed.
    nothing_left: NothingLeft,
    extent: Extent,
}

/// Where to kill a command.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// At every call and every checkpoint.
    Everywhere,
    /// At every call.
    Calls,
}

/// What a command does that finds its work done.
#[derive(Clone, Copy, PartialEq, Eq)]
enum NothingLeft {
    /// It says so and succeeds.
    IsSuccess,
    /// What it was to act on is not there any more, and that is an error.
    IsFailure,
}

/// Where the process is killed.
#[derive(Debug, Clone, Copy)]
enum Point {
    BeforeCall(usize),
    AfterCall(usize),
    Checkpoint(usize),
}

impl Point {
    fn faults(self) -> Faults {
        match self {
            Self::BeforeCall(number) => Faults::at_call(number, "abort-before"),
            Self::AfterCall(number) => Faults::at_call(number, "abort-after"),
            Self::Checkpoint(number) => Faults::killed_at_checkpoint(number),
        }
    }
}

impl Crash {
    /// Kills it everywhere, and complains about every point after which a second run did not come to the same end.
    fn everywhere(&self) {
        let started = Instant::now();
        let before: Vec<String> =
            Account::of(&self.stage.scratch).keys().into_iter().map(|key| key.id).collect();
        let (expected, calls, checkpoints) = self.undisturbed(&before);
        let points: Vec<Point> = (1..=calls)
            .flat_map(|number| [Point::BeforeCall(number), Point::AfterCall(number)])
            .chain((1..=checkpoints).filter(|_| self.extent == Extent::Everywhere).map(Point::Checkpoint))
            .collect();
        let complaints = in_parallel(4, &points, |point| self.killed_at(*point, &before, &expected));
        let complaints: Vec<String> = complaints.into_iter().flatten().collect();
        self.ends_unharmed_beyond(calls, checkpoints);
        eprintln!(
            "{}: {} crash points ({calls} calls, {checkpoints} checkpoints) in {:.1} s",
            self.name,
            points.len(),
            started.elapsed().as_secs_f32()
        );
        assert!(points.len() >= 2 * calls, "{} points for {calls} calls", points.len());
        assert!(
            complaints.is_empty(),
            "{}: {} of {} crash points:\n{}",
            self.name,
            complaints.len(),
            points.len(),
            complaints.join("\n")
        );
    }

    /// The end that every run must come to, and how many points there are on the way.
    fn undisturbed(&self, before: &[String]) -> (EndState, usize, usize) {
        let scratch = self.stage.scratch.copy();
        let mut arguments = self.arguments.clone();
        arguments.push("-vv");
        let outcome = scratch.run(&arguments, &Faults::none());
        assert_eq!(outcome.code(), Some(0), "{}", outcome.text());
        let inventory = Inventory::of(&scratch);
        assert_eq!(inventory.lost(before), Vec::<String>::new());
        assert!(inventory.undelivered().is_empty(), "{:?}", inventory.undelivered());
        let expected = EndState::of(&inventory);
        let calls = outcome.operations().len();
        assert!(calls > 3, "a command that changes something calls AWS:\n{}", outcome.stderr);
        let again = scratch.run(&self.arguments, &Faults::none());
        let code = if self.nothing_left == NothingLeft::IsSuccess { 0 } else { 1 };
        assert_eq!(again.code(), Some(code), "{}", again.text());
        assert_eq!(EndState::of(&Inventory::of(&scratch)).difference(&expected), Vec::<String>::new());
        (expected, calls, outcome.checkpoints())
    }

    fn killed_at(&self, point: Point, before: &[String], expected: &EndState) -> Option<String> {
        let scratch = self.stage.scratch.copy();
        let killed = scratch.run(&self.arguments, &point.faults());
        if !killed.was_aborted() {
            return Some(format!("{point:?}: not killed: {}", killed.text()));
        }
        let lost_meanwhile = Inventory::of(&scratch).lost(before);
        if !lost_meanwhile.is_empty() {
            return Some(format!("{point:?}: right after the crash: {lost_meanwhile:?}"));
        }
        let again = scratch.run(&self.arguments, &Faults::none());
        let all_done = self.nothing_left == NothingLeft::IsFailure && again.code() == Some(1);
        if again.code() != Some(0) && !all_done {
            return Some(format!(
                "{point:?}: the second run ended with {:?}:\n{}",
                again.code(),
                again.text()
            ));
        }
        let inventory = Inventory::of(&scratch);
        let mut complaints = EndState::of(&inventory).difference(expected);
        complaints.extend(inventory.lost(before));
        complaints
            .extend(inventory.undelivered().iter().map(|key| format!("  nobody has the secret of {key:?}")));
        (!complaints.is_empty()).then(|| format!("{point:?}:\n{}", complaints.join("\n")))
    }

    /// There is no further point: the count was not too low.
    fn ends_unharmed_beyond(&self, calls: usize, checkpoints: usize) {
        for point in
            [Point::BeforeCall(calls + 1), Point::AfterCall(calls + 1), Point::Checkpoint(checkpoints + 1)]
        {
            let outcome = self.stage.scratch.copy().run(&self.arguments, &point.faults());
            assert_eq!(outcome.code(), Some(0), "{point:?}: {}", outcome.text());
        }
    }
}

fn crash(name: &'static str, stage: Stage, arguments: &[&'static str], nothing_left: NothingLeft) {
    let extent = Extent::Everywhere;
    Crash { name, stage, arguments: arguments.to_vec(), nothing_left, extent }.everywhere();
}

#[test]
fn onboarding_survives_a_crash_anywhere() {
    let arguments = ["onboard", "roster.yaml", "--yes", "--concurrency", "1"];
    crash("onboard", before_onboarding(), &arguments, NothingLeft::IsSuccess);
}

#[test]
fn onboarding_several_at_once_survives_a_crash_anywhere() {
    // Deliveries are the same as one at a time; what differs is which calls have been made by when.
    Crash {
        name: "onboard, four at once",
        stage: before_onboarding(),
        arguments: vec!["onboard", "roster.yaml", "--yes", "--concurrency", "4"],
        nothing_left: NothingLeft::IsSuccess,
        extent: Extent::Calls,
    }
    .everywhere();
}

#[test]
fn pruning_survives_a_crash_anywhere() {
    let arguments = ["onboard", "roster.yaml", "--yes", "--prune"];
    crash("onboard --prune", after_people_left(), &arguments, NothingLeft::IsSuccess);
}

#[test]
fn creating_one_key_survives_a_crash_anywhere() {
    for sink in ["file:out", "secretsmanager:keys"] {
        let arguments = create("one@example.com", sink);
        crash("keys create", before_small_roster(), &arguments, NothingLeft::IsSuccess);
    }
}

#[test]
fn revoking_all_keys_of_an_owner_survives_a_crash_anywhere() {
    let arguments = ["keys", "revoke", "--owner", "left-one@example.com", "--yes"];
    crash("keys revoke --owner", after_people_left(), &arguments, NothingLeft::IsFailure);
}

#[test]
fn revoking_a_key_by_its_id_survives_a_crash_anywhere() {
    let stage = after_people_left();
    let keys = Inventory::of(&stage.scratch).keys;
    // The crash test outlives no test process, and neither does this text.
    let id: &'static str = keys.iter().find(|key| key.managed).expect("a key").id.clone().leak();
    crash("keys revoke KEY-ID", stage, &["keys", "revoke", id, "--yes"], NothingLeft::IsFailure);
}

#[test]
fn deleting_a_user_with_everything_on_it_survives_a_crash_anywhere() {
    let arguments = ["keys", "revoke", "--user", "chatbot-prototype", "--adopt", "--delete-user", "--yes"];
    crash("keys revoke --delete-user", after_people_left(), &arguments, NothingLeft::IsFailure);
}

#[test]
fn suspending_survives_a_crash_anywhere() {
    let arguments = ["keys", "deactivate", "--owner", "left-one@example.com", "--yes"];
    crash("keys deactivate", after_people_left(), &arguments, NothingLeft::IsSuccess);
}

#[test]
fn switching_on_again_survives_a_crash_anywhere() {
    let stage = after_people_left();
    let suspend = ["keys", "deactivate", "--owner", "left-one@example.com", "--yes"];
    expect_done(&stage.scratch.run(&suspend, &Faults::none()));
    let arguments = ["keys", "activate", "--owner", "left-one@example.com", "--yes"];
    crash("keys activate", stage, &arguments, NothingLeft::IsSuccess);
}

#[test]
fn giving_an_adopted_user_back_survives_a_crash_anywhere() {
    let arguments = ["keys", "revoke", "--owner", "left-four@example.com", "--yes"];
    crash("keys revoke, adopted", after_people_left(), &arguments, NothingLeft::IsFailure);
}

/// At no point of a suspension is there a suspended key without the record that keeps its owner from a fresh one, and
/// at no point of switching on is it gone while the key is suspended.
#[test]
fn wherever_switching_is_killed_a_suspended_key_is_recorded_as_such() {
    let owner = "left-one@example.com";
    let working = after_people_left().scratch;
    let suspended = working.copy();
    expect_done(&suspended.run(&["keys", "deactivate", "--owner", owner, "--yes"], &Faults::none()));
    for (verb, scratch) in [("deactivate", working), ("activate", suspended)] {
        let arguments = ["keys", verb, "--owner", owner, "--yes"];
        let calls =
            scratch.copy().run(&[&arguments[..], &["-v"]].concat(), &Faults::none()).operations().len();
        assert!(calls >= 3 + 4, "two keys, two changes each: {calls}");
        let points = (1..=calls).flat_map(|number| [Point::BeforeCall(number), Point::AfterCall(number)]);
        for point in points {
            let scratch = scratch.copy();
            assert!(scratch.run(&arguments, &point.faults()).was_aborted());
            let inventory = Inventory::of(&scratch);
            for key in inventory.keys.iter().filter(|key| key.managed && key.status == "Inactive") {
                let tags = Account::tags(inventory.account.users()[&key.user]);
                let record = format!("bedrock-keys:suspended:{}", key.id);
                assert!(tags.contains_key(&record), "{verb} {point:?}: {} {tags:?}", key.id);
            }
        }
    }
}

#[test]
fn a_key_whose_secret_is_lost_would_be_noticed() {
    let scratch = after_people_left().scratch;
    let before = Inventory::of(&scratch);
    assert_eq!(before.lost(&[]), Vec::<String>::new());
    let delivered = before.files.iter().find(|file| file.ends_with(".env")).expect("a delivery");
    std::fs::remove_file(scratch.work().join(delivered)).expect("removed");
    assert_eq!(Inventory::of(&scratch).lost(&[]).len(), 1);
    assert!(!EndState::of(&Inventory::of(&scratch)).difference(&EndState::of(&before)).is_empty());
}
