//! Names, paths, parameters, and what is said where one of them is wrong.

use std::fs;

use super::*;
use crate::commands::inputs::Inputs;
use crate::config::{Colour, Place};

const POLICY: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*"}}"#;

fn request(reference: &str, parameters: &[&str]) -> PolicyRequest {
    let parameters: Vec<_> = parameters.iter().map(|text| text.parse().unwrap()).collect();
    PolicyRequest::of_arguments("POLICY", &reference.parse().unwrap(), &parameters)
}

fn mistakes(request: &PolicyRequest) -> String {
    named(request, &Inputs::default()).unwrap_err().render(Colour::None)
}

#[test]
fn a_name_of_the_library_wins_and_a_path_reaches_the_file_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("deny-api-keys"), POLICY).unwrap();
    let in_folder = |reference: &str| {
        PolicyRequest::of_file(reference, folder.path(), Place::WholeFile("bedrock-keys.yaml".to_owned()))
    };
    let policy = named(&in_folder("deny-api-keys"), &Inputs::default()).unwrap();
    assert_eq!(
        (policy.name.as_str(), policy.title().as_str()),
        ("deny-api-keys", "No Bedrock API keys at all")
    );
    assert!(matches!(policy.origin, PolicyOrigin::Library(_)));
    let file = named(&in_folder("./deny-api-keys"), &Inputs::default()).unwrap();
    assert!(matches!(file.origin, PolicyOrigin::File(_)));
    assert_eq!(file.document.minified(), POLICY);
}

#[test]
fn a_file_is_known_by_being_there_by_a_slash_or_by_its_ending() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("ours"), POLICY).unwrap();
    let in_folder = |reference: &str| {
        PolicyRequest::of_file(reference, folder.path(), Place::WholeFile("bedrock-keys.yaml".to_owned()))
    };
    assert_eq!(named(&in_folder("ours"), &Inputs::default()).unwrap().name, "ours");
    for missing in ["theirs.json", "./theirs", "policies/theirs"] {
        let told = mistakes(&in_folder(missing));
        assert!(told.contains("cannot read the file") && told.contains("theirs"), "{missing}: {told}");
    }
}

#[test]
fn what_is_neither_is_answered_with_what_was_meant() {
    insta::assert_snapshot!(mistakes(&request("deny-api-key", &[])), @r"
    error: POLICY: `deny-api-key` is neither a policy of the library nor a file
     |
     = help: did you mean `deny-api-keys`? `scp list` lists them all
    ");
    insta::assert_snapshot!(mistakes(&request("nonsense", &[])), @r"
    error: POLICY: `nonsense` is neither a policy of the library nor a file
     |
     = help: `scp list` lists the library; write a file as a path, `./NAME`
    ");
}

#[test]
fn every_mistake_in_the_parameters_is_told() {
    insta::assert_snapshot!(
        mistakes(&request("cap-key-lifetime", &["max_day=30", "exempt_principals=*"])),
        @r"
    error: --param: `exempt_principals` cannot be `*`: it is no ARN; write the ARN of a user or role, such as `arn:aws:iam::*:role/BedrockKeysProvisioner`

    error: --param: there is no parameter `max_day`; there is `max_days`, `exempt_principals`
     |
     = help: did you mean `max_days`?
    "
    );
    insta::assert_snapshot!(mistakes(&request("only-provisioner-creates-keys", &[])), @r"
    error: --param: `provisioner_roles` is missing; it takes principal-patterns
     |
     = help: `only-provisioner-creates-keys` does nothing useful without `provisioner_roles`; `scp show only-provisioner-creates-keys` says what it is for
    ");
    insta::assert_snapshot!(mistakes(&request("cap-key-lifetime", &["max_days=30", "max_days=31"])), @"error: --param: `max_days` takes one value, not 2 values");
}

#[test]
fn a_parameter_of_a_configuration_file_is_told_where_it_stands() {
    let file = || Place::WholeFile("bedrock-keys.yaml".to_owned());
    let request = PolicyRequest::of_file("cap-key-lifetime", "".as_ref(), file()).parameter(
        "max_days",
        vec!["0".to_owned()],
        file(),
    );
    insta::assert_snapshot!(mistakes(&request), @r"
    error: `max_days` cannot be `0`: it must be a whole number of days from 1 to 36600, such as `90`
    --> bedrock-keys.yaml
    ");
}

#[test]
fn parameters_are_filled_in() {
    let policy = named(&request("cap-key-lifetime", &["max_days=30"]), &Inputs::default()).unwrap();
    assert!(policy.document.minified().contains(r#""iam:ServiceSpecificCredentialAgeDays":"30""#));
}

#[test]
fn a_broken_file_is_told_with_the_line_and_a_caret_for_each_mistake() {
    let folder = tempfile::tempdir().unwrap();
    let text = "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    { \"Effect\": \"deny\", \"Action\": 3, \"Resource\": \"*\" }\n  ]\n}\n";
    fs::write(folder.path().join("x.json"), text).unwrap();
    let request =
        PolicyRequest::of_file("x.json", folder.path(), Place::WholeFile("bedrock-keys.yaml".to_owned()));
    let told = mistakes(&request).replace(folder.path().to_str().unwrap(), "FOLDER");
    insta::assert_snapshot!(told, @r#"
    error: `Effect` is `deny`, not `Allow` or `Deny`
     --> FOLDER/x.json:4:17
      |
    4 |     { "Effect": "deny", "Action": 3, "Resource": "*" }
      |                 ^

    error: a value of `Action` must be a string, but is a number
     --> FOLDER/x.json:4:35
      |
    4 |     { "Effect": "deny", "Action": 3, "Resource": "*" }
      |                                   ^
    "#);
}

#[test]
fn a_file_takes_no_parameters() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("x.json"), POLICY).unwrap();
    let path = folder.path().join("x.json");
    insta::assert_snapshot!(mistakes(&request(path.to_str().unwrap(), &["max_days=30"])), @r"
    error: --param: `max_days` has no place to go: a policy file has no parameters
     |
     = help: write the value into the file
    ");
}
