"""A user that somebody else made is taken over, by name and never by accident."""

from __future__ import annotations

from .scene import Scene

USER = "BedrockAPIKey-ab12"
ROSTER = f"""\
version: 1
defaults: {{lifetime: 30d, sink: "file:delivered"}}
keys:
  - owner: research@example.com
    adopt: {USER}
"""
LIMITED_ACCESS = "arn:aws:iam::aws:policy/AmazonBedrockLimitedAccess"


def chapter(scene: Scene) -> None:
    """A console-made user with a key that never ends."""
    check, equal = scene.tally.check, scene.tally.equal
    run = scene.onboard(text=ROSTER)
    check("adopting nobody is blocked", run.code == 13 and not scene.users(), run)
    scene.iam.create_user(UserName=USER, Tags=[{"Key": "team", "Value": "research"}])
    scene.iam.attach_user_policy(UserName=USER, PolicyArn=LIMITED_ACCESS)
    old = scene.iam.create_service_specific_credential(UserName=USER, ServiceName="bedrock.amazonaws.com")
    old_id = old["ServiceSpecificCredential"]["ServiceSpecificCredentialId"]
    run = scene.program.run("keys", "list", "--output", "json")
    (listed,) = run.json()["keys"]
    check("a user without our tags is listed as unmanaged", listed["managed"] is False and listed["expires"] is None, listed)
    run = scene.onboard(text=ROSTER)
    check("an existing user is adopted", run.code == 0, run)
    user = scene.users()[USER]
    equal("it carries our tags", user.tags.get("bedrock-keys:owner"), "research@example.com")
    equal("it keeps its own", user.tags.get("team"), "research")
    equal("its policy stays", user.attached, [LIMITED_ACCESS])
    keys = {key["ServiceSpecificCredentialId"]: key["Status"] for key in user.keys}
    equal("its old key is left alone", keys.get(old_id), "Active")
    equal("a key was delivered beside it", set(keys) - {old_id}, set(scene.delivered()))
    equal("one key", len(scene.delivered()), 1)
    run = scene.program.run("onboard", scene.roster(ROSTER), "--yes")
    check("a second run has nothing to do", run.code == 0 and "nothing to do" in run.err, run)
