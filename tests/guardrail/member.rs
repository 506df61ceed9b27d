//! From keys that work to keys that are denied and back, as the owner of a member account sees it.

use std::path::Path;

use aws_sdk_sts::config::{BehaviorVersion, Credentials, Region};
use bedrock_keys::sandbox::{Sandbox, SandboxOptions};
use tokio::net::TcpListener;

use crate::cli::support::{House, Ran, binary};

/// In the unit Research.
const LAB: &str = "905418267733";
const UNIT: &str = "ou-sbx1-researc4";

/// The embedded AWS on a port of its own, until the test ends.
async fn served(sandbox: &Sandbox) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let sandbox = sandbox.clone();
    tokio::spawn(async move { sandbox.serve(listener, std::future::pending()).await });
    format!("http://{address}")
}

/// The credentials of a role in the account.
async fn entered(url: &str) -> [(&'static str, String); 3] {
    let (id, secret) = Sandbox::management_credentials();
    let config = aws_sdk_sts::Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new(id, secret, None, None, "test"))
        .endpoint_url(url)
        .build();
    let answer = aws_sdk_sts::Client::from_conf(config)
        .assume_role()
        .role_arn(format!("arn:aws:iam::{LAB}:role/OrganizationAccountAccessRole"))
        .role_session_name("owner")
        .send()
        .await
        .unwrap();
    let credentials = answer.credentials().unwrap();
    [
        ("AWS_ACCESS_KEY_ID", credentials.access_key_id().to_owned()),
        ("AWS_SECRET_ACCESS_KEY", credentials.secret_access_key().to_owned()),
        ("AWS_SESSION_TOKEN", credentials.session_token().to_owned()),
    ]
}

fn ran(directory: &Path, url: &str, credentials: &[(&'static str, String)], words: &str) -> Ran {
    let output = binary()
        .current_dir(directory)
        .env("HOME", directory)
        .envs([("AWS_ENDPOINT_URL", url), ("AWS_REGION", "us-east-1"), ("AWS_EC2_METADATA_DISABLED", "true")])
        .envs(credentials.iter().map(|(name, value)| (*name, value.as_str())))
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
async fn keys_work_are_denied_by_an_applied_guardrail_and_work_again_after_it_is_gone() {
    let house = House::seeded();
    let sandbox = Sandbox::open(&house.path("state"), SandboxOptions::default()).unwrap();
    let url = served(&sandbox).await;
    let credentials = entered(&url).await;
    let create = |owner: &str| {
        let words = format!(
            "keys create --owner {owner}@example.com --policy inference-only --expires-in 7d --to file:delivered --yes"
        );
        ran(&house.path(""), &url, &credentials, &words)
    };
    let is_denied = |made: &Ran| {
        assert_eq!(made.code, 13, "{}\n{}", made.stdout, made.stderr);
        assert!(made.stdout.contains("explicit deny in a service control policy"), "{}", made.stdout);
    };
    let made = create("first");
    assert_eq!(made.code, 0, "{}\n{}", made.stdout, made.stderr);

    let apply = format!("scp apply deny-api-keys --stage {LAB} --stage {UNIT} --record before.json --yes");
    let applied = house.ran(&apply);
    assert_eq!(applied.code, 0, "{}\n{}", applied.stdout, applied.stderr);
    let question = "This breaks 3 keys of 3 owners in 1 account.";
    assert!(applied.stderr.contains(question), "{}", applied.stderr);
    is_denied(&create("second"));
    let again = house
        .ran("scp plan deny-api-keys --stage 905418267733 --stage ou-sbx1-researc4 --detailed-exit-code");
    assert_eq!((again.code, again.stdout.trim()), (0, "organization o-sb7k2m9q4x: nothing to do"));

    // The unit still binds the account when the account's own attachment is gone.
    house.done(&format!("scp detach deny-api-keys --target {LAB} --record detached.json --yes"));
    is_denied(&create("third"));
    let back = house.ran("scp rollback before.json --yes");
    assert_eq!(back.code, 0, "{}\n{}", back.stdout, back.stderr);
    let made = create("fourth");
    assert_eq!(made.code, 0, "{}\n{}", made.stdout, made.stderr);
    assert_eq!(house.ran("scp plan deny-api-keys --target ou-sbx1-researc4 --detailed-exit-code").code, 14);
}
