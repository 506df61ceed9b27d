//! A small writer of XML, enough for answers of the query protocol.
//!
//! Owns escaping and nesting. Lists are written with their element even when they are empty, as AWS writes them.

use std::fmt::{Display, Write};

/// A fragment of XML: the inside of an element.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Xml(String);

impl Xml {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// An element that holds text.
    pub(crate) fn leaf(&mut self, name: &str, value: impl Display) -> &mut Self {
        let _ = write!(self.0, "<{name}>{}</{name}>", escape(&value.to_string()));
        self
    }

    /// An element that holds text, or nothing at all when there is no value.
    pub(crate) fn optional(&mut self, name: &str, value: Option<impl Display>) -> &mut Self {
        if let Some(value) = value {
            self.leaf(name, value);
        }
        self
    }

    /// An element that holds elements.
    pub(crate) fn node(&mut self, name: &str, fill: impl FnOnce(&mut Xml)) -> &mut Self {
        let _ = write!(self.0, "<{name}>");
        fill(self);
        let _ = write!(self.0, "</{name}>");
        self
    }

    /// A list of structures, one `member` element each.
    pub(crate) fn list<T>(
        &mut self,
        name: &str,
        items: impl IntoIterator<Item = T>,
        mut fill: impl FnMut(&mut Xml, T),
    ) -> &mut Self {
        self.node(name, |list| {
            for item in items {
                list.node("member", |member| fill(member, item));
            }
        })
    }

    /// A list of scalars.
    pub(crate) fn texts<T: Display>(&mut self, name: &str, items: impl IntoIterator<Item = T>) -> &mut Self {
        self.node(name, |list| {
            for item in items {
                list.leaf("member", item);
            }
        })
    }
}

/// Text as XML may hold it. Characters XML 1.0 cannot carry become U+FFFD, carriage returns become references.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\r' => escaped.push_str("&#xD;"),
            '\t' | '\n' => escaped.push(character),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            _ => escaped.push(character),
        }
    }
    escaped
}

/// Percent-encoding of RFC 3986, which is how IAM writes policy documents into its answers
/// (<https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUserPolicy.html>).
pub(crate) fn percent_encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_values_is_escaped() {
        let mut xml = Xml::new();
        xml.leaf("Value", "a<b>&\"\u{7}\r");
        assert_eq!(xml.as_str(), "<Value>a&lt;b&gt;&amp;&quot;\u{fffd}&#xD;</Value>");
    }

    #[test]
    fn an_empty_list_is_still_an_element() {
        let mut xml = Xml::new();
        xml.list("Users", Vec::<u8>::new(), |_, _| {});
        assert_eq!(xml.as_str(), "<Users></Users>");
    }

    #[test]
    fn documents_are_percent_encoded_with_spaces_as_percent_twenty() {
        assert_eq!(percent_encode("{\"a b\":é}"), "%7B%22a%20b%22%3A%C3%A9%7D");
    }
}
