"""Guardrails in an organization that is not ours: planned, applied, detached, rolled back, and failing in every way.

What the program claims is held against what boto3 sees in the organization.
"""

from __future__ import annotations

import json
import signal
import subprocess
import time
from dataclasses import dataclass
from typing import Any

from program import Run

from .scene import Scene

DONE, REFUSED, UNREAD, PARTIAL, DRIFT = 0, 1, 12, 13, 14
SCP = "SERVICE_CONTROL_POLICY"
WRITES = (
    "CreatePolicy",
    "UpdatePolicy",
    "DeletePolicy",
    "AttachPolicy",
    "DetachPolicy",
    "TagResource",
    "UntagResource",
    "EnablePolicyType",
)


@dataclass(frozen=True)
class Place:
    """The organization of a chapter."""

    unit: str
    account: str
    root: str


def prepared(scene: Scene) -> tuple[Place, Any]:
    """An organization with a policy of somebody else, and boto3 in its management account."""
    seeded = scene.server.control("POST", "/_seed", {"accounts": 3, "users": 1, "keys": 1, "ous": 2})
    organizations = scene.server.client("organizations")
    root = organizations.list_roots()["Roots"][0]["Id"]
    theirs = organizations.create_policy(
        Name="Theirs",
        Description="",
        Type=SCP,
        Content=json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [{"Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*"}],
            }
        ),
    )["Policy"]["PolicySummary"]["Id"]
    organizations.attach_policy(PolicyId=theirs, TargetId=seeded["ous"][0])
    return Place(seeded["ous"][0], seeded["accounts"][0], root), organizations


def policies(organizations: Any) -> dict[str, dict[str, Any]]:
    """Every policy by name: its text, its tags, what it is attached to."""
    seen: dict[str, dict[str, Any]] = {}
    for page in organizations.get_paginator("list_policies").paginate(Filter=SCP):
        for summary in page["Policies"]:
            policy = organizations.describe_policy(PolicyId=summary["Id"])["Policy"]
            targets = [
                target["TargetId"]
                for page in organizations.get_paginator("list_targets_for_policy").paginate(PolicyId=summary["Id"])
                for target in page["Targets"]
            ]
            tags = {} if summary["AwsManaged"] else {
                tag["Key"]: tag["Value"]
                for tag in organizations.list_tags_for_resource(ResourceId=summary["Id"])["Tags"]
            }
            assert len(targets) == len(set(targets)), f"{summary['Name']} is attached twice"
            seen[summary["Name"]] = {"text": policy["Content"], "tags": tags, "targets": sorted(targets)}
    return seen


def writes(scene: Scene) -> dict[str, int]:
    """The writes to the organization since the counters were at zero."""
    calls = scene.server.calls().items()
    return {call: number for call, number in calls if call.split(":")[1] in WRITES}


def apply(scene: Scene, place: Place, *flags: str) -> Run:
    """Applies the guardrail of these chapters, in two stages."""
    stages = ("--stage", place.account, "--stage", place.unit)
    return scene.program.run("-v", "scp", "apply", "deny-api-keys", *stages, "--yes", "--output", "json", *flags)


