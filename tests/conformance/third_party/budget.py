"""How many requests a command makes: a number that does not grow with the account."""

from __future__ import annotations

from program import Run

from .scene import ENTRIES, Scene

READING = {
    "sts:GetCallerIdentity": 1,
    "iam:ListServiceSpecificCredentials": 1,
    "iam:GetAccountAuthorizationDetails": 1,
}
CROWD = 300


def counted(scene: Scene, *arguments: object, **options: str) -> tuple[dict[str, int], Run]:
    """The requests of one run, and the run."""
    scene.server.forget_calls()
    run = scene.program.run(*arguments, **options)
    return scene.server.calls(), run


def requests(scene: Scene, *arguments: object, **options: str) -> dict[str, int]:
    """The requests of one run that must succeed."""
    calls, run = counted(scene, *arguments, **options)
    scene.tally.check(f"{' '.join(map(str, arguments[:2]))} exits 0", run.code == 0, run)
    return calls


def as_member(scene: Scene, users: int) -> str:
    """A member account with many users of two keys each, and a profile that assumes a role in it; answers its id."""
    seeded = scene.server.control("POST", "/_seed", {"accounts": 2, "users": users, "keys": 2, "ous": 1})
    member = str(seeded["accounts"][0])
    scene.program.write(
        "aws-config",
        f"[profile member]\nrole_arn = arn:aws:iam::{member}:role/OrganizationAccountAccessRole\n"
        "credential_source = Environment\n",
    )
    return member


def in_a_crowd(scene: Scene) -> None:
    """Hundreds of users and keys cost no further request."""
    member = as_member(scene, CROWD)
    calls, run = counted(scene, "--profile", "member", "keys", "list", "--output", "json")
    report = run.json()
    scene.tally.check("keys list in a member account exits 0", run.code == 0, run)
    scene.tally.equal("it is the member's list", report.get("account"), member)
    scene.tally.equal("every key is listed", len(report.get("keys", [])), 2 * CROWD)
    what = f"{CROWD} users, {2 * CROWD} keys: the same three requests, and one for the role"
    scene.tally.equal(what, calls, READING | {"sts:AssumeRole": 1})
    run = scene.program.run("--profile", "member", "doctor", "--output", "json")
    scene.tally.check("doctor tells a member account", run.code == 0 and "member" in run.json().get("organization", ""), run)
    run = scene.program.run("doctor", "--output", "json")
    scene.tally.check("doctor tells the management account", run.code == 0 and "management" in run.json().get("organization", ""), run)


def in_pages(scene: Scene) -> None:
    """A server that answers half of what was asked for: "IAM might return fewer than MaxItems", says its documentation."""
    member = as_member(scene, CROWD)
    calls, run = counted(scene, "--profile", "member", "keys", "list", "--output", "json")
    report = run.json()
    scene.tally.equal("it is the member's list", report.get("account"), member)
    scene.tally.equal("in pages, every key is listed once", len({key["id"] for key in report.get("keys", [])}), 2 * CROWD)
    pages = READING | {"iam:ListServiceSpecificCredentials": 2, "sts:AssumeRole": 1}
    scene.tally.equal("one request more for the second page", calls, pages)


def chapter(scene: Scene) -> None:
    """The chapter, in order."""
    equal = scene.tally.equal
    equal("keys list of nobody: three requests", requests(scene, "keys", "list"), READING)
    calls = requests(scene, "onboard", scene.roster(), "--yes")
    # Three entries take the managed policy, whose version is read once; the fourth writes an inline policy.
    # Before and after each delivery the keys of the user are listed: another run may be at work.
    listed = {"iam:ListServiceSpecificCredentials": 1 + 2 * ENTRIES}
    expected = READING | listed | {
        "iam:GetPolicy": 1,
        "iam:CreateUser": ENTRIES,
        "iam:AttachUserPolicy": ENTRIES - 1,
        "iam:PutUserPolicy": 1,
        "iam:CreateServiceSpecificCredential": ENTRIES,
        "iam:TagUser": ENTRIES,
    }
    equal("onboard: six requests an entry", calls, dict(sorted(expected.items())))
    equal("onboard again: three requests", requests(scene, "onboard", scene.roster(), "--yes"), READING)
    equal("keys list: three requests", requests(scene, "keys", "list"), READING)
    key = next(iter(scene.keys()))
    equal("keys show: three requests", requests(scene, "keys", "show", key), READING)
    suspended = READING | {"iam:TagUser": 1, "iam:UpdateServiceSpecificCredential": 1}
    equal("keys deactivate: two more", requests(scene, "keys", "deactivate", key, "--yes"), suspended)
    text = next(iter(scene.delivered().values())).text
    equal("identify: three requests", requests(scene, "keys", "identify", stdin=text), READING)
    equal("identify --offline: none", requests(scene, "keys", "identify", "--offline", stdin=text), {})
    in_a_crowd(scene)
