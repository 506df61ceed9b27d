//! Two operations fail in one run: while a key is taken back, the taking back fails too.

use serde_json::json;

use super::end_state::EndState;
use super::inventory::Inventory;
use super::stage::{before_small_roster, create};
use crate::support::{Faults, in_parallel};

/// The operations between the creation of a key and the record of its delivery, and of the way back; and from which
/// call on they fail, where the first is needed to get so far.
const OPERATIONS: [(&str, u32); 7] = [
    ("CreateServiceSpecificCredential", 1),
    ("TagUser", 1),
    ("UntagUser", 1),
    ("DeleteServiceSpecificCredential", 1),
    ("UpdateServiceSpecificCredential", 1),
    ("ListServiceSpecificCredentials", 2),
    ("GetUser", 1),
];

const FAULTS: [&str; 3] = ["deny", "drop-after", "garble"];

#[test]
fn what_cannot_be_taken_back_is_named_and_never_lost() {
    let stage = before_small_roster();
    let arguments = create("one@example.com", "file:out");
    let undisturbed = stage.scratch.copy();
    assert_eq!(undisturbed.run(&arguments, &Faults::none()).code(), Some(0));
    let expected = EndState::of(&Inventory::of(&undisturbed));
    let failures: Vec<_> =
        OPERATIONS.iter().flat_map(|operation| FAULTS.map(|fault| (operation, fault))).collect();
    let pairs: Vec<_> = failures
        .iter()
        .flat_map(|first| failures.iter().map(move |second| [first, second]))
        .filter(|[first, second]| first.0.0 < second.0.0)
        .collect();
    let wrong = in_parallel(4, &pairs, |pair| {
        let faults = pair.iter().fold(Faults::none(), |faults, ((operation, from), fault)| {
            faults.and(json!({ "at": { "operation": operation, "from": from }, "fault": fault }))
        });
        let scratch = stage.scratch.copy();
        let outcome = scratch.run(&arguments, &faults);
        let inventory = Inventory::of(&scratch);
        let mut wrong = inventory.lost(&[]);
        let said = outcome.text();
        let is_named =
            |id: &str, user: &str| said.contains("may work") && (said.contains(id) || said.contains(user));
        let unnamed = inventory.undelivered().into_iter().filter(|key| !is_named(&key.id, &key.user));
        wrong.extend(unnamed.map(|key| format!("{} is live and not named", key.id)));
        let done = EndState::of(&inventory).difference(&expected).is_empty();
        if done != (outcome.code() == Some(0)) || said.contains("panicked") {
            wrong.push(format!("exit code {:?}, and done is {done}", outcome.code()));
        }
        let again = scratch.run(&arguments, &Faults::none());
        let after = Inventory::of(&scratch);
        wrong.extend(after.lost(&[]));
        // A key that was kept because it is recorded and its secret is there is as good as a new one.
        wrong.extend(EndState::of(&after).difference(&expected));
        if again.code() != Some(0) {
            wrong.push(format!("the second run ended with {:?}", again.code()));
        }
        (!wrong.is_empty()).then(|| format!("{pair:?}: {wrong:#?}\n{said}\nand again:\n{}", again.text()))
    });
    let wrong: Vec<String> = wrong.into_iter().flatten().collect();
    eprintln!("{} pairs of faults", pairs.len());
    assert!(wrong.is_empty(), "{} of {} pairs:\n{}", wrong.len(), pairs.len(), wrong.join("\n\n"));
}
