//! Owns the check of statements against each other: what says nothing that is not said already.

use super::LintCode;
use super::found::Found;
use crate::policy::glob::{self, Case};
use crate::policy::{
    ActionElement, ActionPattern, Effect, Part, PolicyDocument, PrincipalElement, ResourceElement,
    ResourcePattern, Sid, Statement,
};

pub(super) fn check(document: &PolicyDocument, found: &mut Found<'_>) {
    for (statement, it) in document.statements().iter().enumerate() {
        actions(statement, it, found);
    }
    // What an element means that the language does not have, nobody knows.
    if !document.unknown.is_empty() {
        return;
    }
    let statements = document.statements();
    for (index, it) in statements.iter().enumerate() {
        let others = statements.iter().enumerate().filter(|(other, _)| *other != index);
        let covering = others.filter(|(_, other)| covers(other, it));
        // Of two that say the same, the later one is too many.
        let mut covering = covering.filter(|(other, there)| *other < index || !covers(it, there));
        let Some((other, there)) = covering.next() else { continue };
        let number = other + 1;
        let (code, message) = match (there.effect, it.effect) {
            (Effect::Deny, Effect::Allow) => {
                (LintCode::Overridden, format!("statement {number} denies all that it allows"))
            }
            (Effect::Deny | Effect::Allow, Effect::Deny | Effect::Allow) if bare(there) == bare(it) => {
                (LintCode::Repeated, format!("it says what statement {number} says already"))
            }
            (Effect::Deny, Effect::Deny) => {
                (LintCode::Repeated, format!("statement {number} denies all of it already"))
            }
            (Effect::Allow, Effect::Allow | Effect::Deny) => {
                (LintCode::Repeated, format!("statement {number} allows all of it already"))
            }
        };
        found.add(code, Part::Statement(index), message);
    }
}

/// Values of `Action` that another value of the same statement covers.
fn actions(statement: usize, it: &Statement, found: &mut Found<'_>) {
    let (ActionElement::Action(patterns) | ActionElement::NotAction(patterns)) = &it.actions;
    let patterns = patterns.as_slice();
    for (position, pattern) in patterns.iter().enumerate() {
        let wider = patterns.iter().enumerate().find(|(other, there)| {
            *other != position
                && action_covers(there, pattern)
                && (*other < position || !action_covers(pattern, there))
        });
        if let Some((_, there)) = wider {
            let (written, wider) = (pattern.as_str().escape_debug(), there.as_str().escape_debug());
            let message = format!("`{written}` is a part of `{wider}`");
            found.add(LintCode::Repeated, Part::Action { statement, position }, message);
        }
    }
}

/// Whether the one certainly applies wherever the other does, and decides as much.
fn covers(one: &Statement, other: &Statement) -> bool {
    let decides = match (one.effect, other.effect) {
        (Effect::Deny, Effect::Deny | Effect::Allow) | (Effect::Allow, Effect::Allow) => true,
        (Effect::Allow, Effect::Deny) => false,
    };
    let known = |it: &Statement| it.unknown.is_empty() && it.principal == PrincipalElement::Absent;
    decides
        && known(one)
        && known(other)
        && actions_cover(&one.actions, &other.actions)
        && resources_cover(&one.resources, &other.resources)
        && asks_no_more(one, other)
}

fn actions_cover(one: &ActionElement, other: &ActionElement) -> bool {
    match (one, other) {
        (one, other) if one == other => true,
        (ActionElement::Action(one), ActionElement::Action(other)) => other
            .as_slice()
            .iter()
            .all(|narrow| one.as_slice().iter().any(|wide| action_covers(wide, narrow))),
        (ActionElement::Action(one), ActionElement::NotAction(_)) => {
            one.as_slice().iter().any(|wide| wide.as_str().chars().all(|character| character == '*'))
        }
        (ActionElement::NotAction(_), ActionElement::Action(_) | ActionElement::NotAction(_)) => false,
    }
}

/// Whether the one matches all that the other matches. The other's wildcards are taken for characters, which only a `*`
/// swallows, so that a yes is certain.
fn action_covers(one: &ActionPattern, other: &ActionPattern) -> bool {
    let (one, other) = (one.as_str(), other.as_str());
    let certain = !(one.contains('?') && other.contains('*'));
    one.eq_ignore_ascii_case(other) || certain && glob::matches(glob::tokens(one), other, Case::Insensitive)
}

fn resources_cover(one: &ResourceElement, other: &ResourceElement) -> bool {
    let everything = match one {
        ResourceElement::Resource(patterns) => patterns.as_slice().iter().any(ResourcePattern::is_everything),
        ResourceElement::NotResource(_) => false,
    };
    everything || one == other
}

/// Whether every condition of the one is a condition of the other.
fn asks_no_more(one: &Statement, other: &Statement) -> bool {
    let conditions = |it: &Statement| {
        let blocks = it.conditions.iter();
        let each = blocks.flat_map(|block| {
            block.conditions.iter().map(|condition| {
                let values: Vec<String> =
                    condition.values.as_slice().iter().map(|value| value.as_text().to_owned()).collect();
                (block.operator.as_str().to_owned(), condition.key.folded().to_owned(), values)
            })
        });
        each.collect::<Vec<_>>()
    };
    let others = conditions(other);
    conditions(one).iter().all(|condition| others.contains(condition))
}

fn bare(statement: &Statement) -> Statement {
    Statement { sid: Sid::Unnamed, ..statement.clone() }
}
