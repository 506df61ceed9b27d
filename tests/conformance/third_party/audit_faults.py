"""Audits where AWS denies, throttles, fails, answers nonsense or nothing: never exit 0, and what was read is reported."""

from __future__ import annotations

from collections.abc import Iterable

from .audits import coverage, keys
from .faults import Fault
from .scene import Scene
from .server import ACCOUNT

MEMBERS, USERS = 4, 2
# Whatever has no end here is cut off by the time limit of an account.
SECONDS = 4

DENIED = Fault("denied", {"code": "AccessDenied", "status": 403, "message": "User is not authorized"})
THROTTLED = Fault("throttled for good", {"code": "Throttling", "status": 400, "message": "Rate exceeded"})
FAILING = Fault("answering 500 for good", {"code": "ServiceFailure", "status": 500})
# An error that does not close its elements, as a success.
GARBLED = Fault("garbled", {"code": "Nonsense", "status": 200, "message": "<not <closed"})
HUNG = Fault("hung", {"delay_ms": 2_500 * SECONDS})
FAULTS = [DENIED, THROTTLED, FAILING, GARBLED, HUNG]

INSIDE = [
    "ListServiceSpecificCredentials",
    "GetAccountAuthorizationDetails",
    "GenerateCredentialReport",
    "GetCredentialReport",
]
# An operation that asks once and has no account of its own would wait for the SDK's own limits: minutes for a hung one.
SHARED = [("ListAccounts", fault) for fault in (DENIED, GARBLED, FAILING)]
SHARED += [("DescribeOrganization", fault) for fault in (DENIED, GARBLED)]
SHARED += [("GetCallerIdentity", fault) for fault in (DENIED, GARBLED)]


def met(scene: Scene, case: str, run: object) -> None:
    """The fault did happen; then it is over."""
    hits = scene.server.control("GET", "/_faults")[0].get("hits", 0)
    scene.tally.check(f"{case}: it did happen", hits >= 1, run)
    scene.server.heal()


def one_account(scene: Scene, operation: str, fault: Fault) -> None:
    """One call of an audit of one account goes wrong."""
    case = f"audit, {operation} {fault.name}"
    scene.onboard()
    scene.server.fault(action=operation, **fault.rule)
    run = scene.program.run("audit", "--format", "json", "--fail-on", "never", "--account-timeout", SECONDS)
    nobody = operation == "GetCallerIdentity"
    scene.tally.equal(f"{case}: exit {1 if nobody else 12}", run.code, 1 if nobody else 12)
    met(scene, case, run)
    if nobody:
        return
    scene.tally.equal(f"{case}: read in part", coverage(run), {ACCOUNT: "partly"})
    scene.tally.equal(f"{case}: not complete", run.json()["complete"], False)
    there = set() if operation == "ListServiceSpecificCredentials" else set(scene.keys())
    scene.tally.equal(f"{case}: the keys that were read are there", keys(run), there)
    if operation == "ListServiceSpecificCredentials":
        about_keys = [found["rule"] for found in run.json()["findings"] if found["rule"] in ("user-orphaned", "waiver-unmatched")]
        scene.tally.equal(f"{case}: nothing is concluded from keys that were not read", about_keys, [])


def organization(scene: Scene, operation: str, fault: Fault, struck: int) -> None:
    """One call goes wrong in some accounts of an organization, or for the organization as a whole."""
    case = f"audit --org, {operation} {fault.name} in {struck or 'all'} accounts"
    seeded = scene.server.control("POST", "/_seed", {"accounts": MEMBERS, "users": USERS, "keys": 1, "ous": 2})
    members = [str(member) for member in seeded["accounts"]]
    where = {"account": "|".join(members[:struck])} if struck else {}
    scene.server.fault(action=operation, **where, **fault.rule)
    run = scene.program.run("audit", "--org", "--format", "json", "--fail-on", "never", "--account-timeout", SECONDS)
    nobody = operation == "GetCallerIdentity"
    scene.tally.equal(f"{case}: exit {1 if nobody else 12}", run.code, 1 if nobody else 12)
    met(scene, case, run)
    if operation in ("GetCallerIdentity", "ListAccounts"):
        scene.tally.check(f"{case}: no report of nothing", run.out == "" and "error: " in run.err, run)
        return
    expected = set(members[:struck]) if struck else {ACCOUNT, *members}
    if operation == "AssumeRole" or "CredentialReport" in operation:
        # It needs no role, and has no user about whom a report could say anything.
        expected -= {ACCOUNT}
    short = {each for each, state in coverage(run).items() if state != "audited"}
    scene.tally.equal(f"{case}: what was not read is named", short, expected)
    scene.tally.equal(f"{case}: every account is a row", set(coverage(run)), {ACCOUNT, *members})
    read = {each["account"] for each in run.json()["keys"]}
    hidden = expected if operation in ("AssumeRole", "ListServiceSpecificCredentials") else set()
    scene.tally.equal(f"{case}: the keys of all that was read are there", read, set(members) - hidden)


def cases() -> Iterable[tuple]:
    """Every case: its chapter and its row."""
    for operation, fault in [(operation, fault) for operation in INSIDE for fault in FAULTS] + SHARED[3:]:
        yield one_account, operation, fault
    for operation in INSIDE:
        for fault in FAULTS:
            yield organization, operation, fault, 2
            yield organization, operation, fault, 0
    for fault in FAULTS:
        yield organization, "AssumeRole", fault, 0
    for operation, fault in SHARED:
        yield organization, operation, fault, 0
