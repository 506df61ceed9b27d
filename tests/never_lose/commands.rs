//! The commands that meet faults, and how each is to be judged.

use super::inventory::Inventory;
use super::stage::{Stage, after_people_left, before_small_roster};
use crate::support::{Faults, Outcome, Scratch};

/// A command in a situation.
pub(super) struct Subject {
    pub(super) name: &'static str,
    pub(super) stage: Stage,
    pub(super) arguments: Vec<String>,
    /// What it reads on standard input.
    pub(super) input: String,
    pub(super) kind: Kind,
}

/// What a command does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It reads; what it found is on standard output.
    Reads,
    /// It changes; it says in JSON what became of each change, and the same again has nothing to do.
    Changes,
    /// It changes, and the same again finds nothing to act on, which is an error.
    TakesAway,
}

impl Subject {
    pub(super) fn run(&self, scratch: &Scratch, faults: &Faults) -> Outcome {
        scratch.run_with_input(&self.arguments, faults, &self.input)
    }

    pub(super) fn run_with<S: AsRef<str>>(&self, scratch: &Scratch, faults: &Faults, more: &[S]) -> Outcome {
        let more = more.iter().map(|argument| argument.as_ref().to_owned());
        let arguments: Vec<String> = self.arguments.iter().cloned().chain(more).collect();
        scratch.run_with_input(&arguments, faults, &self.input)
    }
}

/// Every command of the first issue, the changing ones with JSON on standard output.
pub(super) fn subjects() -> Vec<Subject> {
    let people = after_people_left();
    let inventory = Inventory::of(&people.scratch);
    let key = inventory.keys.iter().find(|key| key.managed).expect("a managed key");
    let secret = &inventory.held.iter().find(|held| held.credential == key.id).expect("its secret").secret;
    let subject = |name, stage: &Stage, arguments: &[&str], kind| Subject {
        name,
        stage: Stage { scratch: stage.scratch.copy() },
        arguments: arguments.iter().map(|&argument| argument.to_owned()).collect(),
        input: if arguments.contains(&"--leaked") || arguments.contains(&"identify") {
            secret.clone()
        } else {
            String::new()
        },
        kind,
    };
    let fresh = before_small_roster();
    let owner = "left-one@example.com";
    let json = ["--yes", "--output", "json"];
    let changing = |arguments: &[&'static str]| [arguments, &json].concat();
    let suspended = Stage { scratch: people.scratch.copy() };
    super::stage::expect_done(
        &suspended.scratch.run(&["keys", "deactivate", "--owner", owner, "--yes"], &Faults::none()),
    );
    vec![
        subject("keys list", &people, &["keys", "list"], Kind::Reads),
        subject("keys list (JSON)", &people, &["keys", "list", "--output", "json"], Kind::Reads),
        subject("keys list (CSV)", &people, &["keys", "list", "--output", "csv"], Kind::Reads),
        subject("keys list --owner", &people, &["keys", "list", "--owner", owner], Kind::Reads),
        subject("keys show", &people, &["keys", "show", &key.id], Kind::Reads),
        subject("keys identify", &people, &["keys", "identify"], Kind::Reads),
        subject("doctor", &people, &["doctor"], Kind::Reads),
        subject("onboard --dry-run", &people, &["onboard", "before.yaml", "--dry-run"], Kind::Reads),
        subject(
            "keys create",
            &fresh,
            &changing(&[
                "keys",
                "create",
                "--owner",
                "one@example.com",
                "--expires-in",
                "30d",
                "--to",
                "file:out",
            ]),
            Kind::Changes,
        ),
        subject("onboard", &fresh, &changing(&["onboard", "roster.yaml"]), Kind::Changes),
        subject("onboard --prune", &people, &changing(&["onboard", "roster.yaml", "--prune"]), Kind::Changes),
        subject(
            "keys deactivate",
            &people,
            &changing(&["keys", "deactivate", "--owner", owner]),
            Kind::Changes,
        ),
        subject(
            "keys activate",
            &suspended,
            &changing(&["keys", "activate", "--owner", owner]),
            Kind::Changes,
        ),
        subject("keys revoke", &people, &changing(&["keys", "revoke", "--owner", owner]), Kind::TakesAway),
        subject("keys revoke --leaked", &people, &changing(&["keys", "revoke", "--leaked"]), Kind::TakesAway),
    ]
}
