//! Owns the check whether a statement's conditions on the time let it apply now, later, or never again.
//!
//! Every request carries the time, so that a date in a condition turns a statement on or off for everybody. Only what is
//! certain is said: where a value is a variable or no date, the statement is left alone.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::LintCode;
use super::found::Found;
use super::satisfiable::{Placed, may_hold, placed, texts};
use crate::guardrail::ConditionKey;
use crate::guardrail::condition_key::Values;
use crate::policy::{
    Context, ContextValue, Effect, Family, OperatorMeaning, Part, Statement, Unlisted, moment,
};

/// When conditions hold.
enum Holding {
    /// Now.
    Now,
    /// From then on, and not before.
    From(Timestamp),
    /// Then for the last time.
    Until(Timestamp),
    /// At no time.
    Never,
}

pub(super) fn check(statement: usize, it: &Statement, now: Timestamp, found: &mut Found<'_>) {
    let about_time = |placed: &Placed<'_>| {
        ConditionKey::named(placed.condition.key.folded()).is_some_and(|key| key.values == Values::Moment)
    };
    let conditions: Vec<Placed<'_>> = placed(it).filter(about_time).collect();
    let Some(first) = conditions.first() else { return };
    let Some(mentioned) = conditions.iter().map(mentioned).collect::<Option<Vec<_>>>() else { return };
    let mentioned: BTreeSet<i64> = mentioned.into_iter().flatten().collect();
    let part = Part::Operator { statement, block: first.block };
    let what = match it.effect {
        Effect::Deny => "denies",
        Effect::Allow => "allows",
    };
    match holding(&conditions, &mentioned, now) {
        Holding::Now => {}
        Holding::From(from) => {
            let message = format!("it {what} nothing before {}", shown(from));
            found.add(LintCode::NotYetInForce, part, message);
        }
        Holding::Until(until) => {
            let message = format!("it {what} nothing any more; it did until {}", shown(until));
            found.add(LintCode::DatePassed, part, message);
        }
        Holding::Never => {
            let message = format!("it {what} nothing: no moment fulfils its conditions on the time");
            found.add(LintCode::NeverMatches, part, message);
        }
    }
}

/// The seconds since 1970 that a condition names; nothing where one of its values is no moment, or where its operator does
/// not compare moments.
fn mentioned(placed: &Placed<'_>) -> Option<Vec<i64>> {
    let second = |text: &str| match placed.operator.operator.meaning() {
        OperatorMeaning::Compare { comparison, .. } => match comparison.family {
            Family::Date(_) => moment(text).map(Timestamp::as_second),
            Family::Numeric(_) if ConditionKey::EPOCH_TIME.is(placed.condition.key.folded()) => {
                text.parse().ok()
            }
            Family::Numeric(_)
            | Family::String(_)
            | Family::Bool
            | Family::Binary(_)
            | Family::Ip
            | Family::Arn => None,
        },
        OperatorMeaning::Null | OperatorMeaning::Unknown => None,
    };
    texts(placed.condition).map(second).collect()
}

/// Conditions change their mind at the seconds that they name, and nowhere else.
fn holding(conditions: &[Placed<'_>], mentioned: &BTreeSet<i64>, now: Timestamp) -> Holding {
    let holds =
        |second: &i64| Timestamp::from_second(*second).is_ok_and(|time| may_hold(conditions, at(time)));
    let now = now.as_second();
    if holds(&now) {
        return Holding::Now;
    }
    let around: BTreeSet<i64> = mentioned
        .iter()
        .flat_map(|second| [second.saturating_sub(1), *second, second.saturating_add(1)])
        .collect();
    let at = |second: &i64| Timestamp::from_second(*second).ok();
    let later = around.range(now..).find(|second| holds(second)).and_then(at);
    let before = around.range(..now).rev().find(|second| holds(second)).and_then(at);
    match (later, before) {
        (Some(from), _) => Holding::From(from),
        (None, Some(until)) => Holding::Until(until),
        (None, None) => Holding::Never,
    }
}

fn at(time: Timestamp) -> Context {
    Context::new(Unlisted::Unknown)
        .with(ConditionKey::CURRENT_TIME.name, ContextValue::single(time.to_string()))
        .with(ConditionKey::EPOCH_TIME.name, ContextValue::single(time.as_second().to_string()))
}

fn shown(time: Timestamp) -> String {
    time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}
