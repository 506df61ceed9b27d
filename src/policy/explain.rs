//! Owns the words for verdicts and their reasons.

use super::{
    Clause, ConditionOperator, Doubt, Family, Gate, IfExists, OperatorMeaning, Ordering, Passed, Pending,
    Polarity, Requirement, Residual, SetQualifier, Sid, StatementPosition, StatementReference, StringTest,
    Verdict,
};
use std::fmt::{self, Display, Formatter};

impl Display for Verdict {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Allowed { by } => write!(formatter, "allowed: {}", Joined(by, "; ")),
            Self::ImplicitlyDenied { at, perhaps_denied_by: _ } => {
                write!(formatter, "implicitly denied: nothing allows it {}", Joined(at, ", "))
            }
            Self::ExplicitlyDenied { by } => write!(formatter, "explicitly denied by {}", Joined(by, ", ")),
            Self::Conditional { residual } => residual.fmt(formatter),
        }
    }
}

impl Display for Residual {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let separator =
            if self.denied_when.is_empty() || self.allowed_only_when.is_empty() { "" } else { "; " };
        write!(
            formatter,
            "{}{separator}{}",
            Joined(&self.denied_when, "; "),
            Joined(&self.allowed_only_when, "; ")
        )
    }
}

impl Display for Clause {
    /// `denied when …`, or `denied except when …` where the only thing pending is a negated condition.
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let statement = &self.statement;
        match self.pending.as_slice() {
            [Pending::Condition { operator, key, values, doubt: Doubt::ValueUnknown }]
                if is_plain_negation(operator) =>
            {
                write!(
                    formatter,
                    "denied except when {} (by {statement})",
                    Test { operator, key, values, opposite: true }
                )
            }
            pending => write!(formatter, "denied when {} (by {statement})", Joined(pending, " and ")),
        }
    }
}

impl Display for Requirement {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        write!(formatter, "allowed {} only when ", self.gate)?;
        for (position, clause) in self.any_of.iter().enumerate() {
            let separator = if position > 0 { ", or when " } else { "" };
            write!(formatter, "{separator}{} (by {})", Joined(&clause.pending, " and "), clause.statement)?;
        }
        Ok(())
    }
}

impl Display for Pending {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Condition { operator, key, values, doubt } => {
                Test { operator, key, values, opposite: false }.fmt(formatter)?;
                match doubt {
                    Doubt::ValueUnknown => Ok(()),
                    Doubt::OperatorUnknown => formatter.write_str(", an operator that is not documented"),
                    Doubt::Undocumented => formatter.write_str(", a comparison that is not documented"),
                }
            }
            Self::ResourceAmong { patterns } => {
                write!(formatter, "the resource matches {}", Quoted(patterns))
            }
            Self::ResourceNotAmong { patterns } => {
                write!(formatter, "the resource does not match {}", Quoted(patterns))
            }
            Self::Element { name } => {
                write!(formatter, "the element `{}` does not prevent it", name.escape_debug())
            }
            Self::UnreadablePolicy => formatter.write_str("the policy, which could not be read, says so"),
        }
    }
}

impl Display for Passed {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::ByStatement(statement) => statement.fmt(formatter),
            Self::IdentityAssumed => formatter.write_str("identity policies were not asked"),
            Self::NoneInForce => formatter.write_str("no service control policy is in force"),
            Self::ManagementAccount => formatter.write_str("no SCP restricts the management account"),
        }
    }
}

impl Display for Gate {
    /// With its preposition: `at …` a level, `in …` policies.
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::ScpLevel(level) => write!(formatter, "at `{level}`"),
            Self::Identity => formatter.write_str("in the identity policies"),
            Self::Boundary => formatter.write_str("in the permissions boundary"),
        }
    }
}

impl Display for StatementReference {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match &self.position {
            StatementPosition::Statement { index, sid: Sid::Unnamed } => {
                write!(formatter, "statement {}", index + 1)?;
            }
            StatementPosition::Statement { sid: Sid::Named(sid), .. } => {
                write!(formatter, "statement `{}`", sid.escape_debug())?;
            }
            StatementPosition::WholePolicy => formatter.write_str("all")?,
        }
        write!(formatter, " of `{}` {}", self.policy, self.gate)
    }
}

