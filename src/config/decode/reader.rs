//! What a single node holds.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;
use std::sync::Arc;

use super::field::Located;
use crate::config::document::{Node, Source, Span, Value};
use crate::config::{Mistake, Mistakes, Place};
use crate::domain::{TagKey, TagValue};

/// Reads nodes of one file and notes what is wrong with them.
pub(crate) struct Reader<'a> {
    source: &'a Arc<Source>,
    /// What was wrong so far.
    pub(crate) mistakes: &'a mut Mistakes,
}

impl<'a> Reader<'a> {
    /// A reader of a file.
    pub(crate) fn new(source: &'a Arc<Source>, mistakes: &'a mut Mistakes) -> Self {
        Self { source, mistakes }
    }

    /// A place in the file.
    pub(crate) fn place(&self, span: Span) -> Place {
        Place::InFile(Arc::clone(self.source), span)
    }

    /// Notes a mistake at a place of the file.
    pub(crate) fn wrong(&mut self, span: Span, message: impl Into<String>, help: Option<String>) {
        let mistake = Mistake::new(self.place(span), message.into());
        self.mistakes.add(match help {
            Some(help) => mistake.help(help),
            None => mistake,
        });
    }

    fn wrong_kind(&mut self, node: &Node, expected: &str, help: Option<String>) {
        self.wrong(node.span, format!("expected {expected}, found {}", node.value.kind()), help);
    }

    /// Text.
    pub(crate) fn text(&mut self, node: &Node) -> Option<String> {
        match &node.value {
            Value::Text(text) => return Some(text.clone()),
            Value::Number(written) | Value::Truth { written, .. } => {
                self.wrong_kind(node, "text", Some(format!("put it in quotes: `\"{written}\"`")));
            }
            Value::Null | Value::List(_) | Value::Map(_) => self.wrong_kind(node, "text", None),
        }
        None
    }

    /// Text of a type.
    pub(crate) fn parsed<T>(&mut self, node: &Node) -> Option<T>
    where
        T: FromStr,
        T::Err: Display,
    {
        let text = self.text(node)?;
        self.told(node.span, text.parse())
    }

    /// `true` or `false`.
    pub(crate) fn truth(&mut self, node: &Node) -> Option<bool> {
        match &node.value {
            Value::Truth { value, .. } => return Some(*value),
            Value::Null | Value::Number(_) | Value::Text(_) | Value::List(_) | Value::Map(_) => {
                self.wrong_kind(node, "`true` or `false`", None);
            }
        }
        None
    }

    /// A whole number in a range.
    pub(crate) fn number(&mut self, node: &Node, range: std::ops::RangeInclusive<u32>) -> Option<u32> {
        let expected = format!("a whole number from {} to {}", range.start(), range.end());
        let Value::Number(written) = &node.value else {
            self.wrong_kind(node, &expected, None);
            return None;
        };
        let number = written.parse().ok().filter(|number| range.contains(number));
        if number.is_none() {
            self.wrong_kind(node, &expected, None);
        }
        number
    }

    /// A list, each item read by `item`; nothing where any of them was wrong.
    pub(crate) fn list<T>(
        &mut self,
        node: &Node,
        mut item: impl FnMut(&mut Self, &Node) -> Option<T>,
    ) -> Option<Vec<Located<T>>> {
        let Value::List(items) = &node.value else {
            let help = match &node.value {
                Value::Text(text) if !text.contains('\n') => Some(format!("write it as a list: `[{text}]`")),
                Value::Null
                | Value::Truth { .. }
                | Value::Number(_)
                | Value::Text(_)
                | Value::List(_)
                | Value::Map(_) => None,
            };
            self.wrong_kind(node, "a list", help);
            return None;
        };
        let mut list = Vec::with_capacity(items.len());
        for node in items {
            let value = item(self, node);
            let place = self.place(node.span);
            list.extend(value.map(|value| Located { value, place }));
        }
        (list.len() == items.len()).then_some(list)
    }

    /// Tags. A number or truth value is taken as it was written: `cost-center: 4711` is what people write.
    pub(crate) fn tags(&mut self, node: &Node) -> Option<BTreeMap<TagKey, TagValue>> {
        let Value::Map(entries) = &node.value else {
            self.wrong_kind(node, "a mapping of tags (`key: value`)", None);
            return None;
        };
        let mut tags = BTreeMap::new();
        let mut first: BTreeMap<String, Span> = BTreeMap::new();
        for (key, value) in entries {
            let tag_key = self.told(key.span, TagKey::chosen(&key.name));
            let tag_value = match &value.value {
                Value::Text(text) | Value::Number(text) | Value::Truth { written: text, .. } => {
                    self.told(value.span, text.parse::<TagValue>())
                }
                Value::Null => {
                    self.wrong(
                        value.used,
                        "this tag has no value",
                        Some("write `\"\"` for an empty one".to_owned()),
                    );
                    None
                }
                Value::List(_) | Value::Map(_) => self.text(value).and(None),
            };
            // IAM compares the tag keys of a user without regard to case.
            // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html
            if let Some(span) = first.insert(key.name.to_lowercase(), key.span) {
                let related = self.place(span);
                let mistake =
                    Mistake::new(self.place(key.span), format!("the tag `{}` is here twice", key.name));
                self.mistakes
                    .add(mistake.related(related, "first here").help("IAM ignores case in tag keys"));
            }
            tags.extend(tag_key.zip(tag_value));
        }
        (tags.len() == entries.len()).then_some(tags)
    }

    /// The value, or its refusal noted at a place.
    pub(crate) fn told<T, E: Display>(&mut self, span: Span, result: Result<T, E>) -> Option<T> {
        result.map_err(|error| self.wrong(span, error.to_string(), None)).ok()
    }
}
