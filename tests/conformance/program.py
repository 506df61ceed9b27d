"""The program under test: the real binary in an environment of its own.

Owns how it is started and what it said. Every word it prints is kept, so that the end of the run can look for secrets in
all of them.
"""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Nothing here waits for a person; a run that takes longer hangs.
LONGEST_RUN_SECONDS = 180


@dataclass(frozen=True)
class Run:
    """One finished run."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """Standard output as JSON; what is no JSON is shown instead of a traceback."""
        try:
            return json.loads(self.out)
        except json.JSONDecodeError:
            return {"no JSON": self.out[:500], "standard error": self.err[:500]}

    def __str__(self) -> str:
        return f"exit {self.code}\nstdout: {self.out.strip()}\nstderr: {self.err.strip()}"


class Program:
    """The binary with a scratch home, pointed at an endpoint."""

    def __init__(self, binary: Path, scratch: Path, endpoint: str | None = None) -> None:
        self.binary = binary
        self.directory = scratch
        self.said: list[str] = []
        scratch.mkdir(parents=True, exist_ok=True)
        self.environment = {
            "HOME": str(scratch),
            "PATH": os.environ["PATH"],
            "XDG_STATE_HOME": str(scratch / "state"),
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": str(scratch / "aws-config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(scratch / "aws-credentials"),
            "NO_COLOR": "1",
        }
        if endpoint is not None:
            self.environment |= {
                "AWS_ENDPOINT_URL": endpoint,
                "AWS_ACCESS_KEY_ID": "testing",
                "AWS_SECRET_ACCESS_KEY": "testing",
                "AWS_REGION": "us-east-1",
            }

    def run(self, *arguments: object, stdin: str | None = None, **environment: str) -> Run:
        """Runs it to its end. Without `stdin` it gets an empty standard input, so that it cannot ask."""
        finished = subprocess.run(
            [str(self.binary), *map(str, arguments)],
            input=stdin if stdin is not None else "",
            capture_output=True,
            text=True,
            cwd=self.directory,
            env=self.environment | environment,
            timeout=LONGEST_RUN_SECONDS,
            check=False,
        )
        run = Run(finished.returncode, finished.stdout, finished.stderr)
        self.said += [run.out, run.err]
        return run

    def write(self, name: str, text: str) -> Path:
        """A file in its directory."""
        path = self.directory / name
        path.write_text(text)
        return path
