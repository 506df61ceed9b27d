//! Owns the JSON grammar (RFC 8259), strictly: no comments, no trailing commas, bounded depth.
//!
//! Duplicate keys do not stop the reading, so that they are reported together with all other mistakes.

use super::{LocatedMember, LocatedValue, Shape};
use std::collections::BTreeSet;
use std::iter::Peekable;
use std::str::CharIndices;

/// Deeper nesting than any policy has; the reader recurses, so this bounds the stack.
const MAX_DEPTH: usize = 32;

/// A mistake in the JSON itself, at a byte offset.
#[derive(Debug)]
pub(crate) struct JsonMistake {
    pub(crate) offset: usize,
    pub(crate) message: String,
}

/// What one pass over the text found.
pub(crate) enum ReadOutcome {
    /// The text is JSON; equal keys in one object are listed.
    Read { value: LocatedValue, duplicates: Vec<JsonMistake> },
    /// The text is not JSON from here on.
    Broken(JsonMistake),
}

/// Reads one JSON value that fills the whole text.
pub(crate) fn read(text: &str) -> ReadOutcome {
    let mut reader =
        Reader { chars: text.char_indices().peekable(), end: text.len(), duplicates: Vec::new() };
    match reader.whole() {
        Ok(value) => ReadOutcome::Read { value, duplicates: reader.duplicates },
        Err(mistake) => ReadOutcome::Broken(mistake),
    }
}

struct Reader<'text> {
    chars: Peekable<CharIndices<'text>>,
    end: usize,
    duplicates: Vec<JsonMistake>,
}

type Read<T> = Result<T, JsonMistake>;

