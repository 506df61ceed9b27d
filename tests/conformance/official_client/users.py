"""`aws iam`: users, their tags and boundaries, their policies, groups, and managed policies."""

from __future__ import annotations

import json

from .command_line import CommandLine

MANAGEMENT = "418306925710"
LIMITED_ACCESS = "arn:aws:iam::aws:policy/AmazonBedrockLimitedAccess"
DOCUMENT = {
    "Version": "2012-10-17",
    "Statement": [{"Sid": "Umlaut", "Effect": "Allow", "Action": "bedrock:InvokeModel", "Resource": "*"}],
}
TEXT = json.dumps(DOCUMENT)


def users(aws: CommandLine) -> None:
    """Made, read, renamed, listed in pages."""
    equal = aws.tally.equal
    made = aws("iam create-user --user-name anna --path /people/ --tags Key=team,Value=vision")["User"]
    equal("the ARN has path and account", made["Arn"], f"arn:aws:iam::{MANAGEMENT}:user/people/anna")
    equal("a new user answers its tags", made["Tags"], [{"Key": "team", "Value": "vision"}])
    equal("and is the user that is read", aws("iam get-user --user-name anna")["User"], made)
    aws.refused("iam create-user --user-name ANNA", "EntityAlreadyExists")
    aws.refused("iam create-user --user-name 'a b'", "ValidationError")
    aws.refused("iam get-user --user-name nobody", "NoSuchEntity", says="nobody")
    aws("iam update-user --user-name anna --new-user-name anne --new-path /team/")
    equal("a renamed user keeps its id", aws("iam get-user --user-name anne")["User"]["UserId"], made["UserId"])
    aws("iam update-user --user-name anne --new-user-name anna --new-path /people/")
    everybody = [user["UserName"] for user in aws("iam list-users")["Users"]]
    aws.tally.check("the seeded users and the new one are listed", {"anna", "BedrockAPIKey-ab12"} <= set(everybody), everybody)
    paged = aws("iam list-users --page-size 2")["Users"]
    equal("pages of two make the same list", [user["UserName"] for user in paged], everybody)
    first = aws("iam list-users --max-items 3 --page-size 2")
    rest = aws("iam list-users --page-size 2", "--starting-token", first["NextToken"])
    equal("a list that was cut goes on where it was cut", [user["UserName"] for user in first["Users"] + rest["Users"]], everybody)
    equal("a prefix filters", [user["UserName"] for user in aws("iam list-users --path-prefix /people/")["Users"]], ["anna"])
    equal("the account's alias", aws("iam list-account-aliases")["AccountAliases"], ["harbour"])
    tagged = aws.text("iam list-users --query 'Users[].UserName' --output text").split()
    equal("--query and --output text work on it", tagged, everybody)


def tags(aws: CommandLine) -> None:
    """Set, changed, taken away."""
    aws("iam tag-user --user-name anna --tags Key=team,Value=audio Key=cost-center,Value=4711")
    found = {tag["Key"]: tag["Value"] for tag in aws("iam list-user-tags --user-name anna --page-size 1")["Tags"]}
    aws.tally.equal("tags in pages of one", found, {"team": "audio", "cost-center": "4711"})
    aws("iam untag-user --user-name anna --tag-keys team")
    aws.tally.equal("a tag is gone", aws("iam list-user-tags --user-name anna")["Tags"], [{"Key": "cost-center", "Value": "4711"}])
    aws.refused("iam tag-user --user-name nobody --tags Key=a,Value=b", "NoSuchEntity")
    aws.refused("iam tag-user --user-name anna --tags Key=aws:reserved,Value=b", "InvalidInput")


def managed_policies(aws: CommandLine) -> str:
    """One of the account's own, and AWS's; answers the ARN of the former."""
    equal = aws.tally.equal
    policy = aws("iam create-policy --policy-name narrow --path /bedrock/ --description d --policy-document", TEXT)["Policy"]
    arn = policy["Arn"]
    equal("its ARN", arn, f"arn:aws:iam::{MANAGEMENT}:policy/bedrock/narrow")
    aws.refused("iam create-policy --policy-name narrow --policy-document {}", "MalformedPolicyDocument")
    aws.refused("iam create-policy --policy-name narrow --policy-document", "EntityAlreadyExists", TEXT)
    equal("it is read back", aws(f"iam get-policy --policy-arn {arn}")["Policy"]["DefaultVersionId"], "v1")
    version = aws(f"iam get-policy-version --policy-arn {arn} --version-id v1")["PolicyVersion"]
    equal("its document comes back as it went in", version["Document"], DOCUMENT)
    versions = aws(f"iam list-policy-versions --policy-arn {arn} --page-size 1")["Versions"]
    equal("it has one version", [version["VersionId"] for version in versions], ["v1"])
    local = aws("iam list-policies --scope Local --page-size 1")["Policies"]
    equal("the account's policies", sorted(policy["PolicyName"] for policy in local), ["BedrockOnlyBoundary", "narrow"])
    shipped = {policy["PolicyName"] for policy in aws("iam list-policies --scope AWS --page-size 5")["Policies"]}
    aws.tally.check("AWS's policies are listed", "AmazonBedrockLimitedAccess" in shipped, shipped)
    limited = aws(f"iam get-policy --policy-arn {LIMITED_ACCESS}")["Policy"]
    document = aws(f"iam get-policy-version --policy-arn {LIMITED_ACCESS} --version-id", limited["DefaultVersionId"])
    aws.tally.check("AWS's document is there", "bedrock:CallWithBearerToken" in str(document), document)
    aws.refused("iam get-policy --policy-arn arn:aws:iam::aws:policy/NoSuchPolicy", "NoSuchEntity")
    aws.refused(f"iam get-policy-version --policy-arn {arn} --version-id v9", "NoSuchEntity")
    return arn


