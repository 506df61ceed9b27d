"""The chapters in their order, each with an account of its own."""

from __future__ import annotations

import traceback
from pathlib import Path

from tally import Tally

from . import adoption, budget, faults, leaked, one_key, onboarding, sinks
from .scene import Scene
from .server import ThirdPartyServer

CHAPTERS = {
    "onboarding": onboarding.chapter,
    "one-key": one_key.chapter,
    "leaked": leaked.chapter,
    "sinks": sinks.chapter,
    "adoption": adoption.chapter,
    "budget": budget.chapter,
}


def run(server_file: Path, binary: Path, scratch: Path, only: list[str] | None) -> int:
    """Runs the chapters and answers the exit code."""
    tally = Tally()
    server = ThirdPartyServer(server_file, scratch / "server.log")
    try:
        for name, chapter in CHAPTERS.items():
            if only and name not in only:
                continue
            tally.chapter(name)
            scene = Scene.fresh(server, binary, scratch / name, tally)
            try:
                chapter(scene)
            except Exception:  # a surprise ends its chapter and fails the run; the others still run
                tally.check(f"{name} runs to its end", False, traceback.format_exc())
            texts = [key.secret for key in scene.delivered().values()]
            leaks = [said for said in scene.program.said if any(secret in said for secret in texts)]
            tally.equal(f"{name}: no delivered secret in any output", leaks, [])
        if not only or "faults" in only:
            tally.chapter("faults")
            faults.run(server_file, binary, scratch, tally)
    finally:
        server.stop()
    return tally.close()
