"""Counts checks. Owns how a check is reported; knows nothing of what is checked."""

from __future__ import annotations

import sys
import threading
import time


class Tally:
    """The checks of one run, a line each, and the number of those that failed."""

    def __init__(self) -> None:
        self.passed = 0
        self.failed = 0
        self._chapter = ""
        self._lock = threading.Lock()
        self._began = time.monotonic()

    def chapter(self, name: str) -> None:
        """Begins a group of checks."""
        self._chapter = name
        print(f"-- {name} ({time.monotonic() - self._began:.0f} s)", flush=True)

    def check(self, what: str, holds: bool, detail: object = "") -> bool:
        """Counts a check; `detail` is shown where it failed."""
        with self._lock:
            if holds:
                self.passed += 1
                print(f"ok    {what}", flush=True)
            else:
                self.failed += 1
                print(f"FAIL  {self._chapter}: {what}\n      {str(detail)[:2000]}", flush=True)
        return holds

    def equal(self, what: str, found: object, expected: object) -> bool:
        """Counts a comparison."""
        return self.check(what, found == expected, f"found {found!r}, expected {expected!r}")

    def close(self) -> int:
        """The closing line, and the exit code: a run without a check is a failure too."""
        print(f"{self.passed} passed, {self.failed} failed", flush=True)
        sys.stdout.flush()
        return 0 if self.failed == 0 and self.passed > 0 else 1
