//! Owns writing JSON: minified for AWS, pretty for people.

use super::Json;
use std::fmt::Write as _;

/// How to lay a value out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// No white space at all.
    Minified,
    /// Two spaces a level, one member or item a line.
    Pretty,
}

/// The value as text.
pub(crate) fn write(value: &Json, layout: Layout) -> String {
    let mut text = String::new();
    write_value(&mut text, value, layout, 0);
    text
}

fn write_value(text: &mut String, value: &Json, layout: Layout, depth: usize) {
    match value {
        Json::Null => text.push_str("null"),
        Json::Boolean(true) => text.push_str("true"),
        Json::Boolean(false) => text.push_str("false"),
        Json::Number(spelling) => text.push_str(spelling),
        Json::Text(content) => write_text(text, content),
        Json::List(items) => {
            text.push('[');
            for (position, item) in items.iter().enumerate() {
                separate(text, position, layout, depth + 1);
                write_value(text, item, layout, depth + 1);
            }
            close(text, items.is_empty(), layout, depth);
            text.push(']');
        }
        Json::Object(members) => {
            text.push('{');
            for (position, (name, member)) in members.iter().enumerate() {
                separate(text, position, layout, depth + 1);
                write_text(text, name);
                text.push_str(if layout == Layout::Pretty { ": " } else { ":" });
                write_value(text, member, layout, depth + 1);
            }
            close(text, members.is_empty(), layout, depth);
            text.push('}');
        }
    }
}

fn separate(text: &mut String, position: usize, layout: Layout, depth: usize) {
    if position > 0 {
        text.push(',');
    }
    indent(text, layout, depth);
}

fn close(text: &mut String, empty: bool, layout: Layout, depth: usize) {
    if !empty {
        indent(text, layout, depth);
    }
}

fn indent(text: &mut String, layout: Layout, depth: usize) {
    if layout == Layout::Pretty {
        text.push('\n');
        for _ in 0..depth {
            text.push_str("  ");
        }
    }
}

fn write_text(text: &mut String, content: &str) {
    text.push('"');
    for character in content.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            control if control.is_control() => {
                // Writing to a string cannot fail. C1 controls fit four digits too, and never reach a terminal raw.
                let _ = write!(text, "\\u{:04x}", u32::from(control));
            }
            plain => text.push(plain),
        }
    }
    text.push('"');
}
