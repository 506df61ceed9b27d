//! The sandbox through the SDK's own clients: serialisation, retries, paging and error decoding are real.

mod support;

mod credentials;
mod identity;
mod persistence;
