//! An answer that is no JSON is not believed.
//!
//! The SDK does not look at the body of an answer that carries nothing, so that a proxy's page with status 200 would
//! count as an attachment. What Organizations answers is one JSON object, or nothing at all where nothing is to be said.

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::AfterDeserializationInterceptorContextRef;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;

/// Refuses successful answers that are neither a JSON object nor empty.
#[derive(Debug)]
pub(super) struct WholeJson;

/// The answer is not one JSON object. Holds none of it.
#[derive(Debug, thiserror::Error)]
#[error("the answer is not a whole JSON object")]
struct NotWhole;

impl Intercept for WholeJson {
    fn name(&self) -> &'static str {
        "WholeJson"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let response = context.response();
        let whole = response.body().bytes().is_some_and(is_whole);
        // An error is reported as such whatever its body looks like.
        if response.status().is_success() && !whole { Err(NotWhole.into()) } else { Ok(()) }
    }
}

fn is_whole(body: &[u8]) -> bool {
    body.iter().all(u8::is_ascii_whitespace)
        || serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(body).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_or_nothing_is_an_answer_and_a_page_is_none() {
        for body in ["", " \n", "{}", r#"{"Root":{"Id":"r-a1b2"}}"#] {
            assert!(is_whole(body.as_bytes()), "{body}");
        }
        for body in ["<html>200 OK</html>", "{", "[]", "null", "\"ok\"", r#"{"Root":{"#, "{} {}"] {
            assert!(!is_whole(body.as_bytes()), "{body}");
        }
    }
}
