//! Owns one comparison of one request value with one policy value, whatever its family.

use super::{address, arn, binary, boolean, date, numeric, string};
use crate::policy::template::{self, Resolved, Wildcards};
use crate::policy::{Context, Family, LanguageVersion, Ordering, Polarity, StringTest, Ternary};

/// How a request value and a policy value compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compared {
    /// They stand in the relation.
    Matches,
    /// They do not.
    Differs,
    /// One of them is no value of the family (`abc` as a number).
    Unfit,
    /// AWS does not document how these compare, or a variable's value is not known.
    Undecided,
}

impl Compared {
    /// Whether they match, as the operator's polarity needs to know it.
    ///
    /// What does not fit matches nothing. Whether its *negation* then holds is not documented, so it is unknown.
    pub(crate) fn matched(self, polarity: Polarity) -> Ternary {
        match (self, polarity) {
            (Self::Matches, Polarity::Positive | Polarity::Negated) => Ternary::True,
            (Self::Differs, Polarity::Positive | Polarity::Negated) | (Self::Unfit, Polarity::Positive) => {
                Ternary::False
            }
            (Self::Unfit, Polarity::Negated) | (Self::Undecided, Polarity::Positive | Polarity::Negated) => {
                Ternary::Unknown
            }
        }
    }
}

impl From<bool> for Compared {
    fn from(matches: bool) -> Self {
        if matches { Self::Matches } else { Self::Differs }
    }
}

/// Where variables in policy values come from.
#[derive(Clone, Copy)]
pub(super) struct Surroundings<'request> {
    pub(super) context: &'request Context,
    pub(super) language: LanguageVersion,
}

/// Compares one request value with one policy value.
pub(super) fn compare(
    family: Family,
    value: &str,
    policy_value: &str,
    surroundings: Surroundings<'_>,
) -> Compared {
    let variable = surroundings.language == LanguageVersion::Of2012 && template::has_variables(policy_value);
    match family {
        Family::String(_) | Family::Arn | Family::Bool if variable => {
            let wildcards = match family {
                Family::String(StringTest::Like) | Family::Arn => Wildcards::Active,
                Family::String(StringTest::Exact | StringTest::IgnoreCase)
                | Family::Numeric(_)
                | Family::Date(_)
                | Family::Bool
                | Family::Binary(_)
                | Family::Ip => Wildcards::Literal,
            };
            match template::resolve(policy_value, surroundings.context, wildcards) {
                Resolved::NoValue => Compared::Differs,
                Resolved::Unknown => Compared::Undecided,
                Resolved::Pattern(pattern) => match family {
                    Family::Arn => arn::compare_resolved(value, &pattern),
                    Family::Bool => boolean::compare_resolved(value, &pattern),
                    Family::String(test) => string::compare_resolved(test, value, &pattern),
                    Family::Numeric(_) | Family::Date(_) | Family::Binary(_) | Family::Ip => {
                        Compared::Undecided
                    }
                },
            }
        }
        Family::String(test) => string::compare(test, value, policy_value),
        Family::Arn => arn::compare(value, policy_value),
        Family::Bool => boolean::compare(value, policy_value),
        Family::Numeric(ordering) => numeric::compare(ordering, value, policy_value),
        Family::Date(ordering) => date::compare(ordering, value, policy_value),
        Family::Binary(_) => binary::compare(value, policy_value),
        Family::Ip => address::compare(value, policy_value),
    }
}

/// Whether a policy value is of a family at all; for notices.
pub(crate) fn fits(family: Family, policy_value: &str) -> bool {
    match family {
        Family::String(_) => true,
        Family::Arn => template::has_variables(policy_value) || arn::is_complete(policy_value),
        Family::Bool => template::has_variables(policy_value) || boolean::parse(policy_value).is_some(),
        Family::Numeric(_) => numeric::Decimal::parse(policy_value).is_some(),
        Family::Date(_) => date::parse(policy_value).is_some(),
        Family::Binary(_) => binary::parse(policy_value).is_some(),
        Family::Ip => address::parse_network(policy_value).is_some(),
    }
}

/// Whether two ordered values stand in the relation.
pub(super) fn stand(ordering: Ordering, actual: std::cmp::Ordering) -> Compared {
    let stands = match ordering {
        Ordering::Equal => actual.is_eq(),
        Ordering::Less => actual.is_lt(),
        Ordering::LessOrEqual => actual.is_le(),
        Ordering::Greater => actual.is_gt(),
        Ordering::GreaterOrEqual => actual.is_ge(),
    };
    stands.into()
}
