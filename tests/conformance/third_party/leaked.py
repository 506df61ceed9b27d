"""A key was found somewhere: whose it is, and its end."""

from __future__ import annotations

import base64

from .account import writes
from .scene import Scene


def identified(scene: Scene) -> None:
    """A delivered key, with and without the account."""
    check = scene.tally.check
    identifier, key = next(iter(scene.delivered().items()))
    scene.server.forget_calls()
    run = scene.program.run("keys", "identify", "--offline", "--output", "json", stdin=key.text + "\n")
    report = run.json()
    check("identify --offline names account and alias", report.get("account") == "123456789012" and report.get("alias") == key.alias, run)
    scene.tally.equal("identify --offline calls nobody", scene.server.calls(), {})
    line = f"export AWS_BEARER_TOKEN_BEDROCK='{key.text}'\n"
    run = scene.program.run("keys", "identify", "--output", "json", stdin=line)
    found = run.json()
    check("identify finds the key from the delivered line", found.get("found") == "found" and found["key"]["id"] == identifier, run)
    scene.tally.equal("identify exits 0", run.code, 0)
    scene.tally.equal("identify changes nothing", writes(scene.server.calls()), {})


def of_another_account(scene: Scene) -> None:
    """Refused, because the credentials at hand cannot help."""
    text = "ABSK" + base64.b64encode(("somebody-at-210987654321:" + "x" * 60).encode()).decode()
    keys = scene.keys()
    run = scene.program.run("keys", "revoke", "--leaked", "--yes", stdin=text)
    scene.tally.check("a key of another account is refused", run.code == 1 and "210987654321" in run.err, run)
    scene.tally.equal("and nothing changed", scene.keys(), keys)


def killed(scene: Scene) -> None:
    """A managed one, and one that the console made on a user of its own."""
    identifier, key = next(iter(scene.delivered().items()))
    run = scene.program.run("keys", "revoke", "--leaked", "--yes", stdin=key.text)
    scene.tally.check("a leaked managed key is revoked", run.code == 0 and identifier not in scene.keys(), run)
    user = "BedrockAPIKey-x1y2"
    scene.iam.create_user(UserName=user)
    scene.iam.attach_user_policy(UserName=user, PolicyArn="arn:aws:iam::aws:policy/AmazonBedrockLimitedAccess")
    made = [
        scene.iam.create_service_specific_credential(
            UserName=user, ServiceName="bedrock.amazonaws.com", CredentialAgeDays=days
        )["ServiceSpecificCredential"]
        for days in (30, 60)
    ]
    second = made[1]
    scene.tally.check("the second key's alias has +1", "+1-at-" in second["ServiceCredentialAlias"], second)
    run = scene.program.run("keys", "revoke", second["ServiceSpecificCredentialId"], "--yes")
    scene.tally.check("by id it takes --adopt", run.code != 0 and len(scene.users()[user].keys) == 2, run)
    run = scene.program.run("keys", "revoke", "--leaked", "--yes", stdin=second["ServiceCredentialSecret"])
    left = [key["ServiceSpecificCredentialId"] for key in scene.users()[user].keys]
    scene.tally.check("a leaked key is killed whosever it is", run.code == 0, run)
    scene.tally.equal("only that key, and its user stays", left, [made[0]["ServiceSpecificCredentialId"]])
    run = scene.program.run("keys", "identify", "--output", "json", stdin=second["ServiceCredentialSecret"])
    scene.tally.equal("identify says that it is gone", run.json().get("found"), "gone")
    scene.iam.update_user(UserName=user, NewUserName="renamed-since")
    run = scene.program.run("keys", "revoke", "--leaked", "--yes", stdin=made[0]["ServiceCredentialSecret"])
    scene.tally.check("a key is found by its alias after its user was renamed", run.code == 0 and not scene.users()["renamed-since"].keys, run)
    scene.tally.check(
        "no leaked key was printed",
        not any(key["ServiceCredentialSecret"] in said for key in made for said in scene.program.said),
    )


def chapter(scene: Scene) -> None:
    """The chapter, in order."""
    scene.onboard()
    identified(scene)
    of_another_account(scene)
    killed(scene)
