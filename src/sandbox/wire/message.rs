//! One request and one answer, independent of who carries them (the in-process connector or the loopback server).

use std::collections::BTreeMap;

use bytes::Bytes;

/// A request as it arrived. No `Debug`: bodies and headers carry secrets.
#[derive(Default)]
pub(crate) struct Incoming {
    /// The query string, which the query protocol may use instead of the body.
    pub(crate) query: String,
    /// Header names in lower case.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Bytes,
}

impl Incoming {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

/// An answer to be sent. No `Debug`: bodies carry secrets.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) content_type: &'static str,
    /// JSON clients read the code of a refusal from the `x-amzn-errortype` header.
    pub(crate) error_type: Option<String>,
    pub(crate) request_id: String,
    pub(crate) body: String,
}
