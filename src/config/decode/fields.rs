//! The fields of a mapping.

use std::collections::BTreeMap;

use super::field::{Field, Located};
use super::reader::Reader;
use super::suggest::suggest;
use crate::config::Mistake;
use crate::config::document::{Key, Node, Span, Value};

/// A mapping whose fields are asked for one by one.
pub(crate) struct Fields<'f, 'a> {
    /// The file.
    pub(crate) reader: &'f mut Reader<'a>,
    span: Span,
    entries: BTreeMap<&'f str, (&'f Key, &'f Node)>,
    /// Fields that an unknown one was probably meant to be: neither absent nor readable.
    meant: Vec<&'static str>,
}

impl<'f, 'a> Fields<'f, 'a> {
    /// The fields of a node, where it is a mapping. Unknown and repeated ones are reported; of the latter, the first
    /// counts.
    pub(crate) fn open(
        reader: &'f mut Reader<'a>,
        node: &'f Node,
        what: &str,
        known: &[&'static str],
    ) -> Option<Self> {
        let Value::Map(map) = &node.value else {
            let message = format!("{what} must be a mapping (`field: value`), this is {}", node.value.kind());
            reader.wrong(node.span, message, None);
            return None;
        };
        let mut entries: BTreeMap<&str, (&Key, &Node)> = BTreeMap::new();
        let mut meant = Vec::new();
        for (key, value) in map {
            let name = key.name.as_str();
            if let Some((first, _)) = entries.get(name) {
                let first = reader.place(first.span);
                let mistake =
                    Mistake::new(reader.place(key.span), format!("the field `{name}` is here twice"));
                reader.mistakes.add(mistake.related(first, "first here"));
                continue;
            }
            entries.insert(name, (key, value));
            if !known.contains(&name) {
                let near = suggest(name, known);
                meant.extend(near);
                reader.wrong(key.span, format!("unknown field `{name}`"), Some(instead(name, near, known)));
            }
        }
        Some(Self { reader, span: node.span, entries, meant })
    }

    /// A field that may be left out.
    pub(crate) fn optional<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut Reader<'a>, &Node) -> Option<T>,
    ) -> Field<T> {
        let Some((key, node)) = self.entries.get(name) else {
            return if self.meant.contains(&name) { Field::Broken } else { Field::Absent };
        };
        if let Value::Null = node.value {
            let help = "give it one, or leave the field out".to_owned();
            self.reader.wrong(key.span, format!("`{name}` has no value"), Some(help));
            return Field::Broken;
        }
        let place = self.reader.place(node.span);
        match read(self.reader, node) {
            Some(value) => Field::Given(Located { value, place }),
            None => Field::Broken,
        }
    }

    /// A field that must be there; `help` is an example of it.
    pub(crate) fn required<T>(
        &mut self,
        name: &'static str,
        help: &str,
        read: impl FnOnce(&mut Reader<'a>, &Node) -> Option<T>,
    ) -> Field<T> {
        let field = self.optional(name, read);
        if let Field::Absent = field {
            self.reader.wrong(
                self.span,
                format!("the field `{name}` is missing"),
                Some(format!("add `{help}`")),
            );
            return Field::Broken;
        }
        field
    }
}

/// What to do about an unknown field.
fn instead(name: &str, near: Option<&str>, known: &[&str]) -> String {
    match near {
        _ if name == "<<" => "merge keys are not read; put what entries share under `defaults`".to_owned(),
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            let names: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
            format!("the fields here are {}", names.join(", "))
        }
    }
}
