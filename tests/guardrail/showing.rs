//! `scp list` and `scp show`, by the real binary.

use crate::support::{Faults, Outcome, Scratch};
use bedrock_keys::config::guardrail_library;
use bedrock_keys::policy::PolicyDocument;

fn scp(scratch: &Scratch, arguments: &[&str]) -> Outcome {
    let all: Vec<&str> = ["scp"].iter().chain(arguments).copied().collect();
    scratch.run(&all, &Faults::none())
}

fn names() -> Vec<String> {
    guardrail_library().unwrap().iter().map(|policy| policy.name().to_owned()).collect()
}

#[test]
fn the_list_names_every_policy_and_what_can_be_chosen() {
    let outcome = scp(&Scratch::new(), &["list"]);
    assert!(outcome.status.success());
    insta::assert_snapshot!(outcome.stdout, @r"
    NAME                           WHAT IT DOES                                                 PARAMETERS
    deny-api-keys                  No Bedrock API keys at all
    deny-long-term-keys            No long-term Bedrock API keys
    deny-short-term-keys           No short-term Bedrock API keys
    cap-key-lifetime               Long-term Bedrock API keys live no longer than so many days  max_days=90
    only-provisioner-creates-keys  Only the provisioning role makes long-term Bedrock API keys  provisioner_roles (required)
    protect-key-users              Key users carry a key and nothing else                       provisioner_roles (required)
                                                                                                path=/bedrock-keys/
    governed-keys-only             Only users that this tool manages may use a Bedrock API key  tag_key=bedrock-keys:managed
    deny-api-keys-as-announced     The policy as the Bedrock user guide announced it

    all of them take exempt_principals
    ");
}

#[test]
fn programs_get_all_that_is_said_about_every_policy() {
    let outcome = scp(&Scratch::new(), &["list", "--output", "json"]);
    let json: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!((&json["schema_version"], outcome.stderr.as_str()), (&1.into(), ""));
    let listed = json["policies"].as_array().unwrap();
    assert_eq!(listed.iter().map(|policy| policy["name"].as_str().unwrap()).collect::<Vec<_>>(), names());
    for policy in listed {
        for field in ["title", "purpose", "side_effects", "does_not_do", "parameters"] {
            assert!(!policy[field].is_null(), "{field}");
        }
    }
}

#[test]
fn the_document_alone_goes_to_standard_output() {
    let scratch = Scratch::new();
    let outcome = scp(&scratch, &["show", "cap-key-lifetime", "--param", "max_days=30"]);
    assert!(outcome.status.success());
    insta::assert_snapshot!(outcome.stdout, @r#"
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Sid": "CapLifetimeOfBedrockApiKeys",
          "Effect": "Deny",
          "Action": "iam:CreateServiceSpecificCredential",
          "Resource": "*",
          "Condition": {
            "StringEqualsIgnoreCase": {
              "iam:ServiceSpecificCredentialServiceName": "bedrock.amazonaws.com"
            },
            "NumericGreaterThanIfExists": {
              "iam:ServiceSpecificCredentialAgeDays": "30"
            }
          }
        }
      ]
    }
    "#);
    insta::assert_snapshot!(outcome.stderr, @r"
    cap-key-lifetime: Long-term Bedrock API keys live no longer than so many days
    Denies creating a long-term key that lives longer than max_days, and one that never expires. A key
    of exactly max_days can be created.

    Parameters
      max_days (days; 90 unless given)
          The longest life of a new key, in days (1 to 36600). Exactly so many days are allowed.
      exempt_principals (principal-patterns; none unless given)
          ARNs of users and roles that the policy leaves alone when they create keys, with `*` and `?`.

    Side effects
      - The Bedrock console creates keys that never expire unless an expiry is chosen; that choice is
        then refused.

    What it does not do
      - It does not touch keys that exist, however long they live.
      - It does not deny a reset; a key that never expires can be given a new secret, because a reset
        has no lifetime to ask for.
      - It does not deny the use of any key.
      - It does not touch CodeCommit or Keyspaces credentials, nor API keys of other services.
      - It does not bind the management account; no service control policy does.
      - It does not delete or deactivate keys. Both stay possible, so that keys can still be revoked.

    cap-key-lifetime: 337 of 10,240 characters without white space
    ");
    // What was kept is a policy that can be shown, checked and attached.
    scratch.write("cap.json", &outcome.stdout);
    let again = scp(&scratch, &["show", "./cap.json"]);
    assert_eq!(again.stdout, outcome.stdout);
    assert_eq!(again.stderr, "cap: 337 of 10,240 characters without white space\n");
    assert!(scp(&scratch, &["lint", "cap.json", "--fail-on", "info"]).status.success());
}

#[test]
fn minified_is_one_line_of_the_length_that_is_said() {
    for name in names() {
        let provisioner = "provisioner_roles=arn:aws:iam::*:role/BedrockKeysProvisioner";
        let scratch = Scratch::new();
        let mut outcome = scp(&scratch, &["show", &name, "--minified"]);
        if !outcome.status.success() {
            outcome = scp(&scratch, &["show", &name, "--minified", "--param", provisioner]);
        }
        let document = outcome.stdout.trim_end_matches('\n');
        assert_eq!(PolicyDocument::parse(document).unwrap().minified(), document, "{name}");
        let said = format!("{name}: {} of 10,240 characters without white space\n", document.chars().count());
        assert!(outcome.stderr.ends_with(&said), "{}", outcome.stderr);
    }
}

#[test]
fn programs_get_document_size_and_description() {
    let outcome = scp(&Scratch::new(), &["show", "deny-api-keys", "--output", "json"]);
    let json: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(outcome.stderr, "");
    assert_eq!((&json["schema_version"], &json["characters"]), (&1.into(), &447.into()));
    assert_eq!(json["description"]["name"], "deny-api-keys");
    assert_eq!(json["document"]["Statement"][0]["Effect"], "Deny");
}

#[test]
fn a_missing_parameter_is_told_beside_what_it_is_for() {
    let outcome = scp(&Scratch::new(), &["show", "only-provisioner-creates-keys"]);
    assert_eq!((outcome.status.code(), outcome.stdout.as_str()), (Some(2), ""));
    assert!(outcome.stderr.contains("provisioner_roles (principal-patterns; required)"));
    assert!(outcome.stderr.contains("error: --param: `provisioner_roles` is missing"));
}

#[test]
fn a_slip_in_a_name_is_answered_with_the_name() {
    let outcome = scp(&Scratch::new(), &["show", "deny-apikeys"]);
    assert_eq!(outcome.status.code(), Some(2));
    assert!(outcome.stderr.contains("did you mean `deny-api-keys`?"), "{}", outcome.stderr);
}
