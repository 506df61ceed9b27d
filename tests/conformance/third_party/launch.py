"""Runs the server file with what moto answers as nobody's AWS does put right.

moto dates every credential report to a day in 2015. The program does not believe a report that is older than IAM lets any
become, so that the reports are dated to the start of the server; all to the same second, because runs are compared.
"""

from __future__ import annotations

import runpy
import sys
from datetime import datetime, timezone
from typing import Any

from moto.iam.responses import IamResponse

BEGUN = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
_report = IamResponse.get_credential_report


def _of_today(self: IamResponse) -> Any:
    answer = _report(self)
    answer.result["GeneratedTime"] = BEGUN
    return answer


IamResponse.get_credential_report = _of_today  # type: ignore[method-assign]
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
