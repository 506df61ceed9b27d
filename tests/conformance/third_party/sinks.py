"""Where a secret goes: each sink, read back by somebody else's code."""

from __future__ import annotations

import json

import pyrage
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from key_text import KeyText

from .scene import Scene


def create(scene: Scene, owner: str, sink: str, *flags: object):
    """One key for an owner to a sink."""
    return scene.program.run(
        "keys", "create", "--owner", owner, "--expires-in", "14d", "--to", sink, "--yes", *flags
    )


def key_of(scene: Scene, owner: str) -> dict:
    """The newest key of an owner."""
    keys = scene.managed()[owner, ""].keys
    return max(keys, key=lambda key: key["ServiceCredentialAlias"])


def standard_output(scene: Scene) -> None:
    """Only the export line."""
    run = create(scene, "stdout@example.com", "stdout")
    scene.tally.equal("stdout: exit 0", run.code, 0)
    scene.tally.equal("stdout: one line", len(run.out.splitlines()), 1)
    scene.tally.equal("stdout: the key", KeyText.found_in(run.out).alias, key_of(scene, "stdout@example.com")["ServiceCredentialAlias"])
    scene.program.said.remove(run.out)
    scene.secrets.append(KeyText.found_in(run.out).secret)


def ssh_identity() -> tuple[str, pyrage.ssh.Identity]:
    """A public key as `ssh-keygen` writes it, and its private half."""
    key = ed25519.Ed25519PrivateKey.generate()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption())
    public = key.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    return f"{public.decode()} somebody@laptop", pyrage.ssh.Identity.from_buffer(private)


def encrypted(scene: Scene) -> None:
    """To an age key and to an SSH key, decrypted with another implementation's interface."""
    identity = pyrage.x25519.Identity.generate()
    recipients = {"age": (str(identity.to_public()), identity), "ssh-ed25519": ssh_identity()}
    for kind, (recipient, secret) in recipients.items():
        owner = f"{kind}@example.com"
        run = create(scene, owner, f"age:{kind}", "--recipient", recipient)
        scene.tally.check(f"{kind}: exit 0", run.code == 0, run)
        (file,) = (scene.program.directory / kind).glob("*.env.age")
        armored = file.read_bytes()
        scene.tally.check(f"{kind}: armored", armored.startswith(b"-----BEGIN AGE ENCRYPTED FILE-----"), armored[:60])
        key = KeyText.found_in(pyrage.decrypt(armored, [secret]).decode())
        scene.tally.equal(f"{kind}: decrypts to the key", key.alias, key_of(scene, owner)["ServiceCredentialAlias"])
        files = list((scene.program.directory / kind).iterdir())
        plain = [file.name for file in files if key.secret.encode() in file.read_bytes()]
        scene.tally.equal(f"{kind}: the plain key is in no file", plain, [])
        scene.secrets.append(key.secret)
    run = create(scene, "nobody@example.com", "age:age")
    scene.tally.check("age without a recipient fails before anything is made", run.code == 2 and ("nobody@example.com", "") not in scene.managed(), run)


