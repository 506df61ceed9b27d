//! The two wire protocols, in both directions: AWS query (form in, XML out) for IAM and STS, AWS JSON 1.1 for
//! Organizations and Secrets Manager.
//!
//! Owns parsing of requests, writing of answers and of errors. Knows no operation and no state.

mod error;
mod json;
mod message;
mod page;
mod query;
mod xml;

pub(crate) use error::{AwsError, Changes};
pub(crate) use json::{Fields, epoch};
pub(crate) use message::{Incoming, Reply};
pub use page::PageStyle;
pub(crate) use page::{Page, Paging};
pub(crate) use query::{Parameters, camel_case};
pub(crate) use xml::{Xml, escape, percent_encode};
