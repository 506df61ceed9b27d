//! Owns three-valued logic (Kleene's strong logic), for all of the policy language.

/// True, false, or not known.
///
/// Unknown is a state of its own: it never turns into an answer by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ternary {
    /// Certainly not.
    False,
    /// Depends on what is not known.
    Unknown,
    /// Certainly.
    True,
}

impl Ternary {
    /// Both: false wins, then unknown.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.min(other)
    }

    /// Either: true wins, then unknown.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.max(other)
    }

    /// Neither more nor less known than before.
    #[must_use]
    pub fn negate(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
            Self::True => Self::False,
        }
    }

    /// Whether all are true; true for none. Stops at the first false.
    pub fn all(terms: impl IntoIterator<Item = Self>) -> Self {
        let mut result = Self::True;
        for term in terms {
            result = result.and(term);
            if result == Self::False {
                break;
            }
        }
        result
    }

    /// Whether any is true; false for none. Stops at the first true.
    pub fn any(terms: impl IntoIterator<Item = Self>) -> Self {
        let mut result = Self::False;
        for term in terms {
            result = result.or(term);
            if result == Self::True {
                break;
            }
        }
        result
    }
}

impl From<bool> for Ternary {
    fn from(known: bool) -> Self {
        if known { Self::True } else { Self::False }
    }
}

#[cfg(test)]
mod tests {
    use super::Ternary::{self, False, True, Unknown};

    const ALL: [Ternary; 3] = [False, Unknown, True];

    #[test]
    fn and_or_and_negate_are_kleenes() {
        assert_eq!(False.and(Unknown), False);
        assert_eq!(True.and(Unknown), Unknown);
        assert_eq!(True.or(Unknown), True);
        assert_eq!(False.or(Unknown), Unknown);
        assert_eq!(Unknown.negate(), Unknown);
        assert_eq!(Ternary::all([]), True);
        assert_eq!(Ternary::any([]), False);
    }

    #[test]
    fn de_morgan_holds_with_unknowns() {
        for left in ALL {
            for right in ALL {
                assert_eq!(left.and(right).negate(), left.negate().or(right.negate()));
                assert_eq!(left.and(right), right.and(left));
            }
        }
    }
}
