"""boto3: the five credential operations as a Python program uses them, with types and exception classes."""

from __future__ import annotations

from datetime import datetime, timedelta

import boto3

from tally import Tally

BEDROCK = "bedrock.amazonaws.com"


def chapter(endpoint: str, tally: Tally) -> None:
    """The chapter, in order."""
    iam = boto3.client("iam", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    iam.create_user(UserName="berta")
    key = iam.create_service_specific_credential(UserName="berta", ServiceName=BEDROCK, CredentialAgeDays=7)["ServiceSpecificCredential"]
    identifier = key["ServiceSpecificCredentialId"]
    tally.check("boto3 reads the dates", isinstance(key["CreateDate"], datetime) and key["ExpirationDate"] - key["CreateDate"] == timedelta(days=7), key)
    tally.check("boto3 gets the secret", key["ServiceCredentialSecret"].startswith("ABSK"), key.keys())
    listing = iam.list_service_specific_credentials(AllUsers=True, ServiceName=BEDROCK, MaxItems=1000)
    found = {item["ServiceSpecificCredentialId"] for item in listing["ServiceSpecificCredentials"]}
    tally.check("boto3 lists all users' keys", identifier in found and listing["IsTruncated"] is False, listing)
    named = {"UserName": "berta", "ServiceSpecificCredentialId": identifier}
    iam.update_service_specific_credential(**named, Status="Inactive")
    reset = iam.reset_service_specific_credential(**named)["ServiceSpecificCredential"]
    tally.equal("boto3 resets", (reset["Status"], reset["ExpirationDate"]), ("Inactive", key["ExpirationDate"]))
    iam.create_service_specific_credential(UserName="berta", ServiceName=BEDROCK)
    refusals = {
        iam.exceptions.LimitExceededException: lambda: iam.create_service_specific_credential(UserName="berta", ServiceName=BEDROCK),
        iam.exceptions.NoSuchEntityException: lambda: iam.delete_service_specific_credential(UserName="berta", ServiceSpecificCredentialId="ACCAAAAAAAAAAAAAAAAAA"),
        iam.exceptions.DeleteConflictException: lambda: iam.delete_user(UserName="berta"),
    }
    for exception, call in refusals.items():
        try:
            call()
            tally.check(f"boto3 raises {exception.__name__}", False, "nothing was raised")
        except exception as error:
            tally.check(f"boto3 raises {exception.__name__}", bool(error.response["ResponseMetadata"]["RequestId"]), error)
    iam.delete_service_specific_credential(**named)
    left = iam.list_service_specific_credentials(UserName="berta")["ServiceSpecificCredentials"]
    tally.check("boto3 deletes", identifier not in str(left), left)
