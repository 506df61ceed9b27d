"""`aws organizations` and `aws sts`: the tree, its policies, and into its accounts."""

from __future__ import annotations

import json

from .command_line import CommandLine

MANAGEMENT = "418306925710"


def tree(aws: CommandLine) -> None:
    """From the root down and from an account up."""
    equal = aws.tally.equal
    organization = aws("organizations describe-organization")["Organization"]
    equal("the management account", organization["MasterAccountId"], MANAGEMENT)
    (root,) = aws("organizations list-roots --page-size 1")["Roots"]
    accounts = aws("organizations list-accounts --page-size 5")["Accounts"]
    equal("accounts in pages of five", len({account["Id"] for account in accounts}), 12)
    state = {account["State"] for account in accounts}
    equal("one account is suspended", state, {"ACTIVE", "SUSPENDED"})
    account = next(account for account in accounts if account["Name"] == "Payments Production")
    equal("an account is described as it is listed", aws(f"organizations describe-account --account-id {account['Id']}")["Account"], account)
    (path,) = account["Paths"]
    equal("its path leads from the organization to it", (path.split("/")[0], path.split("/")[-2]), (organization["Id"], account["Id"]))
    ((parent),) = aws(f"organizations list-parents --child-id {account['Id']}")["Parents"]
    unit = aws(f"organizations describe-organizational-unit --organizational-unit-id {parent['Id']}")["OrganizationalUnit"]
    equal("its parent", (parent["Type"], unit["Name"]), ("ORGANIZATIONAL_UNIT", "Production"))
    units = aws(f"organizations list-organizational-units-for-parent --parent-id {root['Id']} --page-size 1")["OrganizationalUnits"]
    equal("units of the root", {unit["Name"] for unit in units}, {"Security", "Workloads", "Research", "Suspended"})
    children = aws(f"organizations list-children --parent-id {parent['Id']} --child-type ACCOUNT --page-size 1")["Children"]
    below = aws(f"organizations list-accounts-for-parent --parent-id {parent['Id']} --page-size 1")["Accounts"]
    equal("children are accounts for the parent", {child["Id"] for child in children}, {each["Id"] for each in below})
    aws(f"organizations list-children --parent-id {root['Id']} --child-type ORGANIZATIONAL_UNIT")
    aws("organizations list-delegated-administrators")
    aws(f"organizations list-tags-for-resource --resource-id {account['Id']}")
    aws.refused("organizations describe-account --account-id 999999999999", "AccountNotFoundException")
    aws.refused("organizations describe-organizational-unit --organizational-unit-id ou-sbx1-nosuchou", "OrganizationalUnitNotFoundException")
    aws.refused("organizations list-children --parent-id r-none --child-type ACCOUNT", "ParentNotFoundException")


def policies(aws: CommandLine) -> None:
    """Service control policies and where they are attached."""
    listed = aws("organizations list-policies --filter SERVICE_CONTROL_POLICY --page-size 1")["Policies"]
    names = {policy["Name"]: policy["Id"] for policy in listed}
    aws.tally.check("AWS's and the organization's policies", {"FullAWSAccess", "DenyBedrockApiKeys"} <= set(names), names)
    policy = aws(f"organizations describe-policy --policy-id {names['DenyBedrockApiKeys']}")["Policy"]
    actions = json.loads(policy["Content"])["Statement"][0]["Action"]
    aws.tally.equal("its content is a policy", actions, ["bedrock:CallWithBearerToken"])
    targets = aws(f"organizations list-targets-for-policy --policy-id {names['DenyBedrockApiKeys']} --page-size 1")["Targets"]
    aws.tally.equal("its target", [target["Name"] for target in targets], ["Workloads"])
    target = targets[0]["TargetId"]
    attached = aws(f"organizations list-policies-for-target --target-id {target} --filter SERVICE_CONTROL_POLICY --page-size 1")["Policies"]
    aws.tally.equal("the target's policies", {each["Name"] for each in attached}, {"FullAWSAccess", "DenyBedrockApiKeys"})
    aws.refused("organizations describe-policy --policy-id p-nosuchpolicy", "PolicyNotFoundException")


