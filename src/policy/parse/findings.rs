//! Owns the mistakes and notices that collect while a document is read.

use crate::policy::json::{LocatedMember, LocatedValue, Shape};
use crate::policy::{LocatedNotice, Notice, Place, PolicyMistake, PolicyMistakes};

/// More notices than this help nobody.
const MOST_NOTICES: usize = 100;

/// Mistakes and notices by byte offset.
#[derive(Default)]
pub(super) struct Findings {
    mistakes: Vec<(usize, String)>,
    notices: Vec<(usize, Notice)>,
}

impl Findings {
    pub(super) fn mistake(&mut self, offset: usize, message: impl Into<String>) {
        self.mistakes.push((offset, message.into()));
    }

    pub(super) fn notice(&mut self, offset: usize, notice: Notice) {
        self.notices.push((offset, notice));
    }

    /// The members of an object; anything else is a mistake.
    pub(super) fn members<'value>(
        &mut self,
        value: &'value LocatedValue,
        what: &str,
    ) -> Option<&'value [LocatedMember]> {
        if let Shape::Object(members) = &value.shape {
            return Some(members);
        }
        self.mistake(value.offset, format!("{what} must be an object, but is {}", value.kind()));
        None
    }

    /// A string; anything else is a mistake.
    pub(super) fn text(&mut self, value: &LocatedValue, what: &str) -> Option<String> {
        if let Shape::Text(text) = &value.shape {
            return Some(text.clone());
        }
        self.mistake(value.offset, format!("{what} must be a string, but is {}", value.kind()));
        None
    }

    pub(super) fn has_no_mistake(&self) -> bool {
        self.mistakes.is_empty()
    }

    /// The mistakes. Whoever reads nothing records why; if that was forgotten, nothing passes as a document.
    pub(super) fn into_mistakes(mut self, text: &str) -> PolicyMistakes {
        if self.mistakes.is_empty() {
            self.mistake(0, "the policy could not be read");
        }
        self.mistakes.sort_by_key(|(offset, _)| *offset);
        let locate = |(offset, message)| PolicyMistake { place: Place::of(text, offset), message };
        PolicyMistakes::new(self.mistakes, locate)
    }

    pub(super) fn into_notices(mut self, text: &str) -> Vec<LocatedNotice> {
        self.notices.sort_by_key(|(offset, _)| *offset);
        self.notices.truncate(MOST_NOTICES);
        let located = |(offset, notice)| LocatedNotice { place: Place::of(text, offset), notice };
        self.notices.into_iter().map(located).collect()
    }
}
