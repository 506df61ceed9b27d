//! Owns the checks of a statement's conditions.

use super::{LintCode, LintFinding};
use crate::domain::MAX_LIFETIME_DAYS;
use crate::policy::{
    ActionElement, Condition, Effect, Family, IfExists, OperatorMeaning, Ordering, Place, Polarity, Scalar,
    SetQualifier, Statement,
};

const AGE: &str = "iam:servicespecificcredentialagedays";
const CREATE: &str = "iam:CreateServiceSpecificCredential";

/// Each endpoint's action and the key that only its requests carry, in lower case.
const TOKEN_TYPES: [(&str, &str); 2] = [
    ("bedrock:CallWithBearerToken", "bedrock:bearertokentype"),
    ("bedrock-mantle:CallWithBearerToken", "bedrock-mantle:bearertokentype"),
];

/// Keys with any number of values, in lower case; all others that appear in guardrails have one
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>).
const MULTIVALUED: [&str; 5] = [
    "aws:tagkeys",
    "aws:calledvia",
    "aws:principalorgpaths",
    "aws:principalservicenameslist",
    "aws:resourceorgpaths",
];

/// A condition with what its operator means.
#[derive(Clone, Copy)]
struct Read<'statement> {
    meaning: OperatorMeaning,
    condition: &'statement Condition,
}

pub(super) fn check(statement: &Statement, place: &Place, findings: &mut Vec<LintFinding>) {
    let mut add = |code, message: String| findings.push(LintFinding { code, place: place.clone(), message });
    let read: Vec<Read<'_>> = statement
        .conditions
        .iter()
        .flat_map(|block| {
            let meaning = block.operator.meaning();
            block.conditions.iter().map(move |condition| Read { meaning, condition })
        })
        .collect();
    if let Some(message) = wrong_token_type(statement, &read) {
        add(LintCode::WrongTokenTypeKey, message);
    }
    for each in &read {
        let key = each.condition.key.as_str().escape_debug();
        if statement.effect == Effect::Deny && each.is_for_all_values_of_one() {
            add(LintCode::ForAllValuesOnSingleValue, format!("`{key}` has one value, or none"));
        }
        if each.contradicts(&read) {
            add(LintCode::NeverMatches, format!("`{key}` would have to be absent and to have a value"));
        }
        if each.condition.key.folded() == AGE {
            if each.needs_presence() && !matches_action(statement, CREATE) {
                add(LintCode::NeverMatches, format!("only creation carries `{key}`"));
            }
            if each.is_beyond_all_ages() {
                let message = format!("no key lives longer than {MAX_LIFETIME_DAYS} days");
                add(LintCode::NeverMatches, message);
            }
            if let Some(days) = each.includes_boundary().filter(|_| statement.effect == Effect::Deny) {
                let message = format!("a key of exactly {} days is denied too", days.escape_debug());
                add(LintCode::AgeIncludesBoundary, message);
            }
        }
    }
}

/// The token type of one service, asked of the action of the other.
fn wrong_token_type(statement: &Statement, read: &[Read<'_>]) -> Option<String> {
    let has = |key: &str| read.iter().any(|each| each.condition.key.folded() == key && each.needs_presence());
    TOKEN_TYPES.iter().find_map(|(action, _)| {
        let other = TOKEN_TYPES.iter().find(|(other, key)| other != action && has(key))?;
        matches_action(statement, action)
            .then(|| format!("`{action}` never carries the key of `{}`, so it is not matched", other.0))
    })
}

fn matches_action(statement: &Statement, action: &str) -> bool {
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

    /// Whether it only holds for requests that do not carry the key.
    fn needs_absence(&self) -> bool {
        self.meaning == OperatorMeaning::Null && self.values().all(|value| value.eq_ignore_ascii_case("true"))
    }

    fn contradicts(&self, all: &[Read<'_>]) -> bool {
        let key = self.condition.key.folded();
        self.needs_absence()
            && all.iter().any(|other| other.condition.key.folded() == key && other.needs_presence())
    }

    fn is_for_all_values_of_one(&self) -> bool {
        match self.meaning {
            OperatorMeaning::Compare { qualifier: SetQualifier::ForAllValues, .. } => {
                !MULTIVALUED.contains(&self.condition.key.folded())
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

    fn is_beyond_all_ages(&self) -> bool {
        let beyond = |value: &str| match self.family() {
            Some(Family::Numeric(Ordering::Greater)) => {
                value.parse::<u32>().is_ok_and(|days| days >= MAX_LIFETIME_DAYS)
            }
            Some(Family::Numeric(Ordering::GreaterOrEqual)) => {
                value.parse::<u32>().is_ok_and(|days| days > MAX_LIFETIME_DAYS)
            }
            Some(_) | None => false,
        };
        self.needs_presence() && self.values().all(beyond)
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
