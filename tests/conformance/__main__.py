"""The conformance runs: our program against somebody else's AWS, and somebody else's client against our sandbox.

    python tests/conformance third-party       needs the server file, see README.md
    python tests/conformance official-client
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVER_FILE = Path(os.environ.get("BEDROCK_KEYS_TESTSERVER", "../shared/testserver/moto_bedrock_keys.py"))


def main() -> int:
    """Runs one part and answers the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=["third-party", "official-client"])
    parser.add_argument("--binary", type=Path, default=ROOT / "target/debug/bedrock-keys")
    parser.add_argument("--chapter", action="append", help="only this one; repeatable")
    arguments = parser.parse_args()
    binary = arguments.binary.resolve()
    if not binary.is_file():
        print(f"{arguments.binary} is not there: `cargo build` makes it", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="conformance-") as scratch:
        if arguments.part == "third-party":
            server_file = ROOT / SERVER_FILE
            if not server_file.is_file():
                print(f"{SERVER_FILE} is not there; BEDROCK_KEYS_TESTSERVER names it", file=sys.stderr)
                return 1
            from third_party.chapters import run
            return run(server_file, binary, Path(scratch), arguments.chapter)
        from official_client.chapters import run
        return run(binary, Path(scratch), arguments.chapter)


if __name__ == "__main__":
    sys.exit(main())
