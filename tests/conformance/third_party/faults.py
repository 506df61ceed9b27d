"""The network and AWS at their worst: throttled, failing, answers lost. No second key, and the next run converges.

Each case has a server of its own account to itself; a few run at once, because most of their time is the program's own
pauses between attempts.
"""

from __future__ import annotations

import itertools
import queue
import traceback
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from program import Run
from tally import Tally

from .account import writes
from .scene import ENTRIES, Scene
from .server import ThirdPartyServer

AT_ONCE = 6

DONE, UNREAD, PARTIAL = 0, 12, 13


@dataclass(frozen=True)
class Fault:
    """What goes wrong, as the server's rule."""

    name: str
    rule: dict[str, object]


THROTTLED = Fault("throttled twice", {"code": "Throttling", "status": 400, "message": "Rate exceeded", "times": 2})
FAILING = Fault("answering 500 once", {"code": "ServiceFailure", "status": 500, "times": 1})
UNAVAILABLE = Fault("done, and answered 500", {"code": "ServiceFailure", "status": 500, "when": "after", "times": 1})
DROPPED = Fault("done, and its answer dropped", {"when": "drop", "times": 1})
DENIED = Fault("denied", {"code": "AccessDenied", "status": 403, "message": "User is not authorized"})

READS = ["GetCallerIdentity", "ListServiceSpecificCredentials", "GetAccountAuthorizationDetails"]
CREATE_KEY = "CreateServiceSpecificCredential"
CHANGES = ["CreateUser", "AttachUserPolicy", "PutUserPolicy", "TagUser"]

# Operation, fault, exit code of the run that meets it. The one call that is never repeated blindly is the one that makes
# a key: there a lost answer fails the entry, and the key is deleted or named.
ONBOARDING: list[tuple[str, Fault, int]] = [
    *((operation, fault, DONE) for operation in READS for fault in (THROTTLED, FAILING, DROPPED)),
    *((operation, fault, DONE) for operation in CHANGES for fault in (THROTTLED, FAILING, UNAVAILABLE, DROPPED)),
    (CREATE_KEY, THROTTLED, DONE),
    *((CREATE_KEY, fault, PARTIAL) for fault in (FAILING, UNAVAILABLE, DROPPED)),
    ("GetCallerIdentity", DENIED, 1),
    *((operation, DENIED, UNREAD) for operation in READS[1:]),
    *((operation, DENIED, PARTIAL) for operation in [*CHANGES, CREATE_KEY]),
    ("GetPolicy", DENIED, UNREAD),
]

REVOKING: list[tuple[str, Fault, int]] = [
    *(
        (operation, fault, DONE)
        for operation in (
            "UpdateServiceSpecificCredential",
            "DeleteServiceSpecificCredential",
            "DetachUserPolicy",
            "DeleteUser",
            "ListAccessKeys",
        )
        for fault in (THROTTLED, UNAVAILABLE, DROPPED)
    ),
    ("DeleteServiceSpecificCredential", DENIED, PARTIAL),
    ("DeleteUser", DENIED, PARTIAL),
]


def check_met(scene: Scene, case: str, run: Run) -> None:
    """The fault did happen; then it is over."""
    hits = scene.server.control("GET", "/_faults")[0].get("hits", 0)
    scene.tally.check(f"{case}: it did happen", hits >= 1, run)
    scene.server.heal()


def check_keys(scene: Scene, case: str, run: Run) -> None:
    """Whatever happened: nobody has two keys, and a key that nobody holds is named or does not work."""
    doubled = {user.name: len(user.keys) for user in scene.users().values() if len(user.keys) > 1}
    scene.tally.equal(f"{case}: nobody has two keys", doubled, {})
    lost = set(scene.keys()) - set(scene.delivered())
    hidden = [key for key in lost if key not in run.out + run.err and "may work" not in run.out]
    scene.tally.equal(f"{case}: no lost key goes unmentioned", hidden, [])


