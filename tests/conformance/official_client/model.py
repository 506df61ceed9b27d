"""An answer held against the API model: nothing unknown, nothing required absent, every value of its type."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

from botocore.model import OperationModel, Shape

# Shapes are told apart by their type's name: the CLI brings a botocore of its own, with classes of its own.
# Where the model is stricter than AWS. Each says how AWS is known to answer.
AS_AWS_ANSWERS = {
    # "This data type can only have a value of Policy", says the page of AttachedPermissionsBoundary; the model's enum has
    # another word, and IAM answers this one.
    "PermissionsBoundaryType": re.compile(r"Policy"),
    # Sixteen bytes with colons between them are 47 characters; the model says 48.
    "Fingerprint": re.compile(r"([0-9a-f]{2}:){15}[0-9a-f]{2}"),
    # A policy's id has 8 characters or more, says the page of PolicySummary; the pattern of its ARN wants 10.
    "Arn": re.compile(r"arn:aws:organizations::\d{12}:policy/o-[a-z0-9]{10,32}/service_control_policy/p-[0-9a-z]{8,128}"),
}

# What the query protocol says beside the result.
ENVELOPE = {"ResponseMetadata"}


def flaws(operation: OperationModel, body: bytes) -> list[str]:
    """What is wrong with the body of a successful answer."""
    if operation.service_model.protocol == "query":
        return list(_query_flaws(operation, body))
    if operation.output_shape is None:
        return [] if body in (b"", b"{}") else [f"a body where the model has none: {body[:80]!r}"]
    return list(_json(operation.output_shape, json.loads(body or b"{}"), operation.name))


def _query_flaws(operation: OperationModel, body: bytes) -> Iterator[str]:
    namespace = operation.metadata.get("xmlNamespace")
    root = ElementTree.fromstring(body)
    for element in root.iter():
        uri, _, name = element.tag.removeprefix("{").rpartition("}")
        if namespace and uri != namespace:
            yield f"`{name}` is in namespace `{uri}`"
            return
        element.tag = name
    if root.tag != f"{operation.name}Response":
        yield f"the root is `{root.tag}`"
    parts = {child.tag: child for child in root}
    if not parts.get("ResponseMetadata", ElementTree.Element("none")).findtext("RequestId"):
        yield "no request id"
    shape = operation.output_shape
    wrapper = shape.serialization.get("resultWrapper") if shape else None
    for tag in set(parts) - ENVELOPE - ({wrapper} if wrapper else set()):
        yield f"`{tag}` beside the result"
    if shape and wrapper and wrapper not in parts:
        yield f"no `{wrapper}`"
    elif shape and wrapper:
        yield from _xml(shape, parts[wrapper], operation.name)


def _xml(shape: Shape, element: ElementTree.Element, where: str) -> Iterator[str]:
    if shape.type_name == "structure":
        children = list(element)
        known = {member.serialization.get("name", name): (name, member) for name, member in shape.members.items()}
        for child in children:
            if child.tag not in known:
                yield f"{where}: the model has no `{child.tag}`"
            else:
                name, member = known[child.tag]
                yield from _xml(member, child, f"{where}.{name}")
        tags = [child.tag for child in children]
        yield from (f"{where}: `{tag}` twice" for tag in set(tags) if tags.count(tag) > 1)
        present = {known[tag][0] for tag in tags if tag in known}
        yield from (f"{where}: no `{name}`" for name in shape.required_members if name not in present)
    elif shape.type_name == "list":
        for child in element:
            if child.tag != shape.member.serialization.get("name", "member"):
                yield f"{where}: an entry is called `{child.tag}`"
            yield from _xml(shape.member, child, f"{where}[]")
    elif shape.type_name == "map":
        for entry in element:
            key, value = entry.find("key"), entry.find("value")
            if entry.tag != "entry" or key is None or value is None:
                yield f"{where}: no entry of a map: `{entry.tag}`"
    else:
        yield from _scalar(shape, element.text or "", where)


def _json(shape: Shape, value: Any, where: str) -> Iterator[str]:
    if shape.type_name == "structure":
        if not isinstance(value, dict):
            yield f"{where}: no object"
            return
        known = {member.serialization.get("name", name): member for name, member in shape.members.items()}
        for name, inner in value.items():
            if name not in known:
                yield f"{where}: the model has no `{name}`"
            elif inner is None:
                yield f"{where}.{name}: null"
            else:
                yield from _json(known[name], inner, f"{where}.{name}")
        yield from (f"{where}: no `{name}`" for name in shape.required_members if name not in value)
    elif shape.type_name == "list":
        for inner in value if isinstance(value, list) else [value]:
            yield from _json(shape.member, inner, f"{where}[]")
    elif shape.type_name == "map":
        for key, inner in value.items():
            yield from _json(shape.value, inner, f"{where}[{key}]")
    elif shape.type_name == "timestamp":
        if not isinstance(value, (int, float)):
            yield f"{where}: `{value}` is no number of seconds"
    elif shape.type_name == "boolean":
        if not isinstance(value, bool):
            yield f"{where}: `{value}` is no boolean"
    else:
        yield from _scalar(shape, str(value), where)


def _scalar(shape: Shape, text: str, where: str) -> Iterator[str]:
    kind = shape.type_name
    if kind == "timestamp":
        try:
            datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")
        except ValueError:
            yield f"{where}: `{text}` is no instant as IAM writes it"
    elif kind in ("integer", "long"):
        if not re.fullmatch(r"-?\d+", text):
            yield f"{where}: `{text}` is no number"
    elif kind == "boolean":
        if text not in ("true", "false"):
            yield f"{where}: `{text}` is no boolean"
    elif kind == "string":
        yield from _string(shape, text, where)


def _string(shape: Shape, text: str, where: str) -> Iterator[str]:
    known = AS_AWS_ANSWERS.get(where.rpartition(".")[2])
    if known and known.fullmatch(text):
        return
    rules = shape.metadata
    if rules.get("enum") and text not in rules["enum"]:
        yield f"{where}: `{text}` is none of {rules['enum']}"
    if not rules.get("min", 0) <= len(text) <= rules.get("max", len(text)):
        yield f"{where}: {len(text)} characters, of {rules.get('min', 0)} to {rules.get('max')}"
    if pattern := rules.get("pattern"):
        try:
            matches = re.search(pattern, text)
        except re.error:  # Java's patterns are not all Python's
            return
        if not matches:
            yield f"{where}: `{text}` does not match {pattern}"
