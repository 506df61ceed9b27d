//! The sandbox as the HTTP client of the AWS SDK, without a socket.

use std::fmt;
use std::io;
use std::sync::atomic::Ordering;
use std::time::Instant;

use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;

use super::instance::Sandbox;
use super::wire::{Incoming, Reply};

pub(crate) fn client(sandbox: &Sandbox) -> SharedHttpClient {
    let connector = SharedHttpConnector::new(Connector(sandbox.clone()));
    http_client_fn(move |_, _| connector.clone())
}

struct Connector(Sandbox);

impl fmt::Debug for Connector {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SandboxConnector")
    }
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let sandbox = self.0.clone();
        HttpConnectorFuture::new(async move {
            let incoming = read(&request)?;
            let began = Instant::now();
            let answer = sandbox.0.carry(&incoming).await;
            let spent = u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX);
            sandbox.0.spent.fetch_add(spent, Ordering::Relaxed);
            match answer {
                Ok(reply) => write(reply),
                Err(dropped) => {
                    let error = io::Error::new(io::ErrorKind::ConnectionReset, dropped);
                    Err(ConnectorError::io(Box::new(error)))
                }
            }
        })
    }
}

fn read(request: &HttpRequest) -> Result<Incoming, ConnectorError> {
    let body = request.body().bytes().ok_or_else(|| ConnectorError::user("the body is a stream".into()))?;
    let query = request.uri().split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default();
    let headers = request.headers().iter();
    Ok(Incoming {
        query,
        headers: headers.map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect(),
        body: Bytes::copy_from_slice(body),
    })
}

fn write(reply: Reply) -> Result<HttpResponse, ConnectorError> {
    let status =
        StatusCode::try_from(reply.status).map_err(|error| ConnectorError::other(Box::new(error), None))?;
    let mut response = HttpResponse::new(status, SdkBody::from(reply.body));
    let headers = response.headers_mut();
    headers.insert("content-type", reply.content_type);
    headers.insert("x-amzn-requestid", reply.request_id);
    if let Some(error_type) = reply.error_type {
        headers.insert("x-amzn-errortype", error_type);
    }
    Ok(response)
}
