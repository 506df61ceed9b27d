//! `sandbox serve` and `sandbox reset`.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};

use insta::assert_snapshot;

use super::support::House;

#[test]
fn reset_puts_everything_back() {
    let house = House::seeded();
    assert_snapshot!(house.run("sandbox reset"), @r#"
    exit 0
    --- stderr ---
    sandbox: back to its first state in state
    "#);
    let first = house.ran("keys list --output csv").stdout;
    house.done("keys revoke --user nightly-batch --adopt --yes");
    assert_ne!(house.ran("keys list --output csv").stdout, first);
    house.done("sandbox reset");
    assert_eq!(house.ran("keys list --output csv").stdout, first);
}

#[test]
fn serve_answers_on_loopback_until_it_is_told_to_stop() {
    let house = House::seeded();
    let mut server = Command::new(env!("CARGO_BIN_EXE_bedrock-keys"))
        .args(["--sandbox-dir", "state", "sandbox", "serve", "--port", "0"])
        .current_dir(house.path(""))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut address = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut address).unwrap();
    let address = address.trim().strip_prefix("http://").unwrap();
    assert!(address.starts_with("127.0.0.1:"), "{address}");
    let body = "Action=GetCallerIdentity&Version=2011-06-15";
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "POST / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Authorization: AWS4-HMAC-SHA256 Credential=x/20261123/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=x\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.contains("<Account>418306925710</Account>"),
        "{answer}"
    );
    let stopped = Command::new("kill").args(["-INT", &server.id().to_string()]).status().unwrap();
    assert!(stopped.success());
    assert_eq!(server.wait().unwrap().code(), Some(0));
    let mut said = String::new();
    server.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(said.contains("AWS_ENDPOINT_URL=http://127.0.0.1:"), "{said}");
}

#[test]
fn a_state_that_is_none_is_named_and_left() {
    let house = House::seeded();
    house.write("state", "no directory");
    assert_snapshot!(house.run("keys list"), @r#"
    exit 1
    --- stderr ---
    error: the sandbox in `state` cannot be opened: cannot create the sandbox directory `state`
    hint: `bedrock-keys sandbox reset` starts it anew; --sandbox-dir names another place
    "#);
}
