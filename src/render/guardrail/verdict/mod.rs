//! The answer to one question: for people, and with its reasons as data.

mod json;
mod text;

pub use json::{verdict_json, verdict_json_schema};
pub use text::verdict_text;

use crate::policy::{Request, ScpScope, Verdict};

/// A question, what was asked, and the answer.
#[derive(Debug)]
pub struct Answered<'a> {
    /// The question.
    pub request: &'a Request,
    /// The policies that were asked.
    pub scope: &'a ScpScope,
    /// The answer.
    pub verdict: &'a Verdict,
}
