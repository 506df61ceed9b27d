"""A roster becomes delivered keys; a second run has nothing to do; what left the roster is pruned."""

from __future__ import annotations

import stat
from datetime import timedelta

from .account import writes
from .scene import ENTRIES, ROSTER, Scene

LIMITED_ACCESS = "arn:aws:iam::aws:policy/AmazonBedrockLimitedAccess"
LIFETIMES = {
    ("vision-team@example.com", ""): 30,
    ("support-desk@example.com", "chat"): 30,
    ("support-desk@example.com", "tickets"): 90,
    ("batch@example.com", ""): 30,
}


def doctor_sees_an_empty_account(scene: Scene) -> None:
    """Before anything is made."""
    check = scene.tally.check
    run = scene.program.run("doctor", "--output", "json")
    report = run.json()
    check("doctor exits 0", run.code == 0, run)
    check("doctor names the account", report.get("account") == "123456789012", run)
    results = {item["what"]: item["result"] for item in report.get("checks", [])}
    check("everything doctor tries works", len(results) >= 4 and set(results.values()) == {"works"}, results)
    run = scene.program.run("keys", "list", "--output", "json")
    check("keys list of an empty account is empty and complete", run.json().get("keys") == [], run)
    check("keys list of an empty account exits 0", run.code == 0, run)


def a_dry_run_changes_nothing(scene: Scene) -> None:
    """The plan, and nothing but the plan."""
    scene.server.forget_calls()
    run = scene.onboard("--dry-run")
    scene.tally.equal("a dry run exits 0", run.code, 0)
    scene.tally.equal("a dry run writes nothing", writes(scene.server.calls()), {})
    scene.tally.equal("a dry run delivers nothing", scene.delivered(), {})


def a_roster_is_onboarded(scene: Scene) -> None:
    """Users, policies, keys and files are what the roster says."""
    check, equal = scene.tally.check, scene.tally.equal
    run = scene.onboard()
    check("onboard exits 0", run.code == 0, run)
    outcome = run.json()
    results = [entry.get("result") for entry in outcome.get("entries", [])]
    equal("onboard reports every entry as delivered", results, ["delivered"] * ENTRIES)

    managed, files = scene.managed(), scene.delivered()
    equal("there is a managed user for each entry", set(managed), set(LIFETIMES))
    equal("there is nobody else", len(scene.users()), ENTRIES)
    for (owner, purpose), user in managed.items():
        name = f"{owner} {purpose}".strip()
        check(f"{name}: one key", len(user.keys) == 1, user.keys)
        key = user.keys[0]
        identifier = key["ServiceSpecificCredentialId"]
        lifetime = key["ExpirationDate"] - key["CreateDate"]
        equal(f"{name}: the key ends when it should", lifetime, timedelta(days=LIFETIMES[owner, purpose]))
        equal(f"{name}: the path is ours", user.path, "/bedrock-keys/")
        check(f"{name}: the delivery is recorded", f"bedrock-keys:delivered:{identifier}" in user.tags, user.tags)
        check(f"{name}: the owner is not in the name", owner.split("@")[0] not in user.name, user.name)
        text = files.get(identifier)
        check(f"{name}: the key was delivered", text is not None and text.alias == key["ServiceCredentialAlias"], files)
    equal("no other key was delivered", set(files), set(scene.keys()))
    equal("a plain entry gets the managed policy", managed["vision-team@example.com", ""].attached, [LIMITED_ACCESS])
    equal("an entry's tags are set", managed["vision-team@example.com", ""].tags.get("cost-center"), "4711")

    narrow = managed["batch@example.com", ""]
    equal("a narrowed entry gets no managed policy", narrow.attached, [])
    (document,) = narrow.inline.values()
    shown = str(document)
    for part in ("eu.amazon.nova-lite-v1:0", "eu-central-1", "192.0.2.0/24", "bedrock:CallWithBearerToken"):
        check(f"its inline policy names {part}", part in shown, shown)
    actions = str([statement["Action"] for statement in document["Statement"]])
    check("its inline policy gives no wildcard action", "*" not in actions, actions)

    directory = scene.program.directory / "delivered"
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in directory.iterdir()}
    equal("all files are 0600", set(modes.values()), {0o600})
    notes = [note.read_text() for note in directory.glob("*.md")]
    equal("each key has its note", len(notes), ENTRIES)
    check("no note holds the secret", not any(key.secret in note for note in notes for key in files.values()))


def a_second_run_does_nothing(scene: Scene) -> None:
    """Idempotent: no call that changes something, no delivery."""
    before, keys = scene.delivered(), scene.keys()
    scene.server.forget_calls()
    run = scene.program.run("onboard", scene.roster(), "--yes")
    scene.tally.check("a second run exits 0 and says so", run.code == 0 and "nothing to do" in run.err, run)
    scene.tally.equal("a second run writes nothing", writes(scene.server.calls()), {})
    scene.tally.check("a second run delivers nothing", scene.delivered() == before and scene.keys() == keys)


def a_change_of_the_roster_is_brought_in_line(scene: Scene) -> None:
    """Tags and policies follow the roster, the key stays."""
    keys = set(scene.keys())
    changed = ROSTER.replace('"4711"', '"4712"').replace("192.0.2.0/24", "198.51.100.0/24")
    run = scene.onboard(text=changed)
    scene.tally.check("a changed roster is brought in line", run.code == 0, run)
    managed = scene.managed()
    scene.tally.equal("the tag follows", managed["vision-team@example.com", ""].tags.get("cost-center"), "4712")
    inline = str(managed["batch@example.com", ""].inline)
    scene.tally.check("the policy follows", "198.51.100.0/24" in inline and "192.0.2.0/24" not in inline, inline)
    scene.tally.equal("the keys stay", set(scene.keys()), keys)


def what_left_the_roster_is_pruned(scene: Scene) -> None:
    """Only what this roster brought in, and only with --prune."""
    scene.iam.create_user(UserName="somebody-else")
    scene.iam.create_service_specific_credential(UserName="somebody-else", ServiceName="bedrock.amazonaws.com")
    run = scene.program.run("keys", "create", "--owner", "by-hand@example.com", "--expires-in", "5d", "--to", "file:delivered", "--yes")
    scene.tally.check("a key beside the roster is made", run.code == 0, run)
    shorter = ROSTER[: ROSTER.index("  - owner: batch@")]
    run = scene.onboard(text=shorter)
    scene.tally.check("without --prune nothing is revoked", len(scene.keys()) == ENTRIES + 2, run)
    run = scene.onboard("--prune", text=shorter)
    scene.tally.equal("--prune exits 0", run.code, 0)
    left = {owner for owner, _ in scene.managed()}
    kept = {"vision-team@example.com", "support-desk@example.com", "by-hand@example.com"}
    scene.tally.equal("only the owner who left is gone", left, kept)
    scene.tally.check("another's user is untouched", "somebody-else" in scene.users(), run)
    scene.tally.equal("only that key is gone", len(scene.keys()), ENTRIES + 1)


def chapter(scene: Scene) -> None:
    """The chapter, in order."""
    doctor_sees_an_empty_account(scene)
    a_dry_run_changes_nothing(scene)
    a_roster_is_onboarded(scene)
    a_second_run_does_nothing(scene)
    a_change_of_the_roster_is_brought_in_line(scene)
    what_left_the_roster_is_pruned(scene)
