//! The sandbox on a socket, for the AWS CLI and every other SDK (`AWS_ENDPOINT_URL=http://127.0.0.1:PORT`).
//!
//! Plain HTTP/1.1 and no authentication: it belongs on loopback.

use std::future::Future;
use std::pin::pin;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming as Body;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::dispatch::Dropped;
use super::failure::SandboxError;
use super::instance::Sandbox;
use super::wire::{Incoming, Reply};

/// Bytes of a request's body; no request of these services comes near it.
const MOST_BYTES: usize = 4 * 1024 * 1024;

pub(crate) async fn serve(
    sandbox: &Sandbox,
    listener: TcpListener,
    shutdown: impl Future<Output = ()>,
) -> Result<(), SandboxError> {
    let mut shutdown = pin!(shutdown);
    // Dropping the set ends the connections that are still open.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            () = &mut shutdown => return Ok(()),
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => {
                let (stream, _) = accepted?;
                let sandbox = sandbox.clone();
                connections.spawn(async move {
                    let service = service_fn(|request| answer(&sandbox, request));
                    // A client that goes away, or a fault that drops the connection, is nobody's error.
                    let _ = hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), service)
                        .await;
                });
            }
        }
    }
}

/// An error here makes hyper drop the connection, which is what a fault of that name means.
async fn answer(sandbox: &Sandbox, request: Request<Body>) -> Result<Response<Full<Bytes>>, Dropped> {
    let (parts, body) = request.into_parts();
    let Ok(body) = Limited::new(body, MOST_BYTES).collect().await else {
        let mut response = Response::new(Full::default());
        *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
        return Ok(response);
    };
    let headers = parts.headers.iter().filter_map(|(name, value)| {
        value.to_str().ok().map(|value| (name.as_str().to_owned(), value.to_owned()))
    });
    let incoming = Incoming {
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: headers.collect(),
        body: body.to_bytes(),
    };
    write(sandbox.0.carry(&incoming).await?)
}

fn write(reply: Reply) -> Result<Response<Full<Bytes>>, Dropped> {
    let mut response = Response::builder()
        .status(reply.status)
        .header("content-type", reply.content_type)
        .header("x-amzn-requestid", reply.request_id);
    if let Some(error_type) = reply.error_type {
        response = response.header("x-amzn-errortype", error_type);
    }
    response.body(Full::new(Bytes::from(reply.body))).map_err(|_| Dropped)
}
