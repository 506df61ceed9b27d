//! IAM does not see at once what it was told: a run waits for what it made itself, and not for ever.

use serde_json::json;

use super::end_state::EndState;
use super::inventory::Inventory;
use super::stage::{before_onboarding, before_small_roster, create};
use crate::support::{Faults, Outcome, Scratch, in_parallel};

const ONBOARD: [&str; 3] = ["onboard", "roster.yaml", "--yes"];

/// Beyond every wait: a call is tried twelve times.
const TOO_LONG: u32 = 60;

fn end_of(scratch: &Scratch) -> EndState {
    EndState::of(&Inventory::of(scratch))
}

fn undisturbed(scratch: &Scratch, arguments: &[&str]) -> EndState {
    let scratch = scratch.copy();
    let outcome = scratch.run(arguments, &Faults::none());
    assert_eq!(outcome.code(), Some(0), "{}", outcome.text());
    end_of(&scratch)
}

fn converges(scratch: &Scratch, arguments: &[&str], expected: &EndState) {
    let again = scratch.run(arguments, &Faults::none());
    assert_eq!(again.code(), Some(0), "{}", again.text());
    assert_eq!(end_of(scratch).difference(expected), Vec::<String>::new());
    assert!(Inventory::of(scratch).undelivered().is_empty());
}

#[test]
fn onboarding_waits_for_what_it_made() {
    for (stage, arguments) in [
        (before_onboarding(), ONBOARD.to_vec()),
        (before_small_roster(), create("one@example.com", "file:out")),
    ] {
        let expected = undisturbed(&stage.scratch, &arguments);
        let requests: Vec<u32> = (1..=6).collect();
        let wrong = in_parallel(3, &requests, |&requests| {
            let scratch = stage.scratch.copy();
            let outcome = scratch.run(&arguments, &Faults::none().hiding(requests));
            let wrong = end_of(&scratch).difference(&expected);
            (outcome.code() != Some(0) || !wrong.is_empty())
                .then(|| format!("hidden for {requests}: {wrong:?}\n{}", outcome.text()))
        });
        let wrong: Vec<String> = wrong.into_iter().flatten().collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

#[test]
fn onboarding_does_not_wait_for_ever_and_says_for_what() {
    let stage = before_small_roster();
    let expected = undisturbed(&stage.scratch, &ONBOARD);
    let scratch = stage.scratch.copy();
    let outcome = scratch.run(&ONBOARD, &Faults::none().hiding(TOO_LONG));
    assert_eq!(outcome.code(), Some(13), "{}", outcome.text());
    assert!(outcome.stdout.contains("AWS still does not see what this run made"), "{}", outcome.text());
    assert!(outcome.stdout.contains("AttachUserPolicy"), "{}", outcome.text());
    assert!(outcome.stdout.contains("The user with name bedrock-key-"), "{}", outcome.text());
    converges(&scratch, &ONBOARD, &expected);
}

/// Runs a small roster with faults while new things stay unseen; every key without a reader is named, and the same
/// command again puts it right.
fn unseen_and_broken(requests: u32, faults: Faults) -> (Scratch, Outcome) {
    let stage = before_small_roster();
    let expected = undisturbed(&stage.scratch, &ONBOARD);
    let scratch = stage.scratch.copy();
    let outcome = scratch.run(&ONBOARD, &faults.hiding(requests));
    let inventory = Inventory::of(&scratch);
    assert_eq!(inventory.lost(&[]), Vec::<String>::new());
    for key in inventory.undelivered() {
        let said = outcome.text();
        let suspected = said.contains(&key.id) || (said.contains("may work") && said.contains(&key.user));
        assert!(suspected, "{} is not named:\n{said}", key.id);
    }
    let left = scratch.copy();
    converges(&scratch, &ONBOARD, &expected);
    (left, outcome)
}

#[test]
fn a_user_whose_creation_was_repeated_may_be_unseen() {
    let (_, outcome) = unseen_and_broken(3, Faults::at_first(1, "CreateUser", "drop-after"));
    assert_eq!(outcome.code(), Some(0), "{}", outcome.text());
}

#[test]
fn a_key_that_is_not_seen_yet_is_not_taken_for_deleted() {
    // The delivery of one key cannot be recorded, so the key is to go while IAM does not see it.
    let record = json!({ "at": { "operation": "TagUser" }, "fault": "deny" });
    let (left, outcome) = unseen_and_broken(3, Faults::none().and(record));
    assert_eq!(outcome.code(), Some(13), "{}", outcome.text());
    let inventory = Inventory::of(&left);
    assert!(inventory.undelivered().is_empty(), "{:?}\n{}", inventory.undelivered(), outcome.text());
}

#[test]
fn a_lost_key_that_the_listing_does_not_show_is_suspected() {
    let (left, outcome) =
        unseen_and_broken(3, Faults::at_every("CreateServiceSpecificCredential", "drop-after"));
    assert_eq!(outcome.code(), Some(13), "{}", outcome.text());
    assert_eq!(Inventory::of(&left).undelivered().len(), 3, "{}", outcome.text());
    assert_eq!(outcome.stdout.matches("may work").count(), 3, "{}", outcome.text());
}

#[test]
fn a_key_is_never_asked_for_twice_when_the_first_may_exist() {
    for fault in
        ["server-error", "service-unavailable", "drop-before", "drop-after", "garble", "empty", "truncate"]
    {
        let stage = before_small_roster();
        let scratch = stage.scratch.copy();
        let arguments = [&ONBOARD[..], &["-v"]].concat();
        let outcome = scratch.run(&arguments, &Faults::at_every("CreateServiceSpecificCredential", fault));
        assert_eq!(outcome.code(), Some(13), "{fault}: {}", outcome.text());
        let asked =
            outcome.operations().iter().filter(|call| *call == "CreateServiceSpecificCredential").count();
        assert_eq!(asked, 3, "{fault}: once for each of three entries");
        let inventory = Inventory::of(&scratch);
        let managed = inventory.keys.iter().filter(|key| key.managed);
        assert_eq!(managed.count(), 0, "{fault}: what could be seen was deleted:\n{}", outcome.text());
        converges(&scratch, &ONBOARD, &undisturbed(&stage.scratch, &ONBOARD));
    }
}

#[test]
fn a_key_is_asked_for_again_when_iam_refused_for_certain() {
    let scratch = before_small_roster().scratch;
    let arguments = [&ONBOARD[..], &["-v", "--concurrency", "1"]].concat();
    let outcome =
        scratch.run(&arguments, &Faults::at_first(2, "CreateServiceSpecificCredential", "throttle"));
    assert_eq!(outcome.code(), Some(0), "{}", outcome.text());
    let asked = outcome.operations().iter().filter(|call| *call == "CreateServiceSpecificCredential").count();
    assert_eq!(asked, 5);
}
