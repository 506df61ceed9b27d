"""The life of one key: shown, suspended, switched on, revoked, and issued again."""

from __future__ import annotations

from .scene import ENTRIES, Scene

OWNER = ("support-desk@example.com", "chat")


def listed(scene: Scene) -> None:
    """`keys list` and `keys show` say what the account says."""
    check, equal = scene.tally.check, scene.tally.equal
    run = scene.program.run("keys", "list", "--output", "json")
    equal("keys list exits 0", run.code, 0)
    account, report = scene.keys(), run.json()
    check("the list says that it is complete", report.get("complete") is True, run)
    equal("the list has every key", {key["id"] for key in report.get("keys", [])}, set(account))
    for key in report.get("keys", []):
        seen = account[key["id"]]
        facts = (key["user"], key["alias"], key["created"], key["expires"], key["status"])
        expected = (
            seen["UserName"],
            seen["ServiceCredentialAlias"],
            seen["CreateDate"].strftime("%Y-%m-%dT%H:%M:%SZ"),
            seen["ExpirationDate"].strftime("%Y-%m-%dT%H:%M:%SZ"),
            "active",
        )
        equal(f"{key['owner']}: listed as it is", facts, expected)
        check(f"{key['owner']}: managed and delivered", key["managed"] is True and key["delivered"] is True, key)
    run = scene.program.run("keys", "list", "--owner", OWNER[0], "--output", "csv")
    equal("the list of one owner as CSV has a head and two rows", len(run.out.splitlines()), 3)
    key = key_of(scene)
    run = scene.program.run("keys", "show", key)
    check("keys show knows owner and purpose", run.code == 0 and "support-desk@example.com (chat)" in run.out, run)
    run = scene.program.run("keys", "show", "ACCAAAAAAAAAAAAAAAAAA")
    check("keys show of no key fails and says so", run.code == 1 and "ACCAAAAAAAAAAAAAAAAAA" in run.err, run)


def key_of(scene: Scene) -> str:
    """The id of the key that the chapter is about."""
    (key,) = scene.managed()[OWNER].keys
    return str(key["ServiceSpecificCredentialId"])


def switched(scene: Scene) -> None:
    """Suspended, and on again."""
    key = key_of(scene)
    run = scene.program.run("keys", "deactivate", key)
    scene.tally.check("without --yes and without a terminal nothing is done", run.code != 0, run)
    scene.tally.equal("the key still works", scene.keys()[key]["Status"], "Active")
    run = scene.program.run("keys", "deactivate", key, "--yes")
    scene.tally.check("keys deactivate exits 0", run.code == 0, run)
    scene.tally.equal("the key is suspended", scene.keys()[key]["Status"], "Inactive")
    run = scene.program.run("keys", "list", "--status", "inactive", "--output", "json")
    scene.tally.equal("the list knows", [item["id"] for item in run.json()["keys"]], [key])
    run = scene.program.run("keys", "activate", key, "--yes")
    scene.tally.check("keys activate exits 0", run.code == 0, run)
    scene.tally.equal("the key works again", scene.keys()[key]["Status"], "Active")
    others = {item["Status"] for item in scene.keys().values()}
    scene.tally.equal("no other key was touched", others, {"Active"})


def revoked_and_issued_again(scene: Scene) -> None:
    """The key and its user go; the next run of the roster makes both anew."""
    key = key_of(scene)
    run = scene.program.run("keys", "revoke", key, "--yes")
    scene.tally.check("keys revoke exits 0", run.code == 0, run)
    scene.tally.check("the key is gone", key not in scene.keys())
    scene.tally.check("its user is gone", OWNER not in scene.managed(), scene.managed())
    scene.tally.equal("the others stay", len(scene.keys()), ENTRIES - 1)
    run = scene.onboard()
    results = sorted(entry["result"] for entry in run.json()["entries"])
    scene.tally.equal("onboard again makes one", results, ["delivered"] + ["unchanged"] * (ENTRIES - 1))
    again = key_of(scene)
    scene.tally.check("another key, delivered", again != key and again in scene.delivered(), again)
    run = scene.program.run("keys", "revoke", "--owner", OWNER[0], "--yes")
    scene.tally.check("all keys of an owner can be revoked at once", run.code == 0, run)
    scene.tally.equal("both are gone", len(scene.keys()), ENTRIES - 2)


def orphaned_by_the_console(scene: Scene) -> None:
    """A user that the console left behind when its key was deleted there."""
    user = "BedrockAPIKey-left"
    scene.iam.create_user(UserName=user)
    scene.iam.attach_user_policy(UserName=user, PolicyArn="arn:aws:iam::aws:policy/AmazonBedrockLimitedAccess")
    scene.iam.create_access_key(UserName=user)
    run = scene.program.run("keys", "revoke", "--user", user, "--delete-user", "--yes")
    scene.tally.check("a user that is not ours takes --adopt", run.code == 1 and "--adopt" in run.err, run)
    run = scene.program.run("keys", "revoke", "--user", user, "--adopt", "--yes")
    scene.tally.check("and --delete-user", run.code == 1 and user in scene.users(), run)
    run = scene.program.run("keys", "revoke", "--user", user, "--adopt", "--delete-user", "--yes")
    scene.tally.check("with both it goes, with all that is on it", run.code == 0 and user not in scene.users(), run)


def renewed_when_it_ends(scene: Scene) -> None:
    """The server's clock runs past the end of a key."""
    scene.onboard()
    key = key_of(scene)
    days = 31 * 86_400
    scene.server.advance(days)
    try:
        run = scene.program.run("keys", "list", "--status", "expired", "--output", "json")
        ended = {item["id"] for item in run.json()["keys"]}
        scene.tally.equal("three of the keys have ended", len(ended), ENTRIES - 1)
        run = scene.program.run("keys", "activate", key, "--yes")
        scene.tally.check("a key that ended is not switched on", "has ended" in run.err and run.code == 13, run)
        run = scene.onboard()
        scene.tally.check("onboard renews what ended", run.code == 0, run)
        keys = scene.keys()
        scene.tally.check("no key that ended is left", not ended & set(keys), keys)
        scene.tally.equal("everybody has one key", len(keys), ENTRIES)
        scene.tally.check("the new ones were delivered", set(keys) <= set(scene.delivered()))
    finally:
        scene.server.advance(-days)


def chapter(scene: Scene) -> None:
    """The chapter, in order."""
    scene.onboard()
    listed(scene)
    switched(scene)
    revoked_and_issued_again(scene)
    orphaned_by_the_console(scene)
    renewed_when_it_ends(scene)
