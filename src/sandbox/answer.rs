//! Answers and refusals in the form of each protocol.

use serde_json::{Map, Value, json};

use super::router::Service;
use super::wire::{AwsError, Reply, Xml, escape};

const XML: &str = "text/xml";
const JSON: &str = "application/x-amz-json-1.1";

/// The result of an operation.
pub(crate) enum Body {
    Query(Xml),
    Json(Value),
}

impl From<Xml> for Body {
    fn from(xml: Xml) -> Self {
        Self::Query(xml)
    }
}

impl From<Value> for Body {
    fn from(value: Value) -> Self {
        Self::Json(value)
    }
}

impl Body {
    /// What the query protocol would show of it; used to find new ids.
    pub(crate) fn as_xml(&self) -> &str {
        match self {
            Self::Query(xml) => xml.as_str(),
            Self::Json(_) => "",
        }
    }
}

/// An answer.
pub(crate) fn success(service: Service, operation: &str, body: &Body, request_id: String) -> Reply {
    let (content_type, body) = match body {
        Body::Json(value) => (JSON, value.to_string()),
        Body::Query(xml) => {
            let namespace = service.namespace().unwrap_or_default();
            let result = match xml.as_str() {
                "" => String::new(),
                inner => format!("<{operation}Result>{inner}</{operation}Result>"),
            };
            let metadata =
                format!("<ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata>");
            (
                XML,
                format!(
                    "<{operation}Response xmlns=\"{namespace}\">{result}{metadata}</{operation}Response>"
                ),
            )
        }
    };
    Reply { status: 200, content_type, error_type: None, request_id, body }
}

/// An answer without any member. The result element is there and empty: without it, the SDK would notice.
pub(crate) fn empty(service: Service, operation: &str, request_id: String) -> Reply {
    let (content_type, body) = match service.namespace() {
        Some(namespace) => (
            XML,
            format!("<{operation}Response xmlns=\"{namespace}\"><{operation}Result/></{operation}Response>"),
        ),
        None => (JSON, "{}".to_owned()),
    };
    Reply { status: 200, content_type, error_type: None, request_id, body }
}

/// A refusal.
pub(crate) fn refusal(service: Service, error: &AwsError, request_id: String) -> Reply {
    let code = &error.code;
    match service.namespace() {
        Some(namespace) => {
            let fault = if error.status >= 500 { "Receiver" } else { "Sender" };
            let body = format!(
                "<ErrorResponse xmlns=\"{namespace}\"><Error><Type>{fault}</Type><Code>{}</Code><Message>{}</Message>\
                 </Error><RequestId>{request_id}</RequestId></ErrorResponse>",
                escape(code),
                escape(&error.message)
            );
            Reply { status: error.status, content_type: XML, error_type: None, request_id, body }
        }
        None => {
            let mut members = Map::new();
            members.insert("__type".to_owned(), json!(code));
            members.insert("Message".to_owned(), json!(error.message));
            // Secrets Manager writes the small letter, Organizations the capital one; clients read either.
            members.insert("message".to_owned(), json!(error.message));
            if let Some(reason) = error.reason {
                members.insert("Reason".to_owned(), json!(reason));
            }
            Reply {
                status: error.status,
                content_type: JSON,
                error_type: Some(code.to_string()),
                request_id,
                body: Value::Object(members).to_string(),
            }
        }
    }
}

/// Half of an answer, with the status of a whole one.
pub(crate) fn truncated(mut reply: Reply) -> Reply {
    let half = reply.body.len() / 2;
    let half = (0..=half).rev().find(|end| reply.body.is_char_boundary(*end)).unwrap_or(0);
    reply.body.truncate(half);
    reply.status = 200;
    reply.error_type = None;
    reply
}

/// Noise and then the second half of an answer. It begins with the noise, because the SDK's XML reader stops quietly at
/// what it cannot read and takes what came before for the whole.
pub(crate) fn garbled(reply: Reply) -> Reply {
    let whole = reply.body.clone();
    let mut reply = truncated(reply);
    let rest = whole.strip_prefix(reply.body.as_str()).unwrap_or_default();
    reply.body = format!("}}]\u{1}<{rest}");
    reply
}
