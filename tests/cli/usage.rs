//! Wrong command lines: exit code 2, what is wrong, what to write instead, and nothing on standard output.

use insta::assert_snapshot;

use super::support::{House, binary};

#[test]
fn what_is_missing_is_named() {
    let house = House::seeded();
    assert_snapshot!(house.run("keys"), @r#"
    exit 2
    --- stderr ---
    Create, list, suspend and revoke keys one by one

    Usage: bedrock-keys keys [OPTIONS] <COMMAND>

    Commands:
      create      Create a key for one owner and deliver its secret
      list        List the keys of the account, on any user
      show        Show one key and everything known about it
      deactivate  Suspend keys
      activate    Switch suspended keys on again
      revoke      Suspend and delete keys, and the users made for them once nothing is left on them
      identify    Tell whose a found key is, without using it
      help        Print this message or the help of the given subcommand(s)

    Options:
      -h, --help     Print help (see more with '--help')
      -V, --version  Print version

    Global options:
          --sandbox         Work in the embedded AWS; no AWS account is touched
          --profile <NAME>  The AWS profile to use
      -v, --verbose...      Say more on standard error; up to three times
    "#);
    assert_snapshot!(house.run("keys frob"), @r#"
    exit 2
    --- stderr ---
    error: unrecognized subcommand 'frob'

    Usage: bedrock-keys keys [OPTIONS] <COMMAND>

    For more information, try '--help'.
    "#);
    assert_snapshot!(house.run("keys revoke"), @r#"
    exit 2
    --- stderr ---
    error: the following required arguments were not provided:
      <KEY-ID|--owner <OWNER>|--user <USER>|--leaked>

    Usage: bedrock-keys keys revoke [OPTIONS] <KEY-ID|--owner <OWNER>|--user <USER>|--leaked>

    For more information, try '--help'.
    "#);
    assert_snapshot!(house.run("keys deactivate"), @r#"
    exit 2
    --- stderr ---
    error: the following required arguments were not provided:
      <KEY-ID|--owner <OWNER>|--user <USER>>

    Usage: bedrock-keys keys deactivate [OPTIONS] <KEY-ID|--owner <OWNER>|--user <USER>>

    For more information, try '--help'.
    "#);
}

#[test]
fn wrong_values_come_with_right_ones() {
    let house = House::seeded();
    assert_snapshot!(house.run("keys revoke nonsense"), @r#"
    exit 2
    --- stderr ---
    error: invalid value 'nonsense' for '[KEY-ID]...': `nonsense` is not a credential id (20 to 100 letters, digits and `_`, such as `ACCA…`)

    For more information, try '--help'.
    "#);
    assert_snapshot!(house.run("keys revoke --leaked --owner anna@example.com"), @r#"
    exit 2
    --- stderr ---
    error: the argument '--leaked' cannot be used with '--owner <OWNER>'

    Usage: bedrock-keys keys revoke [OPTIONS] <KEY-ID|--owner <OWNER>|--user <USER>|--leaked>

    For more information, try '--help'.
    "#);
    assert_snapshot!(house.run("keys list --status gone"), @r#"
    exit 2
    --- stderr ---
    error: invalid value 'gone' for '--status <STATUS>'
      [possible values: active, inactive, expired, unknown]

    For more information, try '--help'.
    "#);
    assert_snapshot!(house.run("keys create --owner anna@example.com --expires-in 30x"), @r#"
    exit 2
    --- stderr ---
    error: invalid value '30x' for '--expires-in <TIME>': `30x` is not a lifetime; write whole days or weeks, such as `30d` or `12w`

    For more information, try '--help'.
    "#);
    assert_snapshot!(house.run("keys create --owner anna@example.com --expires-in 30d --never-expires"), @r#"
    exit 2
    --- stderr ---
    error: the argument '--expires-in <TIME>' cannot be used with '--never-expires'

    Usage: bedrock-keys keys create [OPTIONS] --owner <OWNER>

    For more information, try '--help'.
    "#);
    assert_snapshot!(house.run("keys create --owner anna@example.com --expires-in 40000d"), @r#"
    exit 2
    --- stderr ---
    error: invalid value '40000d' for '--expires-in <TIME>': `40000d` is 40000 days; IAM takes 1 to 36600

    For more information, try '--help'.
    "#);
    assert_snapshot!(house.run("keys create --owner anna@example.com --expires-in 30d --to nowhere"), @r#"
    exit 2
    --- stderr ---
    error: invalid value 'nowhere' for '--to <SINK>': `nowhere` is not a sink; write `stdout`, `file:DIR`, `age:DIR`, `secretsmanager:PREFIX` or `command:PROGRAM`

    For more information, try '--help'.
    "#);
    assert_snapshot!(house.run("keys create --owner anna@example.com --expires-in 30d --to age:out"), @r#"
    exit 2
    --- stderr ---
    error: keys create: `age:out` encrypts to a recipient, and there is none
     |
     = help: add `recipient` (`--recipient`), the owner's age or SSH public key
    "#);
}

#[test]
fn wrong_usage_is_told_before_anything_is_called() {
    let house = House::seeded();
    assert_snapshot!(house.run("keys create --owner anna@example.com --expires-in 30d --tag team"), @r#"
    exit 2
    --- stderr ---
    error: --tag: `team` is not KEY=VALUE
    "#);
    assert_snapshot!(house.run("keys create --owner anna@example.com --expires-in 30d --source-ip 300.1.1.1"), @r#"
    exit 2
    --- stderr ---
    error: --source-ip: `300.1.1.1` is not an address or CIDR block (such as `192.0.2.0/24`)
    "#);
    assert_snapshot!(house.run("onboard --concurrency 0 roster.yaml"), @r#"
    exit 2
    --- stderr ---
    error: invalid value '0' for '--concurrency <N>': 0 is not in 1..=32

    For more information, try '--help'.
    "#);
    assert_snapshot!(house.run("keys list --sandbox-faults missing.json"), @r#"
    exit 2
    --- stderr ---
    error: cannot read the faults: failed to open file `missing.json`: No such file or directory (os error 2)
    "#);
    assert_snapshot!(house.run("keys create --owner anna@example.com --expires-in 30d --config missing.yaml"), @r#"
    exit 2
    --- stderr ---
    error: cannot read the file: No such file or directory (os error 2)
    --> missing.yaml
    "#);
    assert!(!house.path("state").exists(), "the sandbox was opened for nothing");
}

#[test]
fn without_credentials_the_hint_says_how_to_get_some() {
    let output = binary().env("AWS_EC2_METADATA_DISABLED", "true").args(["keys", "list"]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(1), b"".as_slice()), "{said}");
    assert!(said.contains("hint: log in (`aws sso login`)"), "{said}");
}

#[test]
fn a_reader_that_goes_away_is_no_error_to_talk_about() {
    let house = House::seeded();
    let piped = format!(
        "{} --sandbox --sandbox-dir state keys list --output json | true; echo ${{PIPESTATUS[0]}}",
        env!("CARGO_BIN_EXE_bedrock-keys")
    );
    let output = std::process::Command::new("bash").args(["-c", &piped]).current_dir(house.path("")).output();
    let Ok(output) = output else { return };
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("panicked") && !said.contains("Broken pipe"), "{said}");
}

#[test]
fn the_usage_asks_for_nothing_that_came_from_the_environment() {
    for (words, usage) in [
        ("scp lint", "Usage: bedrock-keys scp lint [OPTIONS] <FILE>..."),
        (
            "keys revoke",
            "Usage: bedrock-keys keys revoke [OPTIONS] <KEY-ID|--owner <OWNER>|--user <USER>|--leaked>",
        ),
        ("keys list --frob", "Usage: bedrock-keys keys list [OPTIONS]"),
    ] {
        let variables = [("AWS_CA_BUNDLE", "bundle.pem"), ("BEDROCK_KEYS_SANDBOX_DIR", "state")];
        let output = binary().envs(variables).args(words.split(' ')).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{words}");
        assert_eq!(said.lines().find(|line| line.starts_with("Usage:")), Some(usage), "{said}");
    }
}
