"""`aws secretsmanager`: a secret made, tagged, given a new version, read."""

from __future__ import annotations

import uuid

from .command_line import CommandLine

NAME = "bedrock/anna@example.com"


def chapter(aws: CommandLine) -> None:
    """The chapter, in order."""
    equal = aws.tally.equal
    token = str(uuid.uuid4())
    create = f"secretsmanager create-secret --name {NAME} --client-request-token {token} --kms-key-id alias/keys --description d --tags Key=owner,Value=anna --secret-string"
    made = aws(create, "first")
    equal("the version is the token", made["VersionId"], token)
    equal("the same request again changes nothing", aws(create, "first"), made)
    aws.refused(f"secretsmanager create-secret --name {NAME} --secret-string other", "ResourceExistsException")
    aws(f"secretsmanager put-secret-value --secret-id {NAME} --secret-string second")
    aws(f"secretsmanager tag-resource --secret-id {NAME} --tags Key=team,Value=vision")
    aws(f"secretsmanager untag-resource --secret-id {NAME} --tag-keys owner")
    described = aws(f"secretsmanager describe-secret --secret-id {NAME}")
    equal("its tags", described["Tags"], [{"Key": "team", "Value": "vision"}])
    equal("its KMS key", described["KmsKeyId"], "alias/keys")
    stages = sorted(stage for stages in described["VersionIdsToStages"].values() for stage in stages)
    equal("its versions", stages, ["AWSCURRENT", "AWSPREVIOUS"])
    equal("the current value", aws(f"secretsmanager get-secret-value --secret-id {NAME}")["SecretString"], "second")
    equal("by its ARN", aws("secretsmanager get-secret-value --secret-id", described["ARN"])["SecretString"], "second")
    previous = aws(f"secretsmanager get-secret-value --secret-id {NAME} --version-stage AWSPREVIOUS")
    equal("the previous value", previous["SecretString"], "first")
    aws("secretsmanager create-secret --name another --secret-string x")
    names = [secret["Name"] for secret in aws("secretsmanager list-secrets --page-size 1")["SecretList"]]
    equal("secrets in pages of one", sorted(names), ["another", NAME])
    aws.refused("secretsmanager describe-secret --secret-id nothing", "ResourceNotFoundException")
    aws.refused("secretsmanager get-secret-value --secret-id nothing", "ResourceNotFoundException")