def chapter(scene: Scene) -> None:
    """From a plan to its rollback."""
    place, organizations = prepared(scene)
    before = policies(organizations)
    plan = ("scp", "plan", "deny-api-keys", "--stage", place.account, "--stage", place.unit, "--detailed-exit-code")
    run = scene.program.run(*plan, "--output", "json")
    planned = [(step["step"], step["target"]) for step in run.json().get("steps", [])]
    expected = [("create", None), ("attach", place.account), ("attach", place.unit)]
    scene.tally.check("a plan finds something to do", run.code == DRIFT, run)
    scene.tally.equal("create first, then stage by stage", planned, expected)
    # The first account is in the first unit, and so is every other one.
    said = run.json().get("preview") or {}
    scene.tally.check("it says what breaks", said.get("broken_keys", 0) >= 1 and run.json().get("complete") is True, run)
    scene.tally.equal("a plan changes nothing", policies(organizations), before)

    run = apply(scene, place, "--record", "first.json")
    after = policies(organizations)
    made = after.get("deny-api-keys", {})
    scene.tally.check("apply is done", run.code == DONE and run.json().get("complete") is True, run)
    scene.tally.equal("it hangs where it was wanted", made.get("targets"), sorted([place.account, place.unit]))
    scene.tally.equal("it carries the tags", made.get("tags", {}).get("bedrock-keys:managed"), "true")
    scene.tally.check("its text is minified", " " not in made.get("text", " "), made)
    foreign = {name: policy for name, policy in after.items() if name != "deny-api-keys"}
    scene.tally.equal("nothing foreign was touched", foreign, before)

    scene.server.forget_calls()
    run = apply(scene, place)
    scene.tally.check("applied again there is nothing to do", run.code == DONE and run.json().get("steps") == [], run)
    scene.tally.equal("and no write is made", writes(scene), {})
    run = scene.program.run(*plan)
    scene.tally.check("and the plan agrees", run.code == DONE, run)

    run = scene.program.run("scp", "detach", "deny-api-keys", "--target", place.unit, "--yes")
    scene.tally.check("detach is done", run.code == DONE, run)
    targets = policies(organizations)["deny-api-keys"]["targets"]
    scene.tally.equal("it hangs there no longer", targets, [place.account])
    run = scene.program.run("scp", "detach", "Theirs", "--target", place.unit, "--yes")
    scene.tally.check("somebody else's is refused", run.code == REFUSED, run)
    run = scene.program.run("scp", "delete", "deny-api-keys", "--yes")
    scene.tally.check("what is attached is not deleted", run.code == REFUSED, run)
    run = scene.program.run("scp", "rollback", "first.json", "--yes")
    scene.tally.check("rollback is done", run.code == DONE, run)
    scene.tally.equal("everything is as it was", policies(organizations), before)


def last_policy(scene: Scene) -> None:
    """The last policy of a target stays, whoever asks; so does AWS's own."""
    place, organizations = prepared(scene)
    run = apply(scene, place)
    organizations.detach_policy(PolicyId="p-FullAWSAccess", TargetId=place.account)
    run = scene.program.run("scp", "detach", "deny-api-keys", "--target", place.account, "--yes")
    scene.tally.check("the last policy of a target stays", run.code == REFUSED and "last policy" in run.err, run)
    run = scene.program.run("scp", "detach", "FullAWSAccess", "--target", place.unit, "--adopt", "--yes")
    scene.tally.check("AWS's own policy stays", run.code == REFUSED, run)


def killed(scene: Scene) -> None:
    """Killed between making a policy and attaching it; the next run goes on, and the record leads back."""
    place, organizations = prepared(scene)
    before = policies(organizations)
    scene.server.fault(action="AttachPolicy", code="ServiceException", status=500, times=1000)
    scene.server.forget_calls()
    words = ["scp", "apply", "deny-api-keys", "--target", place.unit, "--record", "killed.json", "--yes"]
    process = subprocess.Popen(
        [str(scene.program.binary), *words],
        cwd=scene.program.directory,
        env=scene.program.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while "organizations:AttachPolicy" not in scene.server.calls() and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=20)
    scene.server.heal()
    half = policies(organizations).get("deny-api-keys", {})
    scene.tally.equal("killed between create and attach", half.get("targets"), [])
    record = json.loads((scene.program.directory / "killed.json").read_text())
    scene.tally.equal("the record was there before", record["progress"], "begun")
    scene.server.forget_calls()
    run = scene.program.run("scp", "apply", "deny-api-keys", "--target", place.unit, "--yes", "--record", "next.json")
    scene.tally.check("the next run goes on", run.code == DONE, run)
    scene.tally.equal("and attaches once", writes(scene), {"organizations:AttachPolicy": 1})
    scene.tally.equal("where it was wanted", policies(organizations)["deny-api-keys"]["targets"], [place.unit])
    run = scene.program.run("scp", "rollback", "killed.json", "--yes")
    scene.tally.check("the record of the killed run leads back", run.code == DONE, run)
    scene.tally.equal("everything is as it was before it", policies(organizations), before)


