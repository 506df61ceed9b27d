//! From text to nodes. The only module that names the YAML crate.

use std::fmt;
use std::sync::Arc;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_yaml::granit_parser::ErrorKind;
use serde_yaml::options::{AliasLimits, DuplicateKeyPolicy, MergeKeyPolicy};
use serde_yaml::{
    Error, ExternalMessageSource, Location, MessageFormatter, NonFiniteFloatPolicy, Options, Spanned,
    UserMessageFormatter,
};

use super::{Key, Node, Source, Span, Value};
use crate::config::{Mistake, Mistakes, Place};

/// Deeper than any file of ours; what keeps the recursion below within the stack.
const MAX_DEPTH: usize = 32;

/// Values a document may have once its aliases are expanded.
const MAX_NODES: usize = 200_000;

/// Reads the one document of a file. The YAML crate stops at the first place that is no YAML, so there is one mistake.
pub fn parse(source: &Arc<Source>) -> Result<Node, Mistakes> {
    let blank =
        source.text().lines().all(|line| matches!(line.trim(), "" | "---") || line.trim().starts_with('#'));
    if blank {
        let place = Place::WholeFile(source.name().to_owned());
        return Err(Mistake::new(place, "the file is empty".to_owned())
            .help("begin with `version: 1`")
            .into());
    }
    match serde_yaml::from_str_with_options::<Spanned<Parsed>>(source.text(), options()) {
        Ok(parsed) => Ok(node(parsed, source)),
        Err(error) => Err(mistake(error.without_snippet(), source).into()),
    }
}

fn options() -> Options {
    serde_yaml::options! {
        budget: serde_yaml::budget! {
            max_depth: MAX_DEPTH,
            max_nodes: MAX_NODES,
            max_events: 3 * MAX_NODES,
            max_aliases: 1_000,
            max_anchors: 1_000,
        },
        alias_limits: alias_limits(),
        // Repeated keys reach us, so that each is reported with the place of the first.
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        // `<<` is YAML 1.1; as an ordinary key it is an unknown field, reported with the others.
        merge_keys: MergeKeyPolicy::AsOrdinary,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        // `no` is Norway, and `on` is a word.
        strict_booleans: true,
        non_finite_float_policy: NonFiniteFloatPolicy::PassThrough,
        with_snippet: false,
    }
}

fn alias_limits() -> AliasLimits {
    serde_yaml::alias_limits! {
        max_total_replayed_events: MAX_NODES,
        max_replay_stack_depth: 8,
    }
}

/// A value as the YAML crate tells it: what a plain scalar means, not yet how it was written.
enum Parsed {
    Null,
    Truth(bool),
    Number,
    Text(String),
    List(Vec<Spanned<Parsed>>),
    Map(Vec<(Spanned<String>, Spanned<Parsed>)>),
}

impl<'de> Deserialize<'de> for Parsed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ParsedVisitor)
    }
}

struct ParsedVisitor;

impl<'de> Visitor<'de> for ParsedVisitor {
    type Value = Parsed;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<Parsed, E> {
        Ok(Parsed::Null)
    }

    fn visit_none<E>(self) -> Result<Parsed, E> {
        Ok(Parsed::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Parsed, E> {
        Ok(Parsed::Truth(value))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Parsed, E> {
        Ok(Parsed::Number)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Parsed, E> {
        Ok(Parsed::Number)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Parsed, E> {
        Ok(Parsed::Number)
    }

    fn visit_str<E>(self, text: &str) -> Result<Parsed, E> {
        Ok(Parsed::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Parsed, E> {
        Ok(Parsed::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Parsed, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Parsed::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Parsed, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Parsed::Map(map))
    }
}

fn node(parsed: Spanned<Parsed>, source: &Source) -> Node {
    let Spanned { value, referenced, defined } = parsed;
    let written = || written(&defined, source);
    let value = match value {
        Parsed::Null => Value::Null,
        Parsed::Truth(value) => Value::Truth { value, written: written() },
        Parsed::Number => Value::Number(written()),
        Parsed::Text(text) => Value::Text(text),
        Parsed::List(items) => Value::List(items.into_iter().map(|item| node(item, source)).collect()),
        Parsed::Map(entries) => Value::Map(
            entries.into_iter().map(|(name, value)| (key(name, source), node(value, source))).collect(),
        ),
    };
    Node { value, span: span(&defined, source), used: span(&referenced, source) }
}

fn key(name: Spanned<String>, source: &Source) -> Key {
    Key { span: span(&name.defined, source), name: name.value }
}

/// The text of a plain scalar, which is all that has a number's or a truth value's location.
fn written(location: &Location, source: &Source) -> String {
    let bytes = location.span();
    let range = bytes.byte_offset().zip(bytes.byte_len()).and_then(|(start, length)| {
        let start = usize::try_from(start).ok()?;
        source.text().get(start..start.checked_add(usize::try_from(length).ok()?)?)
    });
    range.unwrap_or_default().to_owned()
}

/// The location, cut to the line it begins on. A mapping or list is located by its first character.
fn span(location: &Location, source: &Source) -> Span {
    let number = |value: u64| usize::try_from(value).unwrap_or(usize::MAX).max(1);
    let (line, column) = (number(location.line()), number(location.column()));
    let rest_of_line = written(location, source).lines().next().unwrap_or_default().chars().count();
    Span { line, column, length: rest_of_line.max(1) }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the crate's enum is open; what is not named here keeps its words"
)]
fn mistake(error: &Error, source: &Arc<Source>) -> Mistake {
    let location = error.location().unwrap_or(Location::UNKNOWN);
    let place = if location == Location::UNKNOWN {
        Place::WholeFile(source.name().to_owned())
    } else {
        Place::InFile(Arc::clone(source), span(&location, source))
    };
    let said = |message: &str| Mistake::new(place.clone(), message.to_owned());
    let too_much = || {
        said("the file asks for more than any roster needs: too deep, too many values or too many aliases")
            .help("write the values out instead of nesting or repeating aliases")
    };
    match error {
        Error::AliasError { error, .. } => mistake(error, source),
        Error::ExternalMessage { source, .. } if is_too_deep(source) => too_much(),
        Error::Budget { .. }
        | Error::AliasReplayCounterOverflow { .. }
        | Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. } => too_much(),
        Error::RecursiveReferencesRequireWeakTypes { .. } => said("an alias stands inside its own anchor"),
        Error::MultipleDocuments { .. } => {
            said("a second document begins here").help("one file holds one document; remove the `---`")
        }
        error => said(&UserMessageFormatter.format_message(error)),
    }
}

/// Whether the scanner gave up before the budget was asked.
fn is_too_deep(source: &ExternalMessageSource) -> bool {
    matches!(source, ExternalMessageSource::Parser(error) if *error.kind() == ErrorKind::RecursionLimitExceeded)
}
