//! Owns what is known of a request's context keys: value, absence, or neither.
//!
//! Page: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>

use std::collections::BTreeMap;

/// What is known of one context key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContextValue {
    /// A single-valued key with this value.
    Single(String),
    /// A multivalued key with these values, also when there is one or none.
    ///
    /// Page: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html>
    Multiple(Vec<String>),
    /// The request does not carry the key.
    Absent,
    /// Whether the request carries the key, and with what value, is not known.
    Unknown,
    /// The request carries the key with a value that is not empty; which is not known (`aws:PrincipalArn` of any signed
    /// request).
    PresentButUnknown,
}

impl ContextValue {
    /// A single value.
    pub fn single(value: impl Into<String>) -> Self {
        Self::Single(value.into())
    }

    /// Several values.
    pub fn multiple(values: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::Multiple(values.into_iter().map(Into::into).collect())
    }
}

/// What holds for keys that are not listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unlisted {
    /// They are absent: the list is complete.
    Absent,
    /// Nothing is known of them.
    Unknown,
}

/// The context of a request. Key names are compared without case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    values: BTreeMap<String, ContextValue>,
    unlisted: ContextValue,
}

impl Context {
    /// An empty context.
    pub fn new(unlisted: Unlisted) -> Self {
        let unlisted = match unlisted {
            Unlisted::Absent => ContextValue::Absent,
            Unlisted::Unknown => ContextValue::Unknown,
        };
        Self { values: BTreeMap::new(), unlisted }
    }

    /// This context with one key more, or with another value for it.
    #[must_use]
    pub fn with(mut self, key: &str, value: ContextValue) -> Self {
        self.set(key, value);
        self
    }

    /// Sets one key.
    pub fn set(&mut self, key: &str, value: ContextValue) {
        self.values.insert(key.to_ascii_lowercase(), value);
    }

    /// The listed keys, in lower case, with what is known of them.
    pub fn listed(&self) -> impl Iterator<Item = (&str, &ContextValue)> {
        self.values.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// What is known of a key whose name is in lower case.
    pub(crate) fn get_folded(&self, folded: &str) -> &ContextValue {
        self.values.get(folded).unwrap_or(&self.unlisted)
    }

    /// What is known of a key.
    pub fn get(&self, key: &str) -> &ContextValue {
        self.get_folded(&key.to_ascii_lowercase())
    }
}