READS = ("ListRoots", "ListPolicies", "DescribePolicy", "ListTargetsForPolicy", "ListAccounts")
BUSY = {"code": "ConcurrentModificationException", "status": 400, "message": "being modified by a different request"}
THROTTLED = {"code": "TooManyRequestsException", "status": 400, "message": "too many requests"}
DENIED = {"code": "AccessDeniedException", "status": 400, "message": "You don't have permissions"}
FAILED = {"code": "ServiceException", "status": 500}

# Operation, what happens, the rule, and the exit code of the run that meets it.
CASES: list[tuple[str, str, dict[str, object], int]] = [
    *((operation, "throttled twice", THROTTLED | {"times": 2}, DONE) for operation in READS),
    *((operation, "denied", DENIED, UNREAD) for operation in READS if operation != "DescribePolicy"),
    # The texts of others decide nothing, and are said to be missing; what is made is not read back, and not attached.
    ("DescribePolicy", "denied", DENIED, PARTIAL),
    *(
        (operation, what, rule, DONE)
        for operation in ("CreatePolicy", "AttachPolicy")
        for what, rule in (
            ("throttled twice", THROTTLED | {"times": 2}),
            ("busy three times", BUSY | {"times": 3}),
            ("changes in progress twice", BUSY | {"code": "PolicyChangesInProgressException", "times": 2}),
            ("answering 500 once", FAILED | {"times": 1}),
            ("done, and answered 500", FAILED | {"when": "after", "times": 1}),
            ("done, and its answer dropped", {"when": "drop", "times": 1}),
        )
    ),
    *((operation, "denied", DENIED, PARTIAL) for operation in ("CreatePolicy", "AttachPolicy")),
    # The second stage is denied when the first is done.
    ("AttachPolicy", "denied from the second on", DENIED | {"skip_first": 1}, PARTIAL),
]


def faults(scene: Scene) -> None:
    """One fault at a time while a guardrail is applied; the next run converges, and nothing foreign is touched."""
    place, organizations = prepared(scene)
    before = policies(organizations)
    for number, (operation, what, rule, code) in enumerate(CASES):
        case = f"apply, {operation} {what}"
        rule = dict(rule)
        record = f"record-{number}.json"
        if rule.pop("skip_first", 0):
            # A rule that matches first and does nothing but use up the first call.
            scene.server.fault(action=operation, delay_ms=1, times=1)
        scene.server.fault(action=operation, **rule)
        run = apply(scene, place, "--record", record)
        scene.tally.check(f"{case}: exit {code}", run.code == code, run)
        rules = scene.server.control("GET", "/_faults")
        scene.tally.check(f"{case}: it did happen", rules[-1].get("hits", 0) >= 1, rules)
        scene.server.heal()
        if code != DONE:
            scene.tally.check(f"{case}: it is named", operation in run.out + run.err, run)
        if code == UNREAD:
            scene.tally.equal(f"{case}: nothing was changed", policies(organizations), before)
        run = apply(scene, place)
        made = policies(organizations)
        scene.tally.check(f"{case}: the next run converges", run.code == DONE, run)
        expected = sorted([place.account, place.unit])
        scene.tally.equal(f"{case}: attached once each", made["deny-api-keys"]["targets"], expected)
        foreign = {name: policy for name, policy in made.items() if name != "deny-api-keys"}
        scene.tally.equal(f"{case}: nothing foreign was touched", foreign, before)
        for target in expected:
            scene.program.run("scp", "detach", "deny-api-keys", "--target", target, "--yes")
        run = scene.program.run("scp", "delete", "deny-api-keys", "--yes")
        scene.tally.equal(f"{case}: and all of it goes again", policies(organizations), before)
