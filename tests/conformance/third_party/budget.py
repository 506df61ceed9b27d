"""How many requests a command makes: a number that does not grow with the account."""

from __future__ import annotations

from .scene import ENTRIES, Scene

READING = {
    "sts:GetCallerIdentity": 1,
    "iam:ListServiceSpecificCredentials": 1,
    "iam:GetAccountAuthorizationDetails": 1,
}
CROWD = 300


def counted(scene: Scene, *arguments: object, **options: str) -> dict[str, int]:
    """The requests of one run."""
    scene.server.forget_calls()
    scene.program.run(*arguments, **options)
    return scene.server.calls()


def in_a_crowd(scene: Scene) -> None:
    """A member account with hundreds of users and keys, reached through a profile that assumes a role."""
    seeded = scene.server.control("POST", "/_seed", {"accounts": 2, "users": CROWD, "keys": 2, "ous": 1})
    member = seeded["accounts"][0]
    scene.program.write(
        "aws-config",
        f"[profile member]\nrole_arn = arn:aws:iam::{member}:role/OrganizationAccountAccessRole\n"
        "credential_source = Environment\n",
    )
    scene.server.forget_calls()
    run = scene.program.run("--profile", "member", "keys", "list", "--output", "json")
    report, calls = run.json(), scene.server.calls()
    scene.tally.check("keys list in a member account exits 0", run.code == 0, run)
    scene.tally.equal("it is the member's list", report.get("account"), member)
    scene.tally.equal("every key is listed", len(report.get("keys", [])), 2 * CROWD)
    scene.tally.equal(f"{CROWD} users, {2 * CROWD} keys: the same three requests, and one for the role", calls, READING | {"sts:AssumeRole": 1})
    run = scene.program.run("--profile", "member", "doctor", "--output", "json")
    scene.tally.check("doctor tells a member account", run.code == 0 and "member" in run.json().get("organization", ""), run)
    run = scene.program.run("doctor", "--output", "json")
    scene.tally.check("doctor tells the management account", run.code == 0 and "management" in run.json().get("organization", ""), run)


def chapter(scene: Scene) -> None:
    """The chapter, in order."""
    equal = scene.tally.equal
    equal("keys list of nobody: three requests", counted(scene, "keys", "list"), READING)
    calls = counted(scene, "onboard", scene.roster(), "--yes")
    # Three entries take the managed policy, whose version is read once; the fourth writes an inline policy.
    expected = READING | {
        "iam:GetPolicy": 1,
        "iam:CreateUser": ENTRIES,
        "iam:AttachUserPolicy": ENTRIES - 1,
        "iam:PutUserPolicy": 1,
        "iam:CreateServiceSpecificCredential": ENTRIES,
        "iam:TagUser": ENTRIES,
    }
    equal("onboard: four requests an entry", calls, dict(sorted(expected.items())))
    equal("onboard again: three requests", counted(scene, "onboard", scene.roster(), "--yes"), READING)
    equal("keys list: three requests", counted(scene, "keys", "list"), READING)
    key = next(iter(scene.keys()))
    equal("keys show: three requests", counted(scene, "keys", "show", key), READING)
    equal("keys deactivate: one more", counted(scene, "keys", "deactivate", key, "--yes"), READING | {"iam:UpdateServiceSpecificCredential": 1})
    text = next(iter(scene.delivered().values())).text
    equal("identify: three requests", counted(scene, "keys", "identify", stdin=text), READING)
    equal("identify --offline: none", counted(scene, "keys", "identify", "--offline", stdin=text), {})
    in_a_crowd(scene)