/// Whether the operator's opposite has words of its own: `…Not…` without quantifier or `IfExists`.
fn is_plain_negation(operator: &str) -> bool {
    match ConditionOperator::new(operator).meaning() {
        OperatorMeaning::Compare { qualifier, comparison, if_exists } => {
            qualifier == SetQualifier::Plain
                && if_exists == IfExists::AsOperator
                && comparison.polarity == Polarity::Negated
        }
        OperatorMeaning::Null | OperatorMeaning::Unknown => false,
    }
}

/// A condition in words.
struct Test<'pending> {
    operator: &'pending str,
    key: &'pending str,
    values: &'pending [String],
    /// Say when it does *not* hold.
    opposite: bool,
}

impl Display for Test<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let (key, values) = (self.key.escape_debug(), Quoted(self.values));
        match ConditionOperator::new(self.operator).meaning() {
            OperatorMeaning::Unknown => {
                write!(formatter, "`{}` of `{key}` is {values}", self.operator.escape_debug())
            }
            OperatorMeaning::Null => match self.values {
                [value] if value.eq_ignore_ascii_case("true") => write!(formatter, "`{key}` is absent"),
                [value] if value.eq_ignore_ascii_case("false") => write!(formatter, "`{key}` is present"),
                _ => write!(formatter, "whether `{key}` is absent is {values}"),
            },
            OperatorMeaning::Compare { qualifier, comparison, if_exists } => {
                match qualifier {
                    SetQualifier::Plain => {}
                    SetQualifier::ForAllValues => formatter.write_str("every value of ")?,
                    SetQualifier::ForAnyValue => formatter.write_str("some value of ")?,
                }
                let negated = (comparison.polarity == Polarity::Negated) != self.opposite;
                write!(formatter, "`{key}` {} {values}", relation(comparison.family, negated))?;
                match (if_exists, qualifier) {
                    (IfExists::AsOperator, SetQualifier::Plain | SetQualifier::ForAnyValue) => Ok(()),
                    (IfExists::TrueWhenAbsent, _) | (IfExists::AsOperator, SetQualifier::ForAllValues) => {
                        formatter.write_str(" or is absent")
                    }
                }
            }
        }
    }
}

fn relation(family: Family, negated: bool) -> &'static str {
    match (family, negated) {
        (Family::String(StringTest::Like) | Family::Arn, false) => "matches",
        (Family::String(StringTest::Like) | Family::Arn, true) => "does not match",
        (Family::String(StringTest::IgnoreCase), false) => "is, in any case,",
        (Family::String(StringTest::IgnoreCase), true) => "is not, in any case,",
        (Family::Ip, false) => "is in",
        (Family::Ip, true) => "is not in",
        (Family::Numeric(Ordering::Less), _) => "is less than",
        (Family::Numeric(Ordering::LessOrEqual), _) => "is at most",
        (Family::Numeric(Ordering::Greater), _) => "is more than",
        (Family::Numeric(Ordering::GreaterOrEqual), _) => "is at least",
        (Family::Date(Ordering::Less), _) => "is before",
        (Family::Date(Ordering::LessOrEqual), _) => "is not after",
        (Family::Date(Ordering::Greater), _) => "is after",
        (Family::Date(Ordering::GreaterOrEqual), _) => "is not before",
        (
            Family::String(StringTest::Exact)
            | Family::Numeric(Ordering::Equal)
            | Family::Date(Ordering::Equal)
            | Family::Bool
            | Family::Binary(_),
            negated,
        ) => {
            if negated {
                "is not"
            } else {
                "is"
            }
        }
    }
}

struct Joined<'items, T>(&'items [T], &'static str);

impl<T: Display> Display for Joined<'_, T> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        for (position, item) in self.0.iter().enumerate() {
            let separator = if position > 0 { self.1 } else { "" };
            write!(formatter, "{separator}{item}")?;
        }
        Ok(())
    }
}

/// Values in backticks; control characters never reach a terminal.
struct Quoted<'values>(&'values [String]);

impl Display for Quoted<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        for (position, value) in self.0.iter().enumerate() {
            let separator = if position > 0 { " or " } else { "" };
            write!(formatter, "{separator}`{}`", value.escape_debug())?;
        }
        Ok(())
    }
}
