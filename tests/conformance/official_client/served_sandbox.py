"""`bedrock-keys sandbox serve` as a process, with its state in a scratch directory."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

from program import Program


class ServedSandbox:
    """The sandbox on a loopback port of its own choice."""

    def __init__(self, binary: Path, scratch: Path) -> None:
        self.program = Program(binary, scratch)
        self._process = subprocess.Popen(
            [str(binary), "sandbox", "serve", "--port", "0"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=scratch,
            env=self.program.environment,
        )
        assert self._process.stdout is not None
        self.endpoint = self._process.stdout.readline().strip()
        if not self.endpoint.startswith("http://127.0.0.1:"):
            self._process.wait(timeout=20)
            assert self._process.stderr is not None
            raise RuntimeError(f"the sandbox did not start: {self._process.stderr.read()}")

    def stop(self) -> int:
        """Ctrl-C; answers the exit code."""
        self._process.send_signal(signal.SIGINT)
        self._process.communicate(timeout=20)
        return self._process.returncode
