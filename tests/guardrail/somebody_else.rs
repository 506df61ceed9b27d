//! An answer of somebody else on the way to AWS: a proxy's page or nothing at all, with status 200. It never counts as done.

use bedrock_keys::sandbox::{Sandbox, SandboxOptions};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::cli::support::{House, Ran, binary};
use crate::support::policies_in;

const UNIT: &str = "ou-sbx1-researc4";
const PAGE: &str = "<html><body>Please log in to the guest network</body></html>";

/// A server in front of another one that answers one operation itself, with this body, and passes on everything else.
async fn in_front_of(upstream: String, operation: &'static str, body: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let upstream = upstream.clone();
            tokio::spawn(async move {
                let request = whole_request(&mut client).await;
                let target = format!(".{operation}\r\n").to_lowercase();
                let answer = if request.to_lowercase().contains(&target) {
                    let length = body.len();
                    format!(
                        "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
                    )
                    .into_bytes()
                } else {
                    let mut server = TcpStream::connect(&upstream).await.unwrap();
                    let closing = request.replacen("\r\n", "\r\nconnection: close\r\n", 1);
                    server.write_all(closing.as_bytes()).await.unwrap();
                    let mut answer = Vec::new();
                    server.read_to_end(&mut answer).await.unwrap();
                    answer
                };
                // A client that has gone away is no matter of this test.
                let _ = client.write_all(&answer).await;
                let _ = client.shutdown().await;
            });
        }
    });
    format!("http://{address}")
}

/// A request with all of its body. Everything here is text.
async fn whole_request(client: &mut TcpStream) -> String {
    let mut read = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&read).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .filter_map(|line| line.split_once(':'))
                .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
                .map_or(0, |(_, value)| value.trim().parse().unwrap());
            if body.len() >= length {
                return text;
            }
        }
        let count = client.read(&mut buffer).await.unwrap();
        if count == 0 {
            return text;
        }
        read.extend_from_slice(&buffer[..count]);
    }
}

async fn served(house: &House) -> String {
    let sandbox = Sandbox::open(&house.path("state"), SandboxOptions::default()).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { sandbox.serve(listener, std::future::pending()).await });
    address.to_string()
}

fn ran(house: &House, url: &str, words: &str) -> Ran {
    let output = binary()
        .current_dir(house.path(""))
        .env("HOME", house.path(""))
        .envs([("AWS_ENDPOINT_URL", url), ("AWS_REGION", "us-east-1"), ("AWS_EC2_METADATA_DISABLED", "true")])
        .envs([("AWS_ACCESS_KEY_ID", "sandbox"), ("AWS_SECRET_ACCESS_KEY", "sandbox")])
        .args(words.split(' '))
        .output()
        .unwrap();
    Ran {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_page_or_an_empty_answer_with_status_200_is_not_done() {
    // Each waits for as long as AWS may take to show what was written, and they do it together.
    let cases = [("CreatePolicy", PAGE), ("CreatePolicy", ""), ("AttachPolicy", PAGE), ("AttachPolicy", "")];
    let runs = cases.map(|(operation, body)| {
        tokio::spawn(async move {
            let house = House::seeded();
            house.done("sandbox reset");
            let before = policies_in(&house.path("state"));
            let url = in_front_of(served(&house).await, operation, body).await;
            let words = format!("scp apply deny-api-keys --target {UNIT} --record r.json --yes");
            let ran = tokio::task::block_in_place(|| ran(&house, &url, &words));
            assert_eq!(ran.code, 13, "{operation}: {}\n{}", ran.stdout, ran.stderr);
            assert!(!ran.stdout.contains("done    attach"), "{operation}: {}", ran.stdout);
            assert!(ran.stdout.contains("failed"), "{operation}: {}", ran.stdout);
            if operation == "AttachPolicy" {
                let seen = ran.stdout.contains("reading back shows that the target is not listed");
                assert!(seen, "{}", ran.stdout);
            }
            // What is there is said to be there, and goes with the record.
            house.done("scp rollback r.json --yes");
            assert_eq!(policies_in(&house.path("state")), before, "{operation}");
        })
    });
    for run in runs {
        run.await.unwrap();
    }
}
