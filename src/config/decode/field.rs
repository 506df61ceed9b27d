//! A field as it was found.

use crate::config::Place;

/// A value and where an admin wrote it.
#[derive(Debug, Clone)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Where it was written.
    pub place: Place,
}

/// A field of a mapping, or a flag.
///
/// A broken field is not an absent one: what it should have said is unknown, so nothing that depends on it is
/// reported, and no default takes its place.
#[derive(Debug, Clone, Default)]
pub enum Field<T> {
    /// Not written.
    #[default]
    Absent,
    /// Written, and reported as a mistake.
    Broken,
    /// Written.
    Given(Located<T>),
}

impl<T> Field<T> {
    /// The value of a flag, where it was given.
    pub fn from_flag(flag: &'static str, value: Option<T>) -> Self {
        match value {
            Some(value) => Self::Given(Located { value, place: Place::Flag(flag) }),
            None => Self::Absent,
        }
    }

    /// The value, where there is one.
    pub fn given(&self) -> Option<&Located<T>> {
        match self {
            Self::Given(located) => Some(located),
            Self::Absent | Self::Broken => None,
        }
    }

    /// Whether it was written, readable or not.
    pub fn is_written(&self) -> bool {
        !matches!(self, Self::Absent)
    }
}

impl<T> Field<Vec<Located<T>>> {
    /// The values of a flag that may be repeated; absent where it was not given once.
    pub fn from_flags(flag: &'static str, values: Vec<T>) -> Self {
        let place = Place::Flag(flag);
        let located = |value| Located { value, place: place.clone() };
        let list: Vec<Located<T>> = values.into_iter().map(located).collect();
        if list.is_empty() {
            Self::Absent
        } else {
            Self::Given(Located { value: list, place: Place::Flag(flag) })
        }
    }
}
