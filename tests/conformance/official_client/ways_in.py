"""`aws iam`: everything else that hangs on a user and stands in the way of its deletion."""

from __future__ import annotations

import tempfile
from pathlib import Path

from .command_line import CommandLine

SSH_KEY = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDexampleexampleexampleexampleexampleexample anna@example.com"
CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIBexampleexampleexampleexampleexampleexample\n-----END CERTIFICATE-----\n"


def access_keys(aws: CommandLine) -> None:
    """Two of them, one switched off."""
    made = [aws("iam create-access-key --user-name anna")["AccessKey"] for _ in range(2)]
    aws.refused("iam create-access-key --user-name anna", "LimitExceeded")
    first = made[0]["AccessKeyId"]
    aws(f"iam update-access-key --user-name anna --access-key-id {first} --status Inactive")
    listed = aws("iam list-access-keys --user-name anna --page-size 1")["AccessKeyMetadata"]
    statuses = {key["AccessKeyId"]: key["Status"] for key in listed}
    aws.tally.equal("their statuses", statuses, {first: "Inactive", made[1]["AccessKeyId"]: "Active"})
    aws.become(made[1]["AccessKeyId"], made[1]["SecretAccessKey"])
    arn = aws("sts get-caller-identity")["Arn"]
    aws.tally.check("an access key signs as its user", arn.endswith(":user/people/anna"), arn)
    aws.tally.equal("and reads itself without a name", aws("iam get-user")["User"]["UserName"], "anna")
    aws.become("sandbox", "sandbox")
    aws.refused("iam delete-user --user-name anna", "DeleteConflict")
    for key in made:
        aws(f"iam delete-access-key --user-name anna --access-key-id {key['AccessKeyId']}")
    aws.tally.equal("none is left", aws("iam list-access-keys --user-name anna")["AccessKeyMetadata"], [])


def console(aws: CommandLine) -> None:
    """A password and a second factor."""
    aws.refused("iam get-login-profile --user-name anna", "NoSuchEntity")
    made = aws("iam create-login-profile --user-name anna --password Correct-Horse-9 --password-reset-required")
    aws.tally.equal("it is read back", aws("iam get-login-profile --user-name anna"), made)
    aws.refused("iam create-login-profile --user-name anna --password Correct-Horse-9", "EntityAlreadyExists")
    with tempfile.TemporaryDirectory() as directory:
        seed = Path(directory) / "seed.txt"
        device = aws(f"iam create-virtual-mfa-device --virtual-mfa-device-name anna --bootstrap-method Base32StringSeed --outfile {seed}")
        aws.tally.check("the CLI wrote the seed of the device", seed.stat().st_size > 0)
    serial = device["VirtualMFADevice"]["SerialNumber"]
    aws(f"iam enable-mfa-device --user-name anna --serial-number {serial} --authentication-code1 123456 --authentication-code2 654321")
    devices = aws("iam list-mfa-devices --user-name anna --page-size 1")["MFADevices"]
    aws.tally.equal("the device is listed", [item["SerialNumber"] for item in devices], [serial])
    aws.refused(f"iam delete-virtual-mfa-device --serial-number {serial}", "DeleteConflict")
    aws(f"iam deactivate-mfa-device --user-name anna --serial-number {serial}")
    aws(f"iam delete-virtual-mfa-device --serial-number {serial}")
    aws("iam delete-login-profile --user-name anna")
    aws.refused("iam delete-login-profile --user-name anna", "NoSuchEntity")


def keys_and_certificates(aws: CommandLine) -> None:
    """An SSH key and a signing certificate."""
    key = aws("iam upload-ssh-public-key --user-name anna --ssh-public-key-body", SSH_KEY)["SSHPublicKey"]["SSHPublicKeyId"]
    listed = aws("iam list-ssh-public-keys --user-name anna --page-size 1")["SSHPublicKeys"]
    aws.tally.equal("the SSH key is listed", [item["SSHPublicKeyId"] for item in listed], [key])
    aws(f"iam delete-ssh-public-key --user-name anna --ssh-public-key-id {key}")
    aws.refused(f"iam delete-ssh-public-key --user-name anna --ssh-public-key-id {key}", "NoSuchEntity")
    certificate = aws("iam upload-signing-certificate --user-name anna --certificate-body", CERTIFICATE)["Certificate"]["CertificateId"]
    listed = aws("iam list-signing-certificates --user-name anna --page-size 1")["Certificates"]
    aws.tally.equal("the certificate is listed", [item["CertificateId"] for item in listed], [certificate])
    aws(f"iam delete-signing-certificate --user-name anna --certificate-id {certificate}")
    aws.refused("iam upload-signing-certificate --user-name anna --certificate-body nonsense", "MalformedCertificate")


def chapter(aws: CommandLine) -> None:
    """The chapter, in order; at its end anna can be deleted, once her policies are gone."""
    access_keys(aws)
    console(aws)
    keys_and_certificates(aws)
    aws("iam delete-user-policy --user-name anna --policy-name one")
    aws("iam detach-user-policy --user-name anna --policy-arn arn:aws:iam::aws:policy/AmazonBedrockLimitedAccess")
    aws("iam delete-user --user-name anna")
    aws.refused("iam delete-user --user-name anna", "NoSuchEntity")
