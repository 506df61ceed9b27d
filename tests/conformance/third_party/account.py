"""The account as boto3 sees it: the truth that the program's claims are held against."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

BEDROCK = "bedrock.amazonaws.com"
WRITES = ("Create", "Put", "Attach", "Detach", "Delete", "Tag", "Untag", "Update", "Reset", "Remove")


@dataclass
class SeenUser:
    """One IAM user."""

    name: str
    path: str
    tags: dict[str, str]
    boundary: str | None
    attached: list[str]
    inline: dict[str, Any]
    keys: list[dict[str, Any]] = field(default_factory=list)


def users(iam: Any) -> dict[str, SeenUser]:
    """Every user of the account, read call by call rather than from the one listing that the program uses."""
    seen: dict[str, SeenUser] = {}
    for page in iam.get_paginator("list_users").paginate():
        for listed in page["Users"]:
            name = listed["UserName"]
            user = iam.get_user(UserName=name)["User"]
            inline = {}
            for policy in iam.list_user_policies(UserName=name)["PolicyNames"]:
                document = iam.get_user_policy(UserName=name, PolicyName=policy)["PolicyDocument"]
                inline[policy] = unquote(document) if isinstance(document, str) else document
            seen[name] = SeenUser(
                name=name,
                path=user["Path"],
                tags={tag["Key"]: tag["Value"] for tag in user.get("Tags", [])},
                boundary=user.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
                attached=[
                    policy["PolicyArn"]
                    for policy in iam.list_attached_user_policies(UserName=name)["AttachedPolicies"]
                ],
                inline=inline,
                keys=keys_of(iam, name),
            )
    return seen


def keys_of(iam: Any, user: str) -> list[dict[str, Any]]:
    """The Bedrock keys of one user."""
    answer = iam.list_service_specific_credentials(UserName=user, ServiceName=BEDROCK)
    return list(answer["ServiceSpecificCredentials"])


def all_keys(iam: Any) -> dict[str, dict[str, Any]]:
    """The Bedrock keys of the account, by id."""
    keys: dict[str, dict[str, Any]] = {}
    marker: dict[str, str] = {}
    while True:
        answer = iam.list_service_specific_credentials(AllUsers=True, ServiceName=BEDROCK, **marker)
        keys |= {key["ServiceSpecificCredentialId"]: key for key in answer["ServiceSpecificCredentials"]}
        if not answer["IsTruncated"]:
            return keys
        marker = {"Marker": answer["Marker"]}


def by_owner(seen: dict[str, SeenUser]) -> dict[tuple[str, str], SeenUser]:
    """Managed users by owner and purpose."""
    return {
        (user.tags["bedrock-keys:owner"], user.tags.get("bedrock-keys:purpose", "")): user
        for user in seen.values()
        if user.tags.get("bedrock-keys:managed") == "true"
    }


def writes(calls: dict[str, int]) -> dict[str, int]:
    """Those calls that change something."""
    return {call: times for call, times in calls.items() if call.split(":")[1].startswith(WRITES)}
