"""`scp audit` in an organization that is not ours: what it says is denied is what hangs there, and what is not read is 12."""

from __future__ import annotations

import json
from typing import Any

from program import Run

from .guardrails import SCP, prepared
from .scene import Scene

HALF = {
    "Version": "2012-10-17",
    "Statement": [{"Sid": "Half", "Effect": "Deny", "Action": "bedrock:CallWithBearerToken", "Resource": "*"}],
}
READS = ("ListRoots", "ListPolicies", "DescribePolicy", "ListTargetsForPolicy")


def audit(scene: Scene, *flags: str) -> Run:
    """The audit as JSON."""
    return scene.program.run("scp", "audit", "--format", "json", *flags)


def standing(run: Run, account: str) -> str:
    """How an account stands."""
    rows = [row for row in run.json()["accounts"] if row["id"] == account]
    return str(rows[0]["standing"]) if rows else "missing"


def answers(run: Run, account: str) -> dict[str, Any]:
    """The answers of an account."""
    report = run.json()
    group = next(row["group"] for row in report["accounts"] if row["id"] == account)
    found = next(each for each in report["groups"] if each["id"] == group)
    return {answer["question"]: answer for answer in found["answers"]}


def chapter(scene: Scene) -> None:
    """Open, half denied, denied and met; then every reading fails once."""
    place, organizations = prepared(scene)
    run = audit(scene)
    scene.tally.check("complete", run.code == 0 and run.json()["complete"] is True, run)
    scene.tally.equal("an account without a guardrail is open", standing(run, place.account), "open")
    half = organizations.create_policy(Name="Half", Description="", Type=SCP, Content=json.dumps(HALF))
    organizations.attach_policy(PolicyId=half["Policy"]["PolicySummary"]["Id"], TargetId=place.unit)
    run = audit(scene)
    told = answers(run, place.account)
    scene.tally.equal("half a guardrail is one", standing(run, place.account), "partly")
    denied = told["use-long-term-bedrock"]["denied_by"]
    scene.tally.equal("it names statement and place", [(each["sid"], each["attached_to"]) for each in denied], [("Half", place.unit)])
    example = told["use-long-term-mantle"]["example"] or {}
    scene.tally.equal("it shows what gets through", example.get("action"), "bedrock-mantle:CallWithBearerToken")
    run = audit(scene, "--require", "deny-api-keys")
    scene.tally.check("it falls short: exit 10", run.code == 10 and standing(run, place.account) == "falls-short", run)
    run = scene.program.run("scp", "apply", "deny-api-keys", "--target", place.root, "--yes")
    scene.tally.check("apply is done", run.code == 0, run)
    run = audit(scene, "--require", "deny-api-keys")
    scene.tally.check("now every account meets it: exit 0", run.code == 0, run)
    for operation in READS:
        scene.server.fault(action=operation, times=1000, code="AccessDeniedException", status=400)
        run = audit(scene, "--require", "deny-api-keys")
        scene.tally.check(f"{operation} denied: exit 12 and said", run.code == 12 and operation in run.out, run)
        meeting = [row["id"] for row in run.json()["accounts"] if row["standing"] == "meets"]
        # A text that was not read may be anything; a list that was not read is everything.
        scene.tally.equal(f"{operation} denied: nobody is said to meet it", meeting, [])
        scene.server.heal()
