//! Owns the checks of a statement's conditions.

use super::LintCode;
use super::found::Found;
use crate::guardrail::{ConditionKey, Endpoint, KeyAction, is_multivalued};
use crate::policy::{
    ActionElement, Condition, Effect, Family, IfExists, OperatorMeaning, Ordering, Part, Polarity, Scalar,
    SetQualifier, Statement,
};

/// A condition with what its operator means.
#[derive(Clone, Copy)]
struct Read<'statement> {
    block: usize,
    meaning: OperatorMeaning,
    condition: &'statement Condition,
}

pub(super) fn check(statement: usize, it: &Statement, found: &mut Found<'_>) {
    let blocks = it.conditions.iter().enumerate();
    let read: Vec<Read<'_>> = blocks
        .flat_map(|(block, operator)| {
            let meaning = operator.operator.meaning();
            operator.conditions.iter().map(move |condition| Read { block, meaning, condition })
        })
        .collect();
    if let Some((asks, message)) = wrong_token_type(it, &read) {
        let part = Part::Operator { statement, block: asks.block };
        found.add(LintCode::WrongTokenTypeKey, part, message);
    }
    for each in &read {
        let key = each.condition.key.as_str().escape_debug();
        let mut add = |code, message: String| {
            found.add(code, Part::Operator { statement, block: each.block }, message);
        };
        if it.effect == Effect::Deny && each.is_for_all_values_of_one() {
            add(LintCode::ForAllValuesOnSingleValue, format!("`{key}` has one value, or none"));
        }
        if ConditionKey::AGE.is(each.condition.key.folded()) {
            if each.needs_presence() && !matches_action(it, KeyAction::Create) {
                add(LintCode::NeverMatches, format!("only creation carries `{key}`"));
            }
            if let Some(days) = each.includes_boundary().filter(|_| it.effect == Effect::Deny) {
                let message = format!("a key of exactly {} days is denied too", days.escape_debug());
                add(LintCode::AgeIncludesBoundary, message);
            }
        }
    }
}

/// The token type of one service, asked of the action of the other: the condition that asks, and what is wrong with it.
fn wrong_token_type<'read, 'statement>(
    it: &Statement,
    read: &'read [Read<'statement>],
) -> Option<(&'read Read<'statement>, String)> {
    let asks = |key: &ConditionKey| {
        read.iter().find(|each| key.is(each.condition.key.folded()) && each.needs_presence())
    };
    let pairs = [(Endpoint::Bedrock, Endpoint::BedrockMantle), (Endpoint::BedrockMantle, Endpoint::Bedrock)];
    pairs.into_iter().find_map(|(called, other)| {
        let asks = asks(other.token_type())?;
        let (action, other) = (called.call().as_str(), other.call().as_str());
        matches_action(it, called.call())
            .then(|| (asks, format!("`{action}` never carries the key of `{other}`, so it is not matched")))
    })
}

/// Whether the actions of a statement are meant to take in this one.
pub(super) fn matches_action(statement: &Statement, action: KeyAction) -> bool {
    let action = action.as_str();
    match &statement.actions {
        ActionElement::Action(patterns) => patterns.as_slice().iter().any(|each| each.matches(action)),
        ActionElement::NotAction(patterns) => !patterns.as_slice().iter().any(|each| each.matches(action)),
    }
}

impl Read<'_> {
    /// Whether it only holds for requests that carry the key.
    fn needs_presence(&self) -> bool {
        match self.meaning {
            OperatorMeaning::Compare { qualifier, comparison, if_exists } => {
                let absent_holds = qualifier == SetQualifier::ForAllValues
                    || if_exists == IfExists::TrueWhenAbsent
                    || comparison.polarity == Polarity::Negated;
                !absent_holds
            }
            OperatorMeaning::Null => self.values().all(|value| value.eq_ignore_ascii_case("false")),
            OperatorMeaning::Unknown => false,
        }
    }

    fn is_for_all_values_of_one(&self) -> bool {
        match self.meaning {
            OperatorMeaning::Compare { qualifier: SetQualifier::ForAllValues, .. } => {
                !is_multivalued(self.condition.key.folded())
            }
            OperatorMeaning::Compare { .. } | OperatorMeaning::Null | OperatorMeaning::Unknown => false,
        }
    }

    fn family(&self) -> Option<Family> {
        match self.meaning {
            OperatorMeaning::Compare { comparison, .. } => Some(comparison.family),
            OperatorMeaning::Null | OperatorMeaning::Unknown => None,
        }
    }

    /// The number of days, where the operator includes it.
    fn includes_boundary(&self) -> Option<&str> {
        match self.family() {
            Some(Family::Numeric(Ordering::GreaterOrEqual)) => self.values().next(),
            Some(_) | None => None,
        }
    }

    fn values(&self) -> impl Iterator<Item = &str> {
        self.condition.values.as_slice().iter().map(Scalar::as_text)
    }
}
