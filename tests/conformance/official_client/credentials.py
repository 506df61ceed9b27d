"""`aws iam`: the five operations on service-specific credentials, as real IAM was observed to answer them."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta

from .command_line import CommandLine

BEDROCK = "bedrock.amazonaws.com"
ALIAS = "dora-at-418306925710"


def instant(text: str) -> datetime:
    """An instant as the CLI prints it."""
    return datetime.fromisoformat(text)


def created(aws: CommandLine) -> dict:
    """A Bedrock key with an end, its sibling without, and no third."""
    equal = aws.tally.equal
    aws("iam create-user --user-name dora")
    create = f"iam create-service-specific-credential --user-name dora --service-name {BEDROCK}"
    key = aws(f"{create} --credential-age-days 30")["ServiceSpecificCredential"]
    aws.tally.check("an id as IAM makes them", key["ServiceSpecificCredentialId"].startswith("ACCA") and len(key["ServiceSpecificCredentialId"]) == 21, key)
    equal("its alias", key["ServiceCredentialAlias"], ALIAS)
    equal("its end, to the second", instant(key["ExpirationDate"]) - instant(key["CreateDate"]), timedelta(days=30))
    envelope = base64.b64decode(key["ServiceCredentialSecret"].removeprefix("ABSK"), validate=True).decode()
    alias, secret = envelope.split(":", 1)
    equal("the key's text is AWS's envelope", (alias, len(secret)), (ALIAS, 60))
    aws.tally.check("and cannot be taken for a live key", secret.startswith("SANDBOX"), secret[:8])
    equal("a Bedrock key has no password", {"ServiceUserName", "ServicePassword"} & set(key), set())
    second = aws(create)["ServiceSpecificCredential"]
    equal("the second's alias", second["ServiceCredentialAlias"], "dora+1-at-418306925710")
    aws.tally.check("a key without an age never ends", "ExpirationDate" not in second, second)
    aws.refused(create, "LimitExceeded", says="ContextSpecificCredentialsPerUserPerContext: 2")
    # The CLI itself refuses 0 and less.
    aws.refused(f"{create} --credential-age-days 36601", "ValidationError")
    aws.refused("iam create-service-specific-credential --user-name dora --service-name nothing.amazonaws.com", "NoSuchEntity", says="No such service")
    aws.refused(f"iam create-service-specific-credential --user-name nobody --service-name {BEDROCK}", "NoSuchEntity")
    git = aws("iam create-service-specific-credential --user-name dora --service-name codecommit.amazonaws.com")["ServiceSpecificCredential"]
    aws.tally.check("a CodeCommit credential has user and password", git["ServiceUserName"] == ALIAS and git["ServicePassword"], git)
    return key


def listed(aws: CommandLine, key: dict) -> None:
    """By user, by service, for all users, in pages that are followed by hand as the CLI has no paginator here."""
    equal = aws.tally.equal
    mine = aws("iam list-service-specific-credentials --user-name dora")["ServiceSpecificCredentials"]
    equal("a user's credentials, of all services", len(mine), 3)
    expected = {name: key[name] for name in key if name not in ("ServiceCredentialSecret",)}
    found = next(item for item in mine if item["ServiceSpecificCredentialId"] == key["ServiceSpecificCredentialId"])
    equal("listed as created, without the secret", found, expected)
    everybody = f"iam list-service-specific-credentials --all-users --service-name {BEDROCK}"
    whole = aws(everybody)["ServiceSpecificCredentials"]
    aws.tally.check("all users' Bedrock keys are listed", len({item["UserName"] for item in whole}) >= 4, whole)
    pages, marker = [], []
    while True:
        page = aws(f"{everybody} --max-items 2", *marker)
        pages += page["ServiceSpecificCredentials"]
        if not page["IsTruncated"]:
            break
        marker = ["--marker", page["Marker"]]
    equal("pages of two make the same list", pages, whole)
    aws.tally.check("no marker on the last page", "Marker" not in page, page)
    aws.refused("iam list-service-specific-credentials --user-name dora", "ValidationError", *marker)
    aws.refused("iam list-service-specific-credentials --all-users --user-name dora", "InvalidInput", says="Cannot list credentials for all users")


def changed(aws: CommandLine, key: dict) -> None:
    """Switched, reset, deleted."""
    equal = aws.tally.equal
    identifier = key["ServiceSpecificCredentialId"]
    named = f"--user-name dora --service-specific-credential-id {identifier}"
    aws(f"iam update-service-specific-credential {named} --status Inactive")
    aws.refused(f"iam update-service-specific-credential {named} --status Expired", "InvalidInput", says="Expired")
    reset = aws(f"iam reset-service-specific-credential {named}")["ServiceSpecificCredential"]
    aws.tally.check("a reset makes another secret", reset["ServiceCredentialSecret"] != key["ServiceCredentialSecret"])
    kept = ("ServiceSpecificCredentialId", "CreateDate", "ExpirationDate", "ServiceCredentialAlias")
    equal("a reset keeps id, dates and alias", [reset[name] for name in kept], [key[name] for name in kept])
    equal("a reset keeps the status", reset["Status"], "Inactive")
    aws.refused("iam delete-user --user-name dora", "DeleteConflict", says="must remove referenced objects first")
    stranger = f"--user-name BedrockAPIKey-ab12 --service-specific-credential-id {identifier}"
    aws.refused(f"iam delete-service-specific-credential {stranger}", "ValidationError", says="does not have a service specific credential")
    aws.refused("iam delete-service-specific-credential --user-name dora --service-specific-credential-id ACCAAAAAAAAAAAAAAAAAA", "NoSuchEntity", says="No such credential")
    aws("iam update-user --user-name dora --new-user-name dorothea")
    (renamed,) = [
        item
        for item in aws("iam list-service-specific-credentials --user-name dorothea")["ServiceSpecificCredentials"]
        if item["ServiceSpecificCredentialId"] == identifier
    ]
    equal("a renamed user's key keeps its alias", (renamed["UserName"], renamed["ServiceCredentialAlias"]), ("dorothea", ALIAS))
    for item in aws("iam list-service-specific-credentials --user-name dorothea")["ServiceSpecificCredentials"]:
        aws(f"iam delete-service-specific-credential --user-name dorothea --service-specific-credential-id {item['ServiceSpecificCredentialId']}")
    aws("iam delete-user --user-name dorothea")


def details_and_report(aws: CommandLine) -> None:
    """The account in one listing, and the report that says nothing of keys."""
    details = aws("iam get-account-authorization-details --filter User --page-size 2")["UserDetailList"]
    batch = next(user for user in details if user["UserName"] == "nightly-batch")
    aws.tally.equal("its tags are in it", {tag["Key"] for tag in batch["Tags"]}, {"team", "owner"})
    aws.tally.check("its inline policy is in it, decoded", batch["UserPolicyList"][0]["PolicyDocument"]["Statement"], batch)
    aws.tally.check("its boundary is in it", "BedrockOnlyBoundary" in str(batch.get("PermissionsBoundary")), batch)
    whole = aws("iam get-account-authorization-details")
    aws.tally.check("without a filter there are groups, roles and policies", all(whole[part] for part in ("UserDetailList", "GroupDetailList", "Policies")), whole.keys())
    aws.refused("iam get-credential-report", "ReportNotPresent")
    aws.tally.equal("a report is begun", aws("iam generate-credential-report")["State"], "STARTED")
    aws.refused("iam get-credential-report", "ReportInProgress")
    report = aws("iam get-credential-report")
    lines = base64.b64decode(report["Content"]).decode().splitlines()
    aws.tally.equal("it has AWS's 22 columns", len(lines[0].split(",")), 22)
    aws.tally.equal("a line for the root user and each user", len(lines), 2 + len(details))


def chapter(aws: CommandLine) -> None:
    """The chapter, in order."""
    key = created(aws)
    listed(aws, key)
    changed(aws, key)
    details_and_report(aws)
