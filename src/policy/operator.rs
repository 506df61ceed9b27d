//! Owns the names of condition operators, declared as data; comparing is in `condition`.
//!
//! Page: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

use super::condition;

/// An operator as it was written, and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConditionOperator {
    written: String,
    meaning: OperatorMeaning,
}

/// What an operator's name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OperatorMeaning {
    /// Compares values.
    Compare {
        /// `ForAllValues:`, `ForAnyValue:` or neither.
        qualifier: SetQualifier,
        /// The comparison.
        comparison: Comparison,
        /// `…IfExists` or not.
        if_exists: IfExists,
    },
    /// `Null`: whether the key is absent.
    Null,
    /// No documented operator: whether it holds is never known.
    Unknown,
}

/// How many of a key's values must match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetQualifier {
    /// No qualifier: for keys with a single value.
    Plain,
    /// `ForAllValues:`.
    ForAllValues,
    /// `ForAnyValue:`.
    ForAnyValue,
}

/// Whether an absent key makes the condition true.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IfExists {
    /// `…IfExists`: true when the key is absent.
    TrueWhenAbsent,
    /// Without the suffix: the operator's polarity decides.
    AsOperator,
}

/// One comparison of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comparison {
    /// What kind of values, and which relation.
    pub family: Family,
    /// Whether it is a `Not…` operator.
    pub polarity: Polarity,
}

/// Kinds of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// `String…`.
    String(StringTest),
    /// `Numeric…`.
    Numeric(Ordering),
    /// `Date…`.
    Date(Ordering),
    /// `Bool`.
    Bool,
    /// `BinaryEquals`.
    Binary(BinaryTest),
    /// `IpAddress`.
    Ip,
    /// `ArnEquals` and `ArnLike`, which behave identically.
    Arn,
}

/// Relations of strings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StringTest {
    /// Exactly, case and all.
    Exact,
    /// Exactly, without case.
    IgnoreCase,
    /// With `*` and `?`, case and all.
    Like,
}

/// Relations of binary values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryTest {
    /// Byte for byte.
    Equal,
}

/// Relations of ordered values: the request's value stands left, the policy's right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ordering {
    /// `…Equals`.
    Equal,
    /// `…LessThan`.
    Less,
    /// `…LessThanEquals`.
    LessOrEqual,
    /// `…GreaterThan`.
    Greater,
    /// `…GreaterThanEquals`.
    GreaterOrEqual,
}

/// Whether an operator asks for a match or for none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Polarity {
    /// True when any value matches; false when the key is absent.
    Positive,
    /// True when no value matches; true when the key is absent.
    Negated,
}

const fn positive(family: Family) -> Comparison {
    Comparison { family, polarity: Polarity::Positive }
}

const fn negated(family: Family) -> Comparison {
    Comparison { family, polarity: Polarity::Negated }
}

/// Every comparison operator that the page documents.
const COMPARISONS: [(&str, Comparison); 26] = [
    ("StringEquals", positive(Family::String(StringTest::Exact))),
    ("StringNotEquals", negated(Family::String(StringTest::Exact))),
    ("StringEqualsIgnoreCase", positive(Family::String(StringTest::IgnoreCase))),
    ("StringNotEqualsIgnoreCase", negated(Family::String(StringTest::IgnoreCase))),
    ("StringLike", positive(Family::String(StringTest::Like))),
    ("StringNotLike", negated(Family::String(StringTest::Like))),
    ("NumericEquals", positive(Family::Numeric(Ordering::Equal))),
    ("NumericNotEquals", negated(Family::Numeric(Ordering::Equal))),
    ("NumericLessThan", positive(Family::Numeric(Ordering::Less))),
    ("NumericLessThanEquals", positive(Family::Numeric(Ordering::LessOrEqual))),
    ("NumericGreaterThan", positive(Family::Numeric(Ordering::Greater))),
    ("NumericGreaterThanEquals", positive(Family::Numeric(Ordering::GreaterOrEqual))),
    ("DateEquals", positive(Family::Date(Ordering::Equal))),
    ("DateNotEquals", negated(Family::Date(Ordering::Equal))),
    ("DateLessThan", positive(Family::Date(Ordering::Less))),
    ("DateLessThanEquals", positive(Family::Date(Ordering::LessOrEqual))),
    ("DateGreaterThan", positive(Family::Date(Ordering::Greater))),
    ("DateGreaterThanEquals", positive(Family::Date(Ordering::GreaterOrEqual))),
    ("Bool", positive(Family::Bool)),
    ("BinaryEquals", positive(Family::Binary(BinaryTest::Equal))),
    ("IpAddress", positive(Family::Ip)),
    ("NotIpAddress", negated(Family::Ip)),
    ("ArnEquals", positive(Family::Arn)),
    ("ArnLike", positive(Family::Arn)),
    ("ArnNotEquals", negated(Family::Arn)),
    ("ArnNotLike", negated(Family::Arn)),
];

impl ConditionOperator {
    /// The operator of this name. A name that AWS does not document is kept, with the meaning unknown.
    pub fn new(written: impl Into<String>) -> Self {
        let written = written.into();
        let meaning = OperatorMeaning::of(&written);
        Self { written, meaning }
    }

    /// The name as its author wrote it.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// What the name means.
    pub fn meaning(&self) -> OperatorMeaning {
        self.meaning
    }

    /// Whether a policy value is one that the operator can compare.
    pub(crate) fn accepts(&self, value: &str) -> bool {
        match self.meaning {
            OperatorMeaning::Unknown => true,
            OperatorMeaning::Null => condition::fits(Family::Bool, value),
            OperatorMeaning::Compare { comparison, .. } => condition::fits(comparison.family, value),
        }
    }
}

impl OperatorMeaning {
    fn of(written: &str) -> Self {
        if written == "Null" {
            return Self::Null;
        }
        let (qualifier, name) = if let Some(name) = written.strip_prefix("ForAllValues:") {
            (SetQualifier::ForAllValues, name)
        } else if let Some(name) = written.strip_prefix("ForAnyValue:") {
            (SetQualifier::ForAnyValue, name)
        } else {
            (SetQualifier::Plain, written)
        };
        let (name, if_exists) = match name.strip_suffix("IfExists") {
            Some(name) => (name, IfExists::TrueWhenAbsent),
            None => (name, IfExists::AsOperator),
        };
        match COMPARISONS.iter().find(|(known, _)| *known == name) {
            Some(&(_, comparison)) => Self::Compare { qualifier, comparison, if_exists },
            None => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn qualifier_and_suffix_are_read_around_the_name() {
        let operator = ConditionOperator::new("ForAnyValue:StringNotLikeIfExists");
        assert_eq!(
            operator.meaning(),
            OperatorMeaning::Compare {
                qualifier: SetQualifier::ForAnyValue,
                comparison: negated(Family::String(StringTest::Like)),
                if_exists: IfExists::TrueWhenAbsent,
            }
        );
    }

    #[test]
    fn undocumented_operators_are_kept_with_unknown_meaning() {
        for name in
            ["StringMatches", "NullIfExists", "ForAllValues:Null", "stringequals", "ForAllValues:", ""]
        {
            let operator = ConditionOperator::new(name);
            assert_eq!(operator.meaning(), OperatorMeaning::Unknown, "{name}");
            assert_eq!(operator.as_str(), name);
        }
    }
}