def check_converged(scene: Scene, case: str) -> None:
    """The next run ends where an undisturbed one ends, and the one after it has nothing to do."""
    run = scene.onboard()
    managed = scene.managed()
    keys = {key["ServiceSpecificCredentialId"] for user in managed.values() for key in user.keys}
    complete = (
        run.code == DONE
        and len(managed) == len(scene.users()) == ENTRIES
        and len(keys) == ENTRIES
        and set(scene.delivered()) == keys
        and all(user.attached or user.inline for user in managed.values())
    )
    scene.tally.check(f"{case}: the next run converges", complete, f"{run}\n{managed}\n{sorted(scene.delivered())}")
    scene.server.forget_calls()
    run = scene.onboard()
    quiet = run.code == DONE and writes(scene.server.calls()) == {}
    scene.tally.check(f"{case}: the run after it does nothing", quiet, run)


def onboarding(scene: Scene, operation: str, fault: Fault, code: int) -> None:
    """One fault during onboarding."""
    case = f"onboard, {operation} {fault.name}"
    scene.server.fault(action=operation, **fault.rule)
    run = scene.program.run("-vvv", "onboard", scene.roster(), "--yes", "--output", "json")
    scene.tally.check(f"{case}: exit {code}", run.code == code, run)
    check_met(scene, case, run)
    check_keys(scene, case, run)
    check_converged(scene, case)


def revoking(scene: Scene, operation: str, fault: Fault, code: int) -> None:
    """One fault while everything of an owner is revoked."""
    case = f"revoke, {operation} {fault.name}"
    owner = "support-desk@example.com"
    scene.onboard()
    scene.server.fault(action=operation, **fault.rule)
    revoke = ("keys", "revoke", "--owner", owner, "--yes", "--output", "json")
    run = scene.program.run("-vvv", *revoke)
    scene.tally.check(f"{case}: exit {code}", run.code == code, run)
    check_met(scene, case, run)
    working = [
        key["ServiceSpecificCredentialId"]
        for (named, _), user in scene.managed().items()
        for key in user.keys
        if named == owner and key["Status"] == "Active"
    ]
    scene.tally.equal(f"{case}: no key of the owner works any more", working, [])
    if code != DONE:
        run = scene.program.run(*revoke)
        scene.tally.check(f"{case}: the next run converges", run.code == DONE, run)
    owners = {named for named, _ in scene.managed()}
    scene.tally.check(f"{case}: users and keys are gone", owner not in owners and len(scene.keys()) == 2, run)


def cases() -> Iterable[tuple]:
    """Every case: its chapter and its row."""
    return itertools.chain(
        ((onboarding, *row) for row in ONBOARDING), ((revoking, *row) for row in REVOKING)
    )


def run(server_file: Path, binary: Path, scratch: Path, tally: Tally, cases: Iterable[tuple]) -> None:
    """Runs cases, a few at once."""
    scratch.mkdir(parents=True)
    servers: queue.SimpleQueue[ThirdPartyServer] = queue.SimpleQueue()

    def one(numbered: tuple[int, tuple]) -> None:
        number, (play, *row) = numbered
        server = servers.get()
        try:
            scene = Scene.fresh(server, binary, scratch / f"fault-{number}", tally)
            play(scene, *row)
            secrets = {key.secret for key in scene.delivered().values()}
            leaked = [said for said in scene.program.said if any(secret in said for secret in secrets)]
            tally.equal(f"{play.__name__} {row[0]} {row[1].name}: no secret in any output", leaked, [])
        except Exception:  # the other cases still run
            tally.check(f"{row} runs to its end", False, traceback.format_exc())
        finally:
            servers.put(server)

    started: list[ThirdPartyServer] = []
    try:
        for number in range(AT_ONCE):
            started.append(ThirdPartyServer(server_file, scratch / f"fault-server-{number}.log"))
            servers.put(started[-1])
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(one, enumerate(cases)))
    finally:
        for server in started:
            server.stop()
