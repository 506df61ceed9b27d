//! Pages: a limit, a marker, and what is left.
//!
//! Owns the marker, which is opaque to callers and bound to the filter it was made for: a marker of one listing is
//! refused by another (observed for `ListServiceSpecificCredentials`). A marker names the last key that was answered,
//! so a listing survives creation and deletion between its pages.

use data_encoding::BASE64URL_NOPAD;
use serde::Deserialize;

use super::{AwsError, Fields, Parameters};

/// How full the pages are.
///
/// AWS may answer fewer entries than asked for, or none at all, and still have more
/// (<https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html>).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PageStyle {
    /// As many entries as were asked for.
    #[default]
    Full,
    /// An empty first page, and then pages of at most two entries.
    Short,
}

/// Entries of a page in short style.
const SHORT: usize = 2;

/// Where a listing stands.
#[derive(Debug)]
pub(crate) struct Paging {
    limit: usize,
    /// Nothing: this is the first page.
    after: Option<String>,
    filter: String,
    style: PageStyle,
}

/// One page.
#[derive(Debug)]
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    /// The marker of the next page, absent on the last.
    pub(crate) next: Option<String>,
}

impl Paging {
    /// `MaxItems` (1 to 1,000, 100 when absent) and `Marker` of an IAM listing.
    pub(crate) fn query(
        parameters: &Parameters,
        filter: impl Into<String>,
        style: PageStyle,
    ) -> Result<Self, AwsError> {
        let limit = match parameters.integer("MaxItems")? {
            None => 100,
            Some(limit) => {
                usize::try_from(limit).ok().filter(|limit| (1..=1000).contains(limit)).ok_or_else(|| {
                    AwsError::constraint(&limit.to_string(), "maxItems", "have value between 1 and 1000")
                })?
            }
        };
        let invalid = || AwsError::validation("Invalid Marker.");
        Self::resume(limit, parameters.text("Marker"), filter.into(), style).ok_or_else(invalid)
    }

    /// `MaxResults` (1 to `most`, `most` when absent) and `NextToken` of a JSON listing.
    pub(crate) fn json(
        fields: &Fields,
        filter: impl Into<String>,
        style: PageStyle,
        most: usize,
    ) -> Result<Self, AwsError> {
        let invalid =
            |reason, message: &str| AwsError::new(400, "InvalidInputException", message).with_reason(reason);
        let limit = match fields.integer("MaxResults")? {
            None => most,
            Some(limit) => {
                usize::try_from(limit).ok().filter(|limit| (1..=most).contains(limit)).ok_or_else(|| {
                    invalid("MAX_VALUE_EXCEEDED", "You specified an invalid value for MaxResults.")
                })?
            }
        };
        Self::resume(limit, fields.text("NextToken")?, filter.into(), style)
            .ok_or_else(|| invalid("INVALID_NEXT_TOKEN", "You specified an invalid value for NextToken."))
    }

    fn resume(limit: usize, marker: Option<&str>, filter: String, style: PageStyle) -> Option<Self> {
        let after = match marker {
            None => None,
            Some(marker) => {
                let text = String::from_utf8(BASE64URL_NOPAD.decode(marker.as_bytes()).ok()?).ok()?;
                let (bound, key) = text.split_once('\n')?;
                Some((bound == filter).then(|| key.to_owned())?)
            }
        };
        Some(Self { limit, after, filter, style })
    }

    /// Cuts the page out of all entries, which come in ascending order of their keys.
    pub(crate) fn page<K: AsRef<str>, T>(&self, entries: impl IntoIterator<Item = (K, T)>) -> Page<T> {
        let limit = match (self.style, &self.after) {
            (PageStyle::Full, _) => self.limit,
            (PageStyle::Short, Some(_)) => self.limit.min(SHORT),
            (PageStyle::Short, None) => 0,
        };
        let after = self.after.as_deref().unwrap_or_default();
        let mut rest = entries.into_iter().skip_while(|(key, _)| key.as_ref() <= after).peekable();
        let mut items = Vec::new();
        let mut last = String::new();
        while items.len() < limit {
            let Some((key, item)) = rest.next() else { break };
            last = key.as_ref().to_owned();
            items.push(item);
        }
        let next = rest.peek().map(|_| BASE64URL_NOPAD.encode(format!("{}\n{last}", self.filter).as_bytes()));
        Page { items, next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn walk(keys: &[String], limit: usize, style: PageStyle) -> (Vec<String>, Vec<usize>) {
        let (mut seen, mut sizes, mut marker) = (Vec::new(), Vec::new(), None::<String>);
        loop {
            let paging = Paging::resume(limit, marker.as_deref(), "f".to_owned(), style).unwrap();
            let page = paging.page(keys.iter().map(|key| (key.as_str(), key.clone())));
            sizes.push(page.items.len());
            seen.extend(page.items);
            marker = page.next;
            if marker.is_none() {
                return (seen, sizes);
            }
        }
    }

    proptest! {
        #[test]
        fn every_entry_is_answered_exactly_once(
            keys in proptest::collection::btree_set("[a-z]{1,4}", 0..40),
            limit in 1usize..12,
        ) {
            let keys: Vec<String> = keys.into_iter().collect();
            prop_assert_eq!(&walk(&keys, limit, PageStyle::Full).0, &keys);
            prop_assert_eq!(&walk(&keys, limit, PageStyle::Short).0, &keys);
        }
    }

    #[test]
    fn short_style_begins_with_an_empty_page() {
        let keys: Vec<String> = ["a", "b", "c"].map(str::to_owned).to_vec();
        assert_eq!(walk(&keys, 100, PageStyle::Short).1, [0, 2, 1]);
        assert_eq!(walk(&[], 100, PageStyle::Short).1, [0]);
    }

    #[test]
    fn a_marker_of_another_filter_is_refused() {
        let first = Paging::resume(1, None, "one".to_owned(), PageStyle::Full).unwrap();
        let marker = first.page([("a", 1), ("b", 2)]).next.unwrap();
        assert!(Paging::resume(1, Some(&marker), "one".to_owned(), PageStyle::Full).is_some());
        assert!(Paging::resume(1, Some(&marker), "two".to_owned(), PageStyle::Full).is_none());
        assert!(Paging::resume(1, Some("not a marker"), "one".to_owned(), PageStyle::Full).is_none());
    }
}
