"""Which operations the sandbox implements, found out from outside: every operation of the API models is sent to it, and it
says which it does not know. So an operation that is added to the sandbox and to no chapter here fails the run.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import botocore.session

SERVICES = ("iam", "sts", "organizations", "secretsmanager")
NOT_KNOWN = ("InvalidAction", "UnknownOperationException")


def implemented(endpoint: str) -> set[str]:
    """The operations, as `service:Operation`. Changes the sandbox's state: give it one of its own."""
    session = botocore.session.get_session()
    models = [session.get_service_model(service) for service in SERVICES]
    calls = [(model, name) for model in models for name in model.operation_names]
    with ThreadPoolExecutor(8) as pool:
        known = pool.map(lambda call: _knows(endpoint, *call), calls)
        return {f"{model.service_name}:{name}" for (model, name), is_known in zip(calls, known) if is_known}


def _knows(endpoint: str, model, operation: str) -> bool:
    scope = f"AKIDEXAMPLE/20260101/us-east-1/{model.signing_name}/aws4_request"
    headers = {"Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"}
    if model.protocol == "query":
        body = urlencode({"Action": operation, "Version": model.api_version}).encode()
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    else:
        body = json.dumps({}).encode()
        headers["X-Amz-Target"] = f"{model.metadata['targetPrefix']}.{operation}"
        headers["Content-Type"] = "application/x-amz-json-1.1"
    request = urllib.request.Request(endpoint, data=body, headers=headers)
    try:
        urllib.request.urlopen(request, timeout=30).close()
        return True
    except urllib.error.HTTPError as error:
        answer = error.read().decode()
        return not any(code in answer for code in NOT_KNOWN)
