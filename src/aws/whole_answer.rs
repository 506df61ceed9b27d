//! An XML answer that ends early is not believed.
//!
//! The SDK's reader takes what it has found when the text ends: a list that was cut off reads like a shorter list, its
//! `IsTruncated` like `false`, a date like 1970. So every answer of the query protocol (IAM, STS) must be one XML
//! document from its first tag to the last, or the call counts as one whose answer could not be read. The same holds for
//! a reading operation whose result has nothing in it: the SDK fills in an empty list where a list is missing, and every
//! real answer holds something, if only `IsTruncated`.

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::AfterDeserializationInterceptorContextRef;
use aws_smithy_runtime_api::client::orchestrator::Metadata;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;

/// Refuses successful answers that are not whole.
#[derive(Debug)]
pub(super) struct WholeAnswer;

/// The answer is not one XML document. Holds none of it.
#[derive(Debug, thiserror::Error)]
#[error("the answer is not a whole XML document with something in it")]
struct NotWhole;

impl Intercept for WholeAnswer {
    fn name(&self) -> &'static str {
        "WholeAnswer"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let response = context.response();
        let operation = bag.load::<Metadata>().map(Metadata::name).unwrap_or_default();
        let whole = response.body().bytes().is_some_and(|body| answers(body, operation));
        // An error is reported as such whatever its body looks like.
        if response.status().is_success() && !whole { Err(NotWhole.into()) } else { Ok(()) }
    }
}

/// Whether the text is the whole answer to this operation. The SDK does not look at the body of an answer that carries
/// nothing, so that without this a proxy's page with status 200 would count as a deletion.
fn answers(body: &[u8], operation: &str) -> bool {
    is_whole(body, |root| root.strip_suffix("Response") == Some(operation))
}

/// Whether the text begins with a tag that is wanted and ends with the end of the same tag.
fn is_whole(body: &[u8], is_wanted: impl Fn(&str) -> bool) -> bool {
    let Ok(text) = std::str::from_utf8(body) else { return false };
    let mut rest = text.trim();
    if let Some(declared) = rest.strip_prefix("<?xml") {
        rest = declared.split_once("?>").map_or("", |(_, document)| document.trim_start());
    }
    let Some(opened) = rest.strip_prefix('<') else { return false };
    let name: &str = opened
        .split(|character: char| character.is_whitespace() || ">/".contains(character))
        .next()
        .unwrap_or("");
    let ends = rest.ends_with(&format!("</{name}>")) || is_empty_element(rest);
    !name.is_empty() && is_wanted(name) && ends && !is_hollow(rest, name)
}

/// Whether a reading operation answered an empty result, or none.
fn is_hollow(document: &str, name: &str) -> bool {
    let Some(operation) = name.strip_suffix("Response") else { return false };
    if !["Get", "List", "Generate", "Assume"].iter().any(|verb| operation.starts_with(verb)) {
        return false;
    }
    let (start, end) = (format!("<{operation}Result>"), format!("</{operation}Result>"));
    let result = document.split_once(&start).and_then(|(_, rest)| rest.split_once(&end));
    result.is_none_or(|(result, _)| result.trim().is_empty())
}

fn is_empty_element(document: &str) -> bool {
    document.ends_with("/>") && document.matches('<').count() == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &str = "<?xml version=\"1.0\"?>\n<ListResponse xmlns=\"https://x/\"><ListResult><A/></ListResult></ListResponse>\n";

    #[test]
    fn whole_documents_are_believed() {
        for text in [ANSWER, "<A><B/></A>", "<A/>", " <A x=\"1\"></A> "] {
            assert!(is_whole(text.as_bytes(), |_| true), "{text}");
        }
    }

    #[test]
    fn a_reading_operation_answers_something() {
        for text in [
            "<ListKeysResponse><ListKeysResult/></ListKeysResponse>",
            "<ListKeysResponse><ListKeysResult> </ListKeysResult></ListKeysResponse>",
            "<GetUserResponse><ResponseMetadata/></GetUserResponse>",
            "<GetUserResponse/>",
        ] {
            assert!(!is_whole(text.as_bytes(), |_| true), "{text}");
        }
        let writing = "<DeleteUserResponse><ResponseMetadata/></DeleteUserResponse>";
        assert!(is_whole(writing.as_bytes(), |_| true));
    }

    #[test]
    fn no_part_of_a_document_is() {
        let end = ANSWER.trim_end().len();
        for length in 0..end {
            assert!(!is_whole(&ANSWER.as_bytes()[..length], |_| true), "{length}");
        }
        for text in ["{}", "noise<A></A>", "<A></B>", "<A/><", "\u{0}"] {
            assert!(!is_whole(text.as_bytes(), |_| true), "{text}");
        }
    }

    #[test]
    fn a_page_of_somebody_else_is_no_answer() {
        assert!(answers(b"<DeleteUserResponse><ResponseMetadata/></DeleteUserResponse>", "DeleteUser"));
        for text in ["<html></html>", "<TagUserResponse><ResponseMetadata/></TagUserResponse>"] {
            assert!(!answers(text.as_bytes(), "DeleteUser"), "{text}");
        }
    }
}
