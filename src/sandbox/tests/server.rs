//! The sandbox on a socket.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use super::support::*;
use crate::sandbox::{Fault, FaultPlan, FaultRule, Sandbox};

/// Serves until the sender is dropped.
async fn serve(
    sandbox: &Sandbox,
) -> (std::net::SocketAddr, oneshot::Sender<()>, tokio::task::JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let sandbox = sandbox.clone();
    let server = tokio::spawn(async move {
        let shutdown = async {
            let _ = stopped.await;
        };
        sandbox.serve(listener, shutdown).await.unwrap();
    });
    (address, stop, server)
}

fn request(body: &str) -> String {
    format!(
        "POST / HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: AWS4-HMAC-SHA256 \
         Credential=X/20261123/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}

async fn exchange(address: std::net::SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer).await;
    answer
}

#[tokio::test]
async fn one_port_answers_and_stops_when_told() {
    let scratch = empty();
    let (address, stop, server) = serve(&scratch.sandbox).await;
    let answer = exchange(address, &request("Action=CreateUser&Version=2010-05-08&UserName=anna")).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains("content-type: text/xml\r\n"));
    assert!(answer.contains(
        "<CreateUserResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><CreateUserResult>"
    ));
    scratch.iam().get_user().user_name("anna").send().await.expect("the state is shared with the connector");
    let unknown = exchange(address, &request("Action=Explode&Version=2010-05-08")).await;
    assert!(
        unknown.starts_with("HTTP/1.1 400") && unknown.contains("<Code>InvalidAction</Code>"),
        "{unknown}"
    );
    let unsigned =
        exchange(address, "GET /?Action=ListUsers HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await;
    assert!(
        unsigned.starts_with("HTTP/1.1 403") && unsigned.contains("MissingAuthenticationToken"),
        "{unsigned}"
    );
    drop(stop);
    server.await.unwrap();
    TcpStream::connect(address).await.unwrap_err();
}

#[tokio::test]
async fn faults_reach_the_socket() {
    let plan = FaultPlan::none()
        .with(FaultRule::at_call(1, Fault::DropAfter))
        .with(FaultRule::at_call(2, Fault::Throttle))
        .with(FaultRule::at_call(3, Fault::Garble));
    let scratch = empty_with(plan);
    let (address, _stop, _server) = serve(&scratch.sandbox).await;
    let dropped = exchange(address, &request("Action=CreateUser&UserName=anna")).await;
    assert_eq!(dropped, "", "nothing comes back");
    let throttled = exchange(address, &request("Action=ListUsers")).await;
    assert!(throttled.contains("<Code>Throttling</Code>"), "{throttled}");
    let garbled = exchange(address, &request("Action=ListUsers")).await;
    assert!(garbled.starts_with("HTTP/1.1 200") && !garbled.contains("<ListUsersResponse"), "{garbled}");
    let listed = exchange(address, &request("Action=ListUsers")).await;
    assert!(listed.contains("<UserName>anna</UserName>"), "the dropped call had its effect: {listed}");
}

#[tokio::test]
async fn bodies_beyond_reason_are_refused() {
    let scratch = empty();
    let (address, _stop, _server) = serve(&scratch.sandbox).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 99999999\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = vec![0; 32];
    let writer = async {
        let chunk = vec![b'a'; 1 << 20];
        for _ in 0..6 {
            if stream.write_all(&chunk).await.is_err() {
                break;
            }
        }
        let read = stream.read(&mut answer).await.unwrap_or(0);
        String::from_utf8_lossy(&answer[..read]).into_owned()
    };
    let status = writer.await;
    assert!(status.is_empty() || status.starts_with("HTTP/1.1 413"), "{status}");
}
