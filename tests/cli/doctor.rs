//! `doctor`.

use insta::assert_snapshot;

use super::support::House;

#[test]
fn doctor_says_who_you_are_and_what_works() {
    let house = House::seeded();
    assert_snapshot!(house.run("doctor"), @r#"
    exit 0
    --- stdout ---
    account       418306925710
    caller        arn:aws:sts::418306925710:assumed-role/SandboxAdministrator/you
    partition     aws
    region        us-east-1
    organization  management account of o-sb7k2m9q4x (no SCP binds it)

    WHAT                                  RESULT  FOUND
    list keys                             works   5 keys
      iam:ListServiceSpecificCredentials
    read users                            works   7 users
      iam:GetAccountAuthorizationDetails
    read AmazonBedrockLimitedAccess       works   v9
      iam:GetPolicy
    read the organization                 works   management account of o-sb7k2m9q4x (no SCP binds it)
      organizations:DescribeOrganization

    Policies to attach, with `doctor --policy COMMAND`:

    COMMAND       TO
    audit         audit an account, or every account of an organization
    doctor        see who you are and what works
    keys-create   create keys one by one
    keys-list     list, show and identify keys
    keys-revoke   revoke keys and delete their users
    keys-switch   suspend keys and switch them on
    onboard       give a roster its keys, and prune it
    scp-apply     put guardrails in force
    scp-audit     see what the guardrails of an organization deny
    scp-plan      see what would have to change for guardrails to be in force
    scp-preview   see which keys a guardrail would break
    scp-rollback  take guardrails away, or go back to what was there
    "#);
    assert_snapshot!(house.run("doctor --output json"), @r#"
    exit 0
    --- stdout ---
    {
      "schema_version": 1,
      "account": "418306925710",
      "arn": "arn:aws:sts::418306925710:assumed-role/SandboxAdministrator/you",
      "partition": "aws",
      "region": "us-east-1",
      "organization": "management account of o-sb7k2m9q4x (no SCP binds it)",
      "checks": [
        {
          "what": "list keys",
          "action": "iam:ListServiceSpecificCredentials",
          "result": "works",
          "found": "5 keys"
        },
        {
          "what": "read users",
          "action": "iam:GetAccountAuthorizationDetails",
          "result": "works",
          "found": "7 users"
        },
        {
          "what": "read AmazonBedrockLimitedAccess",
          "action": "iam:GetPolicy",
          "result": "works",
          "found": "v9"
        },
        {
          "what": "read the organization",
          "action": "organizations:DescribeOrganization",
          "result": "works",
          "found": "management account of o-sb7k2m9q4x (no SCP binds it)"
        }
      ]
    }
    "#);
}

#[test]
fn what_is_denied_and_what_is_unknown_are_told_apart() {
    let house = House::seeded();
    house.write("faults.json", r#"{"rules": [{"at": {"operation": "ListServiceSpecificCredentials"}, "fault": "deny"}, {"at": {"operation": "DescribeOrganization"}, "fault": "garble"}]}"#);
    assert_snapshot!(house.run("doctor --sandbox-faults faults.json"), @r#"
    exit 12
    --- stdout ---
    account       418306925710
    caller        arn:aws:sts::418306925710:assumed-role/SandboxAdministrator/you
    partition     aws
    region        us-east-1
    organization  unknown

    WHAT                                  RESULT   FOUND
    list keys                             denied   User: arn:aws:sts::418306925710:assumed-role/sandbox/fault is not authorized to perform: iam:ListServiceSpecificCredentials on resource: *
      iam:ListServiceSpecificCredentials
    read users                            works    7 users
      iam:GetAccountAuthorizationDetails
    read AmazonBedrockLimitedAccess       works    v9
      iam:GetPolicy
    read the organization                 unknown  DescribeOrganization: the answer could not be read
      organizations:DescribeOrganization

    Policies to attach, with `doctor --policy COMMAND`:

    COMMAND       TO
    audit         audit an account, or every account of an organization
    doctor        see who you are and what works
    keys-create   create keys one by one
    keys-list     list, show and identify keys
    keys-revoke   revoke keys and delete their users
    keys-switch   suspend keys and switch them on
    onboard       give a roster its keys, and prune it
    scp-apply     put guardrails in force
    scp-audit     see what the guardrails of an organization deny
    scp-plan      see what would have to change for guardrails to be in force
    scp-preview   see which keys a guardrail would break
    scp-rollback  take guardrails away, or go back to what was there
    --- stderr ---
    hint: `bedrock-keys doctor --policy onboard` prints the policy that a command needs
    "#);
}

#[test]
fn the_policy_of_a_command_is_found_by_its_words() {
    let house = House::empty();
    let printed = house.ran_with(&["doctor", "--policy", "keys show"]);
    assert_eq!(printed.code, 0);
    assert_eq!(printed.stdout, include_str!("../../policies/roles/keys-list.json"));
    assert_eq!(printed.stderr, "");
    // `scp eval --account` reads what an audit of the guardrails reads.
    let printed = house.ran_with(&["doctor", "--policy", "scp eval"]);
    assert_eq!(printed.stdout, include_str!("../../policies/roles/scp-audit.json"));
    assert_snapshot!(house.run("doctor --policy nonsense"), @r#"
    exit 2
    --- stderr ---
    error: there is no policy for `nonsense`
    hint: there is one for each of audit, doctor, keys-create, keys-list, keys-revoke, keys-switch, onboard, scp-apply, scp-audit, scp-plan, scp-preview, scp-rollback
    "#);
}
