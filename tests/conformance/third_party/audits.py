"""Audits of one account and of an organization: what they report is what boto3 sees, and they change nothing."""

from __future__ import annotations

from typing import Any

from program import Run

from . import account
from .scene import Scene
from .server import ACCOUNT

MEMBERS, USERS = 25, 2
ROLE = "OrganizationAccountAccessRole"
# The credential report is made by asking for it; nothing else of an audit begins like a change.
BUDGET = {
    "iam:GenerateCredentialReport": 1,
    "iam:GetAccountAuthorizationDetails": 1,
    "iam:GetCredentialReport": 1,
    "iam:ListServiceSpecificCredentials": 1,
}


def rules(run: Run, user: str) -> dict[str, str]:
    """The rules that found something about a user or its keys, and how bad it is."""
    found = run.json().get("findings", [])
    return {finding["rule"]: finding["severity"] for finding in found if finding["user"] == user}


def coverage(run: Run) -> dict[str, str]:
    """How much of each account was read."""
    return {row["id"]: row["coverage"] for row in run.json().get("accounts", [])}


def keys(run: Run) -> set[str]:
    """The ids of all keys of a report."""
    return {key["id"] for key in run.json().get("keys", [])}


def without_times(report: dict[str, Any]) -> dict[str, Any]:
    """A report but for when it was made."""
    return {name: value for name, value in report.items() if name not in ("at", "taken_at")}


def one_account(scene: Scene) -> None:
    """Four keys of ours, and a user from the console that has everything it should not."""
    scene.onboard()
    user = "BedrockAPIKey-q1w2"
    scene.iam.create_user(UserName=user)
    scene.iam.attach_user_policy(UserName=user, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    scene.iam.create_access_key(UserName=user)
    scene.iam.create_login_profile(UserName=user, Password="Correct-horse-7")
    scene.iam.create_service_specific_credential(UserName=user, ServiceName=account.BEDROCK)
    scene.server.forget_calls()
    run = scene.program.run("audit", "--format", "json", "--save", "kept.json")
    calls = scene.server.calls()
    scene.tally.equal("one account: exit 10", run.code, 10)
    scene.tally.equal("one account: read whole", coverage(run), {ACCOUNT: "audited"})
    scene.tally.equal("one account: six calls", calls, BUDGET | {"organizations:DescribeOrganization": 1, "sts:GetCallerIdentity": 1})
    scene.tally.equal("one account: every key and no other", keys(run), set(scene.keys()))
    found = rules(run, user)
    expected = {"key-never-expires", "key-unmanaged", "user-has-access-keys", "user-has-console-password"}
    scene.tally.check("one account: what is wrong with the console's user is found", expected <= set(found), found)
    scene.tally.equal("one account: an administrator is critical", found.get("user-overprivileged"), "critical")
    ours = [rules(run, seen.name) for seen in scene.managed().values()]
    severe = [found for found in ours if {"high", "critical"} & set(found.values())]
    scene.tally.equal("one account: nothing severe about our own", severe, [])
    scene.server.forget_calls()
    again = scene.program.run("audit", "--from", "kept.json", "--format", "json")
    scene.tally.equal("kept: no call", scene.server.calls(), {})
    scene.tally.equal("kept: the same report", without_times(again.json()), without_times(run.json()))
    fresh = scene.program.run("audit", "--fresh", "--format", "json")
    scene.tally.equal("fresh: the same findings about the user", rules(fresh, user), found)


def organization(scene: Scene) -> None:
    """Accounts in two pages, each entered by its role; shards make the same whole; one without the role is named."""
    scene.server.reset()
    seeded = scene.server.control("POST", "/_seed", {"accounts": MEMBERS, "users": USERS, "keys": 1, "ous": 4})
    members = [str(member) for member in seeded["accounts"]]
    scene.server.forget_calls()
    run = scene.program.run("audit", "--org", "--format", "json")
    calls = scene.server.calls()
    scene.tally.equal("organization: exit 0, nothing high in it", run.code, 0)
    scene.tally.equal("organization: every account read", coverage(run), {each: "audited" for each in [ACCOUNT, *members]})
    scene.tally.equal("organization: every key", len(keys(run)), MEMBERS * USERS)
    each = {call: times * (MEMBERS + 1) for call, times in BUDGET.items()}
    # Listed once, for the accounts and for the guardrails, whose one policy is AWS's own.
    shared = {"organizations:DescribeOrganization": 1, "organizations:ListAccounts": 2, "sts:AssumeRole": MEMBERS, "sts:GetCallerIdentity": 1}
    rails = {"organizations:DescribePolicy": 1, "organizations:ListPolicies": 1, "organizations:ListRoots": 1}
    targets = calls.pop("organizations:ListTargetsForPolicy", 0)
    tree = {call: calls.pop(call) for call in ("organizations:ListAccountsForParent", "organizations:ListOrganizationalUnitsForParent") if call in calls}
    scene.tally.check("organization: the targets of a policy are listed in pages", 1 <= targets <= 3, targets)
    scene.tally.check("organization: a tree is walked once at most", all(number <= 6 for number in tree.values()), tree)
    scene.tally.equal("organization: five calls an account, some for the organization", calls, dict(sorted((each | shared | rails).items())))
    for index in range(3):
        part = scene.program.run("audit", "--org", "--shard", f"{index}/3", "--save", "parts/", "--fail-on", "never")
        scene.tally.equal(f"shard {index} of 3: exit 0", part.code, 0)
    merged = scene.program.run("audit", "merge", "parts/", "--format", "json")
    scene.tally.equal("merged shards: the report of one run", without_times(merged.json()), without_times(run.json()))
    entered = scene.server.client("sts").assume_role(RoleArn=f"arn:aws:iam::{members[0]}:role/{ROLE}", RoleSessionName="look")
    names = {"aws_access_key_id": "AccessKeyId", "aws_secret_access_key": "SecretAccessKey", "aws_session_token": "SessionToken"}
    inside = scene.server.client("iam", **{ours: entered["Credentials"][theirs] for ours, theirs in names.items()})
    for policy in inside.list_attached_role_policies(RoleName=ROLE)["AttachedPolicies"]:
        inside.detach_role_policy(RoleName=ROLE, PolicyArn=policy["PolicyArn"])
    for policy in inside.list_role_policies(RoleName=ROLE)["PolicyNames"]:
        inside.delete_role_policy(RoleName=ROLE, PolicyName=policy)
    inside.delete_role(RoleName=ROLE)
    run = scene.program.run("audit", "--org", "--format", "json")
    scene.tally.equal("an account without the role: exit 12", run.code, 12)
    closed = [each for each, state in coverage(run).items() if state != "audited"]
    scene.tally.equal("an account without the role: it alone is named", closed, [members[0]])
    scene.tally.equal("an account without the role: all others are there", len(keys(run)), (MEMBERS - 1) * USERS)


def chapter(scene: Scene) -> None:
    """The chapter, in order."""
    one_account(scene)
    organization(scene)
