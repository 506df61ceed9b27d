"""The chapters in their order, each with an account of its own."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from pathlib import Path

from tally import Tally

from . import (
    adoption,
    audit_faults,
    audits,
    budget,
    coverage,
    faults,
    guardrails,
    leaked,
    one_key,
    onboarding,
    sinks,
)
from .scene import Scene
from .server import ThirdPartyServer

CHAPTERS = {
    "onboarding": onboarding.chapter,
    "one-key": one_key.chapter,
    "leaked": leaked.chapter,
    "sinks": sinks.chapter,
    "adoption": adoption.chapter,
    "budget": budget.chapter,
    "guardrails": guardrails.chapter,
    "guardrails-last-policy": guardrails.last_policy,
    "guardrails-killed": guardrails.killed,
    "guardrails-faults": guardrails.faults,
    "coverage": coverage.chapter,
    "audits": audits.chapter,
}


# Chapters for a server with a flag of its own.
SPECIAL = {"paging": (budget.in_pages, "--short-pages")}


def run(server_file: Path, binary: Path, scratch: Path, only: list[str] | None) -> int:
    """Runs the chapters and answers the exit code."""
    tally = Tally()
    server = ThirdPartyServer(server_file, scratch / "server.log")
    try:
        for name, chapter in CHAPTERS.items():
            if not only or name in only:
                _play(name, chapter, server, binary, scratch, tally)
    finally:
        server.stop()
    for name, (chapter, flag) in SPECIAL.items():
        if not only or name in only:
            server = ThirdPartyServer(server_file, scratch / f"{name}.log", flag)
            try:
                _play(name, chapter, server, binary, scratch, tally)
            finally:
                server.stop()
    if not only or "faults" in only:
        tally.chapter("faults")
        faults.run(server_file, binary, scratch / "faults", tally, faults.cases())
    if not only or "audit-faults" in only:
        tally.chapter("audit-faults")
        faults.run(server_file, binary, scratch / "audit-faults", tally, audit_faults.cases())
    return tally.close()


def _play(
    name: str, chapter: Callable[[Scene], None], server: ThirdPartyServer, binary: Path, scratch: Path, tally: Tally
) -> None:
    tally.chapter(name)
    scene = Scene.fresh(server, binary, scratch / name, tally)
    try:
        chapter(scene)
    except Exception:  # a surprise ends its chapter and fails the run; the others still run
        tally.check(f"{name} runs to its end", False, traceback.format_exc())
    texts = [key.secret for key in scene.delivered().values()]
    leaks = [said for said in scene.program.said if any(secret in said for secret in texts)]
    tally.equal(f"{name}: no delivered secret in any output", leaks, [])