def policies_written(aws: CommandLine) -> None:
    """A policy made, attached, changed, taken away and deleted."""
    deny = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"bedrock:*","Resource":"*"}]}'
    made = aws("organizations create-policy --name Trial --description x --type SERVICE_CONTROL_POLICY", "--content", deny)
    policy = made["Policy"]["PolicySummary"]["Id"]
    account = "211125478306"
    aws(f"organizations tag-resource --resource-id {policy} --tags Key=stage,Value=trial")
    aws(f"organizations untag-resource --resource-id {policy} --tag-keys stage")
    aws(f"organizations attach-policy --policy-id {policy} --target-id {account}")
    aws.refused(f"organizations attach-policy --policy-id {policy} --target-id {account}", "DuplicatePolicyAttachmentException")
    aws.refused(f"organizations delete-policy --policy-id {policy}", "PolicyInUseException")
    renamed = aws(f"organizations update-policy --policy-id {policy} --name Trial2")["Policy"]["PolicySummary"]
    aws.tally.equal("a policy is renamed", renamed["Name"], "Trial2")
    aws(f"organizations detach-policy --policy-id {policy} --target-id {account}")
    aws(f"organizations delete-policy --policy-id {policy}")
    (root,) = aws("organizations list-roots")["Roots"]
    of_root = f"--root-id {root['Id']} --policy-type SERVICE_CONTROL_POLICY"
    aws.refused(f"organizations enable-policy-type {of_root}", "PolicyTypeAlreadyEnabledException")
    aws(f"organizations disable-policy-type {of_root}")
    aws(f"organizations enable-policy-type {of_root}")


def into_an_account(aws: CommandLine) -> None:
    """Who am I, in the management account and in a member."""
    aws.tally.equal("who signs is the administrator", aws("sts get-caller-identity")["Account"], MANAGEMENT)
    member = "730335218094"
    role = f"arn:aws:iam::{member}:role/OrganizationAccountAccessRole"
    session = aws(f"sts assume-role --role-arn {role} --role-session-name audit --duration-seconds 900")["Credentials"]
    aws.become(session["AccessKeyId"], session["SecretAccessKey"], session["SessionToken"])
    identity = aws("sts get-caller-identity")
    expected = f"arn:aws:sts::{member}:assumed-role/OrganizationAccountAccessRole/audit"
    aws.tally.equal("a role's session is in the member", (identity["Account"], identity["Arn"]), (member, expected))
    users = [user["UserName"] for user in aws("iam list-users")["Users"]]
    aws.tally.equal("and sees the member's users only", users, ["triage-assistant"])
    aws.tally.equal("a member may describe its organization", aws("organizations describe-organization")["Organization"]["MasterAccountId"], MANAGEMENT)
    aws.tally.equal("a delegated administrator may list the accounts", len(aws("organizations list-accounts")["Accounts"]), 12)
    aws.become("sandbox", "sandbox")
    other = "arn:aws:iam::211125478306:role/OrganizationAccountAccessRole"
    session = aws(f"sts assume-role --role-arn {other} --role-session-name audit")["Credentials"]
    aws.become(session["AccessKeyId"], session["SecretAccessKey"], session["SessionToken"])
    aws.refused("organizations list-accounts", "AccessDeniedException")
    aws.become("sandbox", "sandbox")
    aws.refused(f"sts assume-role --role-arn arn:aws:iam::{member}:role/NoSuchRole --role-session-name audit", "AccessDenied")
    aws.refused("sts assume-role --role-arn arn:aws:iam::178820436695:role/OrganizationAccountAccessRole --role-session-name audit", "AccessDenied")


def chapter(aws: CommandLine) -> None:
    """The chapter, in order."""
    tree(aws)
    policies(aws)
    into_an_account(aws)
    # Last: with the policy type switched off, everything is detached.
    policies_written(aws)
