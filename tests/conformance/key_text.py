"""A Bedrock API key taken apart, from AWS's layout and not from our code:

`ABSK` + base64(`<user>[+1]-at-<account>:<60 characters>`)
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from pathlib import Path

PATTERN = re.compile(r"ABSK[A-Za-z0-9+/]+={0,2}")


@dataclass(frozen=True)
class KeyText:
    """A key and what it says of itself."""

    text: str
    alias: str
    secret: str

    @staticmethod
    def parse(text: str) -> "KeyText":
        """Takes a whole key apart."""
        alias, secret = base64.b64decode(text.removeprefix("ABSK"), validate=True).decode().split(":", 1)
        return KeyText(text, alias, secret)

    @staticmethod
    def found_in(text: str) -> "KeyText":
        """The one key in a text."""
        (key,) = PATTERN.findall(text)
        return KeyText.parse(key)


def delivered(directory: Path) -> dict[str, KeyText]:
    """The keys in the files of a `file:` sink, by credential id."""
    files = directory.glob("*.env") if directory.exists() else []
    return {file.name.removesuffix(".env").rsplit(".", 1)[1]: KeyText.found_in(file.read_text()) for file in files}
