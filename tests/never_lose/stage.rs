//! Situations that runs begin in, made once by the binary itself and copied for each run.

use std::sync::OnceLock;

use crate::support::{Faults, Scratch};

/// A situation, and who can read what is encrypted in it.
pub(super) struct Stage {
    pub(super) scratch: Scratch,
}

/// The recipient of every encrypted delivery.
pub(super) fn identity() -> &'static age::x25519::Identity {
    static IDENTITY: OnceLock<age::x25519::Identity> = OnceLock::new();
    IDENTITY.get_or_init(age::x25519::Identity::generate)
}

/// The program of the `command` sink.
const RECEIVE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/receive");

/// An entry of every kind: each sink, managed and narrowed policies, a key about to end and one that has ended, one
/// that reached nobody, two adopted users, a policy that changes.
pub(super) fn large_roster() -> String {
    let recipient = identity().to_public();
    format!(
        r"version: 1
name: team
defaults: {{lifetime: 30d, sink: 'file:out', region: eu-central-1, tags: {{cost-center: 4711}}}}
keys:
  - {{owner: plain@example.com}}
  - {{owner: batch@example.com, purpose: nightly, models: [eu.amazon.nova-lite-v1:0], source_ips: [192.0.2.0/24]}}
  - {{owner: sealed@example.com, policy: inference-only, sink: 'age:sealed', recipient: {recipient}}}
  - {{owner: vault@example.com, sink: 'secretsmanager:keys'}}
  - {{owner: hook@example.com, sink: 'command:{RECEIVE}'}}
  - {{owner: ending@example.com, sink: 'secretsmanager:keys'}}
  - {{owner: lapsed@example.com, sink: 'secretsmanager:keys'}}
  - {{owner: leftover@example.com}}
  - {{owner: changed@example.com, policy: inference-only}}
  - {{owner: growth@example.com, adopt: BedrockAPIKey-q7zk, sink: 'age:sealed', recipient: {recipient}}}
  - {{owner: legacy@example.com, adopt: BedrockAPIKey-ab12, sink: 'command:{RECEIVE}'}}
"
    )
}

/// What the roster above begins with.
pub(super) fn before_onboarding() -> Stage {
    let scratch = Scratch::new();
    scratch.write("roster.yaml", &large_roster());
    expect_done(&scratch.run(&["sandbox", "reset"], &Faults::none()));
    for (now, owner, sink) in [
        ("2026-10-14T12:00:00Z", "lapsed@example.com", "file:earlier"),
        ("2026-10-29T12:00:00Z", "ending@example.com", "secretsmanager:keys"),
        ("2026-11-20T12:00:00Z", "changed@example.com", "file:out"),
    ] {
        let arguments = create(owner, sink);
        expect_done(&scratch.run_at(now, &arguments, &Faults::none()));
    }
    // Delivered, and killed before the delivery was recorded.
    let killed = Faults::at_every("TagUser", "abort-before");
    let outcome =
        scratch.run_at("2026-11-23T11:00:00Z", &create("leftover@example.com", "file:out"), &killed);
    assert!(outcome.was_aborted(), "{}", outcome.text());
    Stage { scratch }
}

/// A roster whose people have all been served.
pub(super) fn small_roster() -> &'static str {
    r"version: 1
name: team
defaults: {lifetime: 30d, sink: 'file:out'}
keys:
  - {owner: plain@example.com}
  - {owner: batch@example.com, policy: inference-only}
  - {owner: vault@example.com, sink: 'secretsmanager:keys'}
"
}

/// Everybody of the small roster has a key, and so have four who left it: one with two keys, one whose narrowed
/// policy is its own, one on a user that was somebody's before. Somebody outside the roster stays out of it.
pub(super) fn after_people_left() -> Stage {
    let scratch = Scratch::new();
    let left = "  - {owner: left-one@example.com}\n  - {owner: left-two@example.com, policy: inference-only}\n  - {owner: left-three@example.com}\n  - {owner: left-four@example.com, adopt: BedrockAPIKey-q7zk, policy: inference-only}\n";
    scratch.write("before.yaml", &format!("{}{left}", small_roster()));
    scratch.write("roster.yaml", small_roster());
    expect_done(&scratch.run(&["sandbox", "reset"], &Faults::none()));
    // This one's key ends, so that the roster gives it a second one.
    let first = create("left-one@example.com", "file:out");
    expect_done(&scratch.run_at("2026-10-29T12:00:00Z", &first, &Faults::none()));
    expect_done(&scratch.run(&["onboard", "before.yaml", "--yes"], &Faults::none()));
    expect_done(&scratch.run(&create("alone@example.com", "file:out"), &Faults::none()));
    Stage { scratch }
}

/// The same before anybody was served: the small roster and an empty account beside the seed.
pub(super) fn before_small_roster() -> Stage {
    let scratch = Scratch::new();
    scratch.write("roster.yaml", small_roster());
    expect_done(&scratch.run(&["sandbox", "reset"], &Faults::none()));
    Stage { scratch }
}

/// `keys create` for an owner.
pub(super) fn create<'a>(owner: &'a str, sink: &'a str) -> Vec<&'a str> {
    vec!["keys", "create", "--owner", owner, "--expires-in", "30d", "--to", sink, "--yes"]
}

/// Asserts that a run of the preparation did what it should.
pub(super) fn expect_done(outcome: &crate::support::Outcome) {
    assert_eq!(outcome.code(), Some(0), "{}", outcome.text());
}
