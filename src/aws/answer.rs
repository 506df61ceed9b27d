//! Answers of AWS turned into values, with a named error for what is missing.

use aws_smithy_types::DateTime;
use jiff::Timestamp;

use super::AwsError;

/// One page of a list: its items, and where the next page begins.
pub(super) struct Page<T> {
    pub(super) items: Vec<T>,
    pub(super) next: Option<String>,
}

impl<T> Page<T> {
    /// A page of an IAM list operation. IAM always answers the list element, also when it is empty, so a missing one
    /// is an answer that was not understood and not an empty account; the same holds for a page that says it was cut
    /// but names no marker.
    pub(super) fn from_iam(
        operation: &'static str,
        items: Option<Vec<T>>,
        truncated: bool,
        marker: Option<String>,
    ) -> Result<Self, AwsError> {
        let items = items.ok_or_else(|| AwsError::malformed(operation, "the answer has no list"))?;
        let next = match (truncated, marker) {
            (false, None) => None,
            (false, Some(marker)) if marker.is_empty() => None,
            (false, Some(_)) => {
                return Err(AwsError::malformed(
                    operation,
                    "the answer names a next page and says there is none",
                ));
            }
            (true, Some(marker)) if !marker.is_empty() => Some(marker),
            (true, _) => {
                return Err(AwsError::malformed(operation, "the answer is cut but names no next page"));
            }
        };
        Ok(Self { items, next })
    }
}

/// Follows pages to the end. A marker that comes back is an answer that would never end.
pub(super) async fn pages<T, Call>(
    operation: &'static str,
    mut page: impl FnMut(Option<String>) -> Call,
) -> Result<Vec<T>, AwsError>
where
    Call: Future<Output = Result<Page<T>, AwsError>>,
{
    let mut items = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    let mut marker = None;
    loop {
        let answer = page(marker).await?;
        items.extend(answer.items);
        match answer.next {
            None => return Ok(items),
            Some(next) if !seen.insert(next.clone()) => {
                return Err(AwsError::malformed(operation, "the answer names the same next page twice"));
            }
            next => marker = next,
        }
    }
}

/// A date, unless it is the one the SDK fills in where AWS sent none (1970-01-01).
pub(super) fn instant(date: &DateTime) -> Option<Timestamp> {
    let instant = Timestamp::from_second(date.secs()).ok()?;
    (instant > Timestamp::UNIX_EPOCH).then_some(instant)
}
