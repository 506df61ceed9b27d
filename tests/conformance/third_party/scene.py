"""What a chapter works with: a fresh account, the program pointed at it, and the tally."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from key_text import KeyText, delivered
from program import Program, Run
from tally import Tally

from . import account
from .server import ThirdPartyServer

ROSTER = """\
version: 1
name: conformance
defaults:
  lifetime: 30d
  sink: file:delivered
keys:
  - owner: vision-team@example.com
    tags: {cost-center: "4711"}
  - owner: support-desk@example.com
    purpose: chat
  - owner: support-desk@example.com
    purpose: tickets
    lifetime: 90d
  - owner: batch@example.com
    models: [eu.amazon.nova-lite-v1:0]
    regions: [eu-central-1]
    source_ips: [192.0.2.0/24]
"""
ENTRIES = 4


@dataclass
class Scene:
    """One chapter's world."""

    server: ThirdPartyServer
    program: Program
    tally: Tally
    iam: Any
    secrets: list[str] = field(default_factory=list)

    @staticmethod
    def fresh(server: ThirdPartyServer, binary: Path, scratch: Path, tally: Tally) -> "Scene":
        """An empty account and an empty directory."""
        server.reset()
        return Scene(server, Program(binary, scratch, server.endpoint), tally, server.client("iam"))

    def roster(self, text: str = ROSTER, name: str = "roster.yaml") -> str:
        """Writes a roster and gives its name."""
        self.program.write(name, text)
        return name

    def onboard(self, *flags: str, text: str = ROSTER) -> Run:
        """Onboards a roster and answers the outcome as JSON."""
        return self.program.run("onboard", self.roster(text), "--yes", "--output", "json", *flags)

    def users(self) -> dict[str, account.SeenUser]:
        """The account's users."""
        return account.users(self.iam)

    def managed(self) -> dict[tuple[str, str], account.SeenUser]:
        """The managed users, by owner and purpose."""
        return account.by_owner(self.users())

    def keys(self) -> dict[str, dict[str, Any]]:
        """The account's keys, by id."""
        return account.all_keys(self.iam)

    def delivered(self) -> dict[str, KeyText]:
        """What lies in the directory of the `file:` sink, by id."""
        return delivered(self.program.directory / "delivered")
