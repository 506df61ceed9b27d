"""The AWS CLI: its own code, called in this process so that hundreds of commands take seconds and every answer can be seen.

Owns how a command is run and what came of it. The chapters say what to run.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shlex
from typing import Any

from awscli.clidriver import create_clidriver

from tally import Tally

from . import model

ERROR = re.compile(r"An error occurred \((\w+)\) when calling the (\w+) operation[^:]*: (.*)")


class CommandLine:
    """`aws`, pointed at the sandbox."""

    def __init__(self, endpoint: str, tally: Tally) -> None:
        self.tally = tally
        self.understood: set[str] = set()
        self._seen: list[tuple[str, list[str]]] = []
        os.environ |= {"AWS_ENDPOINT_URL": endpoint, "AWS_PAGER": "", "AWS_MAX_ATTEMPTS": "1"}
        self.become("sandbox", "sandbox")

    def become(self, access_key: str, secret: str, token: str | None = None) -> None:
        """Signs with other credentials from now on."""
        os.environ |= {"AWS_ACCESS_KEY_ID": access_key, "AWS_SECRET_ACCESS_KEY": secret}
        os.environ.pop("AWS_SESSION_TOKEN", None)
        if token is not None:
            os.environ["AWS_SESSION_TOKEN"] = token
        # A driver keeps the credentials it found. Making one takes most of the time of a command, so it is kept.
        self._driver = self._new_driver()

    def _new_driver(self) -> Any:
        driver = create_clidriver()
        driver.session.register("before-parse", self._look)
        return driver

    def __call__(self, command: str, *further: str) -> Any:
        """Runs a command that must succeed; answers its JSON. What needs no quoting goes into `further`."""
        code, out, err = self._run(command, further)
        shown = " ".join([command, *(word if len(word) < 60 else "…" for word in further)])
        flaws = [f"{operation}: {flaw}" for operation, flaws in self._seen for flaw in flaws]
        if self.tally.check(f"aws {shown}", code == 0 and not flaws, f"exit {code}, {flaws}, {err}"):
            self.understood |= {operation for operation, _ in self._seen}
        return json.loads(out) if out.strip() and code == 0 else {}

    def refused(self, command: str, code: str, *further: str, says: str = "") -> None:
        """Runs a command that must be refused with a code that the CLI understands."""
        exit_code, _, err = self._run(command, further)
        error = ERROR.search(err)
        holds = exit_code not in (0, None) and error is not None and error[1] == code and says in error[3]
        self.tally.check(f"aws {command}: {code}", holds, f"exit {exit_code}: {err}")

    def text(self, command: str) -> str:
        """Runs a command that must succeed; answers what it prints."""
        code, out, err = self._run(command, ())
        # The format would stay for the commands that follow.
        self._driver = self._new_driver()
        self.tally.check(f"aws {command}", code == 0, err)
        return out

    def _run(self, command: str, further: tuple[str, ...]) -> tuple[int, str, str]:
        self._seen = []
        out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                code = self._driver.main([*shlex.split(command), *further])
            except SystemExit as stopped:
                code = int(stopped.code or 0)
        texts = []
        for stream in (out, err):
            stream.flush()
            texts.append(stream.buffer.getvalue().decode())
        return code, *texts

    def _look(self, operation_model: Any, response_dict: dict[str, Any], **_: Any) -> None:
        if response_dict["status_code"] < 300:
            name = f"{operation_model.service_model.service_name}:{operation_model.name}"
            self._seen.append((name, model.flaws(operation_model, response_dict["body"])))
