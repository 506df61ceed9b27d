"""The chapters in their order on one served sandbox, then: was every operation that it implements understood?"""

from __future__ import annotations

import os
import subprocess
import sys
import traceback
from pathlib import Path

from tally import Tally

from . import credentials, operations, organization, secrets, users, ways_in, with_boto3
from .command_line import CommandLine
from .served_sandbox import ServedSandbox

CHAPTERS = {
    "users": users.chapter,
    "ways-in": ways_in.chapter,
    "credentials": credentials.chapter,
    "organization": organization.chapter,
    "secrets": secrets.chapter,
}


def run(binary: Path, scratch: Path, only: list[str] | None) -> int:
    """Runs the chapters and answers the exit code."""
    tally = Tally()
    _leave_the_environment_behind(scratch)
    sandbox = ServedSandbox(binary, scratch / "served")
    try:
        aws = CommandLine(sandbox.endpoint, tally)
        for name, chapter in CHAPTERS.items():
            # `ways-in` goes on with the user of `users`.
            if only and name not in only:
                continue
            tally.chapter(name)
            try:
                chapter(aws)
            except Exception:  # a surprise ends its chapter and fails the run; the others still run
                tally.check(f"{name} runs to its end", False, traceback.format_exc())
                aws.become("sandbox", "sandbox")
        tally.chapter("as a process")
        _as_a_process(tally)
        tally.chapter("boto3")
        with_boto3.chapter(sandbox.endpoint, tally)
    finally:
        code = sandbox.stop()
    tally.equal("Ctrl-C ends `sandbox serve` with exit 0", code, 0)
    if not only:
        tally.chapter("coverage")
        _every_operation_was_understood(binary, scratch, tally, aws.understood)
    return tally.close()


def _leave_the_environment_behind(scratch: Path) -> None:
    """No profile, no endpoint and no credentials of the machine's user."""
    # AWS_DATA_PATH is the CLI's own: it sets it when it is imported, to find its models.
    for name in [name for name in os.environ if name.startswith("AWS_") and name != "AWS_DATA_PATH"]:
        del os.environ[name]
    os.environ |= {
        "HOME": str(scratch),
        "AWS_CONFIG_FILE": str(scratch / "none"),
        "AWS_SHARED_CREDENTIALS_FILE": str(scratch / "none"),
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_DEFAULT_REGION": "us-east-1",
    }


def _as_a_process(tally: Tally) -> None:
    """The command itself, once each for success and refusal."""
    aws = [sys.executable, "-m", "awscli"]
    done = subprocess.run([*aws, "sts", "get-caller-identity", "--output", "text"], capture_output=True, text=True, check=False)
    tally.check("aws sts get-caller-identity exits 0", done.returncode == 0 and "418306925710" in done.stdout, done)
    refused = subprocess.run([*aws, "iam", "get-user", "--user-name", "nobody"], capture_output=True, text=True, check=False)
    tally.check("aws iam get-user of nobody exits with NoSuchEntity", refused.returncode in (254, 255) and "(NoSuchEntity)" in refused.stderr, refused)


def _every_operation_was_understood(binary: Path, scratch: Path, tally: Tally, understood: set[str]) -> None:
    sandbox = ServedSandbox(binary, scratch / "probed")
    try:
        known = operations.implemented(sandbox.endpoint)
    finally:
        sandbox.stop()
    tally.check("the sandbox implements something", len(known) > 80, sorted(known))
    tally.equal("operations that the sandbox implements and no chapter runs", sorted(known - understood), [])
    tally.equal("operations that a chapter runs and the sandbox does not know", sorted(understood - known), [])
    services = {name: sum(each.startswith(f"{name}:") for each in known) for name in operations.SERVICES}
    print(f"      {len(known)} operations: {services}", flush=True)
