//! Endpoints that were set: said by every command, and not believed where they answer for another account.

use std::path::Path;

use bedrock_keys::sandbox::{Sandbox, SandboxOptions, SandboxSize};
use tokio::net::TcpListener;

use super::support::{House, ONE, Ran, binary};

/// An embedded AWS on a port of its own, until the test ends.
async fn served(sandbox: &Sandbox) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let sandbox = sandbox.clone();
    tokio::spawn(async move { sandbox.serve(listener, std::future::pending()).await });
    format!("http://{address}")
}

/// The binary as it runs against AWS, in a directory, with these endpoints.
fn ran(directory: &Path, endpoints: &[(&str, &str)], words: &str) -> Ran {
    let output = binary()
        .current_dir(directory)
        .env("HOME", directory)
        .envs([("AWS_ACCESS_KEY_ID", "x"), ("AWS_SECRET_ACCESS_KEY", "x"), ("AWS_REGION", "us-east-1")])
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .envs(endpoints.iter().copied())
        .args(words.split(' '))
        .output()
        .unwrap();
    Ran {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_endpoint_that_answers_for_another_account_is_not_believed() {
    let house = House::seeded();
    house.write("roster.yaml", ONE);
    let own = Sandbox::open(&house.path("own"), SandboxOptions::default()).unwrap();
    // With a key on a user of its own, and without any user at all.
    for keys in [1, 0] {
        let size = SandboxSize { accounts: 1, keys };
        let other = Sandbox::sized(&house.path("other"), SandboxOptions::default(), size).unwrap();
        let (own_url, other_url) = (served(&own).await, served(&other).await);
        let endpoints = [("AWS_ENDPOINT_URL", own_url.as_str()), ("AWS_ENDPOINT_URL_IAM", &other_url)];
        let mut commands = vec!["audit", "audit --fresh --format json"];
        if keys > 0 {
            commands.extend(["keys list", "onboard roster.yaml --yes", "doctor"]);
            commands.push("keys revoke --user bedrock-key-00000 --adopt --yes");
        }
        for command in commands {
            let ran = ran(&house.path(""), &endpoints, command);
            assert_eq!(ran.code, 12, "{command}: {}\n{}", ran.stdout, ran.stderr);
            let said = ran.stdout + &ran.stderr;
            let words: String = said.split(['\n', '│', ' ']).filter(|word| !word.is_empty()).collect();
            assert!(words.contains("theanswerisaboutaccount100000000000"), "{command}: {said}");
            assert!(said.contains(&format!("endpoint: IAM at {other_url}")), "{command}: {said}");
            assert!(
                said.contains(&format!("endpoint: Organizations, Secrets Manager, STS at {own_url}")),
                "{said}"
            );
        }
        let asked = other.calls().into_iter().map(|call| call.operation);
        let changes: Vec<String> =
            asked.filter(|name| !name.starts_with("Get") && !name.starts_with("List")).collect();
        assert!(changes.iter().all(|name| name == "GenerateCredentialReport"), "{changes:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_endpoint_of_the_profile_is_said_and_none_is_silence() {
    let house = House::seeded();
    let own = Sandbox::open(&house.path("own"), SandboxOptions::default()).unwrap();
    let url = served(&own).await;
    house.write(
        "config",
        &format!("[profile moved]\nservices = moved\n[services moved]\nsts =\n  endpoint_url = {url}\n"),
    );
    let file = house.path("config").display().to_string();
    let profile = [("AWS_CONFIG_FILE", file.as_str()), ("AWS_PROFILE", "moved"), ("AWS_ENDPOINT_URL", &url)];
    let moved = ran(&house.path(""), &profile, "doctor");
    assert_eq!(moved.code, 0, "{}", moved.stderr);
    assert!(
        moved.stderr.starts_with("endpoint: IAM, Organizations, Secrets Manager, STS at http://127.0.0.1:")
    );
    assert!(!house.ran("doctor").stderr.contains("endpoint:"), "the sandbox is no endpoint");
}