def boundaries(aws: CommandLine, policy: str) -> None:
    """Given at birth, put, taken away."""
    born = aws(f"iam create-user --user-name bounded --permissions-boundary {policy}")["User"]
    expected = {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": policy}
    aws.tally.equal("a boundary from the first moment", born["PermissionsBoundary"], expected)
    aws("iam delete-user-permissions-boundary --user-name bounded")
    aws.tally.check("a boundary is gone", "PermissionsBoundary" not in aws("iam get-user --user-name bounded")["User"])
    aws(f"iam put-user-permissions-boundary --user-name bounded --permissions-boundary {policy}")
    aws.tally.equal("a boundary is put", aws("iam get-user --user-name bounded")["User"]["PermissionsBoundary"], expected)
    aws.refused("iam put-user-permissions-boundary --user-name bounded --permissions-boundary arn:aws:iam::aws:policy/NoSuchPolicy", "NoSuchEntity")


def user_policies(aws: CommandLine, policy: str) -> None:
    """Attached and inline."""
    for arn in (policy, LIMITED_ACCESS):
        aws(f"iam attach-user-policy --user-name anna --policy-arn {arn}")
    attached = aws("iam list-attached-user-policies --user-name anna --page-size 1")["AttachedPolicies"]
    aws.tally.equal("both are attached", {item["PolicyArn"] for item in attached}, {policy, LIMITED_ACCESS})
    aws.tally.equal("the policy counts it", aws(f"iam get-policy --policy-arn {policy}")["Policy"]["AttachmentCount"], 1)
    aws.refused(f"iam delete-policy --policy-arn {policy}", "DeleteConflict")
    aws.refused("iam delete-user --user-name anna", "DeleteConflict")
    aws(f"iam detach-user-policy --user-name anna --policy-arn {policy}")
    aws.refused(f"iam detach-user-policy --user-name anna --policy-arn {policy}", "NoSuchEntity")
    for name in ("one", "two"):
        aws(f"iam put-user-policy --user-name anna --policy-name {name} --policy-document", TEXT)
    aws.tally.equal("inline policies in pages of one", aws("iam list-user-policies --user-name anna --page-size 1")["PolicyNames"], ["one", "two"])
    inline = aws("iam get-user-policy --user-name anna --policy-name one")
    aws.tally.equal("an inline document comes back as it went in", inline["PolicyDocument"], DOCUMENT)
    aws.refused("iam put-user-policy --user-name anna --policy-name three --policy-document", "LimitExceeded", json.dumps(DOCUMENT | {"Id": "x" * 2048}))
    aws("iam delete-user-policy --user-name anna --policy-name two")
    aws.refused("iam get-user-policy --user-name anna --policy-name two", "NoSuchEntity")


def groups(aws: CommandLine) -> None:
    """Made, filled, given policies, emptied."""
    group = aws("iam create-group --group-name readers --path /people/")["Group"]
    aws("iam add-user-to-group --user-name anna --group-name readers")
    aws("iam add-user-to-group --user-name bounded --group-name readers")
    found = aws("iam get-group --group-name readers --page-size 1")
    aws.tally.equal("a group has its members", [user["UserName"] for user in found["Users"]], ["anna", "bounded"])
    aws.tally.equal("it is the group that was made", found["Group"], group)
    names = [item["GroupName"] for item in aws("iam list-groups --page-size 1")["Groups"]]
    aws.tally.equal("groups in pages of one", names, ["developers", "platform-admins", "readers"])
    of_user = aws("iam list-groups-for-user --user-name anna --page-size 1")["Groups"]
    aws.tally.equal("the groups of a user", [item["GroupName"] for item in of_user], ["readers"])
    aws(f"iam attach-group-policy --group-name readers --policy-arn {LIMITED_ACCESS}")
    aws("iam put-group-policy --group-name readers --policy-name inline --policy-document", TEXT)
    aws.refused("iam delete-group --group-name readers", "DeleteConflict")
    aws(f"iam detach-group-policy --group-name readers --policy-arn {LIMITED_ACCESS}")
    aws("iam delete-group-policy --group-name readers --policy-name inline")
    aws("iam remove-user-from-group --user-name anna --group-name readers")
    aws("iam remove-user-from-group --user-name bounded --group-name readers")
    aws("iam delete-group --group-name readers")
    aws.refused("iam get-group --group-name readers", "NoSuchEntity")


def chapter(aws: CommandLine) -> None:
    """The chapter, in order."""
    users(aws)
    tags(aws)
    policy = managed_policies(aws)
    boundaries(aws, policy)
    user_policies(aws, policy)
    groups(aws)
    aws("iam delete-user --user-name bounded")
    aws(f"iam delete-policy --policy-arn {policy}")
    aws.refused(f"iam delete-policy --policy-arn {policy}", "NoSuchEntity")
