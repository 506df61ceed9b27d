"""The third-party AWS as a process, its control plane, and clients of it."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

ACCOUNT = "123456789012"
LAUNCH = Path(__file__).with_name("launch.py")


class ThirdPartyServer:
    """moto on a loopback port of its own choice."""

    def __init__(self, server_file: Path, log: Path, *flags: str) -> None:
        self.log = log
        with log.open("w") as errors:
            self._process = subprocess.Popen(
                [sys.executable, str(LAUNCH), str(server_file), "--port", "0", *flags],
                stdout=subprocess.PIPE,
                stderr=errors,
                stdin=subprocess.DEVNULL,
                text=True,
            )
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if " on http://" in line:
                self.endpoint = line.rsplit(" on ", 1)[1].strip()
                break
        else:
            raise RuntimeError(f"the server did not start:\n{log.read_text()[-2000:]}")

    def stop(self) -> None:
        """Ends the process."""
        self._process.terminate()
        self._process.wait(timeout=20)

    def reset(self) -> None:
        """An empty account, no faults, counters at zero."""
        self.control("POST", "/moto-api/reset")
        self.control("DELETE", "/_faults")
        self.control("DELETE", "/_stats")

    def control(self, method: str, path: str, body: object = None) -> Any:
        """One request to the control plane."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.endpoint + path, data=data, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or b"null")

    def fault(self, **rule: object) -> None:
        """Something goes wrong with the calls a rule names; the server's docstring has the fields."""
        self.control("POST", "/_faults", rule)

    def heal(self) -> None:
        """Nothing goes wrong any more."""
        self.control("DELETE", "/_faults")

    def advance(self, seconds: int) -> None:
        """Moves the clock that keys end by."""
        self.control("POST", "/_clock", {"advance_seconds": seconds})

    def forget_calls(self) -> None:
        """Counters at zero."""
        self.control("DELETE", "/_stats")

    def calls(self) -> dict[str, int]:
        """Requests since the counters were at zero, by `service:Operation`."""
        return dict(sorted(self.control("GET", "/_stats")["actions"].items()))

    def client(self, service: str, **credentials: str) -> Any:
        """A boto3 client, as the account's administrator unless told otherwise."""
        credentials = credentials or {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
        return boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            config=Config(retries={"total_max_attempts": 1}),
            **credentials,
        )