impl Reader<'_> {
    fn whole(&mut self) -> Read<LocatedValue> {
        if self.peek() == Some('\u{feff}') {
            return self.fail("the text starts with a byte order mark; save it as UTF-8 without one");
        }
        let value = self.value(0)?;
        self.skip_space();
        match self.peek() {
            None => Ok(value),
            Some(found) => self.fail(format!("expected the end of the policy, found `{}`", shown(found))),
        }
    }

    fn value(&mut self, depth: usize) -> Read<LocatedValue> {
        self.skip_space();
        let offset = self.offset();
        if depth > MAX_DEPTH {
            return self.fail(format!("nested deeper than {MAX_DEPTH} levels"));
        }
        let shape = match self.peek() {
            Some('{') => self.object(depth)?,
            Some('[') => self.list(depth)?,
            Some('"') => Shape::Text(self.text()?),
            Some('t') => self.word("true", Shape::Boolean(true))?,
            Some('f') => self.word("false", Shape::Boolean(false))?,
            Some('n') => self.word("null", Shape::Null)?,
            Some(found) if found == '-' || found.is_ascii_digit() => Shape::Number(self.number()?),
            Some(found) => return self.fail(format!("expected a value, found `{}`", shown(found))),
            None => return self.fail("expected a value, found the end of the text"),
        };
        Ok(LocatedValue { offset, shape })
    }

    fn object(&mut self, depth: usize) -> Read<Shape> {
        self.take();
        let mut members: Vec<LocatedMember> = Vec::new();
        let mut names = BTreeSet::new();
        self.skip_space();
        if self.took('}') {
            return Ok(Shape::Object(members));
        }
        loop {
            self.skip_space();
            let offset = self.offset();
            if self.peek() != Some('"') {
                return self.fail("expected a name in double quotes");
            }
            let name = self.text()?;
            self.skip_space();
            if !self.took(':') {
                return self.fail(format!("expected `:` after the name `{}`", name.escape_debug()));
            }
            let value = self.value(depth + 1)?;
            if !names.insert(name.clone()) {
                let message = format!("the key `{}` appears twice in one object", name.escape_debug());
                self.duplicates.push(JsonMistake { offset, message });
            }
            members.push(LocatedMember { name, offset, value });
            self.skip_space();
            if self.took('}') {
                return Ok(Shape::Object(members));
            }
            if !self.took(',') {
                return self.fail("expected `,` or `}`");
            }
        }
    }

    fn list(&mut self, depth: usize) -> Read<Shape> {
        self.take();
        let mut items = Vec::new();
        self.skip_space();
        if self.took(']') {
            return Ok(Shape::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.skip_space();
            if self.took(']') {
                return Ok(Shape::List(items));
            }
            if !self.took(',') {
                return self.fail("expected `,` or `]`");
            }
        }
    }

    fn text(&mut self) -> Read<String> {
        self.take();
        let mut text = String::new();
        loop {
            match self.peek() {
                None => return self.fail("the string is not closed"),
                Some('"') => {
                    self.take();
                    return Ok(text);
                }
                Some('\\') => text.push(self.escape()?),
                Some(control) if control < ' ' => {
                    return self
                        .fail("a string must not contain a bare control character (a line break, say)");
                }
                Some(plain) => {
                    self.take();
                    text.push(plain);
                }
            }
        }
    }

    fn escape(&mut self) -> Read<char> {
        self.take();
        let escaped = match self.peek() {
            Some(same @ ('"' | '\\' | '/')) => same,
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('u') => {
                self.take();
                return self.unicode_escape();
            }
            Some(other) => return self.fail(format!("`\\{}` is not an escape of JSON", shown(other))),
            None => return self.fail("the string is not closed"),
        };
        self.take();
        Ok(escaped)
    }

    fn unicode_escape(&mut self) -> Read<char> {
        let first = self.four_digits()?;
        let code = if (0xd800..0xdc00).contains(&first) {
            if !(self.took('\\') && self.took('u')) {
                return self.fail("half of a surrogate pair");
            }
            let second = self.four_digits()?;
            if !(0xdc00..0xe000).contains(&second) {
                return self.fail("half of a surrogate pair");
            }
            0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)
        } else {
            first
        };
        match char::from_u32(code) {
            Some(character) => Ok(character),
            None => self.fail("half of a surrogate pair"),
        }
    }

    fn four_digits(&mut self) -> Read<u32> {
        let mut code = 0;
        for _ in 0..4 {
            match self.peek().and_then(|digit| digit.to_digit(16)) {
                Some(digit) => code = code * 16 + digit,
                None => return self.fail("`\\u` needs four hexadecimal digits"),
            }
            self.take();
        }
        Ok(code)
    }

    fn number(&mut self) -> Read<String> {
        let mut spelling = String::new();
        self.move_if(&mut spelling, |found| found == '-');
        if self.peek() == Some('0') {
            self.move_if(&mut spelling, |found| found == '0');
        } else {
            self.digits(&mut spelling)?;
        }
        if self.peek() == Some('.') {
            self.move_if(&mut spelling, |found| found == '.');
            self.digits(&mut spelling)?;
        }
        if matches!(self.peek(), Some('e' | 'E')) {
            self.move_if(&mut spelling, |found| matches!(found, 'e' | 'E'));
            self.move_if(&mut spelling, |found| matches!(found, '+' | '-'));
            self.digits(&mut spelling)?;
        }
        if matches!(self.peek(), Some(found) if found.is_ascii_alphanumeric()) {
            return self.fail(format!("`{spelling}` goes on as no number of JSON does"));
        }
        Ok(spelling)
    }

    fn digits(&mut self, spelling: &mut String) -> Read<()> {
        let before = spelling.len();
        while self.move_if(spelling, |found| found.is_ascii_digit()) {}
        if spelling.len() == before { self.fail("expected a digit") } else { Ok(()) }
    }

    fn move_if(&mut self, spelling: &mut String, wanted: impl Fn(char) -> bool) -> bool {
        match self.peek() {
            Some(found) if wanted(found) => {
                spelling.push(found);
                self.take();
                true
            }
            Some(_) | None => false,
        }
    }

    fn word(&mut self, word: &str, shape: Shape) -> Read<Shape> {
        for expected in word.chars() {
            if !self.took(expected) {
                return self.fail(format!("expected `{word}`"));
            }
        }
        Ok(shape)
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\n' | '\r')) {
            self.take();
        }
    }

    fn peek(&mut self) -> Option<char> {
        self.chars.peek().map(|&(_, found)| found)
    }

    fn take(&mut self) {
        self.chars.next();
    }

    fn took(&mut self, wanted: char) -> bool {
        self.chars.next_if(|&(_, found)| found == wanted).is_some()
    }

    fn offset(&mut self) -> usize {
        self.chars.peek().map_or(self.end, |&(offset, _)| offset)
    }

    fn fail<T>(&mut self, message: impl Into<String>) -> Read<T> {
        Err(JsonMistake { offset: self.offset(), message: message.into() })
    }
}

/// A character for a message: control characters never reach a terminal.
fn shown(character: char) -> String {
    character.escape_debug().to_string()
}
