//! Owns whether a condition holds: absent keys, `…IfExists`, `Null`, sets of values, unknown keys.

use super::boolean;
use super::comparison::{Surroundings, compare};
use crate::policy::{
    Comparison, Condition, Context, ContextValue, IfExists, LanguageVersion, OperatorMeaning, Polarity,
    Scalar, SetQualifier, Ternary,
};

/// Whether a condition holds for a request.
pub(crate) fn holds(
    meaning: OperatorMeaning,
    condition: &Condition,
    context: &Context,
    language: LanguageVersion,
) -> Ternary {
    let value = context.get_folded(condition.key.folded());
    match meaning {
        OperatorMeaning::Unknown => Ternary::Unknown,
        OperatorMeaning::Null => null_holds(value, condition.values.as_slice()),
        OperatorMeaning::Compare { qualifier, comparison, if_exists } => {
            let test = Test {
                qualifier,
                comparison,
                if_exists,
                policy_values: condition.values.as_slice(),
                surroundings: Surroundings { context, language },
            };
            test.holds(value)
        }
    }
}

/// `Null: true` holds when the key is absent, `Null: false` when it "exists and its value is not null".
///
/// Whether an empty value counts as null is documented only by example, so it is unknown.
/// Page: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Null>
fn null_holds(value: &ContextValue, policy_values: &[Scalar]) -> Ternary {
    let is_null = match value {
        ContextValue::Absent => Ternary::True,
        ContextValue::Unknown => Ternary::Unknown,
        ContextValue::PresentButUnknown => Ternary::False,
        ContextValue::Single(value) if value.is_empty() => Ternary::Unknown,
        ContextValue::Multiple(values) if values.iter().all(String::is_empty) => Ternary::Unknown,
        ContextValue::Single(_) | ContextValue::Multiple(_) => Ternary::False,
    };
    Ternary::any(policy_values.iter().map(|wanted| match boolean::parse(wanted.as_text()) {
        Some(true) => is_null,
        Some(false) => is_null.negate(),
        None => Ternary::False,
    }))
}

struct Test<'request> {
    qualifier: SetQualifier,
    comparison: Comparison,
    if_exists: IfExists,
    policy_values: &'request [Scalar],
    surroundings: Surroundings<'request>,
}

impl Test<'_> {
    fn holds(&self, value: &ContextValue) -> Ternary {
        match value {
            ContextValue::Absent => self.holds_when_absent(),
            ContextValue::Unknown | ContextValue::PresentButUnknown => Ternary::Unknown,
            ContextValue::Single(value) => match self.qualifier {
                SetQualifier::Plain => self.value_passes(value),
                SetQualifier::ForAllValues | SetQualifier::ForAnyValue => {
                    self.set_passes(std::slice::from_ref(value))
                }
            },
            ContextValue::Multiple(values) => match self.qualifier {
                // Observed of AWS: a plain operator never matches a multivalued key, positive or negated,
                // even with one value.
                SetQualifier::Plain => Ternary::False,
                SetQualifier::ForAllValues | SetQualifier::ForAnyValue => self.set_passes(values),
            },
        }
    }

    /// Page: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>,
    /// for sets: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html>
    fn holds_when_absent(&self) -> Ternary {
        match (self.if_exists, self.qualifier) {
            (IfExists::TrueWhenAbsent, _) | (IfExists::AsOperator, SetQualifier::ForAllValues) => {
                Ternary::True
            }
            (IfExists::AsOperator, SetQualifier::ForAnyValue) => Ternary::False,
            (IfExists::AsOperator, SetQualifier::Plain) => {
                Ternary::from(self.comparison.polarity == Polarity::Negated)
            }
        }
    }

    /// "If the key values in the request resolve to an empty data set (for example, an empty string)", all of them
    /// pass and none of them does.
    fn set_passes(&self, values: &[String]) -> Ternary {
        let empty = values.iter().all(String::is_empty);
        match self.qualifier {
            SetQualifier::ForAnyValue if empty => Ternary::False,
            SetQualifier::ForAllValues if empty => Ternary::True,
            SetQualifier::ForAnyValue => Ternary::any(values.iter().map(|value| self.value_passes(value))),
            SetQualifier::ForAllValues | SetQualifier::Plain => {
                Ternary::all(values.iter().map(|value| self.value_passes(value)))
            }
        }
    }

    /// Several policy values: any may match; for a negated operator none may.
    ///
    /// Page: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html>
    fn value_passes(&self, value: &str) -> Ternary {
        let Comparison { family, polarity } = self.comparison;
        let matched = Ternary::any(self.policy_values.iter().map(|policy_value| {
            compare(family, value, policy_value.as_text(), self.surroundings).matched(polarity)
        }));
        match polarity {
            Polarity::Positive => matched,
            Polarity::Negated => matched.negate(),
        }
    }
}
