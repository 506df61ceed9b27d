//! The levels at which a term can be set, the most specific first.

use crate::config::terms::Terms;
use crate::config::{Field, Located};

/// The levels of one key.
pub(super) struct Layers<'a> {
    layers: Vec<&'a Terms>,
}

/// How far out a level is: 0 is the key's own.
pub(super) type Level = usize;

/// A term, looked for from the most specific level outwards.
pub(super) enum Found<'a, T> {
    /// No level sets it.
    Nowhere,
    /// The most specific level that sets it is broken there, and reported.
    Broken,
    /// The value, and the level that sets it.
    At(Level, &'a Located<T>),
}

impl<'a> Layers<'a> {
    /// Levels, the most specific first.
    pub(super) fn new(layers: Vec<&'a Terms>) -> Self {
        Self { layers }
    }

    /// The levels, the most specific first.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &'a Terms> {
        self.layers.iter().copied()
    }

    /// The key's own terms.
    pub(super) fn own(&self) -> Option<&'a Terms> {
        self.layers.first().copied()
    }

    /// The value of a term.
    pub(super) fn find<T>(&self, term: impl Fn(&'a Terms) -> &'a Field<T>) -> Found<'a, T> {
        for (level, terms) in self.layers.iter().enumerate() {
            match term(terms) {
                Field::Absent => {}
                Field::Broken => return Found::Broken,
                Field::Given(located) => return Found::At(level, located),
            }
        }
        Found::Nowhere
    }
}

impl<'a, T> Found<'a, T> {
    /// The value or the default; nothing where it is broken.
    pub(super) fn or(self, default: T) -> Option<T>
    where
        T: Clone,
    {
        match self {
            Self::Nowhere => Some(default),
            Self::Broken => None,
            Self::At(_, located) => Some(located.value.clone()),
        }
    }
}