def secrets_manager(scene: Scene) -> None:
    """A secret with tags; a renewal is its next version."""
    service = scene.server.client("secretsmanager")
    owner = "vault@example.com"
    run = create(scene, owner, "secretsmanager:bedrock/keys", "--kms-key", "alias/bedrock")
    scene.tally.check("secretsmanager: exit 0", run.code == 0, run)
    name = f"bedrock/keys/{owner}"
    described = service.describe_secret(SecretId=name)
    tags = {tag["Key"]: tag["Value"] for tag in described["Tags"]}
    scene.tally.equal("secretsmanager: tagged with its owner", tags.get("bedrock-keys:owner"), owner)
    scene.tally.equal("secretsmanager: with the KMS key", described.get("KmsKeyId"), "alias/bedrock")
    first = json.loads(service.get_secret_value(SecretId=name)["SecretString"])
    key = KeyText.parse(first["AWS_BEARER_TOKEN_BEDROCK"])
    scene.tally.equal("secretsmanager: the key", key.alias, key_of(scene, owner)["ServiceCredentialAlias"])
    scene.tally.equal("secretsmanager: the tag names it", tags.get("bedrock-keys:credential-id"), key_of(scene, owner)["ServiceSpecificCredentialId"])
    run = create(scene, owner, "secretsmanager:bedrock/keys", "--renew")
    scene.tally.check("secretsmanager: a renewal exits 0", run.code == 0, run)
    second = KeyText.parse(json.loads(service.get_secret_value(SecretId=name)["SecretString"])["AWS_BEARER_TOKEN_BEDROCK"])
    scene.tally.check("secretsmanager: a renewal is the current version", second.secret != key.secret, run)
    previous = service.get_secret_value(SecretId=name, VersionStage="AWSPREVIOUS")["SecretString"]
    scene.tally.check("secretsmanager: the old one is the previous version", key.text in previous)
    scene.secrets += [key.secret, second.secret]
    service.create_secret(Name="bedrock/keys/taken@example.com", SecretString="somebody's")
    run = create(scene, "taken@example.com", "secretsmanager:bedrock/keys")
    scene.tally.check("secretsmanager: somebody else's secret is refused, and no user is made", run.code != 0 and ("taken@example.com", "") not in scene.managed(), run)
    value = service.get_secret_value(SecretId="bedrock/keys/taken@example.com")["SecretString"]
    scene.tally.equal("secretsmanager: and left as it is", value, "somebody's")


def command(scene: Scene) -> None:
    """JSON on standard input; an exit code that is not 0 is a failed delivery."""
    directory = scene.program.directory
    program = scene.program.write("vault.sh", "#!/bin/sh\nset -eu\numask 077\ncat > stored.json\n")
    program.chmod(0o700)
    run = create(scene, "program@example.com", f"command:{program}")
    scene.tally.check("command: exit 0", run.code == 0, run)
    stored = json.loads((directory / "stored.json").read_text())
    key = KeyText.parse(stored["secret"])
    scene.tally.equal("command: the key", key.alias, key_of(scene, "program@example.com")["ServiceCredentialAlias"])
    scene.secrets.append(key.secret)
    program.write_text('#!/bin/sh\ncat >&2\nexit 3\n')
    run = create(scene, "broken@example.com", f"command:{program}")
    scene.tally.equal("command: a program that fails is a failed delivery", run.code, 13)
    left = [user.keys for (owner, _), user in scene.managed().items() if owner == "broken@example.com"]
    scene.tally.equal("command: and its key is deleted", left, [[]])
    scene.tally.check("command: what the program said is shown without the key", "ABSK" not in run.out + run.err, run)


def boundary(scene: Scene) -> None:
    """A user is never without the boundary it was asked to have."""
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "bedrock:*", "Resource": "*"}]}
    policy = scene.iam.create_policy(PolicyName="bedrock-boundary", PolicyDocument=json.dumps(document))["Policy"]["Arn"]
    run = create(scene, "bounded@example.com", "file:bounded", "--boundary", policy, "--policy", "inference-only")
    scene.tally.check("boundary: exit 0", run.code == 0, run)
    user = scene.managed()["bounded@example.com", ""]
    scene.tally.equal("boundary: it is set", user.boundary, policy)
    scene.tally.check("inference-only: an inline policy and nothing else", len(user.inline) == 1 and not user.attached, user)


def chapter(scene: Scene) -> None:
    """The chapter, in order."""
    standard_output(scene)
    encrypted(scene)
    secrets_manager(scene)
    command(scene)
    boundary(scene)
    for secret in scene.secrets:
        scene.tally.check("the secret is in its sink and in no other output", not any(secret in said for said in scene.program.said))
